// @ts-check
/*
 * The table of all models: drawn from catalog.json, filtered, sorted, and as the page's address says. With many
 * models only the rows in view are in the page. The page's own table is there until then, and without scripts.
 */
"use strict";

(() => {
  const { element } = cardsite;
  const { COLUMNS, cell } = cardsite.columns;
  const { MOST_COMPARED, index: prepare, view, usual, readState, writeState } = cardsite.filter;
  /** How wide the column is in which models are chosen to be compared, in em. */
  const PICK = 5;

  cardsite.part("table", async (container) => {
    const listing = /** @type {HTMLElement} */ (container.querySelector(".cs-listing"));
    try {
      // Scores are read when somebody asks for some, in the address or at the columns.
      const scores = ["columns", "sort"].some((name) => /(^|,)-?score:/.test(cardsite.query().get(name) ?? ""));
      const [catalog] = await Promise.all([read("catalog.json"), scores && read("benchmarks.json").then((found) => (benchmarks = found.benchmarks), () => null)]);
      table(container, listing, prepare(catalog));
    } catch (error) {
      const why = location.protocol === "file:" ? "This page was opened from a folder: sorting and filtering need a web server." : "Sorting and filtering are not available: catalog.json could not be read.";
      listing.prepend(element("p", { class: "cs-note" }, why));
      if (location.protocol !== "file:") throw error;
    }
  });

  /** @type {BenchmarkScores[] | null} */
  let benchmarks = null;

  /** @param {string} name */
  async function read(name) {
    const answer = await fetch(new URL(name, cardsite.root));
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  /** @param {HTMLElement} container @param {HTMLElement} listing @param {CatalogIndex} index */
  function table(container, listing, index) {
    const { catalog } = index;
    const { models } = catalog;
    /** Beside the size is where a reader looks for scores. */
    function addScores() {
      if (!benchmarks || COLUMNS.some(({ id }) => id.startsWith("score:"))) return;
      const phrases = JSON.parse(container.dataset.csPhrases ?? "{}");
      COLUMNS.splice(COLUMNS.findIndex(({ id }) => id === "parameters") + 1, 0, ...cardsite.scoreColumns(benchmarks, catalog, phrases));
    }
    addScores();
    let state = readState(index, cardsite.query());
    let current = filtered(state);
    // How this site's addresses end, .html or /, is seen in a link that it made itself.
    const links = [...container.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");
    const ending = links.map((href) => /\bcoverage(\.html|\/)?$/.exec(href)?.[1]).find((end) => end !== undefined) ?? "";
    const comparison = links.find((href) => /\bcompare\//.test(href));

    /** The field that is being typed in: what is typed in one go is one step of the way back. */
    let typing = "";
    /** What is filtered by is a step of its own; columns and what to compare stay as they are on the way back. @param {Partial<CatalogState>} change @param {string} [typed] the field that was typed in */
    function change(change, typed = "") {
      write();
      const step = !("columns" in change || "compare" in change) && (!typed || typed !== typing);
      typing = typed;
      state = { ...state, ...change };
      update();
      unwritten = [step];
      setTimeout(write);
    }

    /** The address can wait for the rows: a browser takes longer for it than for most of the rest. @type {boolean[]} */
    let unwritten = [];
    function write() {
      for (const step of unwritten) cardsite.setQuery(writeState(state), step);
      unwritten = [];
    }

    // Rows

    /** On a phone a row is a block, and has room for all columns. */
    const phone = matchMedia("(max-width: 45em)");
    /** Those that are usual give way where the page is too narrow for all, the first of these first. */
    const GIVING_WAY = ["family", "tokens", "released", "kind", "context", "organization"];
    const sortedBy = () => state.sort.replace(/^-/, "");

    /** The usual columns, as far as there is room for them beside one more. @param {string} [also] */
    function fitting(also) {
      const ids = [...usual(index, state.chosen), ...(also ? [also] : [])];
      if (phone.matches) return ids;
      const room = results.clientWidth / parseFloat(getComputedStyle(grid).fontSize);
      const all = () => [COLUMNS[0]?.id, ...ids].reduce((sum, id) => sum + (COLUMNS.find((column) => column.id === id)?.width ?? 0), comparison ? PICK : 0);
      for (const id of GIVING_WAY) if (all() > room && ids.includes(id) && id !== sortedBy()) ids.splice(ids.indexOf(id), 1);
      return ids;
    }

    /** Ids of the columns in view, without the model's. @type {string[]} */
    let inView = [];
    const columns = () => [COLUMNS[0], ...COLUMNS.filter(({ id }) => inView.includes(id))].filter((column) => column !== undefined);

    /** @param {CatalogModel} model @param {CatalogColumn} column */
    function dataCell(model, column) {
      const { text, kind, exact } = cell(model, column, catalog);
      const [page, place] = (kind === "value" && column.link?.(model)) || [];
      const inside = page ? element("a", { href: new URL(page + ending + (place ? `#${place}` : ""), cardsite.root), title: exact }, text) : element("span", { class: (kind === "absent" || column.otherwise === text) && "cs-absent", title: kind === "absent" && text === "≠" ? "Measured in another way" : exact }, text);
      const status = column.id === "model" && model.status !== "active" ? element("span", { class: "cs-state" }, model.status) : null;
      // Where rows are cards, nothing else says what a number or a dash is about.
      const unit = kind === "value" ? column.unit : null;
      const name = kind === "value" ? null : (column.unit ?? column.label.toLowerCase());
      const long = text.length > 1.5 * column.width ? text : null; // it may be cut off
      const classes = [column.numeric && "cs-figure", kind === "missing" && "cs-none", sortedBy() === column.id && "cs-sorted"].filter(Boolean).join(" ");
      return element("td", { role: "cell", class: classes || null, title: long, "data-unit": unit, "data-name": name, "data-column": column.id }, inside, status && " ", status);
    }

    /** @param {CatalogModel} model */
    function choice(model) {
      const box = element("input", { type: "checkbox", "aria-label": `Compare ${cardsite.label(model)}`, onchange: pick });
      box.checked = state.compare.includes(model.id);
      function pick() {
        const others = state.compare.filter((id) => id !== model.id);
        change({ compare: box.checked ? [...others, model.id].slice(0, MOST_COMPARED) : others });
        if (box.checked && !state.compare.includes(model.id)) {
          box.checked = false;
          cardsite.say(`At most ${MOST_COMPARED} models can be compared.`);
        }
      }
      return element("td", { role: "cell", class: "cs-pick" }, box);
    }

    const head = element("tr", { role: "row" });
    const widths = element("colgroup");
    const body = element("tbody", { role: "rowgroup" });
    const grid = element("table", { class: "cs-all-models", role: "table", "aria-label": "Models" }, widths, element("thead", { role: "rowgroup" }, head), body);
    const frame = element("div", { class: "cs-frame" }, grid);
    const rows = cardsite.rows(frame, body, (place) => {
      const model = /** @type {CatalogModel} */ (models[place]);
      return element("tr", { role: "row" }, ...columns().map((column) => dataCell(model, column)), comparison ? choice(model) : null);
    });

    // Heads

    /** First one way, then the other, then the catalogue's own order; of scores the best first. @param {CatalogColumn} column */
    function turned({ id, largestFirst }) {
      const [once, twice] = largestFirst ? [`-${id}`, id] : [id, `-${id}`];
      return state.sort === once ? twice : state.sort === twice ? "" : once;
    }

    function drawHead() {
      const shown = columns();
      head.replaceChildren(
        ...shown.map((column) =>
          element("th", { scope: "col", class: column.numeric ? "cs-figure" : null, "data-column": column.id }, element("button", { type: "button", onclick: () => change({ sort: turned(column) }) }, column.label)),
        ),
        ...(comparison ? [element("th", { scope: "col", class: "cs-pick" }, "Compare")] : []),
      );
      const sizes = [...shown.map(({ width }) => width), ...(comparison ? [PICK] : [])];
      widths.replaceChildren(...sizes.map(() => element("col")));
      [...widths.children].forEach((col, place) => (/** @type {HTMLElement} */ (col).style.width = `${sizes[place]}em`));
      grid.style.minWidth = `${sizes.reduce((sum, size) => sum + size, 0)}em`;
      sorting.replaceChildren(
        element("option", { value: "" }, "Catalogue order"),
        ...shown.flatMap(({ id, label }) => [element("option", { value: id }, `${label} ↑`), element("option", { value: `-${id}` }, `${label} ↓`)]),
      );
      rows.forget();
    }

    function showOrder() {
      for (const th of head.cells) {
        const { column } = th.dataset;
        const way = state.sort === column ? "ascending" : state.sort === `-${column}` ? "descending" : null;
        if (way) th.setAttribute("aria-sort", way);
        else th.removeAttribute("aria-sort");
      }
      sorting.value = state.sort;
    }

    // Tools above the table

    const search = element("input", { type: "search", class: "cs-search", placeholder: "Name, licence, data, tag", "aria-label": "Filter models by name, organisation, licence, training data or tag", autocomplete: "off", spellcheck: "false", oninput: () => change({ find: search.value }, "find") });
    const sorting = element("select", { class: "cs-sorting", "aria-label": "Sort by", onchange: () => change({ sort: sorting.value }) });
    const chooser = cardsite.columnChooser((ids, last) => {
      // The first one that is chosen makes room for itself.
      const chosen = state.columns || !last ? ids : fitting(last);
      change({ columns: chosen.join() === fitting().join() ? null : COLUMNS.map(({ id }) => id).filter((id) => chosen.includes(id)) });
    });
    async function readScores() {
      if (benchmarks || !Object.keys(catalog.benchmarks).length) return;
      benchmarks = (await read("benchmarks.json")).benchmarks;
      addScores();
      chooser.fill();
    }

    /** The table as texts: what stands in view, with numbers in full for machines. @param {boolean} full */
    function texts(full) {
      const shown = columns();
      const rows = current.rows.map((place) =>
        shown.map((column) => {
          const model = /** @type {CatalogModel} */ (models[place]);
          const { text, kind } = cell(model, column, catalog);
          if (!full || kind === "absent") return text;
          return kind === "missing" ? "" : String(column.id === "coverage" ? text : column.value(model, catalog));
        }),
      );
      return [shown.map(({ label }) => label), ...rows];
    }
    function download() {
      const rows = current.rows.map((place) => models[place]);
      const text = JSON.stringify({ version: catalog.version, view: location.search, models: rows }, null, 1);
      const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      element("a", { href: address, download: "models.json" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    }
    /** @param {string} label @param {...HTMLElement} inside */
    function menu(label, ...inside) {
      const made = element("details", { class: "cs-menu" }, element("summary", { class: "cs-button" }, label), element("div", {}, ...inside));
      made.addEventListener("toggle", () => made.open && inside.includes(chooser.element) && readScores());
      made.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !made.open) return;
        made.open = false;
        made.querySelector("summary")?.focus();
      });
      made.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !made.contains(/** @type {Node} */ (event.relatedTarget))) made.open = false;
      });
      document.addEventListener("click", (event) => {
        if (!made.contains(/** @type {Node} */ (event.target))) made.open = false;
      });
      return made;
    }
    const tools = element(
      "div",
      { class: "cs-table-tools", role: "search", "aria-label": "Models" },
      search,
      sorting,
      menu("Columns", chooser.element),
      menu("Export", cardsite.copyButton("Copy as Markdown", () => cardsite.markdown(texts(false))), cardsite.copyButton("Copy as CSV", () => cardsite.csv(texts(true))), cardsite.copyButton("Copy as LaTeX", () => cardsite.latex(texts(false))), element("button", { type: "button", class: "cs-button", onclick: download }, "JSON of this view")),
    );

    // What is filtered by, and how many are left

    const count = element("span", { role: "status" });
    const chips = element("span", { class: "cs-chips" });
    const line = element("div", { class: "cs-line" }, count, chips);
    const notes = element("p", { class: "cs-note cs-notes" });
    /** What the numbers of columns are, where their heads do not say it. */
    function showNotes() {
      const noted = columns().filter(({ note }) => note);
      const [scores, others] = [noted.filter(({ id }) => id.startsWith("score:")), noted.filter(({ id }) => !id.startsWith("score:"))];
      const other = scores.length ? ["≠: measured in another way, so that it cannot be compared."] : [];
      notes.replaceChildren(...scores.map(({ label, note }) => element("span", {}, element("b", {}, label), `: ${note}`)), ...[...other, ...new Set(others.map(({ note }) => note ?? ""))].map((words) => element("span", {}, words)));
      notes.hidden = !noted.length;
    }
    const ways = element("ul", { class: "cs-ways" });
    const none = element("div", { class: "cs-none", hidden: true }, element("p", {}, "No model matches all of this."), ways);

    /** @typedef {{ words: string, without: Partial<CatalogState>, facet?: string }} Filter */
    /** Each filter in words, and the state without it. @returns {Filter[]} */
    function filters() {
      const { chosen, find, fits, precision, context, batch } = state;
      /** @type {Filter[]} */
      const found = find.trim() ? [{ words: `“${find.trim()}”`, without: { find: "" } }] : [];
      for (const { facet, values } of index.facets)
        for (const id of chosen[facet.id] ?? []) {
          const name = values.find((value) => value.id === id)?.name ?? id;
          found.push({ words: `${facet.label}: ${name}`, without: { chosen: { ...chosen, [facet.id]: (chosen[facet.id] ?? []).filter((other) => other !== id) } }, facet: facet.id });
        }
      const sequences = batch > 1 ? `, ${batch.toLocaleString("en")} at once` : "";
      if (fits) found.push({ words: `Fits in ${fits.toLocaleString("en")} GB: ${precision}, ${context.toLocaleString("en")} tokens${sequences}`, without: { fits: null } });
      return found;
    }

    /** What can be given up: the values of a facet together, where any of them is enough. @returns {Filter[]} */
    function given() {
      const { chosen } = state;
      const together = index.facets.filter(({ facet }) => !facet.every && (chosen[facet.id]?.length ?? 0) > 1).map(({ facet }) => facet);
      const alone = filters().filter((each) => !together.some(({ id }) => id === each.facet));
      return [...alone, ...together.map(({ id, label }) => ({ words: label, without: { chosen: { ...chosen, [id]: [] } } }))];
    }

    /** Two filters given up at once. @param {Filter} one @param {Filter} other @returns {Filter} */
    function pair(one, other) {
      const [mine, theirs] = [one.without.chosen, other.without.chosen];
      const chosen = mine && theirs && Object.fromEntries(Object.entries(mine).map(([id, values]) => [id, values.filter((value) => theirs[id]?.includes(value))]));
      return { words: `${one.words} and ${other.words}`, without: { ...one.without, ...other.without, ...(chosen && { chosen }) } };
    }

    /** What to give up where no model is left: one filter, or else two; what leaves most models first. */
    function showWays() {
      const one = given();
      /** @param {Filter[]} found */
      const counted = (found) => found.map((each) => ({ ...each, left: filtered({ ...state, ...each.without }).rows.length })).filter(({ left }) => left).sort((a, b) => b.left - a.left);
      const singly = counted(one);
      const found = singly.length ? singly : counted(one.flatMap((each, place) => one.slice(place + 1).map((other) => pair(each, other))));
      const buttons = found.slice(0, 5).map(({ words, without, left }) =>
        element("li", {}, element("button", { type: "button", class: "cs-clear", onclick: () => leave(without) }, `Without ${words}`), `: ${left.toLocaleString("en")} ${left === 1 ? "model" : "models"}`),
      );
      ways.replaceChildren(...buttons);
    }

    /** @param {Partial<CatalogState>} without */
    function leave(without) {
      search.focus();
      change(without);
    }

    function clearAll() {
      search.focus();
      change({ find: "", chosen: {}, fits: null });
    }

    function showFilters() {
      const all = filters();
      const made = all.map(({ words, without }) =>
        element("button", { type: "button", class: "cs-chip", "aria-label": `Remove the filter ${words}`, onclick: () => leave(without) }, words),
      );
      chips.replaceChildren(...made, ...(all.length ? [element("button", { type: "button", class: "cs-clear", onclick: clearAll }, "Clear all")] : []));
      const total = models.length.toLocaleString("en");
      const left = current.rows.length.toLocaleString("en");
      const unknown = current.unknown ? `; ${current.unknown.toLocaleString("en")} cannot be computed` : "";
      const noun = models.length === 1 ? "model" : "models";
      count.textContent = `${all.length ? `${left} of ` : ""}${total} ${noun}${unknown}`;
    }

    // Comparing

    const tray = element("div", { class: "cs-tray", role: "region", "aria-label": "Comparison", hidden: true });
    function showComparison() {
      const chosen = state.compare;
      tray.hidden = !comparison || !chosen.length;
      if (!comparison) return;
      const address = new URL(comparison, location.href);
      address.search = `models=${chosen.join()}`;
      tray.replaceChildren(
        element("span", {}, chosen.length === 1 ? "1 model chosen; one more to compare" : `${chosen.length} models chosen`),
        ...(chosen.length > 1 ? [element("a", { class: "cs-button", href: address }, "Compare")] : []),
        element("button", { type: "button", class: "cs-clear", onclick: chooseNone }, "Choose none"),
      );
    }

    function chooseNone() {
      rows.forget();
      change({ compare: [] });
      search.focus();
    }

    // All together

    const panel = cardsite.facets(index, change);
    const results = element("div", { class: "cs-results" }, tools, line, notes, frame, none, tray);
    let headed = "-";
    let sorted = "";
    /** @param {CatalogState} asked */
    function filtered(asked) {
      const { fits } = asked;
      return view(index, asked, fits ? (model) => {
        const { bytes } = cardsite.memory.requirement(model.memory, asked);
        return bytes === null ? null : bytes <= fits * 1e9;
      } : undefined);
    }

    function update() {
      current = filtered(state);
      inView = state.columns ?? fitting();
      if (phone.matches && sorted !== state.sort) rows.forget(); // the column that is sorted by stands first
      sorted = state.sort;
      if (headed !== inView.join()) {
        drawHead();
        showNotes();
        headed = inView.join();
        chooser.show(inView);
      }
      if (search.value !== state.find) search.value = state.find;
      grid.setAttribute("aria-rowcount", String(current.rows.length + 1));
      frame.hidden = !current.rows.length;
      none.hidden = !frame.hidden;
      if (frame.hidden) showWays();
      rows.show(current.rows);
      showOrder();
      showFilters();
      showComparison();
      panel.show(current, state);
    }

    listing.replaceWith(panel.element, results);
    update();

    // What is typed in one go ends when its field is left, or with Enter.
    container.addEventListener("change", () => (typing = ""));
    new ResizeObserver(() => {
      if (!state.columns && headed !== fitting().join()) update();
      // Wider than its place it is moved sideways; down and up it is always the page that scrolls.
      frame.classList.toggle("cs-wide", !phone.matches && grid.scrollWidth > frame.clientWidth + 1);
      keepHead();
    }).observe(results);
    document.addEventListener("scroll", keepHead, { passive: true });
    addEventListener("popstate", () => {
      unwritten = [];
      typing = "";
      const { columns, compare } = state;
      state = { ...readState(index, cardsite.query()), columns, compare };
      update();
      cardsite.setQuery(writeState(state));
    });

    /** What is moved sideways cannot hold its head at the top of the window by itself. */
    function keepHead() {
      const above = parseFloat(getComputedStyle(frame).scrollMarginTop) - frame.getBoundingClientRect().top;
      const most = frame.clientHeight - 2 * head.offsetHeight;
      const down = frame.classList.contains("cs-wide") ? Math.max(0, Math.min(above, most)) : 0;
      if (head.parentElement) head.parentElement.style.transform = down ? `translateY(${down}px)` : "";
    }
  }
})();
