"""What a reader makes of the Markdown of authors in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser import opened
from fences import ROOT
from tinysite import build, write

pytestmark = pytest.mark.browser

CASE = ROOT / "tests/cards/marked-up"
LONG = r"x_1 + " * 60 + r"\frac{1}{N}"
INTENDED_USE = f"""
intended_use: |
  It minimises ${LONG}$ first, then

  $${LONG}$$
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a site of one card with formulas, a figure, footnotes and an alert."""
    folder = tmp_path_factory.mktemp("prose")
    write(folder / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(folder / "cards/marked.yaml", (CASE / "card.yaml").read_text(encoding="utf-8") + INTENDED_USE)
    shutil.copy(CASE / "loss.png", folder / "cards/loss.png")
    write(folder / "docs/index.md", "# Home\n")
    settings = """
site_name: Prose
use_directory_urls: false
theme: {name: material, font: false, palette: {scheme: default}}
plugins: [cardsite]
"""
    return serve(build(write(folder / "mkdocs.yml", settings)))


def test_a_long_formula_scrolls_on_a_phone_and_by_keyboard(browser: Browser, site: str) -> None:
    with opened(browser, f"{site}models/marked.html", viewport={"width": 390, "height": 844}) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        long = tab.locator(".cs-formula[tabindex]", has_text="+")
        assert long.count() == 2
        for formula in long.all():
            formula.focus()
            assert formula.evaluate("each => each.scrollWidth - each.clientWidth") > 100
            expect(formula).to_be_focused()
