// @ts-check
/*
 * A benchmark's ranking, across parts of the key that a reader ignores: scores that then count as measured
 * alike join the ranking, and a line says in words what is being ignored. The rule for ranks is that of
 * `rank_intervals` in comparability.py; a test checks that the two agree.
 */
"use strict";

{
  /** @typedef {{part: string, label: string, values: [string, string][]}} Part  each value plain, and as a phrase */
  /** @typedef {{score: number, low: number, high: number}} Interval  higher is better */
  /** @typedef {{table: HTMLElement, home: HTMLElement, places: number[], rows: HTMLTableRowElement[]}} Group */

  /**
   * The rank of each interval, in the order given; higher is better.
   * @param {Interval[]} found
   */
  function ranks(found) {
    /** @type {Map<number, number>} */
    const taken = new Map();
    let worst = 1;
    for (const each of [...found].sort((a, b) => b.score - a.score || a.high - b.high)) {
      const surelyBetter = found.filter((other) => other.low > each.high || (other.low === each.high && other.score > each.score));
      worst = Math.max(worst, 1 + surelyBetter.length);
      if (!taken.has(each.score)) taken.set(each.score, worst);
    }
    return found.map(({ score }) => taken.get(score));
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {boolean} lower whether lower scores are better
   * @returns {Interval}
   */
  function interval(row, lower) {
    const { csScore, csLow, csHigh } = /** @type {HTMLElement} */ (row.querySelector("[data-cs-score]")).dataset;
    const [score, low, high] = [Number(csScore), Number(csLow), Number(csHigh)];
    return lower ? { score: -score, low: -high, high: -low } : { score, low, high };
  }

  /** @param {HTMLElement} table @returns {Group} */
  const group = (table) => ({
    table,
    home: table.closest("details") ?? table,
    places: (table.dataset.csGroup ?? "").split(" ").map(Number),
    rows: [...table.querySelectorAll("tbody tr")].map((row) => /** @type {HTMLTableRowElement} */ (row)),
  });

  /** @param {HTMLElement} panel */
  function run(panel) {
    const { element, query, setQuery, say } = cardsite;
    // Of a metric with a target, the distances from it are given, of which less is better.
    const lower = panel.dataset.csBetter !== "higher";
    const parts = /** @type {Part[]} */ (JSON.parse(panel.dataset.csParts ?? "[]"));
    // Scores of another metric have no places, and are never ranked.
    const [main, ...others] = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-cs-group]:not([data-cs-group=''])"))].map(group);
    const body = main?.table.querySelector("tbody");
    const rank = main?.rows[0]?.cells[0];
    if (!main || !body || !rank) return;

    const unranked = /** @type {HTMLElement | null} */ (document.querySelector(".cs-others"));

    /** @param {Set<string>} ignored */
    const joining = (ignored) =>
      others.filter((other) => parts.every(({ part }, index) => ignored.has(part) || other.places[index] === main.places[index]));

    /** The parts in which the scores of groups differ. @param {Group[]} groups */
    const differing = (groups) => parts.filter((_, index) => new Set(groups.map(({ places }) => places[index])).size > 1);

    /**
     * What is being ignored, in words.
     * @param {Set<string>} ignored
     * @param {Group[]} groups
     */
    function words(ignored, groups) {
      if (!ignored.size) return "";
      const said = differing(groups).map((part) => {
        const index = parts.indexOf(part);
        const found = new Set(groups.map(({ places }) => places[index]));
        return `${part.label} (${part.values.filter((_, place) => found.has(place)).map(([value]) => value).join(", ")})`;
      });
      if (said.length) return `Ranked although these differ: ${said.join("; ")}.`;
      const labels = parts.filter(({ part }) => ignored.has(part)).map(({ label }) => label);
      return `No further score joins the ranking: the others differ in more than ${labels.join(" and ")}.`;
    }

    /**
     * A row of the ranking, with what sets its score apart.
     * @param {HTMLTableRowElement} row
     * @param {Group} of
     * @param {Part[]} apart
     */
    const ranked = (row, of, apart) => {
      const made = /** @type {HTMLTableRowElement} */ (row.cloneNode(true));
      if (of !== main) made.prepend(rank.cloneNode());
      const said = apart.map((part) => part.values[of.places[parts.indexOf(part)] ?? 0]?.[1] ?? "");
      if (said.length) made.cells[1]?.append(" ", element("small", { class: "cs-note" }, said.join(", ")));
      return made;
    };

    /** @param {Set<string>} ignored */
    const show = (ignored) => {
      const joined = joining(ignored);
      const groups = [main, ...joined];
      const apart = differing(groups);
      const rows = groups.flatMap((of) => of.rows.map((row) => ({ row: ranked(row, of, apart), ...interval(row, lower) })));
      const places = ranks(rows);
      rows.forEach(({ row }, index) => row.cells[0]?.replaceChildren(String(places[index])));
      body?.replaceChildren(...rows.sort((a, b) => b.score - a.score).map(({ row }) => row));
      for (const other of others) other.home.hidden = joined.includes(other);
      if (unranked) unranked.hidden = !unranked.querySelector(".cs-group:not([hidden])");
      line.textContent = words(ignored, groups);
    };

    const asked = new Set(query().get("ignore")?.split(","));
    const boxes = parts.map(({ part }) => element("input", { type: "checkbox", value: part, checked: asked.has(part), onchange: changed }));
    const line = element("p", { class: "cs-ignored" });
    const ignored = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value));

    function changed() {
      show(ignored());
      setQuery({ ignore: [...ignored()].join(",") });
      say(line.textContent || "Ranked are scores that were measured in the same way.");
    }

    const labels = parts.map(({ label }, index) => element("label", {}, boxes[index] ?? null, ` ${label}`));
    panel.append(element("fieldset", {}, element("legend", {}, "Compare across"), ...labels), line);
    show(ignored());
  }

  cardsite.part("scores", run);
}
