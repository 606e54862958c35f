// @ts-check
/* On the page for addresses where nothing is: the models whose ids or names come nearest to the address. */
"use strict";

(() => {
  const SHOWN = 5;
  const ALIKE = 0.4;

  /** Pairs of neighbouring characters, without signs and case. @param {string} text */
  function pairs(text) {
    const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    return new Set(Array.from({ length: Math.max(plain.length - 1, 0) }, (_, at) => plain.slice(at, at + 2)));
  }

  /** How alike two sets of pairs are, from 0 to 1: the coefficient of Dice. @param {Set<string>} one @param {Set<string>} other */
  function alike(one, other) {
    const shared = [...one].filter((pair) => other.has(pair)).length;
    return one.size + other.size ? (2 * shared) / (one.size + other.size) : 0;
  }

  cardsite.part("missing", async (place) => {
    const asked = location.pathname.replace(/(?:index)?(?:\.html|\/)?$/, "");
    const last = pairs(decodeURI(asked).split("/").pop() ?? "");
    const answer = await fetch(new URL("catalog.json", cardsite.root)).catch(() => null);
    if (!answer?.ok || !last.size) return;
    /** @type {{models: {id: string, name: string, page: string, hub_id: string | null, aliases: string[]}[]}} */
    const { models } = await answer.json();
    const near = models
      .map((model) => {
        const names = [model.id, model.name, model.hub_id ?? "", ...model.aliases];
        return { model, likeness: Math.max(...names.map((name) => alike(last, pairs(name.split("/").pop() ?? "")))) };
      })
      .filter(({ likeness }) => likeness >= ALIKE)
      .sort((one, other) => other.likeness - one.likeness)
      .slice(0, SHOWN);
    if (!near.length) return;
    const links = near.map(({ model }) => {
      const href = new URL(model.page + (place.dataset["csEnding"] ?? ""), cardsite.root).href;
      return cardsite.element("li", {}, cardsite.element("a", { href }, model.name));
    });
    place.append(cardsite.element("ul", {}, ...links));
    place.hidden = false;
  });
})();
