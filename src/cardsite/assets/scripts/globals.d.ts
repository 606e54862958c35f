/** What `cardsite.js` gives to the scripts of the parts. */
interface Cardsite {
  part(name: string, run: (element: HTMLElement) => void): void;
  element<T extends keyof HTMLElementTagNameMap>(
    tag: T,
    attributes?: Record<string, unknown>,
    ...children: (Node | string | null)[]
  ): HTMLElementTagNameMap[T];
  query(): URLSearchParams;
  setQuery(changes: Record<string, string>): void;
  csv(rows: string[][]): string;
  markdown(rows: string[][]): string;
  copyButton(label: string, text: () => string): HTMLButtonElement;
  say(words: string): void;
  root: URL;
}

interface Window {
  cardsite: Cardsite;
}

declare const cardsite: Cardsite;
