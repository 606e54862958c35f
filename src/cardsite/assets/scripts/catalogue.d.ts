/** What `catalog.json` holds; schema/catalog.json describes it. */
interface CatalogModel {
  id: string;
  name: string;
  /** The name with the organisation, where a model of another has the same name. */
  label?: string;
  page: string;
  aliases: string[];
  hub_id: string | null;
  summary: string;
  organization: { id: string; name: string };
  family: { id: string; name: string } | null;
  kind: string | null;
  traits: string[];
  parameters: number | null;
  active_parameters: number | null;
  context_length: number | null;
  /** As its author wrote it, such as 32K, where that is not the number itself. */
  context_written?: string;
  embedding_dimension: number | null;
  macs: number | null;
  /** Null where weights are as they were trained; bits are those of the variants, the fewest first. */
  quantization: { method: string | null; bits: number[]; types: string[] } | null;
  training_tokens: number | null;
  stages?: string[];
  checkpoints: number | null;
  /** Left out where the card has no number. */
  training_cost?: { gpu_hours?: number; energy_mwh?: number; carbon_tco2eq?: number; qualified?: string[] };
  license: { id: string; name: string; class: string; commercial_use: string; anchor: string } | null;
  task: string | null;
  modalities: string[];
  languages: string[];
  datasets: string[];
  library: string | null;
  release_date: string | null;
  status: string;
  evaluations: number;
  benchmarks: string[];
  coverage: { filled: number; absent: number; asked: number };
  tags: string[];
  memory: CardsiteShape;
  absent: Record<string, string>;
}

/** A range of numbers, up to where the next one begins. */
interface CatalogRange {
  id: string;
  name: string;
  below: number | null;
}

interface Catalog {
  version: number;
  sizes: CatalogRange[];
  license_classes: Record<string, string>;
  datasets: Record<string, string>;
  benchmarks: Record<string, string>;
  languages: Record<string, string>;
  moved_to: Record<string, string>;
  models: CatalogModel[];
}

interface CatalogColumn {
  id: string;
  label: string;
  /** Without what distinguishes it from others of this name, which the note says too. */
  name?: string;
  /** Behind the value, where there is no head to say what it is. */
  unit?: string;
  /** The field of an entry that may be stated as absent. */
  field?: string;
  numeric?: boolean;
  /** What a cell says where the card says nothing, in place of a dash. */
  otherwise?: string;
  /** What is said in place of a value that is missing for a reason, where that is no field of the entry. */
  absent?(model: CatalogModel): string | null;
  /** Every digit, where that is not the value itself. */
  exact?(model: CatalogModel): string | undefined;
  /** What the numbers are, in words, and what signs beside them mean. */
  note?: string;
  /** How many models have a value, where columns are chosen by that. */
  models?: number;
  /** Whether the largest come first when it is sorted by. */
  largestFirst?: boolean;
  /** How wide, in em. */
  width: number;
  /** What is sorted and exported; null where there is nothing. */
  value(model: CatalogModel, catalog: Catalog): string | number | null;
  /** How pages write it, where that is not the value itself. */
  shown?(value: string | number, model: CatalogModel): string;
  /** The page that the cell leads to, without its ending, and the place on it. */
  link?(model: CatalogModel): [string, string?] | null;
}

interface CatalogFacet {
  id: string;
  label: string;
  /** Several chosen values are all asked for; elsewhere one of them is enough. */
  every?: boolean;
  /** The values in their own order; elsewhere the most frequent comes first. */
  order?: ((catalog: Catalog) => string[]) | "ascending" | "descending";
  /** Ids and names. */
  values(model: CatalogModel, catalog: Catalog): [string, string][];
}

interface IndexedFacet {
  facet: CatalogFacet;
  values: { id: string; name: string; total: number }[];
  /** For each model, the places of its values in the list above. */
  codes: number[][];
}

interface CatalogIndex {
  catalog: Catalog;
  facets: IndexedFacet[];
  /** Every distinct word, sorted, and beside each the models that have it. */
  tokens: string[];
  postings: number[][];
  /** The letters that words begin with, before any number: among them slips are looked for. */
  stems: string[];
  orders: Map<string, number[]>;
  /** The usual columns, by the kinds that are chosen. */
  usuals: Map<string, string[]>;
}

