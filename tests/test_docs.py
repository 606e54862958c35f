"""The documentation says what the code does: made pages are current, and tables name what there is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from tools.reference import PAGES
from tools.reference.format import EXAMPLES

from cardsite.build import build_site, read_catalogue
from cardsite.engine.plugin import CardsiteConfig
from cardsite.render import render_catalogue, render_context
from cardsite.render.environment import make_environment
from cardsite.render.printed import Printed, Values
from cardsite.schema import (
    Benchmark,
    Card,
    Dataset,
    EvaluationFile,
    Family,
    Metric,
    Organization,
    Part,
    TableMap,
    fields_of,
    model_at,
)
from fences import ROOT, fences
from published import published_catalogue
from tinysite import TINY, build, write

DOCS = ROOT / "docs"
MADE = {DOCS / "reference" / name for name in PAGES}
HAND_WRITTEN = sorted(set(DOCS.rglob("*.md")) - MADE)
REGISTRIES: dict[str, type[Part]] = {
    "organizations": Organization,
    "datasets": Dataset,
    "benchmarks": Benchmark,
}


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


def named_in(page: str, heading: str) -> list[str]:
    """The names in the first column of the table under a heading; `code(language)` is code."""
    text = (DOCS / page).read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return [re.sub(r"\(.*\)", "", name) for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


# Pages that are made from the code


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_current(name: str) -> None:
    current = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert current == PAGES[name](), "make reference"


def test_no_page_is_left_of_what_is_no_longer_made() -> None:
    left = [name_of(page) for page in HAND_WRITTEN if "Made by `make reference`" in page.read_text("utf-8")]
    assert left == [], "delete them, and their lines in mkdocs.yml"


def test_the_reference_of_the_format_has_every_field_with_its_description() -> None:
    text = PAGES["format.md"]()
    for model in (Card, Family, *REGISTRIES.values()):
        for spec in fields_of(model).values():
            doc = re.escape(" ".join(spec.doc.split()))
            assert re.search(rf"^\| `{spec.name}` \| .+ \| {doc} \|", text, re.MULTILINE), spec


def test_examples_in_the_reference_of_the_format_are_of_fields() -> None:
    parts = {part.__name__: part for part in every_part()}
    assert [
        f"{part}.{name}"
        for part, fields in EXAMPLES.items()
        for name in fields
        if name not in fields_of(parts[part])
    ] == []


def test_examples_in_the_reference_of_the_format_are_as_cards_write_them() -> None:
    shown = [example for fields in EXAMPLES.values() for example in fields.values()]
    assert [example for example in shown if re.match(r"\w+\(", str(example))] == []


def every_part() -> set[type[Part]]:
    """All parts of the format."""
    found: set[type[Part]] = set()
    rest: list[type[Part]] = [
        Card,
        Family,
        EvaluationFile,
        Organization,
        Benchmark,
        Metric,
        Dataset,
        TableMap,
    ]
    while rest:
        part = rest.pop()
        if part not in found:
            found.add(part)
            rest += [spec.part for spec in fields_of(part).values() if spec.part]
    return found


def test_links_within_the_reference_of_the_format_lead_to_a_section() -> None:
    text = PAGES["format.md"]()
    anchors = set(re.findall(r"\{ #([\w-]+) \}$", text, re.MULTILINE))
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= anchors


# Tables that are written by hand


def test_every_option_of_the_plugin_is_explained() -> None:
    text = (DOCS / "reference/configuration.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `([\w\[\]]+)` \| \S", text, re.MULTILINE)
    assert rows == [(name, str(option.default)) for name, option in CardsiteConfig._schema]


def test_every_filter_for_templates_is_explained() -> None:
    explained = named_in("reference/templates.md", "Filters")
    assert sorted(explained) == sorted(make_environment(None).filters)


@cache
def values_of_templates() -> dict[str, set[str]]:
    """The names that each page's template is rendered with, of this repository's own cards."""
    found: dict[str, set[str]] = {}

    def note(_environment: object, name: str, values: Mapping[str, Any]) -> Printed:
        found[name] = {*found.get(name, ()), *values}
        return Printed("Title" if name == "titles.md.j2" else "", Values())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render_context, "render_template", note)
        render_catalogue(published_catalogue(), None)
    return found


def test_every_value_of_a_models_page_is_explained() -> None:
    explained = named_in("reference/templates.md", "Values of a model's page")
    assert {*explained, "front_matter"} == values_of_templates()["card.md.j2"]


def test_every_template_of_a_page_is_listed_with_its_values() -> None:
    text = (DOCS / "reference/templates.md").read_text(encoding="utf-8")
    for name, values in values_of_templates().items():
        if name == "titles.md.j2":
            continue  # it is not a page
        row = re.search(rf"^\| .*`{re.escape(name)}`.*$", text, re.MULTILINE)
        assert row is not None, name
        if name != "card.md.j2":
            explained = set(re.findall(r"`(\w+)`", row[0].rsplit("|", 2)[1]))
            assert {*explained, "title", "front_matter", "resolve", "above", "lists"} == values, name


def codes() -> Iterator[str]:
    """The codes of problems in the source, each as a literal."""
    makers = {
        "Problem": 0,
        "problem": 0,
        "DeadLink": 0,
        "Fault": 0,
        "Kind": 0,
        "_add": 0,
        "_stop_at": 0,
        "_syntax": None,
        "_at_extends": 1,
    }
    for file in (ROOT / "src/cardsite").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                at = makers.get(name)
                if at is not None and len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    yield str(node.args[at].value)  # type: ignore[attr-defined]


def test_every_code_of_a_message_is_explained() -> None:
    text = (DOCS / "reference/messages.md").read_text(encoding="utf-8")
    explained = re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)))
    composed = {"unknown-organization", "unknown-dataset", "unknown-benchmark"}
    assert sorted(explained) == sorted({*codes(), "yaml-syntax", *composed})


def test_the_navigation_has_every_page() -> None:
    def pages(entry: Any) -> Iterator[str]:
        match entry:
            case str():
                yield entry
            case list():
                yield from (page for item in entry for page in pages(item))
            case dict():
                yield from (page for item in entry.values() for page in pages(item))

    nav = set(pages(load_config(str(ROOT / "mkdocs.yml")).nav))
    assert [name for name in map(name_of, DOCS.rglob("*.md")) if name not in nav] == []


# Examples


def examples() -> Iterator[Any]:
    for page in HAND_WRITTEN:
        for number, fence in enumerate(fence for fence in fences(page) if fence.language == "yaml"):
            if not re.search(r"^(site_name|plugins|jobs|build|repos|tables):", fence.text, re.MULTILINE):
                yield pytest.param(fence.text, fence.title, id=f"{name_of(page)}-{number}")


@pytest.mark.parametrize(("text", "file"), list(examples()))
def test_every_example_of_a_card_follows_the_format(text: str, file: str, tmp_path: Path) -> None:
    fields = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    tiny = [line for line in TINY.splitlines() if line.partition(":")[0] not in fields]
    card = "\n".join(tiny) + "\n"
    if file in ("cards/benchmarks.yaml", "cards/metrics.yaml", "cards/licenses.yaml"):
        write(tmp_path / file, text)
        write(tmp_path / "cards/tiny.yaml", card)
    elif "shared" in fields:
        write(tmp_path / "cards/family/family.yaml", text)
        write(tmp_path / "cards/family/tiny.yaml", "name: Tiny\nsummary: A tiny model.\n")
    elif " ~\n" in text:
        shared = "".join(f"  {line}\n" for line in text.replace("~", "1").splitlines())
        write(tmp_path / "cards/family/family.yaml", f"name: Family\nsummary: It shares.\nshared:\n{shared}")
        write(tmp_path / "cards/family/tiny.yaml", card + text)
    elif fields <= fields_of(Card).keys():
        write(tmp_path / "cards/tiny.yaml", card + text)
    else:
        write(tmp_path / "cards/organizations.yaml", text)
        write(tmp_path / "cards/tiny.yaml", card)
    problems = read_catalogue(tmp_path / "cards", tmp_path).problems
    # What an example refers to is not in this folder.
    elsewhere = {f"unknown-{kind}" for kind in ("organization", "source", "card", "dataset", "figure")}
    assert [problem for problem in problems if problem.code not in elsewhere] == []


def test_the_example_of_a_template_does_what_the_page_says(tmp_path: Path) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(tmp_path / "cards/tiny.yaml", TINY)
    found = {f.title: f.text for f in fences(DOCS / "how-to/change-a-template.md") if f.language == "jinja"}
    name = "templates/sections/citation.md.j2"
    write(tmp_path / name, found[name])
    pages = build_site(tmp_path / "cards", tmp_path / "templates").pages
    tiny = next(page for page in pages if page.path == "models/tiny.md")
    assert "\n## Citation\n\nPlease cite Tiny by the address of this page.\n" in tiny.markdown


# Names in running text


def dotted_names() -> Iterator[Any]:
    """Names such as `architecture.layers` and `card.training.optimizer.beta1`, on all pages."""
    roots = {name for name, spec in fields_of(Card).items() if spec.part}
    for page in HAND_WRITTEN:
        for name in re.findall(r"`([a-z_]+(?:\.[a-z_0-9]+)+)`", page.read_text(encoding="utf-8")):
            path = name.removeprefix("card.").split(".")
            if path[0] in roots and not name.endswith((".md", ".yaml", ".json", ".py")):
                yield pytest.param(tuple(path), id=f"{name_of(page)}-{name}")


@pytest.mark.parametrize("path", list(dotted_names()))
def test_every_field_that_a_page_names_is_in_the_format(path: tuple[str, ...]) -> None:
    parent = model_at(Card, path[:-1])
    assert parent is not None
    assert path[-1] in fields_of(parent)


# The site


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    site = build(ROOT / "mkdocs.yml", site_dir=str(tmp_path / "site"))
    assert (site / "tutorial.html").is_file()


def test_no_page_holds_the_marks_of_a_merge() -> None:
    marks = ("<<<<<<< ", ">>>>>>> ")
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    assert not [
        page for page in pages for line in page.read_text("utf-8").split("\n") if line.startswith(marks)
    ]
