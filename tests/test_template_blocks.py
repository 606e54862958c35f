"""Blocks of the shipped templates: a site fills one of them and leaves the rest as it is."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest
from jinja2 import nodes

from cardsite.build import build_site
from cardsite.catalogue import Catalogue, load
from cardsite.errors import CardsiteError
from cardsite.exporters.plain import plain_elsewhere, plain_page
from cardsite.render import render_catalogue
from cardsite.render.environment import make_environment
from cardsite.site import UNPUBLISHED
from fences import ROOT, fences
from tinysite import LICENSED, build, catalogue, read, write

CARD = LICENSED + (
    "architecture: {parameters: 8_000_000, layers: 12}\n"
    "training: {steps: 1_000, learning_rate: 1e-3, optimizer: {name: Adam}}\n"
)
SHIPPED = ROOT / "templates"
HOW_TO = ROOT / "docs/how-to/change-a-template.md"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project with one card."""
    monkeypatch.chdir(tmp_path)
    catalogue(tmp_path)
    write(tmp_path / "cards/tiny.yaml", CARD)
    return tmp_path


def rows(folder: Path) -> list[tuple[str, str]]:
    """Labels and values of the page, as its tables have them."""
    page = read(build(folder / "mkdocs.yml") / "models/tiny/index.html")
    cells = [row.split("<td>")[1:] for row in page.split("<tr>")]
    return [tuple(words(cell) for cell in pair) for pair in cells if len(pair) == 2]  # type: ignore[misc]


def words(cell: str) -> str:
    """A cell without markup and without the sign of its evidence."""
    cell = re.split(r"<sup|</td>", cell)[0]
    return re.sub(r"<[^>]*>", "", cell).strip()


def test_the_example_of_the_documentation_relabels_and_reorders_key_facts(site: Path) -> None:
    before = rows(site)
    (example,) = (f for f in fences(HOW_TO) if f.title == "templates/sections/overview.md.j2")
    write(site / example.title, example.text)
    after = rows(site)
    assert [row for row in after if row not in before] == [("Size", "8M"), ("Maker", "Acme")]
    assert [row for row in before if row not in after] == []


def test_the_page_its_markdown_and_the_search_have_the_words_and_the_order_of_the_site(site: Path) -> None:
    write(site / "cards/tiny.yaml", f"{CARD}limitations: It invents facts.\n")
    (example,) = (f for f in fences(HOW_TO) if f.title == "templates/sections/overview.md.j2")
    write(site / example.title, example.text)
    shipped = (SHIPPED / "sections/intended-use.md.j2").read_text(encoding="utf-8")
    own = shipped.replace("## Limitations and intended use", "## Risks & uses")
    write(site / "templates/sections/intended-use.md.j2", own)
    pages, _ = render_catalogue(load(site / "cards", "cards"), site / "templates")
    (found,) = (page for page in pages if page.path == "models/tiny.md")

    facts = [label for label in re.findall(r">(\w+)</a> \|", found.markdown) if label in ("Size", "Maker")]
    assert facts == ["Size", "Maker"]
    assert "## Risks & uses\n" in html.unescape(found.markdown)
    for plain in (plain_page(found), plain_elsewhere(found, UNPUBLISHED)):
        assert re.findall(r"^\| (Size|Maker|Organisation) \|", plain, re.MULTILINE) == facts
        assert "## Risks & uses\n\n### Limitations\n\nIt invents facts.\n" in plain
        assert "Limitations and intended use" not in plain
    entries = found.searched
    assert [name for fact in entries[0].facts if (name := fact.split()[0]) in ("Size", "Maker")] == facts
    assert "Risks & uses" in [html.unescape(each.heading) for each in entries]


HYPERPARAMETERS = """\
{% extends "cardsite/sections/training.md.j2" %}
{% block hyperparameters %}
{{ table("Setting", [("LR", "learning_rate"), ("Optimiser", "optimizer.name")] | of(training)) }}
{% endblock %}
"""


def test_a_block_uses_the_macros_and_filters_that_its_section_has(site: Path) -> None:
    before = rows(site)
    write(site / "templates/sections/training.md.j2", HYPERPARAMETERS)
    after = rows(site)
    assert ("Peak learning rate", "0.001") in before
    assert [row for row in after if row not in before] == [("LR", "0.001"), ("Optimiser", "Adam")]
    assert [row for row in before if row not in after] == [
        ("Steps", "1,000"),
        ("Peak learning rate", "0.001"),
        ("Optimizer", "Adam"),
    ]


# Words and code that templates of their own have

LOADED = CARD + "hub_id: acme/tiny\nlibrary_name: transformers\npipeline_tag: text-generation\n"


def page(folder: Path, name: str, text: str) -> str:
    """The page of the card, with a template of the site's own."""
    write(folder / "cards/tiny.yaml", LOADED)
    write(folder / "templates" / name, text)
    pages = build_site(folder / "cards", folder / "templates").pages
    return next(html.unescape(page.markdown) for page in pages if page.path == "models/tiny.md")


def test_a_site_says_in_its_own_words_what_marks_mean(site: Path) -> None:
    shipped = (SHIPPED / "notes.md.j2").read_text(encoding="utf-8")
    own = shipped.replace("Stated by the card without a source", "Nobody's word but the \"maker's\"")
    found = page(site, "notes.md.j2", own)
    assert "Stated by the card" not in found
    assert '.t">Nobody\'s word but the "maker\'s"</p>' in found


def test_a_mistake_in_the_words_of_marks_is_named_with_its_file_and_line(site: Path) -> None:
    with pytest.raises(CardsiteError, match=r"notes\.md\.j2:2: 'nope' is undefined"):
        page(site, "notes.md.j2", "{% for note in notes %}\n{{ nope }}{% endfor %}")


def test_a_site_loads_models_in_its_own_way(site: Path) -> None:
    own = "import torch  # <{{ dtype or 'auto' }}>\nload({{ hub_id | literal }})\n"
    found = re.sub(r"</?span[^>]*>", "", page(site, "code/transformers-generate.py.j2", own))
    assert "# <auto>" in found
    assert 'load("acme/tiny")' in found


# All of them

NAMES = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.j2"))


def blocks(name: str) -> list[str]:
    tree = make_environment(None).parse((SHIPPED / name).read_text(encoding="utf-8"))
    return [block.name for block in tree.find_all(nodes.Block)]


def full(tmp_path: Path) -> Catalogue:
    """The catalogue of the card that fills in every field of the format."""
    tests = Path(__file__).parent
    shutil.copytree(tests / "registries", tmp_path / "cards")
    shutil.copytree(tests / "cards/full", tmp_path / "cards/full")
    return load(tmp_path / "cards", "cards")


def test_a_site_that_fills_each_block_with_what_was_there_changes_nothing(tmp_path: Path) -> None:
    found = full(tmp_path)
    for name in filter(blocks, NAMES):
        same = "\n".join(
            f"{{% block {block} %}}\n{{{{ super() }}}}{{% endblock %}}" for block in blocks(name)
        )
        write(tmp_path / "templates" / name, f'{{% extends "cardsite/{name}" %}}\n{same}\n')
    before, _ = render_catalogue(found, None)
    after, _ = render_catalogue(found, tmp_path / "templates")
    assert [page.markdown for page in after] == [page.markdown for page in before]
