"""What a site publishes for programs: tables, schemas, citations, overviews, and what pages are about."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pybtex.database import parse_string

from cardsite.build import build_site, read_catalogue
from cardsite.catalogue import Catalogue
from cardsite.cli import main
from cardsite.exporters import (
    atom_feed,
    benchmarks_json,
    card_json,
    catalogue_bib,
    evals_csv,
    structured_data,
)
from cardsite.facts.comparability import key_of
from cardsite.facts.scores import score_row
from cardsite.site import CardDates, Site, SiteInfo
from fences import ROOT
from hostile import TOKENS, hostile, hostile_catalogue
from published import published_catalogue
from tinysite import LICENSED, TINY, write

URL = "https://cards.example/x/"
MONDAY = datetime(2024, 4, 1, 12, 30, tzinfo=UTC)
PUBLISHED = SiteInfo("Cards & more", "What there is.", URL, folders=False, plain_ending=".md")


@cache
def built() -> Site:
    return build_site(ROOT / "cards", ROOT / "templates", ROOT, site_info=PUBLISHED)


@cache
def files() -> dict[str, str]:
    """The assets of our own site that are text, by their paths."""
    return {asset.path: asset.content.decode() for asset in built().assets if "/fonts/" not in asset.path}


def catalogue(folder: Path, fields: str = "", **others: str) -> Catalogue:
    """A catalogue with one card that has these fields, and others."""
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    for name, text in {"tiny": LICENSED + fields, **others}.items():
        write(folder / f"cards/{name}.yaml", text)
    found = read_catalogue(folder / "cards", folder)
    assert found.problems == ()
    return found


# Schemas


def validator(name: str) -> Draft202012Validator:
    schema = json.loads(files()[f"schema/{name}.json"])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_json_of_every_card_follows_the_schema_of_the_site() -> None:
    schema = validator("card-data")
    for entry in published_catalogue().cards.values():
        schema.validate(json.loads(files()[f"models/{entry.id}.json"]))


def test_the_benchmarks_follow_the_schema_of_the_site() -> None:
    validator("benchmarks-data").validate(json.loads(files()["benchmarks.json"]))


def test_data_of_hostile_cards_follow_the_schemas_too(tmp_path: Path) -> None:
    found = read_catalogue(hostile_catalogue(tmp_path, [hostile(tuple(TOKENS.values()), "a")]))
    validator("benchmarks-data").validate(json.loads(benchmarks_json(found)))
    for entry in found.cards.values():
        validator("card-data").validate(json.loads(card_json(entry)))


# Scores


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_every_score_is_a_row_with_the_number_that_the_card_has() -> None:
    found = rows(files()["evals.csv"])
    expected = [
        (entry.id, row.result.benchmark, row.result.score.text, f"{row.result.score.value:f}", key_of(row).id)
        for _, entry in sorted(published_catalogue().cards.items())
        for run in (entry.card.evaluation.runs if entry.card.evaluation else ())
        for result in run.results
        if (row := score_row(result, run, published_catalogue().registries))
    ]
    assert len(expected) > 1000
    wanted = ("model", "benchmark", "score", "score_number", "comparability")
    assert [tuple(row[name] for name in wanted) for row in found] == expected


def test_lines_end_as_the_standard_says_and_every_row_is_whole() -> None:
    text = files()["evals.csv"]
    assert "\n" not in text.replace("\r\n", "")
    assert {len(row) for row in csv.reader(io.StringIO(text, newline=""))} == {28}


RUN = """\
evaluation:
  runs:
    - title: One
      harness: "=cmd|' /C calc'!A0"
      prompt: "@SUM(1)"
      source: https://example.org/results
      results:
        - {benchmark: piqa, score: 38.660 %, error: 1.5 %, quote: '-1, "quoted"', shots: 5}
        - {benchmark: lambada, metric: ppl, score: 1.5e1, checkpoint: 1K}
