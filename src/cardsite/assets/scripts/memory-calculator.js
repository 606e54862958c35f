// @ts-check
/*
 * Will this model fit? The calculator on a card's page: controls, a verdict, what else would do, and the parts of the
 * sum with their formulas. The sum itself is in memory.js, which the page names first.
 */
"use strict";

(() => {
  const { element } = cardsite;
  const { PRECISIONS, GPUS, STATE_BYTES, kept, bySize, fileOf, requirement, storage, bar, controls } = cardsite.memory;
  const GB = 1e9;
  const whole = new Intl.NumberFormat("en");
  const either = new Intl.ListFormat("en-GB", { type: "disjunction" });

  /**
   * What to change for the model to fit, in words.
   * @param {CardsiteShape} shape
   * @param {CardsiteChoice} choice
   * @param {CardsiteRequirement} needed
   */
  function advice(shape, choice, needed) {
    const most = choice.gpu * GB;
    const left = most - (needed.weights ?? 0) - (needed.overhead ?? 0);
    const share = left / (needed.cache || Infinity); // how many times the cache there is room for
    const batch = Math.floor(share * choice.batch);
    if ((needed.bytes ?? 0) <= most) return batch > choice.batch ? `A batch of up to ${whole.format(batch)} fits.` : "";
    // A state is of one size, and a cache with windows does not shrink as the context does.
    const context = shape.state || shape.windowed ? 0 : Math.floor(share * choice.context);
    const precision = smaller(shape, choice).find((each) => (requirement(shape, { ...choice, ...each }).bytes ?? 0) <= most);
    const gpu = GPUS.find((size) => size * GB >= (needed.bytes ?? 0));
    const ways = [
      batch >= 1 && `with a batch of ${whole.format(batch)}`,
      context >= 1 && `with a context of ${whole.format(context)} tokens`,
      precision && (precision.file ? `with ${precision.file}` : `in ${precision.precision}`),
      gpu && `in ${gpu} GB`,
    ].filter((way) => typeof way === "string");
    return ways.length ? `It would fit ${either.format(ways)}.` : "";
  }

  /**
   * The formats, or the files, that take less than the chosen one, the largest first.
   * @param {CardsiteShape} shape
   * @param {CardsiteChoice} choice
   * @returns {Partial<CardsiteChoice>[]}
   */
  function smaller(shape, choice) {
    const chosen = fileOf(shape, choice);
    if (choice.file !== undefined && chosen) {
      const files = bySize(shape.files ?? []).filter(({ bytes }) => bytes < chosen.bytes);
      return files.map(({ name }) => ({ file: name }));
    }
    const names = /** @type {CardsitePrecision[]} */ (Object.keys(PRECISIONS));
    return names.slice(names.indexOf(choice.precision) + 1).map((precision) => ({ precision }));
  }

  /**
   * The answer in words: the verdict, and what else would do.
   * @param {CardsiteShape} shape
   * @param {CardsiteChoice} choice
   * @param {CardsiteRequirement} needed
   */
  function answer(shape, choice, needed) {
    const left = choice.gpu * GB - (needed.bytes ?? 0);
    const more = advice(shape, choice, needed);
    if (left >= 0) return { kind: "fits", verdict: `Fits, with ${storage(left)} to spare`, more };
    return { kind: "not", verdict: `Does not fit: ${storage(-left)} too much`, more };
  }

  /**
   * The parts of the sum: as a bar against the GPU's memory, and as a table with their formulas.
   * @param {CardsiteShape} shape
   * @param {CardsiteChoice} choice
   * @param {CardsiteRequirement} needed
   */
  function picture(shape, choice, needed) {
    const format = PRECISIONS[choice.precision];
    const { layers, kv_heads: heads, head_dimension: width, latent } = shape;
    const inEach = latent ? [layers, latent] : [2, layers, heads, width];
    const sequence = shape.state ? [shape.state] : shape.windowed ? [kept(shape, choice.context)] : [...inEach, choice.context];
    const cache = [...sequence, choice.batch, shape.state ? STATE_BYTES : format.cache].map((each) => whole.format(each ?? 0));
    /** @type {[string, string, number | null, string][]} */
    const parts = [
      ["weights", "Weights", needed.weights, needed.file ? `the published size of ${needed.file}` : `${whole.format(shape.parameters ?? 0)} parameters × ${format.weight} bytes`],
      ["cache", shape.state ? "State" : "Key–value cache", needed.cache || null, `${cache.join(" × ")} bytes`],
      ["overhead", "Overhead", needed.overhead || null, `${shape.overhead_percent} % of the weights`],
    ];
    const rows = element("tbody");
    for (const [name, label, bytes, formula] of parts) {
      if (bytes === null) continue;
      const head = element("th", { scope: "row" }, element("i", { class: `cs-fit-${name}` }), label);
      rows.append(element("tr", {}, head, element("td", {}, storage(bytes)), element("td", {}, formula)));
    }
    if (needed.bytes !== null) {
      const cells = [storage(needed.bytes), `of ${whole.format(choice.gpu)} GB`].map((text) => element("td", {}, text));
      rows.append(element("tr", { class: "cs-fit-total" }, element("th", { scope: "row" }, "Total"), ...cells));
    }
    return [bar(needed, choice.gpu), element("table", { class: "cs-fit-parts" }, rows)];
  }

  /** The table of all models, of those that fit. @param {CardsiteChoice} choice */
  function others({ gpu, file: _, ...choice }) {
    const table = new URL(location.pathname.endsWith(".html") ? "models/index.html" : "models/", cardsite.root);
    for (const [name, value] of Object.entries({ fits: gpu, ...choice })) table.searchParams.set(name, String(value));
    return element("p", { class: "cs-fit-legend" }, element("a", { href: table }, `All models that fit in ${whole.format(gpu)} GB`));
  }

  cardsite.part("memory-calculator", (place) => {
    /** @type {CardsiteShape} */
    const shape = JSON.parse(place.dataset.shape ?? "");
    const said = element("output", { class: "cs-verdict" });
    const shown = element("div");
    /** @param {CardsiteChoice} choice */
    function update(choice) {
      const needed = requirement(shape, choice);
      const { kind, verdict, more } = answer(shape, choice, needed);
      said.className = `cs-verdict cs-verdict-${kind}`;
      said.replaceChildren(element("strong", {}, verdict), " ", element("span", {}, more));
      shown.replaceChildren(...picture(shape, choice, needed), others(choice));
    }
    // An address with a choice is one that somebody shared.
    if (cardsite.query().has("gpu")) place.closest("details")?.setAttribute("open", "");
    const longest = shape.context_length ?? undefined;
    const files = shape.parameters === null ? (shape.files ?? []).map(({ name }) => name) : [];
    const precision = /** @type {CardsitePrecision | undefined} */ (place.dataset.precision); // that of the weights as published
    const made = controls(update, { precision, longest, context: longest, sequences: kept(shape, 1) + shape.state > 0, files });
    place.append(made, element("div", { class: "cs-answer" }, said, shown));
  });
})();
