// @ts-check
/*
 * Columns of scores for the catalogue's table, from benchmarks.json. A column has scores that were measured in one
 * way, which may be compared; of other scores on the same benchmark it says that they were measured otherwise.
 * Functions of the data, which know nothing of the page.
 */
"use strict";

(() => {
  /** Parts of a way of measuring, in the order in which they are named: those of `PARTS` in comparability.py. */
  const PARTS = ["subset", "shots", "metric", "filter", "harness", "harness_version", "split", "version", "prompt", "settings", "samples", "measured_by"];
  const MOST_PLACES = 4;

  /** @param {ScoreGroup} group */
  const models = ({ scores }) => new Set(scores.map(({ model }) => model)).size;

  /**
   * The way that comes first on the benchmark's page: of what most models were measured in (a metric on a subset),
   * that of most models. Groups stand in their order already.
   * @param {BenchmarkScores} benchmark
   */
  function first({ metric, groups }) {
    /** @type {Map<string, ScoreGroup[]>} */
    const quantities = new Map();
    for (const group of groups) {
      const name = JSON.stringify([group.measured["subset"], group.measured.metric]);
      quantities.set(name, [...(quantities.get(name) ?? []), group]);
    }
    const ranked = [...quantities.values()].map((ways) => {
      const main = ways.reduce((best, way) => (models(way) > models(best) ? way : best));
      const all = new Set(ways.flatMap(({ scores }) => scores.map(({ model }) => model))).size;
      return { main, order: [-all, Number(main.measured.metric !== metric), Number(main.measured["subset"] !== undefined), groups.indexOf(main)] };
    });
    return ranked.reduce((best, each) => (before(each.order, best.order) ? each : best)).main;
  }
  /** @param {number[]} one @param {number[]} other */
  function before(one, other) {
    const place = one.findIndex((number, place) => number !== other[place]);
    return place >= 0 && (one[place] ?? 0) < (other[place] ?? 0);
  }

  /** Decimal places of a number as it was written. @param {string} text */
  const placesOf = (text) => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;

  /** A score as pages print it, without its error: as many digits as were written, or as the error allows. @param {ScoreGroup} group @param {ScoreGroup["scores"][number]} score */
  function printed({ unit, sign }, { score, error, written }) {
    const hundredfold = unit === "fraction";
    // What was written in percent is stored as a fraction.
    const stored = placesOf(written) + (Math.abs(parseFloat(written.replace(/[,_]/g, "")) - score) > 1e-9 ? 2 : 0);
    const places = error && !hundredfold ? Math.max(1 - Math.floor(Math.log10(error)), 0) : Math.min(Math.max(stored, placesOf(String(error ?? ""))), MOST_PLACES);
    const number = hundredfold ? (100 * score).toFixed(Math.max(places - 2, 0)) : score.toFixed(places);
    return number.replace("-", "−") + (sign ? ` ${sign}` : "");
  }

  cardsite.scoreColumns = (benchmarks, catalog, phrases) => {
    const makers = new Map(catalog.models.map(({ organization }) => [organization.id, organization.name]));

    /** A part in words; empty for what is not stated. @param {ScoreGroup} group @param {string} part */
    function phrase({ measured, metric_name }, part) {
      const value = measured[part];
      if (value === undefined) return "";
      const name = part === "metric" ? metric_name : part === "measured_by" ? (makers.get(String(value)) ?? String(value)) : String(value);
      return (phrases[part] ?? "{}").replace("{}", name);
    }

    /** @param {BenchmarkScores} benchmark @param {ScoreGroup} group @param {ScoreGroup} main @returns {CatalogColumn} */
    function column(benchmark, group, main) {
      /** The score of the last checkpoint. @type {Map<string, ScoreGroup["scores"][number]>} */
      const found = new Map();
      for (const score of group.scores) if ((found.get(score.model)?.checkpoint ?? -1) < (score.checkpoint ?? Infinity)) found.set(score.model, score);
      const words = PARTS.map((part) => phrase(group, part)).filter(Boolean);
      const differing = PARTS.filter((part) => group.measured[part] !== main.measured[part]).map((part) => phrase(group, part)).filter(Boolean);
      const label = group === main ? benchmark.name : `${benchmark.name} (${differing.join(", ") || "less stated"})`;
      return {
        id: `score:${benchmark.id}${group === main ? "" : `:${group.comparability}`}`,
        label,
        name: benchmark.name,
        unit: label,
        numeric: true,
        width: Math.max(6, 2 + 0.6 * Math.max(...label.split(/[\s-]+/).map((word) => word.length))), // no word is broken
        largestFirst: group.direction === "higher",
        note: words.join(" · "),
        value: (m) => found.get(m.id)?.score ?? null,
        shown: (_, m) => printed(group, /** @type {ScoreGroup["scores"][number]} */ (found.get(m.id))),
        exact: (m) => [found.get(m.id)?.written, found.get(m.id)?.error].filter((each) => each !== undefined).join(" ± "),
        absent: (m) => (m.benchmarks.includes(benchmark.id) ? "≠" : null),
        link: (m) => [m.page, "evaluation"],
      };
    }

    /** Each benchmark's first way, and the others that several models share. */
    const all = benchmarks.flatMap((benchmark) => {
      const main = first(benchmark);
      return benchmark.groups.filter((group) => group === main || models(group) > 1).map((group) => ({ ...column(benchmark, group, main), models: models(group), other: group !== main }));
    });
    return all.sort((a, b) => Number(a.other) - Number(b.other) || b.models - a.models || (a.label < b.label ? -1 : 1));
  };
})();
