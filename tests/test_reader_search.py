"""What a reader who searches the built catalogue finds, and what that costs each page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tinysite import build, catalogue, read, write

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[1]


def found(browser: Browser, address: str, asked: str) -> list[str]:
    """The addresses of the pages that the theme's search lists, the best first."""
    tab = browser.new_page()
    # The theme asks for what an address says once, and for what is typed at each letter.
    tab.goto(f"{address}index.html?q={quote(asked)}")
    tab.get_by_text(re.compile("matching document")).first.wait_for()
    links = tab.locator(".md-search-result__item").locator("a:nth-child(1)").all()
    pages = [str(link.get_attribute("href")).partition("?")[0].partition("#")[0] for link in links]
    tab.close()
    return [page.removeprefix(address) for page in dict.fromkeys(pages)]


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
        ("whisper", "models/whisper-small.html"),
        ("speech english", "models/whisper-small.html"),
        ("chat model 8b", "models/qwen3-8b.html"),
        ("gemma", "models/gemma-2-9b-it.html"),
        ("gpu memory", "models/index.html"),
        ("fits in memory", "models/index.html"),
        ("apache", "licenses.html"),
        ("apache 7b", "models/olmo-2-1124-7b.html"),
        ("license", "licenses.html"),
        ("commercial use", "licenses.html"),
        ("compare", "compare/index.html"),
    ],
)
def test_what_a_reader_means_comes_first(
    own_site: Path, browser: Browser, serve: Callable[[Path], str], asked: str, page: str
) -> None:
    assert found(browser, serve(own_site), asked)[0] == page


def test_size_purpose_and_licence_find_the_model_that_has_all_three(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    site = catalogue(tmp_path, theme={"name": "material", "font": False}, plugins=["search", "cardsite"])
    for name, what, terms in [
        ("Tiny Code 7B", "completes code", "llama2"),
        ("Tiny Chat 7B", "answers questions", "apache-2.0"),
        ("Small Coder 7B", "writes code", "apache-2.0"),
        ("Small Coder 70B", "writes code", "apache-2.0"),
    ]:
        identity = name.replace(" ", "-").lower()
        facts = f"name: {name}\nsummary: A model that {what}.\norganization: acme\nhub_id: acme/{identity}\n"
        write(tmp_path / f"cards/{identity}.yaml", f"{facts}license: {terms}\n")
    assert found(browser, serve(build(site)), "apache 7b code")[0] == "models/small-coder-7b/"


@pytest.mark.parametrize("asked", ["learning rate", "energy", "embedding", "license"])
def test_the_catalogue_comes_before_what_is_said_of_the_tool(
    own_site: Path, browser: Browser, serve: Callable[[Path], str], asked: str
) -> None:
    for_authors = re.compile(r"(?:reference|how-to|explanation|documentation)/|tutorial")
    kinds = [bool(for_authors.match(page)) for page in found(browser, serve(own_site), asked)[:6]]
    assert kinds == sorted(kinds)


def test_how_memory_is_calculated_is_found_beside_what_fits(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    assert "explanation/memory.html" in found(browser, serve(own_site), "gpu memory")[:4]


def test_what_is_wrong_on_purpose_and_what_is_for_contributors_is_not_in_the_index(own_site: Path) -> None:
    docs = json.loads((own_site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    checks = [doc["text"] for doc in docs if doc["location"].startswith("reference/checks/")]
    assert len(checks) > 60
    assert [text for text in checks if "Example:" in text] == []
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
