"""The lists of a catalogue that holds models of many kinds side by side: columns, filters, the first page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from cardsite.checks import CHECKS
from tinysite import build, catalogue, write

pytestmark = pytest.mark.browser

MODELS = "models/index.html"
SHAPES = {
    "mixture": """
pipeline_tag: text-generation
architecture:
  parameters: 46.7B
  active_parameters: 12.9B
  experts: {total: 8, per_token: 2}
  context_length: 32_768
training: {tokens: 2T}
""",
    "state-space": """
pipeline_tag: text-generation
architecture: {parameters: 2.8B, state_size: 16}
training: {tokens: 300B}
""",
    "vision-language": """
pipeline_tag: image-text-to-text
architecture: {parameters: 7B, context_length: 32K}
""",
    "embedding": """
pipeline_tag: sentence-similarity
architecture: {parameters: 22.7M, context_length: 256, embedding_dimension: 384}
""",
    "speech": """
pipeline_tag: automatic-speech-recognition
architecture: {parameters: 1.55B, sampling_rate: 16 kHz}
""",
    "image": """
pipeline_tag: image-classification
architecture: {parameters: 25.6M, forward_pass: {macs: 4.1G, input: one image}}
""",
    "diffusion": """
pipeline_tag: text-to-image
architecture: {parameters: 860M}
""",
    "quantised": """
pipeline_tag: text-generation
base_model: mixture/mixture-1
base_model_relation: quantized
architecture: {parameters: 46.7B, active_parameters: 12.9B, context_length: 32_768}
""",
    "merge": """
pipeline_tag: text-generation
base_model: [chat/chat-1, open/open-1]
base_model_relation: merge
architecture: {parameters: 7B, context_length: 4_096}
""",
    "chat": """
pipeline_tag: text-generation
base_model: open/open-1
base_model_relation: finetune
architecture: {parameters: 7B, context_length: 4_096}
training: {stages: [{name: SFT, data: [{name: Conversations and instructions, note: A tenth of it.}]}]}
""",
    "open": """
pipeline_tag: text-generation
architecture: {parameters: 7B, context_length: 4_096}
training: {tokens: not_disclosed}
""",
    "tabular": """