"""


def test_what_a_spreadsheet_would_run_has_an_apostrophe_in_front(tmp_path: Path) -> None:
    first, second = rows(evals_csv(catalogue(tmp_path, RUN)))
    assert first["harness"] == "'=cmd|' /C calc'!A0"
    assert first["prompt"] == "'@SUM(1)"
    assert first["quote"] == '\'-1, "quoted"'
    assert second["quote"] == ""


def test_numbers_stand_as_written_and_as_plain_numbers(tmp_path: Path) -> None:
    first, second = rows(evals_csv(catalogue(tmp_path, RUN)))
    wanted = ("score", "score_number", "error", "error_number", "unit", "shots", "checkpoint", "source_url")
    assert [first[name] for name in wanted] == [
        "38.660 %", "0.38660", "1.5 %", "0.015", "fraction", "5", "", "https://example.org/results",
    ]  # fmt: skip
    assert [second[name] for name in wanted] == [
        "1.5e1", "15", "", "", "", "", "1000", "https://example.org/results",
    ]  # fmt: skip


def test_no_cell_of_hostile_cards_begins_a_formula(tmp_path: Path) -> None:
    found = read_catalogue(hostile_catalogue(tmp_path, [hostile(tuple(TOKENS.values()), "a")]))
    numbers = {"score", "score_number", "error", "error_number"}
    for row in rows(evals_csv(found)):
        for name, cell in row.items():
            assert name in numbers or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (name, cell)


def test_scores_of_one_group_were_measured_alike_and_at_the_last_checkpoint() -> None:
    document = json.loads(files()["benchmarks.json"])
    table = rows(files()["evals.csv"])
    keys = {(row["model"], row["comparability"], row["score"], row["checkpoint"]) for row in table}
    for benchmark in document["benchmarks"]:
        for group in benchmark["groups"]:
            for score in group["scores"]:
                step = str(score.get("checkpoint", ""))
                assert (score["model"], group["comparability"], score["written"], step) in keys
    steps = {s.get("checkpoint") for b in document["benchmarks"] for g in b["groups"] for s in g["scores"]}
    assert steps == {None, 143000}


def test_benchmarks_stand_one_on_a_line_and_name_what_is_better() -> None:
    lines = files()["benchmarks.json"].splitlines()
    document = json.loads(files()["benchmarks.json"])
    assert len(lines) == len(document["benchmarks"]) + 2
    assert {b["direction"] for b in document["benchmarks"]} <= {"higher", "lower", "target"}
    (lambada,) = (b for b in document["benchmarks"] if b["id"] == "lambada")
    said = {
        tuple(group.get(each) for each in ("metric_name", "direction", "unit", "sign"))
        for group in lambada["groups"]
    }
    assert said == {("accuracy", "higher", "fraction", "%"), ("perplexity", "lower", None, None)}
    assert {group["measured"]["metric"] for group in lambada["groups"]} == {"acc", "ppl"}


# Citations


def test_a_citation_is_that_of_the_card() -> None:
    citation = published_catalogue().cards["pythia/pythia-160m"].card.citation
    assert citation is not None
    assert files()["models/pythia/pythia-160m.bib"] == f"{citation.value}\n"


def test_every_entry_of_the_catalogue_can_be_read_and_stands_once() -> None:
    found = parse_string(files()["catalog.bib"], "bibtex")
    assert "biderman2023pythia" in found.entries
    assert files()["catalog.bib"].count("@") == len(found.entries)


RELEASED = "release_date: 2023-04-03\nhub_id: acme/tiny\nauthors: [{name: 'Ann & Bob {Smith}, 100 %'}]\n"


def test_without_a_citation_one_is_made_of_what_the_card_states(tmp_path: Path) -> None:
    (entry,) = parse_string(catalogue_bib(catalogue(tmp_path, RELEASED)), "bibtex").entries.items()
    assert entry[0] == "tiny"
    assert dict(entry[1].fields) == {
        "title": "{Tiny}",
        "year": "2023",
        "url": "https://huggingface.co/acme/tiny",
    }
    assert [str(person) for person in entry[1].persons["author"]] == [r"{Ann \& Bob \{Smith\}, 100 \%}"]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param("", id="nothing"),
        pytest.param("release_date: 2023\n", id="no-address"),
        pytest.param("hub_id: acme/tiny\n", id="no-date"),
        pytest.param("release_date: not_disclosed\nhub_id: acme/tiny\n", id="date-not-disclosed"),
        pytest.param(f"citation: not_applicable\n{RELEASED}", id="said-to-be-absent"),
    ],
)
def test_a_citation_is_not_made_up(fields: str, tmp_path: Path) -> None:
    assert catalogue_bib(catalogue(tmp_path, fields)) == ""
    assert "models/tiny.bib" not in {asset.path for asset in build_site(tmp_path / "cards").assets}


# The overview for language models


LINK = re.compile(r"^- \[(?P<title>[^\n]+?)\]\((?P<address>[^()\s]+)\)(?:: (?P<about>\S.*))?$")


def test_the_overview_has_the_form_that_programs_look_for() -> None:
    blocks = files()["llms.txt"].split("\n\n")
    assert blocks[0] == "# Cards & more"
    assert blocks[1] == "> What there is."
    first = next(number for number, block in enumerate(blocks) if block.startswith("## "))
    assert not any(block.startswith("#") for block in blocks[1:first])
    assert len(blocks[first:]) % 2 == 0
    for heading, links in zip(blocks[first::2], blocks[first + 1 :: 2], strict=True):
        assert re.fullmatch(r"## [A-Z][\w ]+", heading)
        assert all(LINK.match(line) for line in links.strip().split("\n")), links


def test_the_overview_names_files_that_are_there() -> None:
    published = {PUBLISHED.published(path) for path in files()}
    addresses = [found["address"] for line in files()["llms.txt"].splitlines() if (found := LINK.match(line))]
    assert len(addresses) > len(published_catalogue().cards)
    assert [a for a in addresses if a.removeprefix(URL) not in published] == []


def test_without_an_address_of_the_site_the_overview_has_relative_links(tmp_path: Path) -> None:
    catalogue(tmp_path)
    assets = {asset.path: asset.content.decode() for asset in build_site(tmp_path / "cards").assets}
    links = [found["address"] for line in assets["llms.txt"].splitlines() if (found := LINK.match(line))]
    assert "models/tiny.md.txt" in links
    assert [link for link in links if link not in assets] == []


def test_render_writes_the_files_too(tmp_path: Path) -> None:
    catalogue(tmp_path, RELEASED)
    call = ["render", "--cards", str(tmp_path / "cards"), "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(main, call).exit_code == 0
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    links = {found["address"] for line in (tmp_path / "out/llms.txt").open() if (found := LINK.match(line))}
    assert links <= written
    assert {"evals.csv", "benchmarks.json", "catalog.bib", "models/tiny.bib"} <= written
    assert "feed.atom" not in written


# What pages are about


def graph(page: str) -> list[dict[str, Any]]:
    (text,) = [each.structured for each in built().pages if each.path == page]
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    return list(document["@graph"])


def test_a_models_page_says_what_it_is_about() -> None:
    model, trail = graph("models/gpt-6.7b-alpaca.md")
    assert model["@type"] == "CreativeWork"
    assert model["additionalType"] == "https://w3id.org/fair4ml#MLModel"
    assert model["url"] == f"{URL}models/gpt-6.7b-alpaca.html"
    assert model["isBasedOn"][0] == {
        "@type": "CreativeWork",
        "name": "Cerebras-GPT 6.7B",
        "@id": f"{URL}models/cerebras-gpt/cerebras-gpt-6.7b.html",
    }
    assert model["encoding"][0]["contentUrl"] == f"{URL}models/gpt-6.7b-alpaca.json"
    assert [step["name"] for step in trail["itemListElement"]] == ["Cards & more", "Models", model["name"]]


@pytest.mark.parametrize(
    ("author", "thing"),
    [
        ("name: Ann Smith", {"@type": "Person", "name": "Ann Smith"}),
        (
            "name: Ann Smith, url: 'https://example.org/ann', affiliation: Acme University",
            {
                "@type": "Person",
                "name": "Ann Smith",
                "url": "https://example.org/ann",
                "affiliation": {"@type": "Organization", "name": "Acme University"},
            },
        ),
        ("name: The Tapir team, group: yes", {"@type": "Organization", "name": "The Tapir team"}),
        (
            "name: Tapir team, group: yes, affiliation: Initech",
            {
                "@type": "Organization",
                "name": "Tapir team",
                "parentOrganization": {"@type": "Organization", "name": "Initech"},
            },
        ),
        *(
            (
                author,
                {"@type": "Organization", "@id": f"{URL}organizations/acme.html", "name": "Acme Labs"},
            )
            for author in ("name: Acme Labs", "name: acme labs", "name: Us, hub_id: AcmeHub")
        ),
    ],
)
def test_authors_are_persons_unless_the_catalogue_says_otherwise(
    author: str, thing: dict[str, Any], tmp_path: Path
) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme Labs, hub_id: acmehub}\n")
    write(tmp_path / "cards/tiny.yaml", f"{TINY}authors: [{{{author}}}]\n")
    found = structured_data(read_catalogue(tmp_path / "cards", tmp_path), PUBLISHED)
    assert json.loads(found["models/tiny.md"])["@graph"][0]["author"] == [thing]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("index.md", "DataCatalog"),
        ("families/pythia.md", "Collection"),
        ("organizations/eleutherai.md", "Organization"),
        ("datasets/pile.md", "Dataset"),
    ],
)
def test_pages_around_the_models_say_what_they_are_about(page: str, kind: str) -> None:
    assert graph(page)[0]["@type"] == kind
    assert graph(page)[0]["url"].startswith(URL)


def addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        own_address = [v for k, v in value.items() if k in ("@id", "url", "contentUrl", "item")]
        return own_address + [found for v in value.values() for found in addresses(v)]
    return [found for v in value for found in addresses(v)] if isinstance(value, list) else []


def test_addresses_are_full_ones_or_left_out() -> None:
    for site_info in (PUBLISHED, SiteInfo()):
        for text in structured_data(published_catalogue(), site_info).values():
            found = addresses(json.loads(text)["@graph"])
            assert all(address.startswith("https://") for address in found)
            assert any(address.startswith(URL) for address in found) == bool(site_info.url)


def test_no_text_of_a_card_ends_the_script(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><!-- & x"
    write(tmp_path / "cards/organizations.yaml", json.dumps({"acme": {"name": evil}}))
    write(tmp_path / "cards/tiny.yaml", f"{TINY}license: mit\ntags: [{json.dumps(evil)}]\n")
    found = structured_data(read_catalogue(tmp_path / "cards", tmp_path), PUBLISHED)
    assert not any("<" in text or ">" in text or "&" in text for text in found.values())
    assert json.loads(found["models/tiny.md"])["@graph"][0]["keywords"] == [evil]


# The feed of changes

ATOM = "{http://www.w3.org/2005/Atom}"


def with_changes(count: int) -> SiteInfo:
    changed = {
        identity: CardDates(MONDAY - timedelta(days=100), MONDAY - timedelta(hours=number))
        for number, identity in enumerate(sorted(published_catalogue().cards)[:count])
    }
    return SiteInfo("Cards & more", url=URL, changed=changed)


def feed(site_info: SiteInfo, found: Catalogue | None = None) -> ElementTree.Element:
    text = atom_feed(found or published_catalogue(), site_info)
    assert text is not None
    return ElementTree.fromstring(text)


def test_the_feed_has_what_the_standard_asks_for() -> None:
    root = feed(with_changes(5))
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Cards & more"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"{URL}feed.atom", "alternate": URL}


def test_the_newest_change_comes_first_and_dates_the_feed() -> None:
    root = feed(with_changes(5))
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in root.findall(f"{ATOM}entry")]
    assert updated == sorted(updated, reverse=True)
    assert root.findtext(f"{ATOM}updated") == updated[0] == "2024-04-01T12:30:00Z"
    first = root.find(f"{ATOM}entry")
    assert first is not None
    assert first.findtext(f"{ATOM}id") == f"{URL}models/{min(published_catalogue().cards)}.html"
    assert first.findtext(f"{ATOM}summary")


def test_the_feed_holds_the_newest_fifty(tmp_path: Path) -> None:
    found = catalogue(tmp_path, **{f"m{n:02}": LICENSED.replace("Tiny", f"Tiny {n}") for n in range(60)})
    changed = {identity: CardDates(MONDAY, MONDAY) for identity in found.cards}
    root = feed(SiteInfo(url=URL, changed=changed), found)
    assert len(root.findall(f"{ATOM}entry")) == 50


def test_there_is_no_feed_without_dates_or_addresses(tmp_path: Path) -> None:
    assert atom_feed(published_catalogue(), PUBLISHED) is None
    assert atom_feed(published_catalogue(), SiteInfo(changed=with_changes(5).changed)) is None
    assert atom_feed(catalogue(tmp_path), with_changes(5)) is None


# The block of links


def test_a_models_page_links_every_form_of_its_card() -> None:
    (page,) = [page.markdown for page in built().pages if page.path == "models/pythia/pythia-160m.md"]
    block = page.partition("<summary>Data behind this page</summary>")[2]
    paths = re.findall(r"\]\(([^()]+)\)", block)
    for path in paths:
        assert path.removeprefix("../../") in files() or f"models/pythia/{path}" in files(), path
    assert {path.partition(".")[2] for path in paths} >= {"yaml", "json", "bib", "md.txt", "huggingface.txt"}
    assert "../../evals.csv" in paths


def test_a_plain_page_links_files_by_the_names_that_they_are_published_under() -> None:
    text = files()["models/pythia/pythia-160m.md.txt"].partition("## Data behind this page")[2]
    published = {PUBLISHED.published(path) for path in files()}
    links = re.findall(r"\]\(([^()]+)\)", text)
    assert "pythia-160m.md" in links
    assert [
        link
        for link in links
        if link.removeprefix("../../") not in published and f"models/pythia/{link}" not in published
    ] == []


@pytest.mark.parametrize("path", ["index.md", "models/index.md", "benchmarks/index.md"])
def test_lists_link_the_data_of_all_models(path: str) -> None:
    (page,) = [page.markdown for page in built().pages if page.path == path]
    for name in ("catalog.json", "evals.csv", "benchmarks.json", "catalog.bib", "llms.txt"):
        assert f"{name})" in page
