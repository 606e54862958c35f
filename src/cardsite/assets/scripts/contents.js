// @ts-check
/* The contents of a page on a phone, a sheet that closes when one of its links is followed. */
"use strict";

cardsite.part("contents", (sheet) => {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".md-sidebar--secondary a");
    if (link) sheet.removeAttribute("open");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") sheet.removeAttribute("open");
  });
});
