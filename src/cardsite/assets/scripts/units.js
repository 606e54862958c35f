// @ts-check
/*
 * Numbers with their units as pages print them: what each is worth, and several of them in one unit.
 */
"use strict";

cardsite.units = (() => {
  /** What signs behind numbers stand for, by what is counted with them, as powers of ten or the number itself. @type {Record<string, Record<string, number>>} */
  const KINDS = {
    count: { K: 3, k: 3, M: 6, G: 9, B: 9, T: 12 },
    bytes: { kB: 3, KB: 3, MB: 6, GB: 9, TB: 12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 },
    share: { "%": -2 },
  };
  const NUMBER = /^(-?[\d,]+)(\.\d+)?(e[+-]?\d+)?(?:( ?)([KMGT]i?B|kB|[KkMGBT%]))?( tokens)?$/i;

  /** A number of a page; null for anything else. @param {string} text @returns {CardsiteNumber | null} */
  function parse(text) {
    const [, whole = "", places = "", exponent = "", gap = "", sign = "", tail = ""] = NUMBER.exec(text) ?? [];
    const kind = sign ? (Object.keys(KINDS).find((each) => sign in (KINDS[each] ?? {})) ?? "") : "plain";
    if (!whole || !kind) return null;
    const power = KINDS[kind]?.[sign] ?? 0;
    const digits = whole.replaceAll(",", "") + places;
    // Written as a power of ten, for 1.41 * 1e9 is not 1.41e9.
    const [value, size] = power < 1024 ? [Number(`${digits}e${Number(exponent.slice(1)) + power}`), 10 ** power] : [Number(digits + exponent) * power, power];
    const half = kind === "count" ? 0.5 * size * 10 ** -Math.max(places.length - 1, 0) : 0;
    return { value, half, kind, sign, size, gap, tail, digits: digits + exponent };
  }

  /** The number without unit and separators: counts as they are, storage in bytes, shares as fractions. @param {string} text */
  function raw(text) {
    const found = parse(text);
    return found && !found.tail ? (found.sign ? String(found.value) : found.digits) : null;
  }

  /** The kind that numbers with several signs have in common; null where they have none. @param {CardsiteNumber[]} numbers */
  function common(numbers) {
    const kinds = new Set(numbers.map(({ kind }) => kind));
    const plain = kinds.delete("plain");
    const [kind, ...others] = kinds;
    if (!kind || others.length || new Set(numbers.map(({ tail }) => tail)).size > 1) return null;
    if (plain && kind === "bytes") return null;
    // Beside a percentage, 0.1 is a fraction, and 12 is something else.
    return plain && kind === "share" && numbers.some((each) => each.kind === "plain" && Math.abs(each.value) > 1) ? null : kind;
  }

  /**
   * Texts of numbers in one unit: the largest that one of them has and in which none is below a hundredth. Null in the
   * place of each that stays as it is: all of them, where they are not of one kind.
   * @param {(string | null)[]} texts null for what is no value
   * @returns {(string | null)[]}
   */
  function alike(texts) {
    const found = texts.map((text) => (text === null ? null : parse(text)));
    const numbers = found.filter((each) => each !== null);
    const signed = numbers.filter(({ sign }) => sign).sort((a, b) => b.size - a.size);
    const complete = texts.every((text, index) => text === null || found[index]);
    if (!complete || new Set(numbers.map(({ sign }) => sign)).size < 2 || !common(numbers)) return texts.map(() => null);
    const large = (/** @type {CardsiteNumber} */ unit) => numbers.every(({ value }) => !value || Math.abs(value) / unit.size >= 0.01);
    const unit = /** @type {CardsiteNumber} */ (signed.find(large) ?? signed.at(-1));
    return found.map((each) => (each === null || each.sign === unit.sign ? null : inUnit(each, unit)));
  }

  /** A number in the unit of another; one that was not rounded is, to three figures. @param {CardsiteNumber} number @param {CardsiteNumber} unit */
  function inUnit({ value, sign }, { size, gap, sign: wanted, tail, kind }) {
    const asWritten = kind === "share" || (sign && !(sign + wanted).includes("i"));
    return (value / size).toLocaleString("en", { maximumSignificantDigits: asWritten ? 12 : 3 }) + gap + wanted + tail;
  }

  /** A score and its error in percent, which were written as fractions: `0.841 ± 0.010`. @param {string} text */
  function percent(text) {
    const numbers = text.replace(/\d+(?:\.(\d+))?/g, (number, places = "") => Number(`${number}e2`).toFixed(Math.max(places.length - 2, 0)));
    return `${numbers} %`;
  }

  return { parse, raw, alike, percent };
})();
