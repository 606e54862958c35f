"""What a reader does with pictures of scores: by pointer and keyboard, on a phone, in the dark, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

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


def test_pointing_at_a_point_shows_its_value_and_no_other(tab: Page, origin: str) -> None:
    tab.goto(origin + CARD)
    assert visible_words(tab) == []
    panel = tab.locator(".cs-plot").nth(1)
    panel.scroll_into_view_if_needed()
    panel.locator("circle").nth(12).hover()
    assert visible_words(tab) == ["step 3,000: 35.14 ± 0.98 %"]
    assert not panel.locator(".cs-last").is_visible()
    tab.mouse.move(5, 5)
    assert visible_words(tab) == []
    assert panel.locator(".cs-last").is_visible()


def test_a_panel_is_one_stop_of_the_keyboard_and_shows_its_last_value(tab: Page, origin: str) -> None:
    tab.goto(origin + CARD)
    panels = tab.locator(".cs-plot")
    panels.first.focus()
    assert visible_words(tab) == ["step 143,000: 23.29 ± 1.24 %"]
    tab.keyboard.press("Tab")
    assert visible_words(tab) == ["step 143,000: 39.65 ± 1.00 %"]
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert tab.evaluate(outline) == "solid"


def test_a_point_of_a_family_says_which_model_it_is(tab: Page, origin: str) -> None:
    tab.goto(origin + FAMILY)
    point = tab.locator(".cs-plot").first.locator("circle").nth(2)
    point.scroll_into_view_if_needed()
    point.hover()
    assert visible_words(tab) == ["410M: 51.62 ± 0.70 %"]


def test_tabs_show_the_scores_against_another_quantity(tab: Page, origin: str) -> None:
    tab.goto(origin + FAMILY)
    against = tab.get_by_role("group", name="Score against")
    assert against.locator(".cs-plot").filter(visible=True).count() == 21
    assert against.get_by_text("10B").first.is_visible()
    against.get_by_text("Compute", exact=True).click()
    assert against.locator(".cs-plot").filter(visible=True).count() == 21
    assert not against.get_by_text("10B").first.is_visible()
    assert against.get_by_text("10²¹").filter(visible=True).count() == 21


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [390, 700, 1400])
def test_nothing_scrolls_the_page_sideways_and_letters_can_be_read(
    browser: Browser, origin: str, page: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    errors: list[str] = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.goto(origin + page)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    heights: Any = tab.evaluate(
        "[...document.querySelectorAll('.cs-plot text')]"
        ".map(text => text.getBoundingClientRect().height).filter(height => height)"
    )
    # The box of a line of letters is a third higher than the letters' size.
    assert min(heights) >= 12
    assert errors == []
    context.close()


COLOURS = """() => ["path.cs-curve", "path.cs-grid", ".cs-left text", ".cs-last"].map((name) => {
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


def test_paper_has_all_pictures_and_no_word_that_waits_for_a_pointer(browser: Browser, origin: str) -> None:
    tab = browser.new_page()
    tab.goto(origin + FAMILY)
    tab.emulate_media(media="print")
    assert tab.locator(".cs-plot").filter(visible=True).count() == 42
    assert visible_words(tab) == []
    tab.close()


def test_finished_pages_hold_what_pages_may_hold(own_site: Path) -> None:
    for page in PAGES:
        content = (own_site / page).read_text(encoding="utf-8").partition("<article")[2].partition(">")[2]
        assert [found for found in violations(content.partition("</article>")[0]) if "svg" in found] == []
