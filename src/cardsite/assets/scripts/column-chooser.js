// @ts-check
/*
 * The columns of the catalogue's table to choose from: facts of cards, and the scores on each benchmark. Of very
 * many, the first are there, and all others where a word is typed.
 */
"use strict";

(() => {
  const { element } = cardsite;
  const { COLUMNS } = cardsite.columns;
  const FEW = 10;
  /** @param {CatalogColumn} column */
  const isScore = ({ id }) => id.startsWith("score:");

  cardsite.columnChooser = (choose) => {
    /** @type {{ column: CatalogColumn, box: HTMLInputElement, row: HTMLElement }[]} */
    let rows = [];
    /** @type {string[]} */
    let shown = [];
    const find = element("input", { type: "search", class: "cs-search", placeholder: "Find a column or a benchmark", "aria-label": "Find a column or a benchmark", autocomplete: "off", spellcheck: "false", oninput: sift });
    const facts = element("fieldset", {}, element("legend", {}, "Of the card"));
    const scores = element("fieldset", {}, element("legend", {}, "Scores"));
    const rest = element("p", { class: "cs-note" });
    const made = element("div", { class: "cs-chooser", role: "group", "aria-label": "Columns" }, find, element("div", { class: "cs-choosing" }, facts, scores));
    made.addEventListener("change", (event) => {
      const last = /** @type {HTMLInputElement} */ (event.target);
      if (last !== find) choose(rows.filter(({ box }) => box.checked).map(({ column }) => column.id), last.checked ? last.value : "");
    });
    // What is typed here finds columns, and is no filter of models.
    find.addEventListener("change", (event) => event.stopPropagation());

    function sift() {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      let scored = 0;
      for (const { column, box, row } of rows) {
        const text = `${column.label} ${column.note ?? ""}`.toLowerCase();
        const matches = words.every((word) => text.includes(word));
        const few = !isScore(column) || words.length || box.checked || scored < FEW;
        if (isScore(column) && matches) scored += 1;
        row.hidden = !matches || !few;
      }
      const hidden = scored - rows.filter(({ column, row }) => isScore(column) && !row.hidden).length;
      rest.textContent = hidden > 0 ? `${hidden.toLocaleString("en")} more: type a name to find them.` : "";
      for (const group of [facts, scores]) group.hidden = ![...group.querySelectorAll("label")].some((row) => !row.hidden);
    }

    function fill() {
      rows = COLUMNS.slice(1).map((column) => {
        const box = element("input", { type: "checkbox", value: column.id });
        const count = column.models === undefined ? null : element("span", { class: "cs-amount" }, column.models.toLocaleString("en"));
        const how = isScore(column) && column.note ? element("small", { class: "cs-note" }, column.note) : null;
        return { column, box, row: element("label", {}, box, element("span", {}, column.name ?? column.label, how), count && " ", count) };
      });
      const [legendOfFacts, legendOfScores] = [facts.firstElementChild, scores.firstElementChild];
      if (legendOfFacts) facts.replaceChildren(legendOfFacts, ...rows.filter(({ column }) => !isScore(column)).map(({ row }) => row));
      if (legendOfScores) scores.replaceChildren(legendOfScores, ...rows.filter(({ column }) => isScore(column)).map(({ row }) => row), rest);
      show(shown);
    }

    /** @param {string[]} inView */
    function show(inView) {
      shown = inView;
      for (const { column, box } of rows) box.checked = inView.includes(column.id);
      sift();
    }

    fill();
    return { element: made, show, fill };
  };
})();
