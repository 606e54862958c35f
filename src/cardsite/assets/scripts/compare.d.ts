/** What the scripts of the comparison give to each other. */
interface FactsCell {
  /** A value; an absence that the card states; or nothing at all, where it was not filled in. */
  state: "value" | "absent" | "missing";
  /** What cells are compared by, and copied as. */
  text: string;
  /** A number with all its digits and without a unit, for files; null for what is no number. */
  exact: string | null;
  /** What the cell says more of its value when it is pointed at: mostly all digits of a short number. */
  title: string;
  content: Node[];
  marks: Node[];
  note: Node[];
}

interface FactsRow {
  label: string;
  cell: FactsCell;
}

interface FactsScore {
  benchmark: string;
  key: string;
  label: Node[];
  name: string;
  /** The parts of its key that the card states, in words: `0-shot`, `acc`, … */
  how: string[];
  /** The checkpoint that was measured; infinite where it is the last or not stated. */
  step: number;
  text: string;
  mark: Node[];
  score: number;
  /** The ends of its 95 % interval; NaN where none is known. */
  low: number;
  high: number;
  lower: boolean;
}

interface FactsPage {
  id: string;
  name: string;
  address: string;
  /** Rows under the headings of their sections. */
  groups: Map<string, Map<string, FactsRow>>;
  scores: FactsScore[];
  /** What the marks of its facts and scores open. */
  notes: Node[];
}

/** A number as pages print it. */
interface CardsiteNumber {
  /** What it is worth: a count, a number of bytes, a fraction. */
  value: number;
  /** How far off it may be: 300B was rounded to whole billions. */
  half: number;
  /** What is counted with its unit; "plain" where it has none. */
  kind: string;
  /** The unit, and how much one of it is. */
  sign: string;
  size: number;
  /** What stands between the number and its unit, and behind both. */
  gap: string;
  tail: string;
  /** The digits as they are written, without separators. */
  digits: string;
}

interface Cardsite {
  units?: {
    parse(text: string): CardsiteNumber | null;
    raw(text: string): string | null;
    alike(texts: (string | null)[]): (string | null)[];
    percent(text: string): string;
  };
  facts?: { read(id: string, address: URL): Promise<FactsPage> };
  picker?: (options: {
    label: string;
    models: () => readonly CatalogModel[];
    choose: (id: string) => void;
  }) => { element: HTMLElement; input: HTMLInputElement };
}

interface LinedGroup {
  title: string;
  rows: { label: string; cells: FactsCell[]; numbers: boolean; state: "same" | "differs" | "partial" }[];
}

interface LinedScores {
  /** Rows of one key, with a score of the same benchmark that was measured differently where a model has none. */
  alike: { cells: (FactsScore | null)[]; others: (FactsScore | null)[]; best: number }[];
  /** For each benchmark with scores that share no row, all its scores; `index` is the model's place. */
  apart: { index: number; score: FactsScore }[][];
  /** On how many benchmarks only one of the models has a score. */
  alone: number;
}

interface Cardsite {
  align?: {
    facts(pages: FactsPage[]): LinedGroup[];
    scores(pages: FactsPage[]): LinedScores;
    shared(scores: FactsScore[]): Set<string>;
  };
}
