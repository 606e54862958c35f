// @ts-check
/*
 * The filters beside the catalogue's table: a group of checkboxes for each facet, with how many models each would
 * leave, and what fits into the memory of a GPU.
 */
"use strict";

(() => {
  const { element } = cardsite;
  /** Facets that are open at first; the others are one press away. Where all models are of one organisation, the families are. */
  const OPEN = ["kind", "size", "commercial", "organization", "has"];
  const FEW = 7;

  /** A group that opens. @param {string} label @param {boolean} open @param {...HTMLElement} inside */
  function group(label, open, ...inside) {
    return element("details", { class: "cs-facet", open }, element("summary", {}, label), ...inside);
  }

  /**
   * @param {IndexedFacet} indexed
   * @param {boolean} open
   * @param {(ids: string[]) => void} choose
   */
  function facetGroup({ facet, values }, open, choose) {
    const rows = values.map(({ id, name }) => {
      const box = element("input", { type: "checkbox", value: id });
      const count = element("span", { class: "cs-amount" });
      return { id, box, count, row: element("label", {}, box, element("span", {}, name), " ", count) };
    });
    const fields = element("fieldset", {}, element("legend", { class: "cs-unseen" }, facet.label), ...rows.map(({ row }) => row));
    fields.addEventListener("change", () => choose(rows.filter(({ box }) => box.checked).map(({ id }) => id)));
    let all = rows.length <= FEW + 1;
    const more = element("button", { type: "button", class: "cs-more", onclick: showAll }, `Show all ${rows.length}`);
    if (!all) fields.append(more);
    function showAll() {
      all = true;
      more.remove();
      rows.forEach(({ row }) => (row.hidden = false));
      rows[FEW]?.box.focus();
    }
    const made = group(facet.label, open, fields);
    /** @param {number[]} counts @param {string[]} chosen */
    function show(counts, chosen) {
      rows.forEach(({ id, box, count, row }, place) => {
        box.checked = chosen.includes(id);
        const number = counts[place] ?? 0;
        const text = number.toLocaleString("en");
        if (count.textContent !== text) count.textContent = text;
        row.classList.toggle("cs-empty", !number && !box.checked);
        row.hidden = !all && place >= FEW && !box.checked;
      });
      if (chosen.length && !made.dataset.chosen) made.open = true;
      made.dataset.chosen = chosen.length ? String(chosen.length) : "";
    }
    return { made, show };
  }

  /** What fits into so much memory. @param {(change: Partial<CatalogState>, typed?: string) => void} change */
  function fitting(change) {
    const { PRECISIONS, GPUS } = cardsite.memory;
    const { positive } = cardsite.filter;
    const size = element("input", { type: "number", min: 1, step: "any", list: "cs-gpus", placeholder: "24", oninput: () => change({ fits: positive(size.valueAsNumber) }, "fits") });
    const precision = element(
      "select",
      { onchange: () => change({ precision: /** @type {CardsitePrecision} */ (precision.value) }) },
      ...Object.entries(PRECISIONS).map(([name, { label }]) => element("option", { value: name }, label)),
    );
    const context = element("input", { type: "number", min: 1, step: 1, oninput: () => change({ context: Math.ceil(positive(context.valueAsNumber) ?? 2048) }, "context") });
    const batch = element("input", { type: "number", min: 1, step: 1, oninput: () => change({ batch: Math.ceil(positive(batch.valueAsNumber) ?? 1) }, "batch") });
    /** @param {string} label @param {HTMLElement} input @param {string} unit */
    const line = (label, input, unit) => element("label", {}, element("span", {}, label), " ", input, element("span", { class: "cs-amount" }, unit));
    const made = group(
      "Fits in memory",
      true,
      element(
        "fieldset",
        { class: "cs-fits" },
        element("legend", { class: "cs-unseen" }, "Fits in memory"),
        line("Memory", size, "GB"),
        line("Precision", precision, ""),
        line("Context", context, "tokens"),
        line("Batch", batch, ""),
        element("datalist", { id: "cs-gpus" }, ...GPUS.map((gpu) => element("option", { value: gpu }))),
        element("p", { class: "cs-note" }, "Weights, cache and a fifth of the weights as overhead, from each card’s own numbers."),
      ),
    );
    /** @param {HTMLInputElement} input @param {number | null} value */
    const fill = (input, value) => {
      if (input !== document.activeElement) input.value = value === null ? "" : String(value);
    };
    /** @param {CatalogState} state */
    function show(state) {
      fill(size, state.fits);
      fill(context, state.context);
      fill(batch, state.batch);
      precision.value = state.precision;
      made.dataset.chosen = state.fits ? "1" : "";
    }
    return { made, show };
  }

  cardsite.facets = (index, change) => {
    /** @type {CatalogState | undefined} */
    let current;
    const makers = index.facets.find(({ facet }) => facet.id === "organization")?.values.length ?? 0;
    const open = makers > 1 ? OPEN : [...OPEN, "family"];
    const shown = index.facets.flatMap((indexed, number) => {
      if (indexed.values.length < 2) return [];
      const { id } = indexed.facet;
      return [{ id, number, ...facetGroup(indexed, open.includes(id), (ids) => change({ chosen: { ...current?.chosen, [id]: ids } })) }];
    });
    const memory = fitting(change);
    // Of images and tables no formula tells what they need; then nobody can choose by it.
    memory.made.hidden = index.catalog.models.every(({ memory }) => memory.missing.length);
    const title = element("summary", {}, "Filters");
    const panel = element("details", { class: "cs-filters" }, title, memory.made, ...shown.map(({ made }) => made));
    // Beside the table there is room for all of them; above it, on a phone, they are folded.
    const wide = matchMedia("(min-width: 80em)");
    const fold = () => (panel.open = wide.matches);
    wide.addEventListener("change", fold);
    fold();
    return {
      element: panel,
      show(view, state) {
        current = state;
        for (const { id, number, show } of shown) show(view.counts[number] ?? [], state.chosen[id] ?? []);
        memory.show(state);
        const active = shown.filter(({ id }) => state.chosen[id]?.length).length + (state.fits ? 1 : 0);
        title.textContent = active ? `Filters (${active})` : "Filters";
      },
    };
  };
})();
