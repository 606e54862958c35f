"""Every count on the lists, on the first page and in `catalog.json` is that of the catalogue."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode

from browser import opened
from cardsite.build import read_catalogue
from cardsite.catalogue import Catalogue
from cardsite.facts.kind import kind as kind_of
from cardsite.schema import Card, known
from cardsite.schema.training import Training, TrainingStage
from fences import ROOT
from tinysite import build, catalogue, write

MODEL = """\
name: {name}
summary: A model.
organization: {organization}
license: {license}
"""
SCORES = """\
runs:
  - measured_by: acme
    shots: 0
    results:
      - {benchmark: arc-easy, score: 0.25}
      - {benchmark: lambada, metric: ppl, score: 30}
      - {benchmark: lambada, metric: acc, score: 0.3}
  - measured_by: beta
    shots: 5
    results:
      - {benchmark: arc-easy, score: 0.26}
"""
CARDS = {
    "organizations": "acme: {name: Acme}\nbeta: {name: Beta}\nidle: {name: Idle}\n",
    "datasets": """\
web: {name: Web text, summary: Text., organization: acme}
books: {name: Books, summary: Text.}
answers: {name: Answers, summary: Text.}
unread: {name: Unread, summary: Text.}
""",
    "benchmarks": "own: {name: Own benchmark, measures: Nothing yet., metric: acc}\n",
    "tiny/family": """\
name: Tiny
summary: A family.
organization: acme
shared:
  organization: acme
  license: mit
  training: {data: [web]}
