// @ts-check
/*
 * Which models of a catalogue match, how many there are of each kind, in which order: functions of the data in
 * catalog.json, which know nothing of the page. What can be prepared once is, so that a keystroke is cheap.
 */
"use strict";

(() => {
  const { COLUMNS, FACETS, usualColumns, cell } = cardsite.columns;
  const MOST_COMPARED = 6;

  // Preparing

  /** Lower-case words without accents; numbers keep their dots. @param {string} text */
  const words = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/(?:\p{N}+\.)+\p{N}[\p{L}\p{N}]*|[\p{L}\p{N}]+/gu) ?? [];

  /** What a model is found by: what it is called, who made it, what it may be used for, and what it was made from. @param {CatalogModel} model @param {Catalog} catalog */
  function tokensOf(model, catalog) {
    const { organization, family, license, datasets } = model;
    const names = [model.name, ...model.aliases];
    const texts = [
      ...names, model.id, model.hub_id ?? "", organization.name, organization.id, family?.name ?? "", ...model.tags, model.kind ?? "", model.task ?? "", model.library ?? "",
      license?.name ?? "", license?.id ?? "", ...datasets, ...datasets.map((id) => catalog.datasets[id] ?? ""),
    ];
    // A name is also found when it is written in one: gptneo.
    return new Set([...texts.flatMap(words), ...names.map((name) => words(name).join(""))]);
  }

  /** @param {CatalogFacet} facet @param {Catalog} catalog @returns {IndexedFacet} */
  function indexed(facet, catalog) {
    /** @type {Map<string, {id: string, name: string, total: number}>} */
    const found = new Map();
    const all = catalog.models.map((model) => {
      const ids = new Map(facet.values(model, catalog));
      for (const [id, name] of ids) {
        const value = found.get(id) ?? { id, name, total: 0 };
        value.total += 1;
        found.set(id, value);
      }
      return [...ids.keys()];
    });
    const order = typeof facet.order === "function" ? facet.order(catalog) : facet.order;
    const values = [...found.values()].sort((a, b) =>
      order === "descending" ? (a.id < b.id ? 1 : -1) : order === "ascending" ? Number(a.id) - Number(b.id) : order ? order.indexOf(a.id) - order.indexOf(b.id) : b.total - a.total || (a.name < b.name ? -1 : 1),
    );
    const places = new Map(values.map(({ id }, place) => [id, place]));
    return { facet, values, codes: all.map((ids) => ids.map((id) => places.get(id) ?? 0)) };
  }

  /** @type {CatalogFilter["index"]} */
  function index(catalog) {
    /** @type {Map<string, number[]>} */
    const postings = new Map();
    catalog.models.forEach((model, place) => {
      for (const token of tokensOf(model, catalog)) {
        const models = postings.get(token);
        if (models) models.push(place);
        else postings.set(token, [place]);
      }
    });
    const tokens = [...postings.keys()].sort();
    const facets = FACETS.map((facet) => indexed(facet, catalog));
    const stems = [...new Set(tokens.map((token) => token.replace(/\p{N}.*/u, "")))].filter((stem) => stem.length > 2);
    return { catalog, facets, tokens, stems, postings: tokens.map((token) => postings.get(token) ?? []), orders: new Map(), usuals: new Map() };
  }

  // Words

  /** How many slips a word may hold; one in a number would make it another number. @param {string} word */
  const slips = (word) => (/\p{N}/u.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

  /**
   * Whether a word is the beginning of a token with at most so many slips: a letter too much, too few, another
   * one, or two in the wrong order. The rows of the usual table of edit distances, as far as they can still matter.
   * @param {string} word @param {string} token @param {number} most
   */
  function near(word, token, most) {
    const width = Math.min(token.length, word.length + most);
    if (width < word.length - most) return false;
    /** @type {number[]} */
    let before = [];
    let row = Array.from({ length: width + 1 }, (_, j) => j);
    for (let i = 1; i <= word.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= width; j++) {
        const same = word[i - 1] === token[j - 1];
        let steps = Math.min((row[j - 1] ?? 0) + (same ? 0 : 1), (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
        if (i > 1 && j > 1 && word[i - 1] === token[j - 2] && word[i - 2] === token[j - 1]) steps = Math.min(steps, (before[j - 2] ?? 0) + 1);
        next.push(steps);
        least = Math.min(least, steps);
      }
      if (least > most) return false;
      before = row;
      row = next;
    }
    return Math.min(...row) <= most;
  }

  /** The first token that is not before a text. @param {string[]} tokens @param {string} text */
  function firstFrom(tokens, text) {
    let low = 0;
    let high = tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tokens[middle] ?? "") < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Places of the tokens that begin with a text. @param {string[]} tokens @param {string} text */
  function beginning(tokens, text) {
    const places = [];
    for (let place = firstFrom(tokens, text); tokens[place]?.startsWith(text); place++) places.push(place);
    return places;
  }

  /** Places of the tokens that a word may mean: those that begin with it, or else nearly do. @param {CatalogIndex} index @param {string} word */
  function found({ tokens, stems }, word) {
    const exact = beginning(tokens, word);
    const most = slips(word);
    return exact.length || !most ? exact : stems.filter((stem) => near(word, stem, most)).flatMap((stem) => beginning(tokens, stem));
  }

  /** @type {CatalogFilter["matching"]} */
  function matching(index, text) {
    const { catalog, postings } = index;
    const asked = words(text).slice(0, 20);
    if (!asked.length) return null;
    const hits = new Uint8Array(catalog.models.length);
    asked.forEach((word, before) => {
      // A model counts on only if it had every word so far.
      for (const place of found(index, word)) for (const model of postings[place] ?? []) if (hits[model] === before) hits[model] = before + 1;
    });
    return hits.map((number) => Number(number === asked.length));
  }

  // Order

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  /** @type {CatalogFilter["ordered"]} */
  function ordered({ catalog, orders }, sort) {
    const known = orders.get(sort);
    if (known) return known;
    const places = [...catalog.models.keys()];
    const column = COLUMNS.find(({ id }) => id === sort.replace(/^-/, ""));
    if (column) {
      const sign = sort.startsWith("-") ? -1 : 1;
      const keys = catalog.models.map((model) => column.value(model, catalog));
      // What is not there comes last either way; what is stated to be absent before what nobody filled in.
      const last = catalog.models.map((model, place) => (keys[place] !== null ? 0 : cell(model, column, catalog).kind === "absent" ? 1 : 2));
      places.sort((a, b) => {
        const [one, other] = [keys[a], keys[b]];
        const apart = (last[a] ?? 0) - (last[b] ?? 0);
        if (apart || one == null || other == null) return apart || a - b;
        return sign * (typeof one === "number" ? one - Number(other) : collator.compare(one, String(other))) || a - b;
      });
    }
    orders.set(sort, places);
    return places;
  }

  // Filters

  /** @type {CatalogFilter["view"]} */
  function view(index, state, fits) {
    const { catalog, facets } = index;
    const matched = matching(index, state.find);
    const counts = facets.map(({ values }) => values.map(() => 0));
    const active = facets.flatMap(({ facet, values, codes }, number) => {
      const ids = state.chosen[facet.id] ?? [];
      const wanted = new Set(values.flatMap(({ id }, code) => (ids.includes(id) ? [code] : [])));
      // A value that no model has is asked for in vain, not ignored.
      const needed = facet.every ? ids.length : 1;
      return ids.length ? [{ number, codes, wanted, needed, every: facet.every }] : [];
    });
    const shown = new Uint8Array(catalog.models.length);
    let unknown = 0;
    catalog.models.forEach((model, place) => {
      if (matched && !matched[place]) return;
      const failed = active.filter(({ codes, wanted, needed }) => (codes[place] ?? []).filter((code) => wanted.has(code)).length < needed);
      const [only] = failed;
      if (failed.length > 1 || only?.every) return;
      const fitting = fits ? fits(model) : true;
      if (fitting === null && !only) unknown += 1;
      if (!fitting) return;
      if (!only) shown[place] = 1;
      // A facet counts what its other values would bring, so that its own choice does not empty it.
      for (const [number, { codes }] of only ? [/** @type {const} */ ([only.number, only])] : facets.entries()) {
        const count = counts[number] ?? [];
        for (const code of codes[place] ?? []) count[code] = (count[code] ?? 0) + 1;
      }
    });
    return { rows: ordered(index, state.sort).filter((place) => shown[place]), counts, unknown };
  }

  // Columns

  /** Facets of what a model is. Columns follow these, so that they stay where they are while a reader types. */
  const OF_KIND = ["kind", "trait", "modality", "task"];

  /** @type {CatalogFilter["usual"]} */
  function usual({ catalog, facets, usuals }, chosen) {
    const kinds = JSON.stringify(OF_KIND.map((id) => chosen[id]));
    const known = usuals.get(kinds);
    if (known) return known;
    const asked = facets.filter(({ facet }) => OF_KIND.includes(facet.id) && chosen[facet.id]?.length);
    /** @param {number} place */
    const isMeant = (place) => asked.every(({ facet, values, codes }) => codes[place]?.some((code) => chosen[facet.id]?.includes(values[code]?.id ?? "")));
    const models = asked.length ? catalog.models.filter((_, place) => isMeant(place)) : catalog.models;
    const found = usualColumns(models.length ? models : catalog.models, catalog);
    usuals.set(kinds, found);
    return found;
  }

  // The page's address

  /** Commas stand between values, so those within one are written otherwise. @param {string} value */
  const packed = (value) => value.replace(/[%,]/g, encodeURIComponent);
  /** @param {string | null} text */
  const unpacked = (text) => (text ?? "").split(",").filter(Boolean).map((value) => value.replace(/%2C/g, ",").replace(/%25/g, "%"));

  /** The values of a facet that are asked for, each once. Capitals do not matter: Apache-2.0. @param {IndexedFacet} facet @param {string | null} text */
  function asked({ values }, text) {
    const known = new Map(values.flatMap(({ id }) => [[id.toLowerCase(), id]]));
    values.forEach(({ id }) => known.set(id, id));
    return [...new Set(unpacked(text).map((id) => known.get(id) ?? known.get(id.toLowerCase()) ?? id))];
  }

  /** Up to this there is memory, context and batch; no sum grows out of numbers that people read. */
  const MOST = 1e9;
  /** @type {CatalogFilter["positive"]} */
  const positive = (given) => (given > 0 ? Math.min(given, MOST) : null);

  /** @type {CatalogFilter["readState"]} */
  function readState(index, query) {
    const { catalog, facets } = index;
    /** @param {string} name */
    const number = (name) => positive(Number(query.get(name)));
    const precision = query.get("precision") ?? "";
    const known = COLUMNS.map(({ id }) => id);
    const sort = query.get("sort") ?? "";
    const columns = unpacked(query.get("columns")).filter((id) => known.includes(id) && id !== "model");
    const models = new Set(catalog.models.map(({ id }) => id));
    const chosen = Object.fromEntries(facets.map((each) => [each.facet.id, asked(each, query.get(each.facet.id))]));
    const own = columns.length || query.get("columns") === "none" ? COLUMNS.map(({ id }) => id).filter((id) => columns.includes(id)) : null;
    return {
      // Not q: with that, the theme opens its own search.
      find: query.get("find") ?? "",
      sort: known.includes(sort.replace(/^-/, "")) ? sort : "",
      columns: own,
      chosen,
      fits: number("fits"),
      precision: /** @type {CardsitePrecision} */ (["float32", "float16", "int8", "int4"].includes(precision) ? precision : "float16"),
      context: Math.ceil(number("context") ?? 2048),
      batch: Math.ceil(number("batch") ?? 1),
      compare: [...new Set(unpacked(query.get("compare")))].filter((id) => models.has(id)).slice(0, MOST_COMPARED),
    };
  }

  /** @type {CatalogFilter["writeState"]} */
  function writeState(state) {
    const { find, sort, columns, chosen, fits, compare } = state;
    return {
      find,
      sort,
      columns: columns ? columns.join() || "none" : "",
      ...Object.fromEntries(FACETS.map(({ id }) => [id, (chosen[id] ?? []).map(packed).join()])),
      fits: fits ? String(fits) : "",
      precision: fits ? state.precision : "",
      context: fits ? String(state.context) : "",
      batch: fits && state.batch > 1 ? String(state.batch) : "",
      compare: compare.join(),
    };
  }

  cardsite.filter = { MOST_COMPARED, index, matching, ordered, view, usual, positive, readState, writeState };
})();
