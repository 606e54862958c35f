"""What a reader makes of a lineage in a browser: its links, the keyboard, a phone, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from examples import write_example
from tinysite import build, write

pytestmark = pytest.mark.browser

LONG = "AVeryLongNameOfAModelThatNobodyEverBrokeIntoWords" * 2
CARDS = f"""
name: Middle
license: mit
base_model: [base, {{title: {LONG}, url: "https://example.org/far"}}]
base_model_relation: merge
training: {{data: [talk]}}
# base.yaml
name: Base
license: mit
status: retired
status_note: Gone.
successor: other
limitations: It lies.
# other.yaml
name: "<script>window.__pwned=1</script> שלום"
# tuned.yaml
name: Tuned
license: mit
base_model: card
base_model_relation: adapter
# datasets.yaml
talk: {{name: Talk, summary: Talk., known_issues: Torn.}}
"""
MANY = "".join(f"# many/m{n:02}.yaml\nname: Many {n}\nbase_model: tuned\n" for n in range(30))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a site of these cards."""
    folder = tmp_path_factory.mktemp("lineage")
    write_example(folder, CARDS + MANY)
    write(folder / "docs/documentation/index.md", "# About\n")
    settings = """
site_name: Lineage
use_directory_urls: false
theme: {name: material, font: false, palette: {scheme: default}}
plugins: [{cardsite: {ignore: [license, lineage]}}]
"""
    return serve(build(write(folder / "mkdocs.yml", settings), strict=False))


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab that fails the test where a page logs an error or runs what a card says."""
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    assert errors == []
    assert page.evaluate("window.__pwned") is None
    context.close()


def test_links_of_a_lineage_lead_to_the_pages_they_name(site: str, tab: Page) -> None:
    for name in ("Base", "Talk", "Tuned"):
        tab.goto(f"{site}models/card.html")
        tab.locator(".cs-node-name").get_by_role("link", name=name, exact=True).click()
        expect(tab.locator("h1")).to_have_text(re.compile(name))


def test_the_keyboard_meets_each_target_once_in_the_order_of_the_list(site: str, tab: Page) -> None:
    tab.goto(f"{site}models/card.html")
    met: list[str] = []
    tab.locator(".cs-lineage a").first.focus()
    while tab.evaluate("document.activeElement.closest('.cs-lineage') !== null"):
        met.append(tab.evaluate("document.activeElement.textContent"))
        tab.keyboard.press("Tab")
    names = [name for name in met if "License" not in name]
    assert names[:4] == ["Base", LONG, "Talk", "Tuned"]
    assert len(set(names)) == len(names)


def test_the_drawing_is_for_the_eye_alone(site: str, tab: Page) -> None:
    tab.goto(f"{site}models/card.html")
    rails = tab.locator(".cs-lineage .cs-rail")
    assert rails.count() == tab.locator(".cs-lineage li").count()
    assert rails.evaluate_all("all => all.every(each => each.getAttribute('aria-hidden') === 'true')")
    assert tab.locator(".cs-rail a").count() == 0


def test_a_model_stands_inside_what_it_was_made_from(site: str, tab: Page) -> None:
    tab.goto(f"{site}models/card.html")
    inner = tab.locator(".cs-lineage li li", has_text="This model").first
    expect(inner.locator("li").first).to_contain_text("Adapter of Middle")
    expect(inner.get_by_text("Middle", exact=True)).to_have_attribute("aria-current", "page")


LINES = """() => [...document.querySelectorAll('.cs-rail')].map(rail => {
  const [top, rest] = rail.querySelectorAll('svg');
  const last = (rest ?? top).getBoundingClientRect();
  return [rail.getBoundingClientRect().bottom, last.bottom, rail.getBoundingClientRect().left];
})"""


@pytest.mark.parametrize("width", [390, 1400])
def test_lines_reach_from_row_to_row_and_nothing_scrolls_sideways(site: str, tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    for page in ("card", "tuned", "base"):
        tab.goto(f"{site}models/{page}.html")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        places = tab.evaluate(LINES)
        assert len({left for _, _, left in places}) == 1
        # All but the last row, under which nothing runs on, are drawn to their end.
        assert all(abs(bottom - drawn) < 2 for bottom, drawn, _ in places[:-1])


def test_light_and_dark_have_colours_of_their_own(site: str, tab: Page) -> None:
    tab.goto(f"{site}models/card.html")
    places = {
        ".cs-dot-outside": "fill",
        ".cs-node-words": "color",
        ".cs-node-self .cs-node-text": "background",
    }
    colour = "([place, name]) => getComputedStyle(document.querySelector(place))[name]"
    light = [tab.evaluate(colour, place) for place in places.items()]
    tab.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    dark = [tab.evaluate(colour, place) for place in places.items()]
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_what_is_left_out_opens_without_a_script(site: str, browser: Browser) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(f"{site}models/tuned.html")
    more = tab.locator("details", has_text="18 more models made from it")
    last = more.get_by_role("link", name="Many 29")
    expect(last).to_be_hidden()
    more.locator("summary").click()
    last.click()
    expect(tab.locator("h1")).to_have_text(re.compile("Many 29"))
    tab.context.close()


def test_a_page_warns_of_an_ended_base_and_quotes_its_limitations(site: str, tab: Page) -> None:
    tab.goto(f"{site}models/card.html")
    banner = tab.locator(".cs-status-retired")
    expect(banner).to_contain_text("Its base model Base is retired.")
    expect(banner.get_by_role("link")).to_have_count(2)
    expect(tab.locator(".cs-inherited")).to_contain_text("It lies.")
    issues = tab.locator("details", has_text="Known issues of Talk, which it was trained on")
    expect(issues.get_by_text("Torn.")).to_be_hidden()
    issues.locator("summary").click()
    expect(issues.get_by_text("Torn.")).to_be_visible()
