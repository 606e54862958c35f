// @ts-check
/*
 * What the catalogue's table shows and is filtered by: its columns, its facets, and how pages write their values.
 * Functions of the data in catalog.json, which know nothing of the page.
 */
"use strict";

(() => {
  // Numbers and names as pages write them

  const whole = new Intl.NumberFormat("en");
  const three = new Intl.NumberFormat("en", /** @type {Intl.NumberFormatOptions} */ ({ maximumSignificantDigits: 3, roundingMode: "halfEven" }));
  const UNITS = /** @type {const} */ ([[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"]]);

  /** Three figures and a suffix, as the static pages have it: 162M. @param {string | number} value */
  function short(value) {
    const number = Number(value);
    const [unit, suffix] = UNITS.find(([unit]) => number >= unit * 0.9995) ?? [1, ""];
    return unit === 1 ? whole.format(number) : three.format(number / unit) + suffix;
  }
  /** Operations are counted in G, not B. @param {string | number} value */
  const operations = (value) => short(value).replace("B", "G");
  /** @param {string | number} value */
  const grouped = (value) => whole.format(Number(value));

  /** Hyphens, and before them those that words of English keep: text-to-image, zero-shot, fine-tuning. */
  const HYPHENS = /(-to-|-(?=(?:\w+-)?to-|shot|decoder|language$|training|tuning))|-/g;
  /** A word of the format as pages have it: `Language model`. @param {string} id */
  const spoken = (id) => id.charAt(0).toUpperCase() + id.slice(1).replace(HYPHENS, (_, kept) => kept ?? " ");
  /** @param {string[]} texts */
  const listed = (texts) => texts.join(", ") || null;
  /** @param {string[]} ids @param {Record<string, string>} names */
  const named = (ids, names) => ids.map((id) => names[id] ?? id);

  /** The method, and the fewest and most bits of its variants: GGUF, 2 to 8 bits. @param {CatalogModel} model */
  function quantized({ quantization }) {
    if (!quantization) return null;
    const [least, most] = [quantization.bits[0], quantization.bits.at(-1)];
    const bits = least === undefined ? null : least === most ? `${least} bits` : `${least} to ${most} bits`;
    return listed([quantization.method, bits].filter((each) => each !== null));
  }

  /** Three figures: 65.3, 1,250. @param {number} number */
  const threeOf = (number) => three.format(number);
  /** A number in a unit or, below one, in the thousandth of it. @param {string} unit @param {string} small @returns {(value: string | number) => string} */
  const measured = (unit, small) => (value) => (Number(value) < 1 ? `${threeOf(Number(value) * 1000)} ${small}` : `${threeOf(Number(value))} ${unit}`);

  /**
   * What the training cost. Most cards say nothing of it, which is said; a star leads to what the number covers.
   * @param {"gpu_hours" | "energy_mwh" | "carbon_tco2eq"} field @param {string} id @param {string} label @param {string} unit @param {number} width @param {(value: string | number) => string} shown
   * @returns {CatalogColumn}
   */
  const cost = (field, id, label, unit, width, shown) => ({
    id, label, unit, field, numeric: true, width, otherwise: "not stated",
    value: (m) => m.training_cost?.[field] ?? null,
    shown: (value, m) => shown(value) + (m.training_cost?.qualified?.includes(field) ? "*" : ""),
    link: (m) => [m.page, "training"],
    note: "*: the card explains what the number covers.",
  });

  /** @type {CatalogColumn[]} */
  const COLUMNS = [
    { id: "model", label: "Model", width: 11.1, value: (m) => cardsite.label(m), link: (m) => [m.page] },
    { id: "organization", label: "Organisation", width: 7.8, value: (m) => m.organization.name, link: (m) => [`organizations/${m.organization.id}`] },
    { id: "family", label: "Family", width: 7.5, value: (m) => m.family?.name ?? null, link: (m) => m.family && [`families/${m.family.id}`] },
    { id: "kind", label: "Kind", width: 7.5, value: (m) => m.kind && spoken(m.kind) },
    { id: "parameters", label: "Parameters", unit: "parameters", field: "parameters", numeric: true, width: 7.1, value: (m) => m.parameters, shown: short },
    { id: "active", label: "Active parameters", unit: "active parameters", field: "active_parameters", numeric: true, width: 7.1, value: (m) => m.active_parameters, shown: short },
    { id: "context", label: "Context", unit: "context", field: "context_length", numeric: true, width: 5.3, value: (m) => m.context_length, shown: (length, m) => m.context_written ?? grouped(length) },
    { id: "tokens", label: "Training tokens", unit: "training tokens", field: "training_tokens", numeric: true, width: 5.6, value: (m) => m.training_tokens, shown: short },
    { id: "embedding", label: "Embedding dimension", unit: "dimensions", field: "embedding_dimension", numeric: true, width: 6.5, value: (m) => m.embedding_dimension, shown: grouped },
    { id: "macs", label: "MACs", unit: "MACs", numeric: true, width: 5.5, value: (m) => m.macs, shown: operations },
    { id: "memory", label: "Memory, as published", unit: "memory", numeric: true, width: 7.5, value: (m) => cardsite.memory.published(m.memory), shown: (bytes) => cardsite.memory.storage(Number(bytes)), link: (m) => [m.page, "will-it-fit"] },
    cost("gpu_hours", "hours", "Accelerator hours", "accelerator hours", 7.5, short),
    cost("energy_mwh", "energy", "Training energy", "training energy", 7, measured("MWh", "kWh")),
    cost("carbon_tco2eq", "carbon", "Training CO₂eq", "CO₂eq", 7, measured("t", "kg")),
    { id: "quantization", label: "Quantisation", width: 8, value: quantized },
    { id: "license", label: "Licence", field: "license", width: 9.5, value: (m) => m.license?.name ?? null, link: (m) => m.license && ["licenses", m.license.anchor] },
    { id: "released", label: "Released", field: "release_date", width: 7, value: (m) => m.release_date },
    { id: "task", label: "Task", field: "task", width: 9, value: (m) => m.task && spoken(m.task) },
    { id: "languages", label: "Languages", field: "languages", width: 8, value: (m, catalog) => listed(named(m.languages, catalog.languages)) },
    { id: "data", label: "Training data", width: 9, value: (m, catalog) => listed(named(m.datasets, catalog.datasets)) },
    { id: "library", label: "Library", field: "library", width: 7.5, value: (m) => m.library },
    { id: "status", label: "Status", width: 6.5, value: (m) => m.status },
    { id: "checkpoints", label: "Checkpoints", unit: "checkpoints", field: "checkpoints", numeric: true, width: 7.5, value: (m) => m.checkpoints, shown: grouped },
    { id: "evaluations", label: "Results", unit: "results", numeric: true, width: 6, value: (m) => m.evaluations || null, shown: grouped },
    { id: "coverage", label: "Filled in", unit: "items filled in", numeric: true, width: 7, value: (m) => m.coverage.filled / (m.coverage.asked || 1), shown: (_, m) => `${m.coverage.filled} of ${m.coverage.asked}` },
    { id: "hub", label: "Hub id", field: "hub_id", width: 14, value: (m) => m.hub_id },
  ];
  const WHERE_SEVERAL = ["organization", "kind"];
  const WHERE_ANY = ["license", "released"];
  const WHERE_FILLED = ["family", "active", "context", "tokens", "embedding", "macs"];
  const MOST_USUAL = 7;

  /**
   * The columns that are there until a reader chooses others: the parameters always, the organisation where the catalogue
   * has several and the kind where the models have, the licence and the date where any model has one, the rest where at least a third of the models
   * have something to say; the family only where that leaves room for it.
   * `models_table.py` has the same rule for pages.
   * @type {CatalogColumns["usualColumns"]}
   */
  function usualColumns(models, catalog) {
    /** @param {CatalogColumn} column */
    const filled = ({ value, field }) => models.filter((m) => value(m, catalog) !== null || (field && m.absent[field])).length;
    /** @param {CatalogColumn} column */
    const usual = (column) => {
      const { id, field, value } = column;
      if (WHERE_SEVERAL.includes(id)) return new Set((id === "kind" ? models : catalog.models).map((m) => value(m, catalog))).size > 1;
      if (WHERE_ANY.includes(id)) return models.some((m) => value(m, catalog) !== null || (m.absent[field ?? ""] ?? "unknown") !== "unknown");
      return id === "parameters" || (WHERE_FILLED.includes(id) && 3 * filled(column) >= models.length);
    };
    const ids = COLUMNS.filter(usual).map(({ id }) => id);
    return ids.length > MOST_USUAL ? ids.filter((id) => id !== "family") : ids;
  }

  /** @type {CatalogRange[]} */
  const SHARES = [
    { id: "under-half", name: "Under half", below: 0.5 }, { id: "half", name: "Half to three quarters", below: 0.75 }, { id: "most", name: "Three quarters or more", below: null },
  ];
  /** What licences say to commercial use. @type {Record<string, string>} */
  const COMMERCIAL = { yes: "Yes", "with-terms": "With terms", no: "No", unknown: "Unknown" };
  /** Whole bits per weight, the fewest first. */
  const BITS = Array.from({ length: 33 }, (_, bits) => `${bits}`);
  /** What one input costs, from what a phone does in passing to what takes a large accelerator. @type {CatalogRange[]} */
  const MACS = [
    { id: "under-1g", name: "Under 1G", below: 1e9 }, { id: "1g-5g", name: "1G to 5G", below: 5e9 }, { id: "5g-20g", name: "5G to 20G", below: 2e10 },
    { id: "20g-100g", name: "20G to 100G", below: 1e11 }, { id: "over-100g", name: "100G and more", below: null },
  ];
  /** The range that a number lies in. @param {CatalogRange[]} ranges @param {number | null} number @returns {[string, string][]} */
  function within(ranges, number) {
    const found = number === null ? undefined : ranges.find(({ below }) => below === null || number < below);
    return found ? [[found.id, found.name]] : [];
  }
  /** A value that is its own name. @param {string | null} id @param {string} [name] @returns {[string, string][]} */
  const plain = (id, name) => (id ? [[id, name ?? id]] : []);

  /** What cards say of the cost of a training. @type {Record<string, string>} */
  const COSTS = { energy: "Energy stated", carbon: "Emissions stated", hours: "Accelerator hours stated", absent: "Said to be missing", none: "Not stated" };
  /** @param {CatalogModel} model */
  function costs({ training_cost: cost = {}, absent }) {
    const stated = [cost.energy_mwh !== undefined && "energy", cost.carbon_tco2eq !== undefined && "carbon", cost.gpu_hours !== undefined && "hours"].filter((id) => id !== false);
    if (stated.length) return stated;
    return ["energy_mwh", "carbon_tco2eq", "gpu_hours"].some((field) => absent[field]) ? ["absent"] : ["none"];
  }

  /** @type {CatalogFacet[]} */
  const FACETS = [
    { id: "kind", label: "Kind", values: (m) => plain(m.kind, m.kind ? spoken(m.kind) : "") },
    { id: "size", label: "Parameters", order: (catalog) => catalog.sizes.map(({ id }) => id), values: (m, catalog) => within(catalog.sizes, m.parameters) },
    { id: "commercial", label: "Commercial use", order: () => Object.keys(COMMERCIAL), values: (m) => { const word = m.license?.commercial_use ?? "unknown"; return plain(word, COMMERCIAL[word]); } },
    { id: "organization", label: "Organisation", values: (m) => plain(m.organization.id, m.organization.name) },
    { id: "family", label: "Family", values: (m) => plain(m.family?.id ?? null, m.family?.name) },
    { id: "license", label: "Licence", values: (m) => (m.license ? [[m.license.id === "other" ? m.license.anchor : m.license.id.toLowerCase(), m.license.name]] : []) },
    { id: "license_class", label: "Kind of licence", order: (catalog) => Object.keys(catalog.license_classes), values: (m, catalog) => { const kind = m.license?.class ?? "none"; return plain(kind, catalog.license_classes[kind]); } },
    { id: "has", label: "Comes with", every: true, values: (m) => [...(m.checkpoints ? plain("checkpoints", "Checkpoints") : []), ...(m.evaluations ? plain("evaluations", "Evaluation results") : [])] },
    { id: "trait", label: "Built as", values: (m) => m.traits.map((id) => [id, spoken(id)]) },
    { id: "stage", label: "Training stages", values: (m) => (m.stages ?? []).map((id) => [id, spoken(id)]) },
    { id: "quantization", label: "Quantisation", values: (m) => plain(m.quantization?.method?.toLowerCase() ?? null, m.quantization?.method ?? "") },
    { id: "bits", label: "Bits per weight", order: () => BITS, values: (m) => [...new Set((m.quantization?.bits ?? []).map(Math.floor))].map((bits) => [`${bits}`, bits === 1 ? "1 bit" : `${bits} bits`]) },
    { id: "active", label: "Active parameters", order: (catalog) => catalog.sizes.map(({ id }) => id), values: (m, catalog) => within(catalog.sizes, m.active_parameters) },
    { id: "embedding", label: "Embedding dimension", order: "ascending", values: (m) => (m.embedding_dimension ? [[String(m.embedding_dimension), grouped(m.embedding_dimension)]] : []) },
    { id: "macs", label: "MACs", order: () => MACS.map(({ id }) => id), values: (m) => within(MACS, m.macs) },
    { id: "cost", label: "Energy and cost", order: () => Object.keys(COSTS), values: (m) => costs(m).map((id) => [id, COSTS[id] ?? id]) },
    { id: "modality", label: "Modality", values: (m) => m.modalities.map((id) => [id, spoken(id)]) },
    { id: "task", label: "Task", values: (m) => plain(m.task, m.task ? spoken(m.task) : "") },
    { id: "language", label: "Language", values: (m, catalog) => m.languages.map((id) => [id, catalog.languages[id] ?? id]) },
    { id: "data", label: "Training data", values: (m, catalog) => m.datasets.map((id) => [id, catalog.datasets[id] ?? id]) },
    { id: "library", label: "Library", values: (m) => plain(m.library) },
    { id: "year", label: "Year", order: "descending", values: (m) => plain(m.release_date?.slice(0, 4) ?? null) },
    { id: "status", label: "Status", values: (m) => plain(m.status, spoken(m.status)) },
    { id: "coverage", label: "Filled in", order: () => SHARES.map(({ id }) => id).reverse(), values: (m) => within(SHARES, m.coverage.filled / (m.coverage.asked || 1)) },
  ];

  /** @param {CatalogModel} model @param {CatalogColumn} column @param {Catalog} catalog @returns {CatalogCell} */
  function cell(model, column, catalog) {
    const value = column.value(model, catalog);
    if (value === null || value === "") {
      const absent = column.absent ? column.absent(model) : column.field && model.absent[column.field];
      return absent ? { text: absent.replaceAll("_", " "), kind: "absent" } : { text: column.otherwise ?? "–", kind: "missing" };
    }
    const text = column.shown ? column.shown(value, model) : String(value);
    const shortened = column.shown === short || column.shown === operations || (column.id === "context" && model.context_written);
    return { text, kind: "value", exact: column.exact ? column.exact(model) : shortened ? grouped(value) : undefined };
  }

  cardsite.columns = { COLUMNS, FACETS, usualColumns, cell };
})();
