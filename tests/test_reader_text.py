"""What a reader takes from a page as text: what is copied, what is read out, and what programs extract."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect
from playwright.sync_api import Page as Tab

from browser import opened

pytestmark = pytest.mark.browser

MODELS = ("pythia/pythia-160m", "gpt-neo/gpt-neo-125m", "cerebras-gpt/cerebras-gpt-111m")
CARD = "models/pythia/pythia-160m.html"
AVERAGED = "models/cerebras-gpt/cerebras-gpt-111m.html"
"""Its first table of scores ends with the average that its source states."""
COMPARISON = f"compare/index.html?models={','.join(MODELS)}"
PAGES = {
    "home": "index.html",
    "all models": "models/index.html?columns=parameters,context,license&fits=24",
    "a model": CARD,
    "an adapter": "models/gpt-6.7b-alpaca.html",
    "a fine-tune": "models/code-llama/code-llama-34b-instruct.html",
    "families": "families/index.html",
    "a family": "families/pythia.html",
    "an organisation": "organizations/eleutherai.html",
    "benchmarks": "benchmarks/index.html",
    "a benchmark": "benchmarks/lambada.html",
    "a dataset": "datasets/pile.html",
    "licences": "licenses.html",
    "coverage": "coverage.html",
    "models side by side": COMPARISON,
    "documentation": "reference/data.html",
}


@pytest.fixture
def tab(browser: Browser, own_address: str) -> Iterator[Tab]:
    """A tab that may read what was copied."""
    with opened(browser, own_address, permissions=["clipboard-read", "clipboard-write"]) as tab:
        yield tab


CELLS = """async () => {
  const [item] = await navigator.clipboard.read();
  const html = await (await item.getType("text/html")).text();
  const rows = new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr");
  return [...rows].map((row) => [...row.cells].map((cell) => cell.textContent));
}"""


def copied(tab: Tab, table: Locator) -> tuple[list[str], list[list[str]]]:
    """A table that is copied with the keyboard: as lines of text, and as the cells of a spreadsheet."""
    table.evaluate("table => getSelection().selectAllChildren(table)")
    tab.keyboard.press("Control+C")
    text: str = tab.evaluate("navigator.clipboard.readText()")
    return text.splitlines(), tab.evaluate(CELLS)


MARKS = re.compile(r"\[\d+\]|[†ƒ≠]")


@pytest.mark.parametrize(
    ("page", "table", "columns", "line"),
    [
        pytest.param(CARD, ".cs-facts", 2, "Context length\t2,048", id="key facts"),
        pytest.param(
            CARD, "#architecture ~ .cs-halves .cs-scroll", 2, "Parameters\t162,322,944", id="architecture"
        ),
        pytest.param(AVERAGED, "#evaluation ~ .cs-scroll", 3, "Benchmark\tAccuracy\tChance", id="scores"),
        pytest.param(COMPARISON, ".cs-beside", 4, "Parameters\t162,322,944\t125,198,592", id="comparison"),
    ],
)
def test_a_table_is_copied_without_its_marks_and_with_all_its_columns(
    tab: Tab, own_address: str, page: str, table: str, columns: int, line: str
) -> None:
    tab.goto(own_address + page)
    found = tab.locator(table).first.locator("table")
    expect(found).to_be_visible()
    assert found.locator("sup > button").count()
    lines, cells = copied(tab, found)
    assert [each for each in lines if each.startswith(line)]
    assert {len(row) for row in cells} == {columns}
    assert len(cells) == found.locator("tr:visible").count()
    assert [each for each in lines if MARKS.search(each)] == []
    assert [cell for row in cells for cell in row if MARKS.search(cell)] == []


@pytest.mark.parametrize("page", [CARD, COMPARISON, "families/code-llama.html", "datasets/pile.html"])
def test_the_number_of_a_source_stands_apart_from_what_it_is_the_source_of(
    tab: Tab, own_address: str, page: str
) -> None:
    tab.goto(own_address + page)
    marks = tab.locator("sup:has(> button)")
    marks.first.wait_for(state="attached")
    found = set(marks.all_text_contents())
    assert found
    assert {mark for mark in found if not re.fullmatch(r" (?:\[\d+\]|†|ƒ)", mark)} == set()


def test_a_screen_reader_gets_the_number_apart_from_the_value(tab: Tab, own_address: str) -> None:
    tab.goto(own_address + CARD)
    row = tab.locator("#architecture ~ .cs-halves tr", has_text="Layers")
    seen = row.first.aria_snapshot()
    assert '- text: "12"' in seen
    assert re.search(r'button "Source \d+, quoted: ', seen)


TOUCHING = r"""() => {
  // Code and drawings are not read as sentences, and what is typed or chosen is not text of the page.
  const skipped = "script, style, svg, pre, code, select, textarea, .md-search, .md-header, [hidden]";
  const blocks = /^(block|flex|grid|table|list-item)/;
  const inline = "a, b, em, small, span, strong, sub, sup";
  const ends = /[\p{L}\p{N}.!?)%”’\]]$/u;
  const begins = /^[\p{L}\p{N}“†ƒ¶([]/u;
  const found = new Set();
  let before = "";
  const walk = (node) => {
    if (node instanceof Text) {
      const touching = ends.test(before) && begins.test(node.data);
      if (touching) found.add(`${before.slice(-20)}|${node.data.slice(0, 20)}`);
      before = node.data || before;
    } else if (node instanceof Element) {
      const block = !node.matches(inline) && blocks.test(getComputedStyle(node).display);
      const apart = block || node.matches(`${skipped}, br, button, input, label`);
      if (apart) before = "";
      if (!node.matches(skipped)) node.childNodes.forEach(walk);
      if (apart) before = "";
    }
  };
  walk(document.querySelector("main"));
  return [...found];
}"""
"""Pieces of text with nothing between them, whatever the distance at which styles show them."""


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_two_pieces_of_text_run_into_one_word(tab: Tab, own_address: str, page: str) -> None:
    tab.goto(own_address + page)
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate(TOUCHING) == []
