// @ts-check
/* What folds: a link to something inside opens it in every browser, and one button opens or closes all of a page. */
"use strict";

cardsite.part("folds", (row) => {
  const folds = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("article details.cs-details")]);

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = folds.filter((fold) => !fold.open && target && fold.contains(target));
    for (const fold of closed) fold.open = true;
    if (closed.length) target?.scrollIntoView();
  }

  const toggle = cardsite.element("button", { type: "button", class: "cs-button", "aria-pressed": "false", onclick: () => {
    const open = toggle.getAttribute("aria-pressed") === "false";
    toggle.setAttribute("aria-pressed", String(open));
    for (const fold of folds) fold.open = open;
  } }, "Open all folded parts");

  if (folds.length) row.append(toggle);
  addEventListener("hashchange", reveal);
  reveal();
});
