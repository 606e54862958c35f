// @ts-check
/*
 * The choice among ways of doing the same, kept from page to page in the reader's browser.
 *
 * Without it the first way is shown, and each page is asked anew. What is kept is the words of the tab; a page that has
 * none of these words shows its first.
 */
"use strict";

(() => {
  const KEPT = "cardsite-tab";

  /** Storage may be full, or forbidden: then nothing is kept. @param {string} [chosen] */
  function kept(chosen) {
    try {
      if (chosen !== undefined) localStorage.setItem(KEPT, chosen);
      return localStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  cardsite.part("tabs", (tabs) => {
    const last = kept();
    for (const button of tabs.querySelectorAll("input")) {
      const words = button.labels?.[0]?.dataset["csTab"] ?? "";
      if (words === last) button.checked = true;
      button.addEventListener("change", () => kept(words));
    }
  });
})();
