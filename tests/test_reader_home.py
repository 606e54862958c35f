"""What a reader who begins at the first page gets to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


def test_each_way_in_leads_to_as_many_models_as_it_says_and_has_the_words_of_the_table(
    own_address: str, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(f"{own_address}index.html")
    links = tab.locator(".cs-quick-filters li")
    quick_filters = {
        link.locator("a").get_attribute("href"): (
            link.locator("a").inner_text(),
            link.locator(".cs-number").inner_text(),
        )
        for link in links.all()
    }
    assert len(quick_filters) > 8
    total = tab.locator(".cs-counts strong").first.inner_text()
    for href, (words, number) in quick_filters.items():
        tab.goto(f"{own_address}{href}")
        expect(tab.get_by_text(re.compile(rf"^{number} of {total} models"))).to_be_visible()
        expect(tab.locator(".cs-chip")).to_have_text(re.compile(f": {re.escape(words)}$"))
    tab.close()


def test_the_newest_and_the_most_complete_lead_to_their_cards(own_address: str, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(f"{own_address}index.html")
    named = tab.locator(".cs-few li a").all()
    assert len(named) > 6
    for name, href in [(link.inner_text(), link.get_attribute("href")) for link in named]:
        tab.goto(f"{own_address}{href}")
        expect(tab.get_by_role("heading", level=1)).to_contain_text(name)
    tab.close()


def test_on_a_phone_what_a_model_is_listed_for_is_at_the_end_of_the_line_with_its_name(
    own_address: str, browser: Browser
) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(f"{own_address}index.html")
    lines = tab.locator(".cs-few li").evaluate_all(
        """all => all.map(line => {
            const box = name => line.querySelector(name).getBoundingClientRect();
            return [".cs-number", ".cs-note"].map(name => box(name).top >= box("a").bottom);
        })"""
    )
    assert len(lines) > 6
    assert {tuple(line) for line in lines} == {(False, True)}
    tab.close()