interface CatalogState {
  find: string;
  /** A column's id, with a minus for the largest first; empty for the catalogue's own order. */
  sort: string;
  /** Null for those that are usual for the models of the chosen kinds. */
  columns: string[] | null;
  chosen: Record<string, string[]>;
  /** GB; null where nobody asked. */
  fits: number | null;
  precision: CardsitePrecision;
  context: number;
  batch: number;
  /** Ids of models to compare. */
  compare: string[];
}

interface CatalogView {
  /** Places of the models in the catalogue, in the order asked for. */
  rows: number[];
  /** For each facet and value, how many models there are when the other filters hold. */
  counts: number[][];
  /** How many would be there if it were known how much memory they take. */
  unknown: number;
}

interface CatalogCell {
  text: string;
  kind: "value" | "absent" | "missing";
  /** The number in full. */
  exact?: string | undefined;
}

/** What `columns.js` gives to other scripts. */
interface CatalogColumns {
  COLUMNS: CatalogColumn[];
  FACETS: CatalogFacet[];
  usualColumns(models: CatalogModel[], catalog: Catalog): string[];
  cell(model: CatalogModel, column: CatalogColumn, catalog: Catalog): CatalogCell;
}

/** What `filter.js` gives to other scripts: functions of values, without the page. */
interface CatalogFilter {
  /** How many models can be compared at once. */
  MOST_COMPARED: number;
  index(catalog: Catalog): CatalogIndex;
  matching(index: CatalogIndex, text: string): Uint8Array | null;
  ordered(index: CatalogIndex, sort: string): number[];
  view(index: CatalogIndex, state: CatalogState, fits?: (model: CatalogModel) => boolean | null): CatalogView;
  /** The columns that are usual for the models of the chosen kinds. */
  usual(index: CatalogIndex, chosen: CatalogState["chosen"]): string[];
  /** A number above nothing, within reason; null if it is not. */
  positive(given: number): number | null;
  readState(index: CatalogIndex, query: URLSearchParams): CatalogState;
  writeState(state: CatalogState): Record<string, string>;
}

/** What `rows.js` gives to other scripts: rows of which only those in view are in the page. */
interface CatalogRows {
  /** Shows the rows of these places. */
  show(places: number[]): void;
  /** Makes rows anew, when they look otherwise. */
  forget(): void;
}

/** What the table reads of `benchmarks.json`; schema/benchmarks-data.json describes it. */
interface BenchmarkScores {
  id: string;
  name: string;
  metric: string;
  groups: ScoreGroup[];
}

/** Scores that may be compared with each other, and with no others. */
interface ScoreGroup {
  comparability: string;
  measured: Record<string, string | number> & { metric: string };
  metric_name: string;
  direction: "higher" | "lower" | "target";
  unit?: string;
  sign?: string;
  scores: { model: string; score: number; error?: number; written: string; checkpoint?: number }[];
}

interface ColumnChooser {
  element: HTMLElement;
  show(inView: string[]): void;
  /** What there is to choose from has become more. */
  fill(): void;
}

interface FacetPanel {
  element: HTMLElement;
  show(view: CatalogView, state: CatalogState): void;
}

interface Cardsite {
  /** There once `columns.js` has run. */
  columns: CatalogColumns;
  /** There once `filter.js` has run. */
  filter: CatalogFilter;
  /** There once `rows.js` has run. */
  rows(frame: HTMLElement, body: HTMLTableSectionElement, make: (place: number) => HTMLTableRowElement): CatalogRows;
  /** There once `score-columns.js` has run: a column for each way of measuring, that of most models first. */
  scoreColumns(benchmarks: BenchmarkScores[], catalog: Catalog, phrases: Record<string, string>): CatalogColumn[];
  /** There once `column-chooser.js` has run. */
  columnChooser(choose: (ids: string[], last: string) => void): ColumnChooser;
  /** There once `facets.js` has run. */
  facets(index: CatalogIndex, change: (change: Partial<CatalogState>, typed?: string) => void): FacetPanel;
}
