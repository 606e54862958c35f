// @ts-check
/*
 * A field in which one of many models is found by a part of its name, and chosen by keyboard or pointer:
 * a combobox with a list, as the ARIA Authoring Practices describe it.
 */
"use strict";

cardsite.picker = ({ label, models, choose }) => {
  const SHOWN = 12;
  const { element } = cardsite;
  const list = element("ul", { id: "cs-picker-list", role: "listbox", "aria-label": label, class: "cs-picker-list", hidden: true });
  const input = element("input", {
    type: "text",
    role: "combobox",
    class: "cs-picker-input",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: label,
    "aria-label": label,
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    oninput: () => show(),
    onfocus: () => show(),
    onblur: () => hide(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => press(event),
  });
  /** @type {CatalogModel[]} */
  let found = [];
  let active = -1;

  /** Names that begin with the words come before names that hold them. */
  function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = models().filter((model) => words.every((word) => `${cardsite.label(model)} ${model.id}`.toLowerCase().includes(word)));
    const first = words[0] ?? "";
    const [begin, rest] = [true, false].map((wanted) => matching.filter(({ name }) => name.toLowerCase().startsWith(first) === wanted));
    return [...(begin ?? []), ...(rest ?? [])].slice(0, SHOWN);
  }

  function show() {
    found = search();
    active = found.length && input.value ? 0 : -1;
    draw();
  }

  function hide() {
    found = [];
    draw();
  }

  function draw() {
    list.replaceChildren(
      ...found.map((model, index) =>
        element(
          "li",
          {
            id: `cs-picker-${index}`,
            role: "option",
            "aria-selected": String(index === active),
            // Before the field loses its focus, which would take the list away.
            onpointerdown: (/** @type {Event} */ event) => (event.preventDefault(), take(index)),
          },
          cardsite.label(model),
        ),
      ),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (found.length && active >= 0) input.setAttribute("aria-activedescendant", `cs-picker-${active}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index */
  function take(index) {
    const model = found[index];
    if (!model) return;
    input.value = "";
    hide();
    choose(model.id);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
    const step = steps[event.key];
    if (step) {
      if (!found.length) show();
      else active = (Math.max(active, step < 0 ? 0 : -1) + step + found.length) % found.length;
      draw();
    } else if (event.key === "Enter") take(Math.max(active, 0));
    else if (event.key === "Escape" && found.length) hide();
    else return;
    event.preventDefault();
  }

  return { element: element("div", { class: "cs-picker" }, input, list), input };
};
