"""What axe finds on every kind of page, in both schemes: nothing serious or critical (WCAG 2.2 AA)."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

RULES = {
    "light": {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # The other scheme is another set of colours, and nothing else.
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
MODELS = ("pythia/pythia-160m", "pythia/pythia-1.4b", "cerebras-gpt/cerebras-gpt-111m")
PAGES = {
    "home": "index.html",
    "all models": "models/index.html",
    "a model with curves": "models/pythia/pythia-160m.html",
    "a fine-tune": "models/code-llama/code-llama-7b-instruct.html",
    "an adapter": "models/gpt-6.7b-alpaca.html",
    "a merge or a quantised model": "models/zephyr-7b-beta-gguf.html",
    "vision": "models/resnet50.a1_in1k.html",
    "vision and language": "models/llava-1.5-7b.html",
    "pictures made": "models/sana-1.6b-1024px.html",
    "speech": "models/whisper-small.html",
    "embeddings": "models/all-minilm-l6-v2.html",
    "tabular": "models/breast-cancer-logistic-regression.html",
    "a time series": "models/chronos-t5-small.html",
    "families": "families/index.html",
    "a family": "families/pythia.html",
    "a family of variants": "families/code-llama.html",
    "organisations": "organizations/index.html",
    "an organisation": "organizations/eleutherai.html",
    "benchmarks": "benchmarks/index.html",
    "a benchmark": "benchmarks/lambada.html",
    "datasets": "datasets/index.html",
    "a dataset": "datasets/pile.html",
    "licences": "licenses.html",
    "coverage": "coverage.html",
    "changes": "changes.html",
    "page not found": "404.html",
    "a table with choices made": "models/index.html?size=100m-1b&has=checkpoints&sort=-context&fits=24",
    "no models side by side": "compare/index.html",
    "models side by side": f"compare/index.html?models={','.join(MODELS)}",
    "documentation": "reference/format.html",
}
OPEN = "document.querySelectorAll('article details:not(.cs-contents)').forEach(fold => { fold.open = true; })"


def found(tab: Tab, scheme: str) -> list[str]:
    """What is wrong with the page as it is now: rule, and the elements."""
    violations = Axe().run(tab, options=RULES[scheme]).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {node['target']} {node['any'][:1]}"
        for each in violations
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_kind_of_page_can_be_read_by_everyone(
    own_address: str, browser: Browser, page: str, scheme: Literal["light", "dark"]
) -> None:
    tab = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    tab.goto(own_address + page)
    tab.wait_for_load_state("networkidle")
    tab.evaluate(OPEN)
    # As a reader sees it who comes near.
    tab.add_style_tag(content="* { content-visibility: visible !important }")
    for width in (1400, 390):
        tab.set_viewport_size({"width": width, "height": 900})
        assert found(tab, scheme) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    contents = tab.locator(".cs-contents > summary")
    if contents.is_visible():
        contents.click()
        assert found(tab, scheme) == []
    tab.close()
