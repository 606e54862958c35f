// @ts-check
/*
 * Models side by side. The page's address says which; what each of them is comes from its own page, so that
 * labels, words, absences and evidence are those of the cards. One page that cannot be read leaves the others.
 */
"use strict";

cardsite.part("compare", (place) => {
  const MOST = 6;
  /** An id, where there is no catalogue to look it up in: its page is on this site and below that of all models. */
  const WORDS = /^\w[\w.-]*(?:\/\w[\w.-]*)*$/;
  const { element, query, setQuery } = cardsite;
  const { read } = /** @type {NonNullable<Cardsite["facts"]>} */ (cardsite.facts);
  const units = /** @type {NonNullable<Cardsite["units"]>} */ (cardsite.units);
  const align = /** @type {NonNullable<Cardsite["align"]>} */ (cardsite.align);
  const picker = /** @type {NonNullable<Cardsite["picker"]>} */ (cardsite.picker);
  const memoryFilter = /** @type {NonNullable<Cardsite["memoryFilter"]>} */ (cardsite.memoryFilter);

  const start = /** @type {HTMLAnchorElement | null} */ (place.querySelector(".cs-models-page a"));
  if (!start) return;
  if (location.protocol === "file:") {
    const words = "Comparing models reads their pages, which browsers allow only from a web server. Pages of families show their members side by side.";
    place.replaceChildren(element("p", {}, words));
    return;
  }

  let chosen = [...new Set((query().get("models") ?? "").split(",").map((id) => id.trim()).filter(Boolean))];
  let only = query().get("rows") !== "all";
  /** @type {readonly CatalogModel[]} */
  let models = [];
  /** @type {Map<string, Promise<FactsPage | null>>} */
  const pages = new Map();

  /** Where the page of a model is, on sites with and without a folder for each page. @param {string} id */
  function address(id) {
    const models = new URL(start?.href ?? "");
    const path = id.split("/").map(encodeURIComponent).join("/");
    return new URL(models.pathname.endsWith(".html") ? `${path}.html` : `${path}/`, models);
  }

  /** @param {string} id */
  function page(id) {
    const known = models.length ? models.some((model) => model.id === id) : WORDS.test(id);
    const found = pages.get(id) ?? (known ? read(id, address(id)).catch(() => null) : Promise.resolve(null));
    pages.set(id, found);
    return found;
  }

  // What stays on the page while models come and go

  const chips = element("ol", { class: "cs-chosen", "aria-label": "Models compared" });
  const notice = element("p", { class: "cs-notice", role: "status" });
  const result = element("div", { class: "cs-result" });
  const memory = memoryFilter();
  const tools = element("div", { class: "cs-beside-tools" });
  const field = picker({
    label: "Add a model",
    models: () => models.filter(({ id }) => !chosen.includes(id)),
    choose: (id) => change([...chosen, id]),
  });

  /** @param {string[]} ids */
  function change(ids) {
    chosen = ids;
    setQuery({ models: chosen.join(","), rows: only ? "" : "all" });
    return draw();
  }

  /** @param {string} id @param {string} name @param {number} index */
  function chip(id, name, index) {
    /** @param {number} step */
    const move = async (step) => {
      const ids = chosen.filter((each) => each !== id);
      ids.splice(index + step, 0, id);
      await change(ids);
      focus(index + step, step < 0 ? ".cs-earlier" : ".cs-later");
    };
    const remove = async () => {
      await change(chosen.filter((each) => each !== id));
      field.input.focus();
    };
    /** @param {string} sign @param {string} what @param {() => void} run @param {string} kind @param {boolean} off */
    const button = (sign, what, run, kind, off) =>
      element("button", { type: "button", class: kind, "aria-label": `${what} ${name}`, title: `${what}`, onclick: run, disabled: off }, sign);
    return element(
      "li",
      {},
      button("‹", "Move left:", () => move(-1), "cs-earlier", index === 0),
      element("span", {}, name),
      button("›", "Move right:", () => move(1), "cs-later", index === chosen.length - 1),
      button("×", "Remove", remove, "cs-remove", false),
    );
  }

  /** @param {number} index @param {string} kind */
  function focus(index, kind) {
    const buttons = chips.children[index]?.querySelectorAll("button") ?? [];
    const wanted = [...buttons].find((each) => each.matches(kind) && !each.disabled) ?? [...buttons].find((each) => !each.disabled);
    wanted?.focus();
  }

  // The table

  /** @param {FactsCell} cell @param {boolean} numbers */
  function tableCell(cell, numbers) {
    const kind = numbers ? "cs-numeral" : null;
    if (cell.state === "missing") return element("td", { class: kind }, element("span", { class: "cs-missing", title: "The card does not say" }, "not filled in"));
    const note = cell.note.length ? element("small", { class: "cs-note" }, ...copies(cell.note)) : null;
    return element("td", { class: kind }, ...copies(cell.content), ...copies(cell.marks), " ", note);
  }

  /** @param {Node[]} nodes */
  const copies = (nodes) => nodes.map((node) => node.cloneNode(true));

  const MARKS = {
    differs: () => element("span", { class: "cs-differs", title: "The models differ here" }, element("span", { "aria-hidden": "true" }, "≠"), unseen(" differs: ")),
    partial: () => null,
    same: () => null,
  };

  /** @param {string} words */
  const unseen = (words) => element("span", { class: "cs-unseen" }, words);

  /** @param {string} title @param {FactsPage[]} found @param {HTMLElement[]} rows @param {string} [remark] */
  function body(title, found, rows, remark) {
    const names = found.map(({ name }) => element("td", { "aria-hidden": "true" }, name));
    const below = remark ? element("small", { class: "cs-note" }, ` ${remark}`) : null;
    const head = element("tr", { class: "cs-beside-group" }, element("th", { scope: "rowgroup" }, title, below), ...names);
    return element("tbody", {}, head, ...rows);
  }

  /** @param {LinedGroup["rows"][number]} row */
  function factRow({ label, cells, numbers, state }) {
    const head = element("th", { scope: "row" }, MARKS[state](), label);
    return element("tr", { class: `cs-row-${state}` }, head, ...cells.map((cell) => tableCell(cell, numbers)));
  }

  /** @param {LinedScores["alike"][number]} row @param {Set<string>} common */
  function scoreRow({ cells, others, best }, common) {
    const first = firstOf(cells);
    const how = element("small", { class: "cs-note" }, ` ${conditions(first, common)}`);
    const values = cells.map((score, index) => {
      const other = others[index];
      if (!score && !other) return element("td", { class: "cs-numeral" }, element("span", { class: "cs-missing" }, "no score"));
      if (other) {
        const note = element("small", { class: "cs-note" }, differently(first, other));
        return element("td", { class: "cs-numeral cs-unlike" }, other.text, ...copies(other.mark), " ", note);
      }
      const words = score?.lower ? "lowest" : "highest";
      const title = "Better than every other score that was measured in the same way, by more than the error of the difference";
      const sign = index === best ? element("span", { class: "cs-best", title }, words) : null;
      return element("td", { class: "cs-numeral" }, sign, " ", score?.text ?? "", ...copies(score?.mark ?? []));
    });
    return element("tr", { "data-cs-row": first.key }, element("th", { scope: "row" }, ...copies(first.label), how), ...values);
  }

  /** In what a score was measured differently from those of its row. @param {FactsScore} first @param {FactsScore} other */
  function differently(first, other) {
    const parts = other.how.filter((part) => !first.how.includes(part));
    return `measured differently (${parts.join(", ") || "less is stated"})`;
  }

  /** @param {(FactsScore | null)[]} cells */
  const firstOf = (cells) => /** @type {FactsScore} */ (cells.find(Boolean));

  /** How a score was measured, without what is said of all. @param {FactsScore} score @param {Set<string>} [common] */
  const conditions = ({ how }, common) => how.filter((part) => !common?.has(part)).join(", ");

  /** @param {FactsPage[]} found */
  function table(found) {
    const groups = align.facts(found);
    const scores = align.scores(found);
    const common = align.shared(scores.alike.map(({ cells }) => firstOf(cells)));
    const rows = scores.alike.map((row) => scoreRow(row, common));
    const bodies = rows.length ? [body("Scores", found, rows, [...common].join(", "))] : [];
    for (const { title, rows } of groups) {
      const shown = rows.filter(({ state }) => !only || state === "differs");
      if (shown.length) bodies.push(body(title, found, shown.map(factRow)));
    }
    const heads = found.map(({ name, address }) => element("th", { scope: "col" }, element("a", { href: address }, name)));
    const all = element("table", { class: "cs-beside-table" }, element("thead", {}, element("tr", {}, element("td", {}, unseen("Fact")), ...heads)), ...bodies);
    all.style.setProperty("--cs-models", `${found.length}`);
    // What scrolls must be reached by keyboard too.
    return element("div", { class: "cs-scroll cs-beside", tabindex: "0", role: "region", "aria-label": "Comparison" }, all);
  }

  /** Benchmarks with scores that share no row with others, each score with what sets it apart. @param {FactsPage[]} found */
  function apart(found) {
    const { apart: lists, alone } = align.scores(found);
    const lines = lists.map((list) => {
      const common = align.shared(list.map(({ score }) => score));
      const items = list.map(({ index, score }) => {
        const how = element("small", { class: "cs-note" }, ` ${conditions(score, common) || "nothing more is stated"}`);
        return element("li", {}, `${found[index]?.name}: ${score.text}`, ...copies(score.mark), how);
      });
      const alike = element("small", { class: "cs-note" }, ` ${[...common].join(", ")}`);
      const name = element("summary", {}, element("strong", {}, list[0]?.score.name ?? ""), alike);
      return element("details", { class: "cs-details" }, name, element("ul", {}, ...items));
    });
    const more = alone ? element("p", { class: "cs-note" }, `On ${alone} further ${alone === 1 ? "benchmark" : "benchmarks"} only one of these models has a score.`) : null;
    if (!lines.length) return more ?? "";
    const head = element("h2", {}, "Measured differently: not comparable");
    return element("section", { class: "cs-apart" }, head, ...lines, more);
  }

  /**
   * The comparison as rows of texts.
   * @param {FactsPage[]} found
   * @param {boolean} [raw] numbers with all their digits, as files have them
   */
  function texts(found, raw = false) {
    const rows = [["Section", "Fact", ...found.map(({ name }) => name)]];
    for (const { cells, others } of align.scores(found).alike) {
      const first = firstOf(cells);
      const value = (/** @type {FactsScore} */ score) => (raw && Number.isFinite(score.score) ? String(score.score) : score.text);
      const words = (/** @type {FactsScore} */ other) => `${value(other)}, ${differently(first, other)}`;
      const values = cells.map((score, index) => (score ? value(score) : others[index] ? words(others[index]) : "no score"));
      rows.push(["Scores", [first.name, conditions(first)].filter(Boolean).join(", "), ...values]);
    }
    for (const { title, rows: facts } of align.facts(found))
      for (const { label, cells, state } of facts)
        if (!only || state === "differs") {
          const name = raw && cells.some(({ text }) => units.parse(text)?.kind === "bytes") ? `${label} (bytes)` : label;
          rows.push([title, name, ...cells.map(({ text, exact }) => (raw && exact) || text)]);
        }
    return rows;
  }

  /** @param {FactsPage[]} found */
  function controls(found) {
    const box = element("input", { type: "checkbox", onchange: () => ((only = box.checked), change(chosen)) });
    box.checked = only;
    const alike = align.facts(found).flatMap(({ rows }) => rows.filter(({ state }) => state !== "differs")).length;
    return [
      element("label", { class: "cs-switch" }, box, ` Only rows that differ (${alike} others)`),
      cardsite.copyButton("Copy as Markdown", () => cardsite.markdown(texts(found))),
      cardsite.copyButton("Copy as CSV", () => cardsite.csv(texts(found, true))),
      cardsite.copyButton("Copy as LaTeX", () => cardsite.latex(texts(found))),
    ];
  }

  /** Some comparisons to begin with: the largest models of families with several. */
  function examples() {
    /** @type {Map<string, CatalogModel[]>} */
    const families = new Map();
    for (const model of models) {
      const id = model.family?.id;
      if (id) families.set(id, [...(families.get(id) ?? []), model]);
    }
    const several = [...families.values()].filter((members) => members.length > 1).sort((a, b) => b.length - a.length);
    const size = (/** @type {CatalogModel} */ model) => model.parameters ?? 0;
    const largest = several.map((members) => [...members].sort((a, b) => size(b) - size(a)).slice(0, 3));
    const across = largest.map(([first]) => first).filter((each) => each !== undefined).slice(0, 3);
    const lists = [...(across.length > 1 ? [across] : []), ...largest].slice(0, 4);
    if (!lists.length) return "";
    const items = lists.map((list) => {
      const address = `?models=${list.map(({ id }) => encodeURIComponent(id).replaceAll("%2F", "/")).join(",")}`;
      return element("li", {}, element("a", { href: address }, list.map(cardsite.label).join(", ")));
    });
    return element("div", { class: "cs-examples" }, element("p", {}, "For example:"), element("ul", {}, ...items));
  }

  const title = document.title;

  /** The title of the page, and that of its preview, names the models. @param {FactsPage[]} found */
  function entitle(found) {
    document.title = found.length ? `${found.map(({ name }) => name).join(", ")} – ${title}` : title;
    document.querySelectorAll("meta[property='og:title'], meta[name='twitter:title']").forEach((each) => each.setAttribute("content", document.title));
  }

  let turn = 0;

  async function draw() {
    const mine = ++turn;
    const read = await Promise.all(chosen.map(page));
    if (mine !== turn) return; // the choice has changed in the meantime
    const failed = chosen.filter((_, index) => !read[index]);
    failed.forEach((id) => pages.delete(id)); // whoever adds it again has it fetched again
    chosen = chosen.filter((_, index) => read[index]);
    const found = read.filter((each) => each !== null).slice(0, MOST);
    notice.textContent = [...said(found.length, failed)].join(" ");
    chosen = chosen.slice(0, MOST);
    chips.replaceChildren(...found.map(({ id, name }, index) => chip(id, name, index)));
    field.element.hidden = chosen.length >= MOST || !models.length;
    keepingFocus(() => tools.replaceChildren(...(found.length > 1 ? controls(found) : [])));
    result.replaceChildren(...(found.length > 1 ? [table(found), apart(found), ...found.flatMap(({ notes }) => notes)] : found.length ? [] : [examples()]));
    entitle(found);
    memory.show(found.flatMap(({ id, name }) => models.filter((model) => model.id === id).map(({ memory }) => ({ name, memory }))));
  }

  /** What keeps the comparison from being the one that was asked for. @param {number} shown @param {string[]} failed */
  function* said(shown, failed) {
    const unread = models.filter(({ id }) => failed.includes(id));
    const unknown = failed.filter((id) => !unread.some((model) => model.id === id));
    if (unknown.length) yield `No model here is called ${unknown.map((id) => `“${id}”`).join(", ")}.`;
    if (unread.length) yield `Could not be read now, and can be added again: ${unread.map(cardsite.label).join(", ")}.`;
    if (chosen.length > MOST) yield `At most ${MOST} models stand side by side; these are the first.`;
    if (shown === 1) yield "Add one more model to compare it with.";
    if (shown === 0) yield "Add two to six models.";
  }

  /** Draws the controls again, with the same one in focus. @param {() => void} redraw */
  function keepingFocus(redraw) {
    const all = () => /** @type {NodeListOf<HTMLElement>} */ (tools.querySelectorAll("input, button"));
    const focused = [...all()].findIndex((each) => each === document.activeElement);
    redraw();
    all()[focused]?.focus();
  }

  async function begin() {
    const catalog = await fetch(new URL("catalog.json", cardsite.root)).then(
      (answer) => (answer.ok ? answer.json() : null),
      () => null,
    );
    models = catalog?.models ?? [];
    // An address may be older than the id of a model.
    const moved = new Map(Object.entries(/** @type {Record<string, string>} */ (catalog?.moved_to ?? {})));
    chosen = [...new Set(chosen.map((id) => moved.get(id) ?? id))];
    place.replaceChildren(element("div", { class: "cs-choice" }, chips, field.element), notice, tools, result, memory.element);
    await draw();
  }
  void begin();
});
