// @ts-check
/*
 * Lines up what was read from the pages of several models: facts by their section and label, scores by how they
 * were measured. Values in, rows out; it makes nothing that can be seen.
 */
"use strict";

cardsite.align = (() => {
  /** @type {FactsCell} */
  const MISSING = { state: "missing", text: "not filled in", exact: null, title: "", content: [], marks: [], note: [] };

  /**
   * The keys of several lists in one order that respects each: what a list has more comes behind what it follows there.
   * @param {string[][]} lists
   */
  function union(lists) {
    /** @type {string[]} */
    const all = [];
    for (const list of lists) {
      let place = 0;
      for (const each of list) {
        const known = all.indexOf(each);
        if (known < 0) all.splice(place, 0, each);
        place = (known < 0 ? place : known) + 1;
      }
    }
    return all;
  }

  const units = /** @type {NonNullable<Cardsite["units"]>} */ (cardsite.units);

  /** 2,048 is 2048, 6e-4 is 0.0006, 10 % is 0.1, and 300B is 299,892,736,000. @param {FactsCell} one @param {FactsCell} other */
  function agree(one, other) {
    const [a, b] = [one, other].map(({ state, text }) => (state === "value" ? units.parse(text) : null));
    if (a && b && a.tail === b.tail) return Math.abs(a.value - b.value) <= Math.max(a.half, b.half);
    return one.state === other.state && one.text.toLowerCase() === other.text.toLowerCase();
  }

  /** Whether a cell is a number, with a unit or without. @param {FactsCell} cell */
  const numeric = ({ state, text }) => state !== "value" || /^-?[\d.,]+(?:e-?\d+)?(?: ?[%a-z]{1,3}| tokens)?$/i.test(text);

  /**
   * "differs" where two cards state different things; a card that states nothing does not differ, but the row is not the same.
   * @param {FactsCell[]} cells
   * @returns {"same" | "differs" | "partial"}
   */
  function compared(cells) {
    const stated = cells.filter(({ state }) => state !== "missing");
    if (stated.some((one, index) => stated.slice(index).some((other) => !agree(one, other)))) return "differs";
    return stated.length < cells.length ? "partial" : "same";
  }

  /** The cells of a row in one unit; the title of one that is converted has its number. @param {FactsCell[]} cells */
  function alike(cells) {
    const texts = units.alike(cells.map(({ state, text }) => (state === "value" ? text : null)));
    return cells.map((cell, index) => {
      const text = texts[index];
      return text ? { ...cell, text, content: [cardsite.element("span", { title: cell.title || cell.text }, text)] } : cell;
    });
  }

  /** Scores of a row in percent if one of them is, where others are fractions. @param {(FactsScore | null)[]} cells */
  function inPercent(cells) {
    if (!cells.some((each) => each?.text.endsWith("%"))) return cells;
    return cells.map((each) => (each && !each.text.endsWith("%") && Math.abs(each.score) <= 1 ? { ...each, text: units.percent(each.text) } : each));
  }

  /** @param {FactsPage[]} pages @returns {LinedGroup[]} */
  function facts(pages) {
    return union(pages.map(({ groups }) => [...groups.keys()])).map((title) => {
      const found = pages.map(({ groups }) => groups.get(title) ?? new Map());
      const rows = union(found.map((group) => [...group.keys()])).map((label) => {
        const cells = found.map((group) => /** @type {FactsRow | undefined} */ (group.get(label))?.cell ?? MISSING);
        const numbers = cells.some(({ state }) => state === "value") && cells.every(numeric);
        return { label, cells: alike(cells), numbers, state: compared(cells) };
      });
      return { title, rows };
    });
  }

  /**
   * Rows of scores that were measured alike, and the benchmarks whose scores were not.
   * @param {FactsPage[]} pages
   * @returns {LinedScores}
   */
  function scores(pages) {
    const keys = union(pages.map((page) => page.scores.map(({ key }) => key)));
    const rows = keys.map((key) => pages.map((page) => page.scores.find((score) => score.key === key) ?? null));
    const shared = rows.filter((row) => row.filter(Boolean).length > 1);
    const aligned = new Set(shared.flat().map((score) => score?.key));
    const all = pages.flatMap((page, index) => page.scores.map((score) => ({ index, score })));
    const lists = union(pages.map((page) => page.scores.map(({ benchmark }) => benchmark)))
      .map((benchmark) => all.filter(({ score }) => score.benchmark === benchmark))
      .filter((list) => list.some(({ score }) => !aligned.has(score.key)));
    const several = lists.filter((list) => new Set(list.map(({ index }) => index)).size > 1);
    const lined = shared.map(inPercent).map((cells) => ({ cells, others: pages.map((page, index) => (cells[index] ? null : nearest(cells, page))), best: best(cells) }));
    const filled = (/** @type {LinedScores["alike"][number]} */ { cells, others }) => [...cells, ...others].filter(Boolean).length;
    return {
      // What most of the models have a score on comes first.
      alike: lined.sort((a, b) => filled(b) - filled(a)),
      apart: several,
      alone: lists.length - several.length,
    };
  }

  /** The unit that a score is printed in. @param {FactsScore} score */
  const unit = ({ text }) => text.replace(/[\d.,±\s−-]/g, "");

  /**
   * The score of a model on the benchmark of a row that was measured most like the others there; null where there is none.
   * @param {(FactsScore | null)[]} cells
   * @param {FactsPage} page
   */
  function nearest(cells, page) {
    const first = cells.find(Boolean);
    if (!first) return null;
    const unlike = (/** @type {FactsScore} */ { how }) => how.filter((part) => !first.how.includes(part)).length + first.how.filter((part) => !how.includes(part)).length;
    const found = page.scores.filter((score) => score.benchmark === first.benchmark && score.name === first.name && unit(score) === unit(first));
    return found.sort((a, b) => unlike(a) - unlike(b))[0] ?? null;
  }

  /**
   * The place of the one score that is better than each other by more than the error of their difference. Where an
   * interval is not known nothing is sure.
   * @param {(FactsScore | null)[]} cells
   */
  function best(cells) {
    const found = cells.flatMap((each, index) => {
      if (!each) return [];
      const { score, low, high, lower } = each;
      return [{ index, ...(lower ? { score: -score, low: -high, high: -low } : { score, low, high }) }];
    });
    const [first, ...rest] = found.sort((a, b) => b.score - a.score);
    return first && rest.length && rest.every((other) => cardsite.surelyBetter(first, other)) ? first.index : -1;
  }

  /** What is said of all scores alike. @param {FactsScore[]} scores */
  function shared(scores) {
    return new Set(scores[0]?.how.filter((part) => scores.every(({ how }) => how.includes(part))));
  }

  return { facts, scores, shared };
})();
