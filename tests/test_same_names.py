"""Models of one name: two organisations may each have one, and wherever models are listed, whose it is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser import serving
from cardsite.build import read_catalogue
from cardsite.catalogue import load
from cardsite.checks import Rules
from cardsite.exporters.feed import atom_feed
from cardsite.exporters.structured import structured_data
from cardsite.site import CardDates, SiteInfo
from examples import write_example
from fences import ROOT
from tinysite import build, catalogue, write


def problems(folder: Path, text: str) -> list[str]:
    return [str(each.message) for each in load(write_example(folder, text), "cards").problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\norganization: globex\n", None, id="two organisations"
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\n",
            'name "Zebu" is already that of cards/a.yaml',
            id="one organisation",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\norganization: globex\n# c.yaml\nname: zebu\n",
            'name "zebu" is already that of cards/a.yaml, where it is written "Zebu"',
            id="one organisation beside another",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu 1B\n# b.yaml\nname: ZEBU-1b\n",
            'name "ZEBU-1b" is already that of cards/a.yaml, where it is written "Zebu 1B"',
            id="case, spaces and hyphens",
        ),
        pytest.param("# a.yaml\nname: Zebu R\n# b.yaml\nname: Zebu R+\n", None, id="a sign more"),
        pytest.param("# a.yaml\nname: Zebu 1.0\n# b.yaml\nname: Zebu 10\n", None, id="a dot more"),
        pytest.param(
            "# a.yaml\nname: Zebu v1\naliases: [Zebu]\n# b.yaml\nname: Zebu v2\naliases: [Zebu]\n",
            None,
            id="an alias of two versions",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\nhub_id: acme/zebu\n"
            "# b.yaml\nname: Zebu\norganization: globex\nhub_id: Acme/ZEBU\n",
            'hub_id "Acme/ZEBU" is already that of cards/a.yaml, where it is written "acme/zebu"',
            id="one repository",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\nhub_id: acme/zebu-1\n# b.yaml\nname: Gnu\nhub_id: acme/zebu_1\n",
            None,
            id="repositories that differ by a hyphen",
        ),
    ],
)
def test_one_organisation_may_not_use_a_name_twice_and_nobody_a_repository(
    text: str, message: str | None, tmp_path: Path
) -> None:
    assert problems(tmp_path, text) == ([message] if message else [])


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        pytest.param("zebu", "write a/zebu or b/zebu", id="the end of two ids"),
        pytest.param("gnu", "write a/gnu", id="the end of one"),
        pytest.param("a/zebuu", 'did you mean "a/zebu"?', id="misspelt"),
    ],
)
def test_a_reference_by_the_end_of_an_id_is_answered_with_all_that_have_it(
    reference: str, hint: str, tmp_path: Path
) -> None:
    herd = "# a/gnu.yaml\nname: Gnu\n# a/zebu.yaml\nname: Zebu\n# b/zebu.yaml\nname: Zebra\n"
    text = f"{herd}# c.yaml\nbase_model: {reference}\n"
    (problem,) = load(write_example(tmp_path, text), "cards").problems
    assert (problem.code, problem.hint) == ("unknown-card", hint)


ZEBUS = """\
# a/zebu.yaml
name: Zebu
description: Zebu was trained for a week.
# b/zebu.yaml
name: zebu
organization: globex
description: zebu was trained for a day.
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ZEBUS, id="of each other"),
        pytest.param(
            ZEBUS + "# c.yaml\nname: Gnu\ndescription: Zebu was trained for a week.\n", id="a third"
        ),
        pytest.param(
            ZEBUS + "# c.yaml\nname: Gnu\nlinks: {repository: 'https://example.org/gnu/zebu-7b'}\n",
            id="in an address",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu Two\naliases: [Zebu]\n# b.yaml\nname: Zebu\norganization: globex\n"
            "# c.yaml\nname: Gnu\ndescription: Zebu was trained for a week.\n",
            id="an alias of another organisation's",
        ),
        pytest.param(
            "# a/family.yaml\nname: Zebu\nsummary: Cattle.\n# a/one.yaml\nname: Gnu One\n"
            "# b.yaml\nname: Zebu\norganization: globex\n"
            "# c.yaml\nname: Yak\ndescription: Zebu was trained for a week.\n",
            id="a family of another organisation",
        ),
        pytest.param("# a.yaml\nname: Zebu R\n# b.yaml\nname: Zebu R+\n", id="a sign more"),
    ],
)
def test_checks_are_silent_about_a_name_that_two_organisations_use(text: str, tmp_path: Path) -> None:
    rules = Rules(select=("foreign-model", "foreign-link"))
    found = read_catalogue(write_example(tmp_path, text), tmp_path, rules).problems
    assert [each.message for each in found] == []


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: zebu\norganization: globex\n# c.yaml\nname: Gnu\n",
            {"a": "Zebu (Acme)", "b": "zebu (Globex)", "c": "Gnu"},
            id="two organisations",
        ),
        pytest.param(
            "# organizations.yaml\nacme: {name: One}\nglobex: {name: one}\ninitech: {name: Two}\n"
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\norganization: globex\n"
            "# c.yaml\nname: Zebu\norganization: initech\n",
            {"a": "Zebu (acme)", "b": "Zebu (globex)", "c": "Zebu (Two)"},
            id="organisations of one name too",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu v1\naliases: [Zebu]\n# b.yaml\nname: Zebu\norganization: globex\n",
            {"a": "Zebu v1", "b": "Zebu"},
            id="an alias is not shown",
        ),
    ],
)
def test_a_name_that_is_not_the_only_one_is_shown_with_its_organisation(
    text: str, labels: dict[str, str], tmp_path: Path
) -> None:
    found = load(write_example(tmp_path, text), "cards")
    assert {identity: entry.label for identity, entry in found.cards.items()} == labels