pipeline_tag: tabular-classification
library_name: sklearn
""",
}
"""What models of each of the kinds say; there are three or four of each, in a family."""


@pytest.fixture(scope="module")
def mixed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    # One check has to be left; there are no adapters here.
    ignored = sorted({code.partition("-")[0] for code in CHECKS} - {"adapter"})
    settings = catalogue(folder, plugins=["search", {"cardsite": {"ignore": ignored}}])
    (folder / "cards/tiny.yaml").unlink()
    (folder / "docs/index.md").unlink()
    for place, (name, shape) in enumerate(SHAPES.items()):
        write(folder / f"cards/{name}/family.yaml", f"name: {name.capitalize()}\nsummary: Models.\n")
        for number in range(1, 5 if place < 4 else 4):
            date = f"release_date: 2024-{place + 1:02}-{number:02}"
            card = (
                f"name: {name.capitalize()} {number}\nsummary: A model.\norganization: acme\nlicense: mit\n"
            )
            write(folder / f"cards/{name}/{name}-{number}.yaml", card + date + shape)
    return build(settings, strict=False)


WIDE = """() => {
  for (const { style } of document.querySelectorAll('.container, .container > .row > div')) {
    style.maxWidth = 'none';
    style.width = '100%';
  }
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
"""This theme leaves a table little room, in which usual columns would give way."""


@pytest.fixture
def mixed(mixed_site: Path, browser: Browser, serve: Callable[[Path], str]) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    tab = context.new_page()
    tab.set_default_timeout(5_000)
    tab.goto(serve(mixed_site) + MODELS)
    tab.locator(".cs-all-models tbody tr").first.wait_for(state="attached")
    tab.evaluate(WIDE)
    yield tab
    context.close()


def heads(tab: Tab) -> list[str]:
    return tab.locator(".cs-all-models th:not(.cs-pick)").all_inner_texts()


def tick(tab: Tab, facet: str, value: str) -> Any:
    """Choose a value of a facet; the box is given."""
    group = tab.locator(".cs-facet", has=tab.locator("summary", has_text=re.compile(f"^{facet}$")))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    box = group.get_by_role("checkbox", name=re.compile(rf"^{value} \d"))
    box.check()
    return box


MIXED = ["Model", "Family", "Kind", "Parameters", "Context", "Licence", "Released"]
"""All are of one organisation, which needs no column."""


def test_the_columns_are_those_that_a_third_of_the_models_fill_in(
    mixed_site: Path, mixed: Tab, browser: Browser, serve: Callable[[Path], str]
) -> None:
    assert mixed.locator(".cs-all-models tbody tr:not(.cs-space)").count() == 40
    assert heads(mixed) == MIXED
    static = browser.new_context(java_script_enabled=False).new_page()
    static.goto(serve(mixed_site) + MODELS)
    assert static.locator(".cs-listing th").all_inner_texts() == MIXED
    for table in (mixed.locator(".cs-all-models"), static.locator(".cs-listing")):
        row = table.locator("tr", has_text="Vision-language 1")
        short = row.locator("td, th").nth(MIXED.index("Context"))
        assert (short.inner_text(), short.locator("[title]").get_attribute("title")) == ("32K", "32,000")
    static.context.close()


OF_EXPERTS = ["Parameters", "Active parameters", "Context", "Training tokens"]


@pytest.mark.parametrize(
    ("facet", "value", "shown"),
    [
        ("Kind", "Embedding", ["Family", "Parameters", "Context", "Embedding dimension"]),
        ("Kind", "Vision", ["Family", "Parameters", "MACs"]),
        ("Kind", "Tabular", ["Family", "Parameters"]),
        ("Kind", "Language model", ["Family", *OF_EXPERTS]),
        ("Built as", "Mixture of experts", ["Family", *OF_EXPERTS]),
        ("Built as", "State space", ["Family", "Parameters", "Training tokens"]),
    ],
)
def test_the_columns_follow_the_kinds_that_a_reader_chooses(
    facet: str, value: str, shown: list[str], mixed: Tab
) -> None:
    box = tick(mixed, facet, value)
    assert heads(mixed) == ["Model", *shown, "Licence", "Released"]
    expect(mixed).not_to_have_url(re.compile("columns="))
    box.uncheck()
    assert heads(mixed) == MIXED


LAID_OUT = """cells => cells.map(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const { left, right } = range.getBoundingClientRect();
  const box = cell.getBoundingClientRect();
  return [cell.innerText, left >= box.left - 1 && right <= box.right + 1, range.getClientRects().length];
})"""


def test_no_word_reaches_into_the_next_column_and_no_date_is_broken(mixed: Tab) -> None:
    tick(mixed, "Kind", "Language model")
    cells = mixed.locator(".cs-all-models tbody td:not(.cs-pick)").evaluate_all(LAID_OUT)
    assert "not disclosed" in [text for text, *_ in cells]
    assert [text for text, inside, _ in cells if not inside] == []
    dates = mixed.locator(".cs-all-models td[data-column=released] span").evaluate_all(LAID_OUT)
    assert {lines for *_, lines in dates} == {1}


TOPS = """cells => [...new Set(cells.map(cell => cell.getBoundingClientRect().top))].sort((a, b) => a - b)"""


def test_on_a_phone_the_lines_of_a_model_are_evenly_spaced(mixed: Tab) -> None:
    mixed.set_viewport_size({"width": 390, "height": 844})
    cells = mixed.locator(".cs-all-models tbody tr:not(.cs-space)").first.locator("td:not(.cs-pick)")
    tops = cells.evaluate_all(TOPS)[1:]  # below the name, which is larger
    steps = [below - above for above, below in pairwise(tops)]
    assert len(steps) >= 2
    assert max(steps) - min(steps) < 2


def test_columns_that_a_reader_chose_stay_whatever_else_is_chosen(mixed: Tab) -> None:
    mixed.locator("summary", has_text="Columns").click()
    mixed.get_by_role("group", name="Columns").get_by_label("Task").check()
    chosen = heads(mixed)
    assert chosen[-1] == "Task"
    tick(mixed, "Kind", "Embedding")
    assert heads(mixed) == chosen


def test_typing_moves_no_column(mixed: Tab) -> None:
    mixed.get_by_role("searchbox", name="Filter models by name").fill("embedding")
    expect(mixed.locator(".cs-all-models tbody tr:not(.cs-space)")).to_have_count(4)
    assert heads(mixed) == MIXED


def test_every_filter_has_values_that_occur_and_no_others(mixed: Tab) -> None:
    counts = mixed.locator(".cs-facet:not(:has(.cs-fits)) .cs-amount").all_text_contents()
    assert len(counts) > 30
    assert "0" not in counts
    first = mixed.locator(".cs-facet:not(:has(.cs-fits))").first
    assert first.locator("summary").inner_text() == "Kind"
    assert first.get_attribute("open") is not None
    # With one organisation, a reader begins with the families.
    families = mixed.locator(".cs-facet", has=mixed.locator("summary", has_text=re.compile("^Family$")))
    assert families.get_attribute("open") is not None
    labels = mixed.locator(".cs-facet > summary").all_text_contents()
    # All models have one width, one number of operations and one organisation: there is nothing to choose.
    assert not {"Embedding dimension", "MACs", "Organisation", "Licence"} & set(labels)


def test_the_first_page_lists_the_first_of_all_models(
    mixed_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(serve(mixed_site))
    assert tab.locator(".cs-few").count() == 2
    for listed in tab.locator(".cs-few").all():
        names = listed.locator("li > a, li > p > a").all_inner_texts()
        assert len(names) == len(set(names)) == 5
    assert tab.get_by_role("heading", name="Kind").count() == 1
    tab.context.close()


def test_on_a_phone_a_note_on_data_keeps_room_for_its_words(
    mixed_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(serve(mixed_site) + "models/chat/chat-1/index.html")
    note = tab.locator("[data-cs-facts=uses] td", has_text="A tenth of it.").bounding_box()
    assert note is not None
    assert note["width"] >= 140
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
