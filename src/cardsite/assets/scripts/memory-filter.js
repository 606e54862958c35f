// @ts-check
/*
 * Will they fit? One row of controls, and under it what each of several models needs. For the page that compares,
 * which says so behind memory.js: data-cs-script="memory memory-filter compare".
 */
"use strict";

(() => {
  const { element } = cardsite;
  const { requirement, storage, bar, controls } = cardsite.memory;
  const GB = 1e9;
  const whole = new Intl.NumberFormat("en");

  /** @type {NonNullable<Cardsite["memoryFilter"]>} */
  function memoryFilter() {
    /** @type {{ name: string, memory: CardsiteShape }[]} */
    let models = [];
    /** @type {CardsiteChoice} */
    let choice;
    const said = element("output", { class: "cs-verdict" });
    const rows = element("ul", { class: "cs-fit-models" });

    /** @param {CardsiteShape} shape @param {CardsiteRequirement} needed */
    function words({ context_length: longest }, { bytes, weights, missing, file }) {
      const at = longest && longest < choice.context ? ` at ${whole.format(longest)} tokens, its longest context` : "";
      const left = choice.gpu * GB - (bytes ?? weights ?? 0);
      if (bytes === null && left >= 0) return `: cannot be computed: ${missing.join("; ")}`;
      const needs = bytes === null ? ` needs ${storage(weights ?? 0)} for its weights alone` : ` needs ${storage(bytes)}${file ? ` with ${file}` : ""}${at}`;
      return `${needs}: ${left < 0 ? `does not fit, ${storage(-left)} too much` : `fits, with ${storage(left)} to spare`}`;
    }

    function draw() {
      const found = models.map((model) => ({ ...model, needed: requirement(model.memory, choice) }));
      const fitting = found.filter(({ needed }) => needed.bytes !== null && needed.bytes <= choice.gpu * GB).length;
      said.replaceChildren(element("strong", {}, `${fitting} of ${models.length} fit into ${whole.format(choice.gpu)} GB`));
      const most = Math.max(...found.map(({ needed }) => needed.bytes ?? needed.weights ?? 0));
      const items = found.map(({ name, memory, needed }) =>
        element("li", {}, element("strong", {}, name), words(memory, needed), bar(needed, choice.gpu, most)),
      );
      rows.replaceChildren(...items);
    }

    const chosen = controls((now) => {
      choice = now;
      draw();
    });
    const colours = ["Weights", "Cache", "Overhead"].flatMap((name) => [element("i", { class: `cs-fit-${name.toLowerCase()}` }), `${name} `]);
    const legend = element("p", { class: "cs-fit-legend" }, ...colours);
    const panel = element("div", { class: "cs-fit" }, chosen, element("div", { class: "cs-answer" }, said, rows, legend));
    const made = element("section", { class: "cs-fit-all" }, element("h2", { id: "will-they-fit" }, "Will they fit?"), panel);
    made.hidden = true;
    return {
      element: made,
      show(these) {
        models = [...these];
        made.hidden = !models.length;
        draw();
      },
    };
  }

  cardsite.memoryFilter = memoryFilter;
})();
