"""What a reader does with pictures of scores: by pointer and keyboard, on a phone, in the dark, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from browser import opened
from cardsite.engine.content_policy import violations

pytestmark = pytest.mark.browser

CARD, FAMILY = "models/pythia/pythia-160m.html", "families/pythia.html"
PAGES = [CARD, FAMILY, "families/code-llama.html"]


@pytest.fixture(scope="module")
def origin(own_site: Path, serve: Callable[[Path], str]) -> str:
    return serve(own_site)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab without scripts: pictures need none."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


def visible_words(tab: Page) -> list[str]:
    found = tab.locator(".cs-points text").filter(visible=True)
    return found.all_text_contents()


def field(panel: Locator, number: int) -> Locator:
    """The part of a drawing that belongs to one of its points, in the middle of the window."""
    found = panel.locator(".cs-points path").nth(number)
    found.evaluate("node => node.scrollIntoView({block: 'center'})")
    return found


def test_a_drawing_shows_its_last_value_until_another_point_is_pointed_at(tab: Page, origin: str) -> None:
    tab.goto(origin + CARD)
    panel = tab.locator(".cs-plot").nth(1)
    last = visible_words(tab)
    assert last[1] == "143,000: 39.65 ± 1.00 %"
    field(panel, 12).hover()
    assert visible_words(tab) == [last[0], "3,000: 35.14 ± 0.98 %", *last[2:]]
    tab.mouse.move(5, 5)
    assert visible_words(tab) == last


def test_a_model_of_a_family_that_is_pointed_at_shows_in_all_drawings(tab: Page, origin: str) -> None:
    tab.goto(origin + FAMILY)
    panels = tab.locator(".cs-plot").filter(visible=True)
    field(panels.first, 2).hover()
    shown = visible_words(tab)
    assert shown[0] == "410M: 51.62 ± 0.70 %"
    assert len(shown) == panels.count() == 21
    assert {words.partition(":")[0] for words in shown} == {"410M"}
    assert panels.nth(3).locator("circle").evaluate_all(
        "nodes => nodes.map(node => getComputedStyle(node).opacity)"
    ) == ["0.4", "0.4", "1", "0.4", "0.4", "0.4", "0.4"]


def test_the_keyboard_reaches_each_model_in_order_and_shows_it_in_all_drawings(
    tab: Page, origin: str
) -> None:
    tab.goto(origin + FAMILY)
    keys = tab.locator(".cs-keys a")
    names = keys.all_text_contents()
    keys.first.focus()
    for name in names:
        assert {words.partition(":")[0] for words in visible_words(tab)} == {name}
        tab.keyboard.press("Tab")
    assert len(names) == 7
    assert {words.partition(":")[0] for words in visible_words(tab)} == {"12B"}


def test_a_finger_on_a_drawing_shows_the_nearest_point(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(origin + FAMILY)
    panel = tab.locator(".cs-plot").filter(visible=True).nth(4)
    found = field(panel, 3)
    area = found.bounding_box()
    assert area
    assert area["height"] > 60
    found.tap()
    assert {words.partition(":")[0] for words in visible_words(tab)} == {"1.4B"}
    context.close()


def test_tabs_show_the_scores_against_another_quantity(tab: Page, origin: str) -> None:
    tab.goto(origin + FAMILY)
    against = tab.get_by_role("group", name="Score against")
    assert against.locator(".cs-plot").filter(visible=True).count() == 21
    assert against.get_by_text("10B").first.is_visible()
    against.get_by_text("Compute", exact=True).click()
    assert against.locator(".cs-plot").filter(visible=True).count() == 21
    assert not against.get_by_text("10B").first.is_visible()
    assert against.get_by_text("10²¹").filter(visible=True).count() == 21


TEXTS = """plots => plots.filter(plot => plot.checkVisibility()).map(plot => {
  const box = node => node.getBoundingClientRect().toJSON();
  const letters = node => parseFloat(getComputedStyle(node).fontSize) * box(plot).width / 200;
  const texts = [...plot.querySelectorAll("text")];
  return {
    plot: box(plot),
    sizes: texts.map(letters),
    axes: texts.filter(text => !text.closest(".cs-points")).map(box),
    words: texts.filter(text => text.closest(".cs-points")).map(box),
  };
})"""


def collisions(found: list[Any]) -> list[str]:
    """What overlaps or leaves its drawing, on the axes and among the words above the drawing."""
    said = []
    for number, drawing in enumerate(found):
        plot, axes = drawing["plot"], drawing["axes"]
        said += [
            f"{number}: outside {text}"
            for text in axes + drawing["words"]
            if text["left"] < plot["left"] - 1 or text["right"] > plot["right"] + 1
        ]
        # Words stand on one line, of which one at a time shows; boxes of lines are higher than their letters.
        for one, other in [*combinations(axes, 2), *product(axes, drawing["words"])]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if across > 0 and down > 0.35 * (one["bottom"] - one["top"]):
                said.append(f"{number}: {one} and {other}")
    return said


@pytest.mark.parametrize("page", [*PAGES, "families/gpt-neo.html", "families/cerebras-gpt.html"])
@pytest.mark.parametrize("width", [390, 700, 820, 1400])
def test_words_of_drawings_can_be_read_and_do_not_meet(
    browser: Browser, origin: str, page: str, width: int
) -> None:
    with opened(browser, origin + page, viewport={"width": width, "height": 900}) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.evaluate("document.fonts.ready")
        found = tab.locator(".cs-plot").evaluate_all(TEXTS)
        assert found
        assert min(size for drawing in found for size in drawing["sizes"]) >= 11
        assert collisions(found) == []


COLOURS = """() => ["path.cs-curve", "path.cs-grid", ".cs-left text", ".cs-chief text"].map((name) => {
  const style = getComputedStyle(document.querySelector(`.cs-plot ${name}`));
  return name.startsWith("path") ? style.stroke : style.fill;
})"""


def test_colours_are_those_of_the_page_in_both_schemes(browser: Browser, origin: str) -> None:
    tab = browser.new_page()
    tab.goto(origin + CARD)
    tab.evaluate("document.body.setAttribute('data-md-color-scheme', 'default')")
    light = tab.evaluate(COLOURS)
    tab.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    dark = tab.evaluate(COLOURS)
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert "none" not in light + dark
    tab.close()


def test_a_picture_has_its_description_for_a_screen_reader(browser: Browser, origin: str) -> None:
    tab = browser.new_page()
    tab.goto(origin + CARD)
    picture = tab.get_by_role("img", name="ARC easy over the training")
    assert picture.count() == 1
    described = picture.evaluate(
        "node => document.getElementById(node.getAttribute('aria-describedby')).textContent"
    )
    assert described.startswith("ARC easy (accuracy, length-normalised) rises from 26.01 ± 0.90 % at step 0")
    tab.close()


def test_paper_has_all_pictures_with_the_last_value_of_each(browser: Browser, origin: str) -> None:
    tab = browser.new_page()
    tab.goto(origin + FAMILY)
    tab.emulate_media(media="print")
    assert tab.locator(".cs-plot").filter(visible=True).count() == 42
    assert {words.partition(":")[0] for words in visible_words(tab)} == {"12B"}
    tab.close()


def test_finished_pages_hold_what_pages_may_hold(own_site: Path) -> None:
    for page in PAGES:
        content = (own_site / page).read_text(encoding="utf-8").partition("<article")[2].partition(">")[2]
        assert [found for found in violations(content.partition("</article>")[0]) if "svg" in found] == []
