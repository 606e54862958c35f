// @ts-check
/*
 * A benchmark's scores. A reader chooses the metric; and a ranking goes across parts of the key that a reader
 * ignores: scores that then count as measured alike join it, and a line says in words what is being ignored. The
 * rule for ranks is that of `rank_intervals` in comparability.py; a test checks that the two agree.
 */
"use strict";

{
  /** @typedef {{part: string, label: string, values: [string, string][]}} Part  each value plain, and as a phrase */
  /** @typedef {CardsiteInterval} Interval  NaN where it has no ends */
  /** @typedef {{table: HTMLElement, home: HTMLElement, places: number[], rows: HTMLTableRowElement[]}} Group */

  /**
   * The rank of each interval, in the order given; higher is better, and one without ends has no rank.
   * @param {Interval[]} found
   */
  function ranks(found) {
    /** @type {Map<number, number>} */
    const taken = new Map();
    let worst = 1;
    const best = found.filter(({ low }) => !Number.isNaN(low)).sort((a, b) => b.score - a.score || a.high - b.high);
    for (const [index, each] of best.entries()) {
      const better = best.slice(0, index).filter((other) => cardsite.surelyBetter(other, each));
      worst = Math.max(worst, 1 + better.length);
      if (!taken.has(each.score)) taken.set(each.score, worst);
    }
    return found.map(({ score, low }) => (Number.isNaN(low) ? "–" : String(taken.get(score))));
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {boolean} lower whether lower scores are better
   * @returns {Interval}
   */
  function interval(row, lower) {
    const { csScore, csLow, csHigh } = /** @type {HTMLElement} */ (row.querySelector("[data-cs-score]")).dataset;
    const [score, low, high] = [Number(csScore), Number(csLow ?? NaN), Number(csHigh ?? NaN)];
    return lower ? { score: -score, low: -high, high: -low } : { score, low, high };
  }

  /** @param {HTMLElement} table @returns {Group} */
  const group = (table) => ({
    table,
    home: table.closest("details") ?? table,
    places: (table.dataset.csGroup ?? "").split(" ").map(Number),
    rows: [...table.querySelectorAll("tbody tr")].map((row) => /** @type {HTMLTableRowElement} */ (row)),
  });

  /** What a row is about: the address of the model's page. @param {HTMLTableRowElement} row */
  const model = (row) => row.querySelector("a")?.href ?? row.textContent;

  /** A choice among the metrics of the page, of which one is shown. @param {HTMLElement} place */
  function choose(place) {
    const { element, query, setQuery } = cardsite;
    const sections = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-cs-quantity]"))];
    const id = (/** @type {HTMLElement} */ section) => section.dataset.csQuantity ?? "";
    const options = sections.map((section) => {
      const models = section.dataset.csModels;
      const label = section.querySelector("h2")?.firstChild?.textContent?.trim();
      return element("option", { value: id(section) }, `${label} (${models} ${models === "1" ? "model" : "models"})`);
    });
    const select = element("select", { onchange: () => show(select.value) }, ...options);

    /** A number as files have it: without separators, a share as a fraction, an error in the column of the interval. @param {string} text */
    function plain(text) {
      const [, number] = /^(-?[\d,_]*\.?\d+(?:e-?\d+)?)(?: ?%)?(?: ± [\d._]+(?: ?%)?)?$/i.exec(text) ?? [];
      if (!number) return text;
      const digits = number.replace(/[,_]/g, "");
      return text.endsWith("%") ? String(Number(`${digits}e-2`)) : digits;
    }

    /** The ranking that is shown as rows of texts. @param {boolean} raw numbers with all their digits */
    function texts(raw) {
      const table = sections.find((section) => !section.hidden)?.querySelector("table");
      return [...(table?.rows ?? [])].map((row) =>
        [...row.cells].map((cell) => {
          const link = cell.querySelector("a[rel]");
          const text = (cell.textContent ?? "").replace(/\s+/g, " ").trim();
          const exact = raw ? plain(cell.querySelector("[title]")?.getAttribute("title") ?? text) : text;
          return link?.getAttribute("href") ?? exact;
        }),
      );
    }

    /** @param {string} chosen */
    function show(chosen) {
      const found = sections.find((section) => id(section) === chosen) ?? sections[0];
      if (!found) return;
      for (const section of sections) section.hidden = section !== found;
      select.value = id(found);
      setQuery({ metric: found === sections[0] ? "" : id(found), ignore: "" });
      found.dispatchEvent(new Event("cs-shown"));
    }

    /** A link into one of the sections shows it. */
    function follow() {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const section = /** @type {HTMLElement | null | undefined} */ (target?.closest("[data-cs-quantity]"));
      if (!section?.hidden) return;
      show(id(section));
      target?.scrollIntoView();
    }

    const copies = /** @type {const} */ (["Markdown", "CSV", "LaTeX"]).map((format) =>
      cardsite.copyButton(`Copy as ${format}`, () => cardsite[/** @type {"markdown" | "csv" | "latex"} */ (format.toLowerCase())](texts(format === "CSV"))),
    );
    if (sections.length > 1) place.append(element("label", {}, "Metric ", select));
    place.append(element("span", { class: "cs-copies" }, ...copies));
    const ignored = query().get("ignore") ?? "";
    show(query().get("metric") ?? "");
    setQuery({ ignore: ignored });
    follow();
    addEventListener("hashchange", follow);
  }

  /** @param {HTMLElement} panel */
  function run(panel) {
    if (!panel.dataset.csParts) return choose(panel);
    const { element, query, setQuery, say } = cardsite;
    const standing = panel.closest("[data-cs-quantity]") ?? document;
    // Of a metric with a target, the distances from it are given, of which less is better.
    const lower = panel.dataset.csBetter !== "higher";
    const parts = /** @type {Part[]} */ (JSON.parse(panel.dataset.csParts ?? "[]"));
    const [main, ...others] = [.../** @type {NodeListOf<HTMLElement>} */ (standing.querySelectorAll("[data-cs-group]"))].map(group);
    const body = main?.table.querySelector("tbody");
    const first = main?.rows[0]?.cells[0];
    if (!main || !body || !first) return;
    // A ranking has a column more than other tables.
    const rank = main.rows[0]?.cells.length === others[0]?.rows[0]?.cells.length ? null : first;

    const unranked = /** @type {HTMLElement | null} */ (standing.querySelector(".cs-others"));
    const unlike = (/** @type {Group} */ { places }) => places.filter((place, index) => place !== main.places[index]).length;

    /** The groups that join, those first that were measured most like the ranking. @param {Set<string>} ignored */
    const joining = (ignored) =>
      others
        .filter((other) => parts.every(({ part }, index) => ignored.has(part) || other.places[index] === main.places[index]))
        .sort((a, b) => unlike(a) - unlike(b));

    /** The parts in which the scores of groups differ. @param {Group[]} groups */
    const differing = (groups) => parts.filter((_, index) => new Set(groups.map(({ places }) => places[index])).size > 1);

    /**
     * What is being ignored, in words.
     * @param {Set<string>} ignored
     * @param {Group[]} groups those with a score in the ranking
     * @param {Group[]} joined
     */
    function words(ignored, groups, joined) {
      if (!ignored.size) return "";
      const said = differing(groups).map((part) => {
        const index = parts.indexOf(part);
        const found = new Set(groups.map(({ places }) => places[index]));
        return `${part.label} (${part.values.filter((_, place) => found.has(place)).map(([value]) => value).join(", ")})`;
      });
      if (said.length) return `Ranked although these differ: ${said.join("; ")}.`;
      const labels = parts.filter(({ part }) => ignored.has(part)).map(({ label }) => label);
      if (joined.length) return `No further model joins the ranking: those measured with another ${labels.join(" or ")} are in it already.`;
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
      if (of !== main && rank) made.prepend(rank.cloneNode());
      const said = apart.map((part) => part.values[of.places[parts.indexOf(part)] ?? 0]?.[1] ?? "");
      if (said.length) made.cells[rank ? 1 : 0]?.append(" ", element("small", { class: "cs-note" }, said.join(", ")));
      return made;
    };

    /** @param {Set<string>} ignored */
    const show = (ignored) => {
      const joined = joining(ignored);
      // Of each model one score counts, that which was measured most like the ranking.
      const seen = new Set();
      const kept = [main, ...joined].map((of) => ({
        of,
        rows: of.rows.filter((row) => !seen.has(model(row)) && seen.add(model(row))),
      })).filter(({ rows }) => rows.length);
      const groups = kept.map(({ of }) => of);
      const apart = differing(groups);
      const rows = kept.flatMap(({ of, rows }) => rows.map((row) => ({ row: ranked(row, of, apart), ...interval(row, lower) })));
      const places = ranks(rows);
      if (rank) rows.forEach(({ row }, index) => row.cells[0]?.replaceChildren(places[index] ?? ""));
      body?.replaceChildren(...rows.sort((a, b) => b.score - a.score).map(({ row }) => row));
      const whole = new Set(kept.filter(({ of, rows }) => rows.length === of.rows.length).map(({ of }) => of));
      for (const other of others) other.home.hidden = whole.has(other);
      if (unranked) unranked.hidden = !unranked.querySelector(".cs-group:not([hidden])");
      line.textContent = words(ignored, groups, joined);
    };

    const asked = new Set(query().get("ignore")?.split(","));
    const boxes = parts.map(({ part }) => element("input", { type: "checkbox", value: part, checked: asked.has(part), onchange: changed }));
    const line = element("p", { class: "cs-ignored" });
    const ignored = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value));

    const keep = () => setQuery({ ignore: [...ignored()].join(",") });

    function changed() {
      show(ignored());
      keep();
      say(line.textContent || "Only scores that were measured in the same way are ranked.");
    }

    const labels = parts.map(({ label }, index) => element("label", {}, boxes[index] ?? null, ` ${label}`));
    panel.append(element("fieldset", {}, element("legend", {}, "Rank together, although they differ in"), ...labels), line);
    show(ignored());
    // Each metric has its own choice, and the address holds that of the one that is shown.
    standing.addEventListener("cs-shown", keep);
  }

  cardsite.part("scores", run);
}
