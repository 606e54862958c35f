/** What `cardsite.js` gives to the scripts of the parts. */
interface Cardsite {
  part(name: string, run: (element: HTMLElement) => void): void;
  element<T extends keyof HTMLElementTagNameMap>(
    tag: T,
    attributes?: Record<string, unknown>,
    ...children: (Node | string | null)[]
  ): HTMLElementTagNameMap[T];
  query(): URLSearchParams;
  setQuery(changes: Record<string, string>, entry?: boolean): void;
  csv(rows: string[][]): string;
  markdown(rows: string[][]): string;
  latex(rows: string[][]): string;
  surelyBetter(one: CardsiteInterval, other: CardsiteInterval): boolean;
  copyButton(label: string, text: () => string): HTMLButtonElement;
  label(model: { name: string; label?: string }): string;
  say(words: string): void;
  root: URL;
  /** There once `memory.js` has run: where the page names it before the script that uses it. */
  memory: CardsiteMemory;
}

/** A score and the ends of its 95 % interval, of which higher ones are better. */
interface CardsiteInterval {
  score: number;
  low: number;
  high: number;
}

interface Window {
  cardsite: Cardsite;
}

declare const cardsite: Cardsite;

type CardsitePrecision = "float32" | "float16" | "int8" | "int4";

/** A file with all weights, or several together: its name, and the bits per weight where they are known. */
interface CardsiteFile {
  name: string;
  bytes: number;
  bits: number | null;
}

/** What of a model decides how much memory it takes; null where the card does not say. */
interface CardsiteShape {
  parameters: number | null;
  layers: number | null;
  kv_heads: number | null;
  head_dimension: number | null;
  context_length: number | null;
  /** With latent attention, the numbers that each layer keeps of a token. */
  latent: number | null;
  /** How many tokens a layer with a window keeps, and how many layers have it. */
  window: number | null;
  windowed: number;
  /** Numbers in 32 bits that are kept of a sequence, however long. */
  state: number;
  /** What a forward pass takes besides, in percent of the weights; 0 where only the weights are known. */
  overhead_percent: number;
  /** The files whose sizes are published; without parameters there is nothing else. */
  files?: CardsiteFile[];
  /** What the sum cannot be computed without, in words. */
  missing: string[];
  /** The format that the weights are published in, where that is stated and not float16. */
  precision?: CardsitePrecision;
}

interface CardsiteChoice {
  /** The memory of the GPU, in GB. */
  gpu: number;
  precision: CardsitePrecision;
  /** The name of a file, in place of a precision. */
  file?: string;
  context: number;
  batch: number;
}

/** Bytes; all but the weights are null where something is missing. */
interface CardsiteRequirement {
  bytes: number | null;
  weights: number | null;
  cache: number | null;
  overhead: number | null;
  missing: string[];
  /** The file whose size the weights have. */
  file?: string;
}

/** What `memory.js` gives to other scripts. */
interface CardsiteMemory {
  PRECISIONS: Record<CardsitePrecision, { label: string; weight: number; cache: number; bits: number }>;
  GPUS: number[];
  /** Bytes of a number of a state. */
  STATE_BYTES: number;
  /** The numbers in the cache after so many tokens of one sequence. */
  kept(shape: CardsiteShape, tokens: number): number;
  /** Files, the largest first. */
  bySize(files: CardsiteFile[]): CardsiteFile[];
  /** The file that a choice means, if there is one. */
  fileOf(shape: CardsiteShape, choice: Pick<CardsiteChoice, "precision" | "file">): CardsiteFile | null;
  requirement(shape: CardsiteShape, choice: Pick<CardsiteChoice, "precision" | "file" | "context" | "batch">): CardsiteRequirement;
  /** What the model's page begins with: as it is published, with one sequence of the whole context. */
  published(shape: CardsiteShape): number | null;
  /** A size as pages write it: `14.5 GB`, `325 MB`. */
  storage(bytes: number): string;
  /**
   * What is needed, drawn against the memory of a GPU in GB; hidden from who cannot see it, so say it in words too.
   * Bars below each other share the scale of the longest, `most` bytes.
   */
  bar(needed: CardsiteRequirement, gpu: number, most?: number): HTMLElement;
  controls(
    onchange: (choice: CardsiteChoice) => void,
    options?: {
      /** The name that the GPU's memory has in the page's address. */
      gpu?: string;
      /** What the precision is where the address does not say. */
      precision?: CardsitePrecision;
      longest?: number;
      /** What the context is where the address does not say. */
      context?: number;
      /** Whether to ask for context and batch, which matter only where the cache can be computed. */
      sequences?: boolean;
      /** The names of files to choose from, in place of precisions. */
      files?: string[];
    },
  ): HTMLElement;
}

interface Cardsite {
  /** There once `memory-filter.js` has run: what several models need, under one row of controls. */
  memoryFilter?: () => {
    element: HTMLElement;
    /** The models that it is about from now on, as catalog.json has them. */
    show(models: readonly { name: string; memory: CardsiteShape }[]): void;
  };
}