def test_our_own_models_are_shown_by_their_names_alone() -> None:
    assert all(entry.label == entry.card.name for entry in load(ROOT / "cards", "cards").cards.values())


# The site of two models of one name

RESULTS = """\
evaluation:
  runs:
    - harness: lm-eval
      results:
        - {benchmark: lambada, metric: acc, score: SCORE %, shots: 0}
        - {benchmark: piqa, metric: acc, score: SCORE %, shots: 0}
"""
MODEL = (
    """\
name: Zebu
summary: A model.
license: mit
release_date: 2024
limitations: It stops.
training: {data: [corpus], tokens: 300B}
architecture: {parameters: 100M, layers: 12, hidden_size: 768}
"""
    + RESULTS
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site of two models of one name, in as many of its lists as they can stand in."""
    folder = tmp_path_factory.mktemp("same-names")
    mkdocs_yml = catalogue(folder, plugins=["search", "cardsite"], use_directory_urls=False)
    for path in ("cards/tiny.yaml", "docs/index.md"):
        (folder / path).unlink()
    cards = {
        "organizations": "acme: {name: Acme}\nbeta: {name: 'Be*ta* <b>'}\n",
        "datasets": "corpus: {name: Corpus, summary: Text., organization: beta, known_issues: It is old.}\n",
        "herd/family": "name: Herd\nsummary: Cattle.\norganization: acme\n",
        "herd/zebu": "organization: acme\n" + MODEL.replace("SCORE", "31.0"),
        "herd/yak": "organization: acme\n" + MODEL.replace("Zebu", "Herd Yak").replace("SCORE", "35.0"),
        "pen/family": "name: Pen\nsummary: Cattle.\norganization: beta\n",
        "pen/zebu": "organization: beta\n" + MODEL.replace("SCORE", "37.0"),
        "pen/old": "organization: beta\n"
        + MODEL.replace("Zebu", "Old Zebra").replace("SCORE", "29.0")
        + "status: deprecated\nsuccessor: pen/zebu\n",
        "tuned": "organization: beta\nname: Tuned\nsummary: A model.\nlicense: mit\nbase_model: [herd/zebu]\n"
        "base_model_relation: adapter\nadapter: {method: lora, rank: 8}\nrelated: [pen/zebu]\n",
        "twice": "organization: acme\nname: Twice\nsummary: A model.\nlicense: mit\nbase_model: [tuned]\n"
        "base_model_relation: finetune\n",
    }
    for name, text in cards.items():
        write(folder / f"cards/{name}.yaml", text)
    return build(mkdocs_yml)


DATA = re.compile(r'<script type="application/ld\+json">.*?</script>', re.DOTALL)


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """What people and language models read of a site."""
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".md", ".xml"} or path.name == "llms.txt":
            text = html.unescape(path.read_text(encoding="utf-8"))
            yield str(path.relative_to(site)), DATA.sub("", text)


def test_every_page_says_whose_a_model_is_whose_name_two_have(site: Path) -> None:
    named, bare = dict[str, int](), list[str]()
    for path, text in texts(site):
        for found in re.finditer(r"\bZebu\b(.{0,40})", text):
            named[path] = named.get(path, 0) + 1
            if not re.match(r" \\?\((?:Acme|Be)", found[1]):
                bare.append(f"{path}: {found[0]}")
    assert bare == []
    assert {
        "index.html",
        "llms.txt",
        "models/index.html",
        "models/herd/zebu.html",
        "models/herd/yak.html",
        "models/pen/old.html",
        "models/tuned.html",
        "models/twice.html",
        "families/herd.html",
        "families/pen.html",
        "organizations/acme.html",
        "organizations/beta.html",
        "datasets/corpus.html",
        "benchmarks/lambada.html",
        "licenses.html",
        "coverage.html",
    } <= named.keys()


def test_titles_headings_and_the_search_name_the_organisation(site: Path) -> None:
    page = html.unescape((site / "models/pen/zebu.html").read_text(encoding="utf-8"))
    shown = "Zebu (Be*ta* ‹b›)"  # front matter and headings have no place for a bracket
    assert re.findall(r"<title>(.*?) - Tiny</title>|<h1 [^<>]*>(.*?)</h1>", page) == [
        (shown, ""),
        ("", shown),
    ]
    documents = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    titles = {html.unescape(each["title"]) for each in documents if each["location"].startswith("models/")}
    assert {"Zebu (Acme)", shown, "Herd Yak"} <= titles
    assert "Zebu" not in titles


def test_data_keep_the_name_and_add_how_it_is_shown(site: Path) -> None:
    models = json.loads((site / "catalog.json").read_text(encoding="utf-8"))["models"]
    shown = {model["id"]: (model["name"], model.get("label")) for model in models}
    assert shown["herd/zebu"] == ("Zebu", "Zebu (Acme)")
    assert shown["herd/yak"] == ("Herd Yak", None)


def test_the_feed_and_breadcrumbs_name_the_organisation(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    found = load(write_example(tmp_path, ZEBUS), "cards")
    site_info = SiteInfo(
        "Cards",
        url="https://cards.example/",
        changed={each: CardDates(moment, moment) for each in found.cards},
    )
    feed = atom_feed(found, site_info) or ""
    assert re.findall(r"<title>([zZ].*)</title>", feed) == ["Zebu (Acme)", "zebu (Globex)"]
    trail = structured_data(found, site_info)["models/b/zebu.md"]
    assert '"name":"zebu (Globex)"' in trail.replace('": "', '":"')


@pytest.mark.browser
def test_the_table_the_picker_and_the_comparison_name_the_organisation(browser: Browser, site: Path) -> None:
    both = {"Zebu (Acme)", "Zebu (Be*ta* <b>)"}
    with serving(site) as address, browser.new_page() as tab:
        tab.goto(f"{address}models/index.html")
        expect(tab.get_by_label("Compare Zebu (Acme)")).to_be_attached()
        assert both < set(tab.locator("td[data-column=model] a").all_inner_texts())
        tab.goto(f"{address}compare/index.html")
        field = tab.get_by_role("combobox")
        field.fill("zebu acme")
        expect(tab.get_by_role("option")).to_have_text(["Zebu (Acme)"])
        field.fill("zebu")
        expect(tab.get_by_role("option")).to_have_count(2)
        assert set(tab.get_by_role("option").all_inner_texts()) == both
        tab.goto(f"{address}compare/index.html?models=herd/zebu,pen/zebu")
        expect(tab.locator(".cs-beside-table")).to_be_visible()
        pages = {"Zebu (Acme)", "Zebu (Be*ta* ‹b›)"}
        assert set(tab.locator(".cs-beside-table thead th").all_inner_texts()) == pages
        assert set(tab.locator(".cs-fit-models li strong").all_inner_texts()) == pages
