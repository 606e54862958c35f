"""What a mark of evidence opens: by click, tap and keyboard, without a script, beside it or as a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

CARD = "models/pythia/pythia-160m.html"
PAGES = {
    "a card": CARD,
    "an adapter": "models/gpt-6.7b-alpaca.html",
    "a family": "families/code-llama.html",
    "a dataset": "datasets/pile.html",
    "an organisation": "organizations/eleutherai.html",
}


@pytest.fixture(
    params=[{"width": 1400, "height": 900}, {"width": 390, "height": 844}], ids=["wide", "narrow"]
)
def tab(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab without scripts: notes need none."""
    narrow = request.param["width"] < 400
    context = browser.new_context(java_script_enabled=False, viewport=request.param, has_touch=narrow)
    yield context.new_page()
    context.close()


def note(tab: Page) -> Locator:
    return tab.locator(":popover-open")


def quoted(tab: Page) -> Locator:
    return tab.locator("tr", has_text="Layers").locator("sup > button")


def test_a_click_opens_what_was_quoted_and_from_where(tab: Page, own_address: str) -> None:
    tab.goto(own_address + CARD)
    expect(note(tab)).to_have_count(0)
    mark = quoted(tab)
    name = "Source 4, quoted: Training configuration of Pythia 160M"
    expect(mark).to_have_accessible_name(name)
    mark.click()
    expect(note(tab)).to_contain_text(name)
    expect(note(tab).locator("q")).to_have_text('"num-layers": 12')
    expect(note(tab)).to_contain_text("models/160M/pythia-160m.yml")
    address = note(tab).get_by_role("link").get_attribute("href") or ""
    assert address.startswith("https://github.com/EleutherAI/pythia/blob/")
    # Another mark closes it, and so does a click beside it.
    tab.locator("tr", has_text="Training tokens").locator("sup > button").first.click()
    expect(note(tab)).to_have_text(re.compile(r"Calculated\s*= 143,000 steps × 2,097,152 tokens"))
    tab.locator("h1").click()
    expect(note(tab)).to_have_count(0)


def test_the_keyboard_opens_a_note_and_escape_closes_it_and_gives_the_focus_back(
    tab: Page, own_address: str
) -> None:
    tab.goto(own_address + CARD)
    mark = quoted(tab)
    mark.focus()
    tab.keyboard.press("Enter")
    expect(note(tab)).to_be_visible()
    # The note comes next, wherever it stands on the page.
    tab.keyboard.press("Tab")
    expect(note(tab).get_by_role("link")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(note(tab)).to_have_count(0)
    expect(mark).to_be_focused()
    tab.keyboard.press("Space")
    expect(note(tab)).to_be_visible()


def test_the_legend_is_one_click_away(tab: Page, own_address: str) -> None:
    for page in PAGES.values():
        tab.goto(own_address + page)
        tab.get_by_role("button", name="What the marks mean").click()
        expect(note(tab)).to_contain_text("quoted from source 1")
        expect(note(tab)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_note_is_within_the_window(tab: Page, own_address: str, page: str) -> None:
    tab.goto(own_address + page)
    size = tab.viewport_size or {"width": 0, "height": 0}
    marks = tab.locator("sup > button").filter(visible=True)
    assert marks.count()
    for mark in marks.all()[:12]:
        mark.press("Enter")
        box = note(tab).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["y"] + box["height"] <= size["height"]
        if size["width"] < 400:
            assert (box["x"], box["width"]) == (0, size["width"])
            assert box["y"] + box["height"] == size["height"]
        tab.keyboard.press("Escape")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_has_a_note_for_each_of_its_marks_and_no_other(
    browser: Browser, own_address: str, page: str
) -> None:
    tab = browser.new_page()
    tab.goto(own_address + page)
    opened, notes, named = tab.evaluate(
        """[
          [...document.querySelectorAll('[popovertarget]')].map(each => each.getAttribute('popovertarget')),
          [...document.querySelectorAll('[popover]')].map(each => each.id),
          [...document.querySelectorAll('[popovertarget][aria-labelledby]')]
            .every(each => document.getElementById(each.getAttribute('aria-labelledby'))?.textContent),
        ]"""
    )
    assert sorted(set(opened)) == sorted(notes)
    assert named
    # Not inside of anything that folds, or that is a paragraph.
    assert tab.locator("article > [popover]").count() == len(notes)
    assert len({tab.evaluate("id => document.getElementById(id).innerHTML", each) for each in notes}) == len(
        notes
    )
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_note_can_be_read_by_everyone(browser: Browser, own_address: str, scheme: str) -> None:
    tab = browser.new_page(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    tab.goto(own_address + CARD)
    tab.wait_for_load_state("networkidle")
    quoted(tab).click()
    found = Axe().run(tab, context="[popover]:popover-open").response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    tab.close()


def test_what_a_mark_names_is_on_paper(browser: Browser, own_address: str) -> None:
    tab = browser.new_page()
    tab.goto(own_address + CARD)
    tab.emulate_media(media="print")
    assert re.search(r"\[.?4.?\]", tab.locator("tr", has_text="Layers").inner_text())
    expect(tab.locator("#source-config")).to_contain_text("Training configuration of Pythia 160M")
    ids = tab.evaluate("[...document.querySelectorAll('.cs-sources > li')].map(each => each.id)")
    assert ids.index("source-config") + 1 == 4
    expect(tab.get_by_text("quoted from source 1")).to_be_visible()
    tab.close()


def test_each_row_of_facts_and_of_scores_has_a_link_to_itself(browser: Browser, own_address: str) -> None:
    tab = browser.new_page()
    tab.goto(own_address + CARD)
    rows = tab.locator(".cs-facts tbody tr, .cs-pairs tbody tr, .cs-run tbody tr")
    links = rows.locator("td > a[id^='r.']")
    assert tab.locator(".cs-facts tbody tr").count() == tab.locator(".cs-facts td > a[id^='r.']").count()
    assert tab.locator(".cs-run [data-cs-key]").count() == tab.locator(".cs-run td > a[id^='r.']").count()
    assert {each.get_attribute("href") for each in links.all()} == {
        f"#{each.get_attribute('id')}" for each in links.all()
    }
    link = tab.get_by_role("link", name="Hidden dimension", exact=True)
    quiet = link.evaluate("each => getComputedStyle(each, '::after').content")
    link.focus()
    assert (quiet, link.evaluate("each => getComputedStyle(each, '::after').content")) == (
        "none",
        '" ¶" / ""',
    )
    link.press("Enter")
    expect(tab).to_have_url(re.compile("#r.hidden-dimension$"))
    expect(link).to_be_in_viewport()
    tab.close()