""",
    "tiny/tiny-1": "name: Tiny 1\nsummary: A model.\narchitecture: {parameters: 999_999_999}\n",
    "tiny/tiny-2": "name: Tiny 2\nsummary: A model.\ntraining: {data: [books]}\ncheckpoints: {last: 10}\n",
    "tiny/tiny-1.evals": SCORES,
    "tiny/tiny-2.evals": "runs:\n  - {checkpoint: 5, results: [{benchmark: lambada, metric: acc, score: 1}]}",
    "tiny/chat/family": "name: Tiny Chat\nsummary: A family.\norganization: acme\nextends: tiny\n",
    "tiny/chat/tiny-3": "name: Tiny 3\nsummary: A model.\narchitecture: {parameters: 1B}\n",
    "empty/family": "name: Empty\nsummary: A family without members.\norganization: beta\n",
    "elsewhere": "name: Elsewhere\nsummary: A model.\nfamily: tiny\npipeline_tag: text-generation\n",
    "adapter": MODEL.format(name="Adapter", organization="beta", license="gpl-3.0")
    + "pipeline_tag: translation\nbase_model: tiny/tiny-1\nbase_model_relation: adapter\n"
    + "adapter: {data: answers}\n",
    "alone": MODEL.format(name="Alone", organization="beta", license="not_disclosed")
    + "checkpoints: {first: 0, last: 10, interval: 5}\n",
}
"""A family with data for its members, one that extends it, one without any, a member that lies elsewhere."""

MODELS_OF = {
    "families": {"Tiny": 3, "Tiny Chat": 1, "Empty": 0},
    "organizations": {"Acme": 4, "Beta": 2, "Idle": 0},
    "datasets": {"Web text": 3, "Books": 1, "Answers": 1, "Unread": 0},
    "benchmarks": {"ARC easy": 1, "LAMBADA (OpenAI)": 2, "Own benchmark": 0},
}

LISTS = ("families", "organizations", "datasets", "benchmarks")


@dataclass(frozen=True, repr=False)  # a test that fails would show all of the catalogue, in gigabytes
class Built:
    """A site that was built, and the catalogue behind it."""

    folder: Path
    catalogue: Catalogue

    @property
    def cards(self) -> list[Card]:
        return [entry.card for entry in self.catalogue.cards.values()]

    def page(self, path: str) -> LexborNode:
        """What a page holds beside the theme's own parts."""
        file = self.folder / f"{path}.html"
        html = (file if file.exists() else self.folder / path / "index.html").read_text(encoding="utf-8")
        content = LexborHTMLParser(html).css_first("article, [role=main]")
        assert content is not None
        return content

    def data(self) -> list[dict[str, Any]]:
        """The models of `catalog.json`."""
        models: list[dict[str, Any]] = json.loads((self.folder / "catalog.json").read_text("utf-8"))["models"]
        return models


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The cards above, with addresses that are folders."""
    folder = tmp_path_factory.mktemp("small")
    mkdocs_yml = catalogue(folder, plugins=[{"cardsite": {"select": ["ignore"]}}])
    (folder / "docs/index.md").unlink()
    (folder / "cards/tiny.yaml").unlink()
    for name, text in CARDS.items():
        write(folder / f"cards/{name}.yaml", text)
    return Built(build(mkdocs_yml), read_catalogue(folder / "cards"))


@pytest.fixture(scope="module", params=["small", "own"])
def site(request: pytest.FixtureRequest) -> Built:
    """That site, then the one that this repository publishes, whose addresses are files."""
    if request.param == "small":
        return request.getfixturevalue("small")  # type: ignore[no-any-return]
    return Built(request.getfixturevalue("own_site"), read_catalogue(ROOT / "cards"))


# Counting in the cards


def datasets(card: Card) -> set[str]:
    """What a card says it was trained or tuned on."""
    parts = [card.training, *(card.training.stages or ())] if card.training else []
    trained = [data for part in parts for data in part.data or ()]
    tuned = card.adapter.data if card.adapter else None
    return {data.dataset for data in trained if data.dataset} | ({str(tuned.value)} if tuned else set())


def results(card: Card) -> list[str]:
    """The benchmark of each score on a card."""
    runs = card.evaluation.runs if card.evaluation else ()
    return [result.benchmark for run in runs for result in run.results]


def models_of(found: Catalogue) -> dict[str, dict[str, int]]:
    """For each list, the name of each entry and the number of cards that refer to it."""
    cards, registries = [entry.card for entry in found.cards.values()], found.registries
    numbers = {
        "families": Counter(entry.family for entry in found.cards.values()),
        "organizations": Counter(card.organization for card in cards),
        "datasets": Counter(name for card in cards for name in datasets(card)),
        "benchmarks": Counter(name for card in cards for name in set(results(card))),
    }
    names = {
        "families": {entry.id: entry.family.name for entry in found.families.values()},
        "organizations": {entry.id: entry.value.name for entry in registries.organizations.values()},
        "datasets": {entry.id: entry.value.name for entry in registries.datasets.values()},
        "benchmarks": {
            entry.id: entry.value.name
            for entry in registries.benchmarks.values()
            if entry.file or numbers["benchmarks"][entry.id]
        },
    }
    return {kind: {name: numbers[kind][identity] for identity, name in names[kind].items()} for kind in LISTS}


def test_the_small_catalogue_is_counted_as_a_reader_would_count_it(small: Built) -> None:
    assert models_of(small.catalogue) == MODELS_OF


# Reading pages


Row = dict[str, str]


def tables(page: LexborNode) -> list[list[Row]]:
    """The tables of a page: rows of texts, by the heads of their columns."""
    return [
        [
            dict(
                zip(
                    (head.text() for head in table.css("th")),
                    (
                        re.sub(r"\s+deprecated$", "", cell.text(separator=" ").strip())
                        for cell in row.css("td")
                    ),
                    strict=True,
                )
            )
            for row in table.css("tbody tr")
        ]
        for table in page.css("table")
    ]


def table_of_plain_page(text: str) -> list[Row]:
    """The first table of a Markdown page, with the words of links alone."""
    words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    lines = [line.strip("| ").split(" | ") for line in words.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], line, strict=False)) for line in lines[2:]]


# Lists


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_has_the_number_of_models_of_each_entry(site: Built, kind: str) -> None:
    expected = models_of(site.catalogue)[kind]
    (rows,) = tables(site.page(f"{kind}/index"))
    found = [(next(iter(row.values())), int(row["Models"])) for row in rows]
    assert found == sorted(expected.items(), key=lambda item: item[0].casefold())
    plain = table_of_plain_page((site.folder / kind / "index.md").read_text(encoding="utf-8"))
    assert [(next(iter(row.values())), int(row["Models"])) for row in plain] == found


@pytest.mark.parametrize("kind", LISTS[:3])
def test_the_page_of_an_entry_lists_as_many_models_as_the_list_says(site: Built, kind: str) -> None:
    expected = models_of(site.catalogue)[kind]
    found: Any = site.catalogue if kind == "families" else site.catalogue.registries
    for entry in getattr(found, kind).values():
        name = entry.family.name if kind == "families" else entry.value.name
        listed = [table for table in tables(site.page(f"{kind}/{entry.id}")) if table and "Model" in table[0]]
        assert sum(map(len, listed)) == expected[name], entry.id


def test_the_page_of_a_benchmark_has_as_many_models_as_the_list_says(site: Built) -> None:
    expected = models_of(site.catalogue)["benchmarks"]
    for entry in site.catalogue.registries.benchmarks.values():
        if entry.value.name not in expected:
            continue
        page = site.page(f"benchmarks/{entry.id}")
        models = {row["Model"] for table in tables(page) for row in table if "Model" in row}
        facts = {row["Fact"]: row["Value"] for table in tables(page) for row in table if "Fact" in row}
        said = facts.get("Results", "0 models")
        assert said.startswith(f"{len(models)} model"), entry.id
        earlier = [
            each for each in page.css("p") if each.text().startswith("Measured only at earlier checkpoints")
        ]
        links = [link for each in earlier for link in each.css("a")]
        assert len(models) + len(links) == expected[entry.value.name], entry.id
        for group in page.css("details.cs-group"):
            (rows,) = tables(group)
            count = len({row["Model"] for row in rows})
            assert f" · {count} model" in group.css("summary")[0].text()


def test_the_page_of_all_models_counts_its_rows(site: Built) -> None:
    (rows,) = tables(site.page("models/index"))
    assert sorted(row["Model"] for row in rows) == sorted(card.name for card in site.cards)
    said = site.page("models/index").css(".cs-summary")[0].text()
    assert said.split()[:2] == [str(len(site.cards)), "models,"]


@pytest.mark.browser
def test_one_model_is_called_one_model(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    site = build(catalogue(tmp_path, theme={"name": "material", "font": False}))
    with opened(browser, serve(site) + "models/") as tab:
        expect(tab.locator(".cs-summary")).to_contain_text("1 model, ")
        expect(tab.get_by_text("1 model", exact=True)).to_be_visible()


def test_each_licence_stands_above_the_models_that_have_it(site: Built) -> None:
    stated = Counter(
        card.license.id.casefold() if card.license and card.license.id else "" for card in site.cards
    )
    page = (site.folder / "licenses.md").read_text(encoding="utf-8")
    found = {}
    for group in page.split("\n## ")[1:]:
        named = re.search(r"^`([^`]+)`", group, re.MULTILINE)
        number, _, names = (re.findall(r"^(\d+) models?(: )(.*)", group, re.MULTILINE) or [("0", "", "")])[0]
        found[named[1] if named else ""] = int(number)
        assert names.count("](") == int(number)
    assert {name: number for name, number in found.items() if number} == stated


def test_coverage_has_a_row_for_each_model(site: Built) -> None:
    rows = [row["Model"] for table in tables(site.page("coverage")) for row in table]
    assert sorted(rows) == sorted(card.name for card in site.cards)


# The first page


def test_the_first_page_says_how_many_of_each_there_are(site: Built) -> None:
    expected = models_of(site.catalogue)
    items = site.page("index").css(".cs-counts li")
    assert {item.css("a")[0].text(): item.css("strong")[0].text() for item in items} == {
        "Models": str(len(site.cards)),
        "Families": str(len(expected["families"])),
        "Organisations": str(len(expected["organizations"])),
        "Benchmarks": str(len(expected["benchmarks"])),
        "Datasets": str(len(expected["datasets"])),
    }


LICENSE_CLASSES = {
    "mit": "permissive",
    "apache-2.0": "permissive",
    "gpl-3.0": "copyleft",
    "cc-by-nc-4.0": "non-commercial",
    "llama2": "custom",
    "gemma": "custom",
    "deepseek": "custom",
    "other": "custom",
    "": "none",
}
UNITS = {"m": 10**6, "b": 10**9}


def has(card: Card, facet: str, value: str) -> bool:
    """Whether a card has what a link of the first page asks for, such as `size=1b-3b`."""
    if facet == "size":
        size = card.parameter_count
        ends = [int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([mb])", value)]
        low, high = [0, *ends] if value.startswith("under") else [*ends, 10**18][:2]
        return size is not None and low <= size < high
    if facet == "license_class":
        return (
            LICENSE_CLASSES[card.license.id.casefold() if card.license and card.license.id else ""] == value
        )
    if facet == "task":
        return card.pipeline_tag is not None and card.pipeline_tag.value == value
    if facet == "kind":
        return kind_of(card) == value
    if facet == "cost":
        return states(card.training, value) or (
            bool(card.stages) and all(states(each, value) for each in card.stages)
        )
    assert facet == "data"
    return value in datasets(card)


def states(training: Training | TrainingStage | None, cost: str) -> bool:
    """Whether a training or a stage of one says how much of a cost it took."""
    if training is None or cost == "hours":
        return training is not None and known(training.gpu_hours) is not None
    energy = training.energy
    return (
        energy is not None
        and known(energy.energy_mwh if cost == "energy" else energy.carbon_tco2eq) is not None
    )


def test_a_way_in_says_how_many_models_it_leads_to(site: Built) -> None:
    found = {}
    for item in site.page("index").css(".cs-quick-filters li"):
        facet, value = (item.css("a")[0].attributes["href"] or "").partition("?")[2].split("=")
        found[facet, value] = int(item.css(".cs-number")[0].text())
    assert {facet for facet, _ in found} >= {"size", "license_class", "data"}
    assert found == {chosen: sum(has(card, *chosen) for card in site.cards) for chosen in found}


@pytest.mark.browser
def test_a_way_in_leads_to_as_many_models_as_it_says(own_address: str, browser: Browser) -> None:
    total = len(read_catalogue(ROOT / "cards").cards)
    with opened(browser, own_address) as tab:
        doors = tab.locator(".cs-quick-filters li").evaluate_all(
            "found => found.map(({children: [line]}) => [line.children[0].href, line.children[1].innerText])"
        )
        for address, number in doors:
            tab.goto(address)
            expect(tab.get_by_text(f"{number} of {total} models", exact=True)).to_be_visible()


# What cards fill in, and `catalog.json`


def test_all_pages_and_the_data_give_a_card_the_same_coverage(site: Built) -> None:
    cells = {
        row["Model"]: [re.match(r"(\d+)/(\d+)(?: +(\d+) absent)?", cell) for cell in row.values()]
        for table in tables(site.page("coverage"))
        for row in table
    }
    totals = {
        name: [sum(int(cell[part] or 0) for cell in row if cell) for part in (1, 2, 3)]
        for name, row in cells.items()
    }
    given = {model["name"]: model["coverage"] for model in site.data()}
    assert totals == {name: [each["filled"], each["asked"], each["absent"]] for name, each in given.items()}
    for entry in site.catalogue.cards.values():
        lines = [item.text() for item in site.page(f"models/{entry.id}").css(".cs-coverage li")]
        words = [re.search(r"(\d+) of (\d+)(?:, (\d+) absent)?$", line) for line in lines]
        assert [sum(int(found[part] or 0) for found in words if found) for part in (1, 2, 3)] == totals[
            entry.card.name
        ]
    for item in site.page("index").css(".cs-few li"):
        if found := re.search(r"(\d+) of (\d+) items", item.text()):
            assert [int(found[1]), int(found[2])] == totals[item.css("a")[0].text()][:2]


def test_the_data_of_all_models_count_what_the_cards_hold(site: Built) -> None:
    entries = {entry.id: entry.card for entry in site.catalogue.cards.values()}
    models = {model["id"]: model for model in site.data()}
    assert models.keys() == entries.keys()
    scores = list(csv.DictReader((site.folder / "evals.csv").read_text("utf-8").splitlines()))
    for identity, card in entries.items():
        model = models[identity]
        assert model["evaluations"] == len(results(card)) == sum(row["model"] == identity for row in scores)
        assert sorted(model["benchmarks"]) == sorted(set(results(card)))
        assert sorted(model["datasets"]) == sorted(datasets(card))
        plain = (site.folder / f"models/{identity}.md").read_text("utf-8")
        said = re.search(r"^([\d,]+) checkpoints from the training can be loaded", plain, re.MULTILINE)
        assert model["checkpoints"] == (int(said[1].replace(",", "")) if said else None)
