// @ts-check
/*
 * Reads the page of a model: its facts, row by row, and its scores, as templates mark them.
 *
 * `data-cs-facts` stands at tables of facts: "pairs" has a label and a value in each row; "columns" a value for each
 * of several things, which the head names; "uses" has the name of what was used and, on lines below, how much. `data-cs-key` stands at scores. Nothing else of a page is read,
 * and nothing is taken over but text, its emphasis, folds, links, and what marks open: what a page holds is copied node by node.
 */
"use strict";

cardsite.facts = (() => {
  const KEPT = new Set(["ABBR", "B", "BR", "CODE", "DETAILS", "EM", "I", "Q", "SMALL", "SPAN", "STRONG", "SUB", "SUMMARY", "SUP"]);
  const MARK = "sup:has(> [popovertarget])";
  const NOTE = ".cs-note";

  const units = /** @type {NonNullable<Cardsite["units"]>} */ (cardsite.units);

  /** @param {string | null | undefined} text */
  const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

  /**
   * A copy with text, emphasis, folds and links only; links lead from the page that it was read on.
   * @param {Node} node
   * @param {string} address
   * @returns {Node[]}
   */
  function copied(node, address) {
    if (node instanceof Text) return [document.createTextNode(node.data)];
    if (!(node instanceof Element)) return [];
    const children = [...node.childNodes].flatMap((child) => copied(child, address));
    if (node.tagName === "BUTTON") return opener(node, address);
    const made = node.tagName === "A" ? link(node, address) : KEPT.has(node.tagName) ? plain(node) : null;
    if (made === null) return children;
    made.append(...children);
    return [made];
  }

  /** @param {Element} node @param {string} address */
  function link(node, address) {
    const href = node.getAttribute("href") ?? "";
    const target = URL.canParse(href, address) ? new URL(href, address) : null;
    if (!target || !/^(?:https?|mailto):$/.test(target.protocol)) return null;
    return cardsite.element("a", { href: target.href, title: node.getAttribute("title") });
  }

  /** @param {Element} node */
  function plain(node) {
    const made = document.createElement(node.tagName);
    const classes = [...node.classList].filter((name) => name.startsWith("cs-"));
    if (classes.length) made.className = classes.join(" ");
    const title = node.getAttribute("title");
    if (title) made.title = title;
    return made;
  }

  /** The notes that marks open, by ids that no other model's have. @type {Map<string, HTMLElement>} */
  const notes = new Map();

  /** @param {string} address */
  const ofPage = (address) => `e.${new URL(address).pathname}.`;

  /** A button that opens a copy of its note. @param {Element} button @param {string} address */
  function opener(button, address) {
    const note = button.ownerDocument.getElementById(button.getAttribute("popovertarget") ?? "");
    if (!note) return [];
    const id = ofPage(address) + note.id;
    if (!notes.has(id)) {
      const lines = [...note.children].flatMap((line) => {
        const copies = line.tagName === "P" ? [...line.childNodes].flatMap((child) => copied(child, address)) : null;
        return copies ? [cardsite.element("p", { id: line.id ? `${id}.t` : null }, ...copies)] : copied(line, address);
      });
      notes.set(id, cardsite.element("div", { id, popover: true }, ...lines));
    }
    const sign = [...button.childNodes].flatMap((child) => copied(child, address));
    return [cardsite.element("button", { popovertarget: id, "aria-labelledby": `${id}.t` }, ...sign)];
  }

  /** Takes out the parts of a cell that are not its value. @param {Element} cell @param {string} selector */
  function taken(cell, selector) {
    const found = [...cell.querySelectorAll(selector)];
    for (const each of found) {
      if (each.previousSibling instanceof Element && each.previousSibling.tagName === "BR") each.previousSibling.remove();
      each.remove();
    }
    return found;
  }

  /** The value of a cell with its marks and its note. @param {Element} original @param {string} address @returns {FactsCell} */
  function cell(original, address) {
    const own = /** @type {Element} */ (original.cloneNode(true));
    const note = taken(own, NOTE).flatMap((each) => [...each.childNodes].flatMap((child) => copied(child, address)));
    const marks = taken(own, MARK).flatMap((mark) => copied(mark, address));
    const absent = own.querySelector(".cs-absent");
    const text = tidy((absent ?? own).textContent);
    const title = own.querySelector("[title]")?.getAttribute("title") ?? "";
    return {
      state: absent ? "absent" : "value",
      text,
      exact: units.raw(title.replaceAll("_", "")) ?? units.raw(text),
      title,
      content: [...own.childNodes].flatMap((child) => copied(child, address)),
      marks,
      note,
    };
  }

  /** @param {Element} row @param {string} address @returns {FactsRow | null} */
  function pair(row, address) {
    const [label, value] = row.querySelectorAll("td");
    return label && value ? { label: tidy(label.textContent), cell: cell(value, address) } : null;
  }

  /** What was used under its name, and how much of it. @param {Element} row @param {string} address @returns {FactsRow | null} */
  function use(row, address) {
    const first = row.querySelector("td");
    if (!first) return null;
    const own = /** @type {Element} */ (first.cloneNode(true));
    const name = document.createElement("td");
    while (own.firstChild && !(own.firstChild instanceof Element && own.firstChild.tagName === "BR")) name.append(own.firstChild);
    own.prepend(...name.querySelectorAll(MARK));
    own.querySelector("br")?.remove();
    const found = cell(own, address);
    const used = found.text ? found : { ...found, text: "used", content: [document.createTextNode("used")] };
    return { label: tidy(name.textContent), cell: used };
  }

  /** The values of a table with a column for each thing: all of the first, then all of the next. @param {Element} table @param {string} address @returns {FactsRow[]} */
  function columns(table, address) {
    const names = [...table.querySelectorAll("thead th")].map((head) => tidy(head.textContent));
    const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
    return names.slice(1).flatMap((name, index) =>
      rows.flatMap(([label, ...values]) => {
        const value = values[index];
        // A dash stands for what the card does not say.
        if (!label || !value || tidy(value.textContent) === "–") return [];
        return [{ label: `${name}: ${tidy(label.textContent)}`, cell: cell(value, address) }];
      }),
    );
  }

  /** @param {Element} table @param {string} address @returns {FactsRow[]} */
  function rows(table, address) {
    const kind = table.getAttribute("data-cs-facts");
    if (kind === "columns") return columns(table, address);
    const read = kind === "uses" ? use : pair;
    return [...table.querySelectorAll("tbody tr")].flatMap((row) => read(row, address) ?? []);
  }

  /** A heading's words, without the sign that links to it. @param {Element} heading */
  function title(heading) {
    const own = /** @type {Element} */ (heading.cloneNode(true));
    own.querySelectorAll(".headerlink").forEach((each) => each.remove());
    return tidy(own.textContent);
  }

  /** @param {Document} page @param {string} address */
  function groups(page, address) {
    /** @type {FactsPage["groups"]} */
    const found = new Map();
    let [section, part] = ["Key facts", ""];
    for (const each of page.querySelectorAll("h2, h3, [data-cs-facts]")) {
      if (each.tagName === "H2") [section, part] = [title(each), ""];
      else if (each.tagName === "H3") part = title(each);
      else {
        const name = part ? `${section}: ${part}` : section;
        const group = found.get(name) ?? new Map();
        for (const fact of rows(each, address)) if (!group.has(fact.label)) group.set(fact.label, fact);
        if (group.size) found.set(name, group);
      }
    }
    return found;
  }

  /**
   * A score as it was published, `0.5723 ± 0.0069` or `57.2 %`, with its 95 % interval where one is known.
   * @param {string} title
   * @param {string} [ends] of an interval that was calculated; empty where none helps
   */
  function published(title, ends) {
    const [score = NaN, error = NaN] = title.split("±").map((text) => {
      const [, digits = "NaN", percent] = /^\s*(-?[\d._]+(?:e-?\d+)?)\s*(%?)\s*$/i.exec(text) ?? [];
      return Number(digits.replaceAll("_", "")) / (percent ? 100 : 1);
    });
    const [low = NaN, high = NaN] = ends ? ends.split(" ").map(Number) : ends === "" ? [] : [score - 1.96 * error, score + 1.96 * error];
    return { score, low, high };
  }

  /** What the run as a whole rests on: it stands above the table. @param {Element} inside @param {string} address */
  function markOfRun(inside, address) {
    let above = inside.closest(".cs-scroll")?.previousElementSibling;
    while (above && !/^H[1-6]$/.test(above.tagName) && !above.matches(".cs-conditions")) above = above.previousElementSibling;
    return [...(above?.querySelectorAll(MARK) ?? [])].flatMap((each) => copied(each, address));
  }

  /** A score with its marks: several can stand in a cell. @param {HTMLElement} score */
  function alone(score) {
    const own = score.ownerDocument.createElement("td");
    own.append(score.cloneNode(true));
    let next = (score.closest("a") ?? score).nextElementSibling;
    for (; next && !next.matches("a"); next = next.nextElementSibling) if (next.matches(MARK)) own.append(next.cloneNode(true));
    return own;
  }

  /** @param {HTMLElement} mark @param {string} address @returns {FactsScore[]} */
  function score(mark, address) {
    const first = mark.closest("tr")?.querySelector("td");
    const { csKey, csBenchmark, csHow, csStep, csBetter, csInterval } = mark.dataset;
    if (!first || !csKey || !csBenchmark) return [];
    const label = cell(first, address);
    const found = cell(alone(mark), address);
    return [
      {
        benchmark: csBenchmark,
        key: csKey,
        label: label.content,
        name: label.text,
        // What all scores of a run have in common stands at the run.
        how: [csHow, mark.closest(".cs-run")?.getAttribute("data-cs-how")].flatMap((how) => how?.split(" · ") ?? []),
        step: csStep ? Number(csStep) : Infinity,
        text: found.text,
        mark: found.marks.length ? found.marks : markOfRun(mark, address),
        lower: csBetter === "lower",
        // Which of two scores near a target is better, these numbers do not say.
        ...published(mark.title || tidy(mark.textContent), csBetter === "target" ? "" : csInterval),
      },
    ];
  }

  /** The scores of the last checkpoint: one that was measured without saying which, or the highest step. @param {FactsScore[]} scores */
  function latest(scores) {
    /** @type {Map<string, FactsScore>} */
    const found = new Map();
    for (const each of scores) if (each.step > (found.get(each.key)?.step ?? -1)) found.set(each.key, each);
    return [...found.values()];
  }

  /** Reads a model's page; throws where there is none. @param {string} id @param {URL} address @returns {Promise<FactsPage>} */
  async function read(id, address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    // Drawings are half of some pages, and no facts.
    const text = (await answer.text()).replace(/<svg[^]*?<\/svg>/g, "");
    const page = new DOMParser().parseFromString(text, "text/html");
    const name = page.querySelector("h1");
    const scores = [.../** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-cs-key]"))];
    const found = {
      id,
      name: name ? title(name) : id,
      address: address.href,
      groups: groups(page, address.href),
      scores: latest(scores.flatMap((each) => score(each, address.href))),
    };
    return { ...found, notes: [...notes].filter(([note]) => note.startsWith(ofPage(address.href))).map(([, note]) => note) };
  }

  return { read };
})();
