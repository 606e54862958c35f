"""What a reader who searches the built catalogue finds, and what that costs each page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tinysite import read

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("pythia 1.4b", "models/pythia/pythia-1.4b.html"),
        ("Pythia-160M", "models/pythia/pythia-160m.html"),
        ("EleutherAI/pythia-6.9b", "models/pythia/pythia-6.9b.html"),
        ("pythia 125m", "models/pythia/pythia-160m.html"),
        ("cerebras 13b", "models/cerebras-gpt/cerebras-gpt-13b.html"),
        ("gpt-neo-2.7B", "models/gpt-neo/gpt-neo-2.7b.html"),
        ("lambada", "benchmarks/lambada.html"),
        ("hellaswag", "benchmarks/hellaswag.html"),
        ("7b code", "models/code-llama/code-llama-7b.html"),
    ],
)
def test_the_name_of_a_page_leads_to_it(
    own_site: Path, browser: Browser, serve: Callable[[Path], str], asked: str, page: str
) -> None:
    tab = browser.new_page()
    tab.goto(f"{serve(own_site)}index.html")
    tab.click("input[name=query]")
    tab.keyboard.type(asked)
    tab.get_by_text(re.compile("matching document")).first.wait_for()
    first = tab.locator(".md-search-result__item a").first
    expect(first).to_have_attribute("href", re.compile(re.escape(page)))
    tab.close()


def test_what_runs_on_a_gpu_is_found_before_what_is_said_of_the_tool(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    tab = browser.new_page()
    tab.goto(f"{serve(own_site)}index.html")
    tab.click("input[name=query]")
    tab.keyboard.type("gpu memory")
    tab.get_by_text(re.compile("matching document")).first.wait_for()
    found = [link.get_attribute("href") for link in tab.locator("a.md-search-result__link").all()[:4]]
    assert any("models/index.html" in str(address) for address in found)
    assert any("explanation/memory.html" in str(address) for address in found)
    tab.close()


def test_what_is_wrong_on_purpose_and_what_is_for_contributors_is_not_in_the_index(own_site: Path) -> None:
    docs = json.loads((own_site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    checks = [doc["text"] for doc in docs if doc["location"].startswith("reference/checks/")]
    assert len(checks) > 60
    assert [text for text in checks if "Wrong:" in text] == []
    assert [doc for doc in docs if doc["location"].startswith("contributing/")] == []


def test_scores_code_and_samples_are_no_part_of_the_index(own_site: Path) -> None:
    docs = json.loads((own_site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    models = [doc for doc in docs if doc["location"].startswith("models/")]
    text = " ".join(doc["text"] for doc in models)
    assert "from_pretrained" not in text
    shown = re.findall(r"\d\.\d+ ± \d\.\d+", read(own_site / "models/pythia/pythia-160m.html"))
    assert len(shown) > 50
    assert [score for score in shown if score in text] == []
    assert "@article" not in text
    pages = {doc["location"].partition("#")[0] for doc in models}
    assert sum(len(json.dumps(doc)) for doc in models) / len(pages) < 5000


def test_readers_see_of_a_page_what_the_index_leaves_out(own_site: Path) -> None:
    page = read(own_site / "models/pythia/pythia-160m.html")
    assert "from_pretrained" in page
    assert '<sup> <button popovertarget="' in page
