// @ts-check
/*
 * What the scripts of single parts of a page share, and the loading of those parts.
 *
 * A part says which script it has a use for: <div data-cs-script="table">. That script is fetched only then,
 * from this site, and hands a function to `cardsite.part`, which is called with each such element. Pages say
 * everything without scripts; these sort, filter, compare and calculate.
 */
"use strict";

window.cardsite = (() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const parts = new URL("parts/", script.src);

  /** The elements of the page that have a use for a script. @param {string} name */
  const elements = (name) =>
    /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-cs-script~="${name}"]`));

  /**
   * Runs a function for every element of the page that asks for a script.
   * @param {string} name
   * @param {(element: HTMLElement) => void} run
   */
  function part(name, run) {
    elements(name).forEach(run);
  }

  /**
   * An element with attributes and children; text is only ever text, and `null` is left out.
   * Listeners are given as functions: `{onclick: () => …}`.
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Record<string, unknown>} [attributes]
   * @param {...(Node | string | null)} children
   */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value != null) made.setAttribute(name, String(value));
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  /** The state that the page's address holds. */
  const query = () => new URLSearchParams(location.search);

  /**
   * Puts a state into the page's address; empty values are left out.
   * @param {Record<string, string>} changes
   * @param {boolean} [entry] whether the way back leads to the address of before
   */
  function setQuery(changes, entry = false) {
    const state = query();
    for (const [name, value] of Object.entries(changes)) {
      if (value) state.set(name, value);
      else state.delete(name);
    }
    // Commas and colons may stand in a query as they are, and read better so.
    const text = state.toString().replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2F/g, "/");
    const address = location.pathname + (text && `?${text}`) + location.hash;
    if (!entry) history.replaceState(history.state, "", address);
    else if (address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
  }

  /**
   * A text as a cell of CSV (RFC 4180). One that a spreadsheet would take for a formula begins with an apostrophe.
   * @param {string} cell
   */
  function csvCell(cell) {
    const inert = /^[=+\-@\t]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
    return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  }

  /** Rows of texts as CSV. @param {string[][]} rows */
  const csv = (rows) => rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");

  /** Rows of texts as a table in Markdown; the first row is the head. @param {string[][]} rows */
  function markdown(rows) {
    const lines = rows.map((row) => `| ${row.map((cell) => cell.replace(/\s+/g, " ").replace(/[\\|`*_[\]<>]/g, "\\$&")).join(" | ")} |`);
    lines.splice(1, 0, `|${" --- |".repeat(rows[0]?.length ?? 0)}`);
    return lines.join("\n") + "\n";
  }

  /** Rows of texts as a table in LaTeX, with the lines of booktabs; the first row is the head. @param {string[][]} rows */
  function latex(rows) {
    /** @type {Record<string, string>} */
    const signs = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "±": "$\\pm$", "−": "$-$", "–": "--", "≠": "$\\ne$" };
    const written = (/** @type {string} */ cell) => cell.replace(/\s+/g, " ").replace(/[\\~^±−–≠]|[&%$#_{}]/g, (sign) => signs[sign] ?? `\\${sign}`);
    const lines = rows.map((row) => `${row.map(written).join(" & ")} \\\\`);
    lines.splice(1, 0, "\\midrule");
    return ["\\begin{tabular}{" + "l".repeat(rows[0]?.length ?? 0) + "}", "\\toprule", ...lines, "\\bottomrule", "\\end{tabular}", ""].join("\n");
  }

  /**
   * Whether a score is higher by more than the error of the difference: the rule of `surely_better` in comparability.py.
   * @param {CardsiteInterval} one
   * @param {CardsiteInterval} other
   */
  function surelyBetter(one, other) {
    const [apart, below, above] = [one.score - other.score, one.score - one.low, other.high - other.score];
    return apart > 0 && apart * apart > below * below + above * above;
  }

  /**
   * A button that copies a text, and says so.
   * @param {string} label
   * @param {() => string} text
   */
  function copyButton(label, text) {
    /** @param {MouseEvent} event */
    async function copy(event) {
      const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        // Browsers keep the clipboard from pages that came without encryption, and from those not allowed.
        say("This browser does not let the page copy");
        button.classList.add("cs-failed");
        return;
      }
      say(`Copied: ${label}`);
      button.classList.add("cs-done");
      setTimeout(() => button.classList.remove("cs-done"), 1500);
    }
    return element("button", { type: "button", class: "cs-button", onclick: copy }, label);
  }

  /** How pages show a model: its name, with the organisation where another's has the same. @param {{ name: string, label?: string }} model */
  const label = (model) => model.label ?? model.name;

  /** @type {HTMLElement | undefined} */
  let liveRegion;

  /** Says a sentence to those who hear the page. @param {string} words */
  function say(words) {
    if (!liveRegion) {
      liveRegion = element("div", { class: "cs-unseen", role: "status", "aria-live": "polite" });
      document.body.append(liveRegion);
    }
    liveRegion.textContent = words;
  }

  /** @param {string} name */
  function load(name) {
    const made = element("script", { src: new URL(`${name}.js`, parts) });
    made.async = false; // in the order that the page names them: one part may use another
    document.head.append(made);
  }

  // Material's search is a dialog without a name, of which assistive technology could say only that it is one.
  document.querySelector(".md-search[role=dialog]:not([aria-label])")?.setAttribute("aria-label", "Search");

  const wanted = new Set(
    [...document.querySelectorAll("[data-cs-script]")].flatMap((each) => each.getAttribute("data-cs-script")?.split(" ") ?? []),
  );
  /** The address of the site's first page. */
  const root = new URL("../../", script.src);
  // Parts may need what is made here, so they are loaded once it is there.
  queueMicrotask(() => wanted.forEach(load));
  // What parts share with each other, such as `memory`, they add themselves.
  // The labels of rows have ids, and lead to their rows: a page has dozens, and needs no second copy of each id.
  for (const label of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('td > a[id^="r."]')))
    label.href = `#${label.id}`;

  return /** @type {Cardsite} */ ({ part, element, query, setQuery, csv, markdown, latex, surelyBetter, copyButton, label, say, root });
})();
