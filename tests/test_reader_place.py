"""Where readers are: the tab, the pages above, the contents, and addresses where nothing is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from browser import opened

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("page", "tab", "above"),
    [
        ("models/pythia/pythia-160m.html", "Models", ["Models", "EleutherAI", "Pythia"]),
        ("models/mamba-2.8b.html", "Models", ["Models", "State Spaces"]),
        ("families/pythia.html", "Browse", ["Families", "EleutherAI"]),
        ("organizations/eleutherai.html", "Browse", ["Organisations"]),
        ("datasets/pile.html", "Browse", ["Datasets", "EleutherAI"]),
        ("benchmarks/hellaswag.html", "Benchmarks", ["Benchmarks"]),
        ("compare/index.html", "Compare", []),
    ],
)
def test_a_page_shows_where_it_stands(
    own_address: str, browser: Browser, page: str, tab: str, above: list[str]
) -> None:
    window = browser.new_page(viewport={"width": 1400, "height": 900})
    window.goto(own_address + page)
    assert window.locator(".md-tabs__item--active").all_inner_texts() == [tab]
    assert len(window.locator(".md-tabs__item").all()) <= 6
    links = window.locator(".cs-place a")
    assert links.all_inner_texts() == above
    if above:
        links.first.click()
        expect(window.get_by_role("heading", level=1)).to_contain_text(above[0])
    window.close()


def test_lists_of_one_tab_lead_to_each_other(own_address: str, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(f"{own_address}families/index.html")
    for name in ("Licences", "Datasets", "Organisations", "Families"):
        tab.locator(".cs-switcher").get_by_text(name).click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text(name)
        expect(tab.locator(".cs-switcher [aria-current]")).to_have_text(name)
    tab.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_shows_the_contents_of_a_page_at_any_place_of_it(
    own_address: str, browser: Browser, *, scripts: bool
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    tab = context.new_page()
    tab.goto(f"{own_address}models/pythia/pythia-160m.html")
    contents = tab.locator(".md-sidebar--secondary")
    expect(contents).to_be_hidden()
    tab.get_by_text("Contents", exact=True).click()
    contents.get_by_role("link", name="Evaluation", exact=True).click()
    expect(tab.get_by_role("heading", name="Evaluation").first).to_be_in_viewport()
    if scripts:
        expect(contents).to_be_hidden()
    tab.get_by_text("Contents", exact=True).click()
    expect(contents).to_be_visible(visible=scripts)
    context.close()


@pytest.mark.parametrize(
    ("page", "section"), [("tutorial.html", "4. Begin a card"), ("licenses.html", "MIT License")]
)
def test_a_phone_shows_the_contents_of_other_long_pages_too(
    own_address: str, browser: Browser, page: str, section: str
) -> None:
    with opened(browser, own_address + page, viewport={"width": 390, "height": 844}) as tab:
        tab.locator(".cs-contents > summary").click()
        tab.locator(".md-sidebar--secondary").get_by_role("link", name=section, exact=True).click()
        expect(tab.get_by_role("heading", name=section)).to_be_in_viewport()


def test_the_contents_show_sections_and_not_their_parts(own_address: str, browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto(f"{own_address}models/pythia/pythia-160m.html#evaluation")
    contents = tab.locator(".md-sidebar--secondary")
    expect(contents.get_by_role("link", name="Evaluation")).to_be_visible()
    expect(contents.get_by_role("link", name="Over the training")).to_have_count(0)
    inside = "(list) => list.scrollHeight <= list.clientHeight"
    assert contents.locator(".md-sidebar__scrollwrap").evaluate(inside)
    # They stand at the side, and not once more above the title.
    expect(tab.get_by_text("Contents", exact=True)).to_be_hidden()
    tab.close()


def test_an_address_where_nothing_is_leads_on(own_address: str, browser: Browser) -> None:
    tab = browser.new_page()
    tab.route(
        "**/models/pythia/pythia-160.html",
        lambda route: route.fulfill(
            status=404, content_type="text/html", body=tab.request.get(f"{own_address}404.html").text()
        ),
    )
    tab.goto(f"{own_address}models/pythia/pythia-160.html")
    near = tab.locator('[data-cs-script="missing"] a')
    expect(near.first).to_have_text("Pythia 160M")
    near.first.click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Pythia 160M")
    tab.go_back()
    tab.get_by_role("article").get_by_role("link", name="Benchmarks").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Benchmarks")
    tab.close()
