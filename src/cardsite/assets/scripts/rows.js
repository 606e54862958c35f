// @ts-check
/*
 * Rows of a table of which, where there are very many, only those in view are in the page, and a few around them.
 * Two rows without content stand in for the rest, so that the page is as long as if all were there.
 */
"use strict";

(() => {
  const { element } = cardsite;
  /** Up to this many rows all of them are drawn, so that the browser's own search finds them. */
  const MANY = 300;
  const AROUND = 8;

  cardsite.rows = (frame, body, make) => {
    /** @type {number[]} */
    let places = [];
    let height = 0;
    /** Rows that were made already. @type {Map<number, HTMLTableRowElement>} */
    const made = new Map();
    const space = () => element("tr", { role: "presentation", class: "cs-space" }, element("td"));
    const [above, below] = [space(), space()];

    /** The first row to draw, and the one behind the last. @returns {[number, number]} */
    function range() {
      if (places.length <= MANY) return [0, places.length];
      const hidden = Math.max(0, frame.getBoundingClientRect().top) - body.getBoundingClientRect().top;
      const count = Math.ceil(innerHeight / (height || 40)) + 2 * AROUND;
      const first = Math.floor(hidden / (height || 40)) - AROUND;
      const start = Math.max(0, Math.min(first, places.length - count));
      return [start, Math.min(places.length, start + count)];
    }

    /** @param {number} place @param {number} number */
    function rowOf(place, number) {
      const row = made.get(place) ?? make(place);
      made.set(place, row);
      row.setAttribute("aria-rowindex", String(number + 2)); // the head is the first
      return row;
    }

    /** Rows that stay are left where they are: one of them may have the focus. */
    function draw() {
      const [first, end] = range();
      if (made.size > 4 * MANY) made.clear();
      const wanted = [above, ...places.slice(first, end).map((place, number) => rowOf(place, first + number)), below];
      const kept = new Set(wanted);
      for (const row of [...body.rows]) if (!kept.has(row)) row.remove();
      let next = body.firstElementChild;
      for (const row of wanted) {
        if (row === next) next = row.nextElementSibling;
        else body.insertBefore(row, next);
      }
      const row = wanted[1];
      if (row && row !== below && places.length > MANY) height = row.getBoundingClientRect().height;
      above.hidden = !first;
      below.hidden = end === places.length;
      above.style.height = `${first * height}px`;
      below.style.height = `${(places.length - end) * height}px`;
    }

    let waiting = false;
    function later() {
      if (waiting || places.length <= MANY) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        draw();
      });
    }
    document.addEventListener("scroll", later, { passive: true, capture: true });
    new ResizeObserver(later).observe(frame);

    return {
      show(wanted) {
        places = wanted;
        frame.classList.toggle("cs-many", places.length > MANY);
        draw();
      },
      forget() {
        made.clear();
        body.replaceChildren();
      },
    };
  };
})();
