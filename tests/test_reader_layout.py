"""How every kind of page is laid out, wide and narrow, in both schemes: nothing runs off, over or apart."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from browser import opened

pytestmark = pytest.mark.browser

MODELS = "pythia/pythia-160m,gpt-neo/gpt-neo-125m,cerebras-gpt/cerebras-gpt-111m"
PAGES = {
    "home": "index.html",
    "all models": "models/index.html",
    "a table with choices made": "models/index.html?size=100m-1b&has=checkpoints&sort=-context&fits=24",
    "a language model": "models/pythia/pythia-160m.html",
    "a mixture of experts": "models/deepseek-v3.html",
    "a chat model": "models/code-llama/code-llama-7b-instruct.html",
    "a speech model": "models/whisper-small.html",
    "an image model": "models/resnet50.a1_in1k.html",
    "a detector": "models/detr-resnet-50.html",
    "an image generator": "models/sana-1.6b-1024px.html",
    "an embedding model": "models/all-minilm-l6-v2.html",
    "a forecaster": "models/chronos-t5-small.html",
    "a classifier of tables": "models/breast-cancer-logistic-regression.html",
    "an adapter": "models/gpt-6.7b-alpaca.html",
    "a merge": "models/mistral-ft-optimized-1218.html",
    "quantised files": "models/zephyr-7b-beta-gguf.html",
    "families": "families/index.html",
    "a family": "families/pythia.html",
    "organisations": "organizations/index.html",
    "an organisation": "organizations/eleutherai.html",
    "benchmarks": "benchmarks/index.html",
    "a benchmark": "benchmarks/lambada.html",
    "datasets": "datasets/index.html",
    "a dataset": "datasets/pile.html",
    "licences": "licenses.html",
    "coverage": "coverage.html",
    "no models side by side": "compare/index.html",
    "models side by side": f"compare/index.html?models={MODELS}",
    "no page": "404.html",
    "documentation": "reference/format.html",
}
WIDTHS = (1400, 1024, 390)

FAULTS = r"""() => {
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`the page scrolls sideways: ${page.scrollWidth}`);
  const contents = document.querySelector(".md-sidebar--secondary .md-sidebar__scrollwrap");
  if (contents?.checkVisibility() && contents.scrollHeight > innerHeight - 100)
    faults.push(`the contents are longer than the window: ${contents.scrollHeight}`);

  // Each line of each text that can be seen, less what its letters do not fill.
  const boxes = new Map([[null, { left: 0, right: page.clientWidth, top: 0, bottom: Infinity }]]);
  const box = (element) => {
    if (!boxes.has(element)) {
      const around = box(element.parentElement);
      const { overflowX, position } = getComputedStyle(element);
      const own = element.getBoundingClientRect();
      const cuts = overflowX !== "visible" && element !== page && element !== document.body;
      boxes.set(element, position === "fixed" ? { left: 0, right: 0, top: 0, bottom: 0 } : cuts ? {
        left: Math.max(around.left, own.left),
        right: Math.min(around.right, own.right),
        top: Math.max(around.top, own.top + scrollY),
        bottom: Math.min(around.bottom, own.bottom + scrollY),
      } : around);
    }
    return boxes.get(element);
  };
  const lines = [];
  const range = document.createRange();
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    const parent = text.parentElement;
    if (!text.data.trim() || parent.matches("script, style, select *, details:not([open])")) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const around = box(parent);
    if (around.right - around.left < 2 || around.bottom - around.top < 2) continue;
    range.selectNodeContents(text);
    const found = [...range.getClientRects()].filter(({ width, height }) => width > 2 && height > 2);
    for (const { left, right, top, bottom, height } of found) {
      const line = {
        text,
        left: Math.max(left + 1, around.left),
        right: Math.min(right - 1, around.right),
        top: Math.max(top + scrollY + height / 3, around.top),
        bottom: Math.min(bottom + scrollY - height / 3, around.bottom),
      };
      if (line.left < line.right && line.top < line.bottom) lines.push(line);
    }
    if (found.length < 2 || parent.closest("pre, code, svg")) continue;
    for (const word of text.data.matchAll(/(?<!\S)\p{P}*([\p{L}\p{M}]+)\p{P}*(?!\S)/gu)) {
      range.setStart(text, word.index + word[0].indexOf(word[1]));
      range.setEnd(text, range.startOffset + word[1].length);
      const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => top);
      if (Math.max(...tops) - Math.min(...tops) > 6) faults.push(`a word is broken: ${word[1]}`);
    }
  }
  lines.sort((one, other) => one.top - other.top);
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {
      const other = lines[next];
      if (one.text !== other.text && one.left < other.right && other.left < one.right)
        faults.push(`two texts in one place: ${one.text.data.trim()} | ${other.text.data.trim()}`);
    }
  });
  return [...new Set(faults)];
}"""

OPEN = """() => document.querySelectorAll("article details").forEach((each) => {
  // What drops down from a table's tools lies over the table, and so do the contents on a phone.
  each.open = !each.closest("search, [role=search], .cs-contents");
})"""


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_nothing_on_a_page_runs_off_over_or_apart(own_address: str, browser: Browser, page: str) -> None:
    found: list[str] = []
    with opened(browser, own_address + page) as tab:
        tab.wait_for_load_state("networkidle")
        # What lies far below the window is laid out when it comes near, and what is narrowed takes a moment.
        tab.add_style_tag(content="* { content-visibility: visible !important; transition: none !important }")
        for state in ("closed", "open"):
            for width in WIDTHS:
                tab.set_viewport_size({"width": width, "height": 900})
                found += [f"{width}, folds {state}: {fault}" for fault in tab.evaluate(FAULTS)]
            tab.emulate_media(color_scheme="dark")
            tab.evaluate(OPEN)
    assert found == []
