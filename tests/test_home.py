"""The first page and what it lists; pages that are not indexes stay as they are however large a catalogue."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from cardsite.build import Rules, build_site
from cardsite.facts.order import size_range
from cardsite.render.model_rows import spoken
from tinysite import write

CARD = """\
name: Tiny {n}
summary: A tiny model.
organization: acme
license: {license}
pipeline_tag: text-generation
release_date: 2024-01-{day:02}
architecture: {{parameters: {size}}}
training: {{data: [web]}}
"""


def pages(folder: Path, number: int) -> dict[str, str]:
    """The Markdown of the pages of a catalogue of that many models, three in each family."""
    cards = folder / "cards"
    write(cards / "organizations.yaml", "acme:\n  name: Acme\n")
    write(cards / "datasets.yaml", "web:\n  name: Web text\n  summary: Text from the web.\n")
    for n in range(number):
        family = f"family-{n // 3}"
        write(cards / family / "family.yaml", f"name: Family {n // 3}\nsummary: A family.\n")
        text = CARD.format(n=n, license="mit", day=n % 28 + 1, size=f"{n % 40 + 1}00M")
        write(cards / family / f"tiny-{n}.yaml", text)
    site = build_site(cards, base=folder, rules=Rules(select=("ignore",)))
    assert site.problems == ()
    return {page.path: page.markdown for page in site.pages}


def home(folder: Path, number: int) -> str:
    """The Markdown of the first page."""
    return pages(folder, number)["index.md"]


@pytest.mark.parametrize(
    ("count", "name"),
    [
        (None, ""),
        (0, "under-10m"),
        (10**7, "10m-30m"),
        (99_999_999, "30m-100m"),
        (999_999_999, "100m-1b"),
        (10**9, "1b-3b"),
        (2_999_999_999, "1b-3b"),
        (3 * 10**9, "3b-10b"),
        (99 * 10**9, "30b-100b"),
        (10**11, "over-100b"),
        (10**13, "over-100b"),
    ],
)
def test_each_number_of_parameters_lies_in_one_range(count: int | None, name: str) -> None:
    assert size_range(Decimal(count) if count is not None else None) == name


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("language-model", "Language model"),
        ("encoder-decoder", "Encoder-decoder"),
        ("text-generation", "Text generation"),
        ("image-text-to-text", "Image-text-to-text"),
        ("any-to-any", "Any-to-any"),
        ("zero-shot-image-classification", "Zero-shot image classification"),
        ("mixture-of-experts", "Mixture of experts"),
        ("fine-tuning", "Fine-tuning"),
    ],
)
def test_words_of_the_format_are_words_of_english_on_pages(word: str, shown: str) -> None:
    assert spoken(word) == shown


def test_ways_in_lead_to_the_table_with_the_choice_made(tmp_path: Path) -> None:
    page = home(tmp_path, 40)
    assert "- [100M to 1B](models/index.md?size=100m-1b) " in page
    assert "- [1B to 3B](models/index.md?size=1b-3b) " in page
    # All models have the same licence, task and data: these are not choices.
    assert "license_class=" not in page
    assert "task=" not in page


def test_what_a_training_cost_is_a_way_in_where_a_model_states_it(tmp_path: Path) -> None:
    text = pages(tmp_path, 1)["index.md"]
    assert "Energy and cost" not in text
    cost = "  gpu_hours: 12\n  energy: {energy_mwh: 3}\n"
    card = CARD.format(n=9, license="mit", day=9, size="9M").replace("{data: [web]}", f"\n{cost}")
    write(tmp_path / "cards/tiny-9.yaml", card)
    site = build_site(tmp_path / "cards", base=tmp_path, rules=Rules(select=("ignore",)))
    (page,) = (each.markdown for each in site.pages if each.path == "index.md")
    found = page.partition("### Energy and cost")[2].partition("</div>")[0]
    assert re.findall(r"\((\S+)\) <span[^>]*>(\d)<", found) == [
        ("models/index.md?cost=energy", "1"),
        ("models/index.md?cost=hours", "1"),
    ]


def listed(page: str, heading: str) -> list[str]:
    """The models below a heading of the first page, each as it is written there, without addresses."""
    lines = page.partition(f"## {heading}")[2].partition("## ")[0].splitlines()
    return [re.sub(r"\]\([^)]*\)|<[^>]*>|\[", "", line)[2:] for line in lines if line.startswith("- [")]


def test_the_newest_of_all_models_come_first_whatever_their_family(tmp_path: Path) -> None:
    newest = listed(home(tmp_path, 12), "Newest")
    assert [line.partition(" Acme")[0] for line in newest] == [f"Tiny {n}" for n in (11, 10, 9, 8, 7)]


def test_members_of_a_family_that_are_as_complete_share_a_place(tmp_path: Path) -> None:
    complete = listed(home(tmp_path, 6), "Most complete")
    assert complete == [
        f"Tiny {n} Acme · {n + 1}00M parameters · and 2 more of Family {n // 3} 10 of 58 items"
        for n in (0, 3)
    ]


def test_what_there_is_none_of_is_not_counted(tmp_path: Path) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(tmp_path / "cards/tiny.yaml", "name: Tiny\nsummary: A tiny model.\norganization: acme\n")
    (page,) = (
        each for each in build_site(tmp_path / "cards", base=tmp_path).pages if each.path == "index.md"
    )
    counts = page.markdown.partition('<div class="cs-counts"')[2].partition("</div>")[0]
    assert re.findall(r"\*\*(.*?)\*\* \[(.*?)\]", counts) == [("1", "Model"), ("1", "Organisation")]


@pytest.mark.parametrize(
    ("page", "all_of_them"),
    [
        ("index.md", "models/index.md?size=100m-1b"),
        ("organizations/acme.md", "../models/index.md?organization=acme"),
        ("datasets/web.md", "../models/index.md?data=web"),
        ("licenses.md", "models/index.md?license=mit"),
    ],
)
def test_a_page_that_is_no_index_does_not_grow_with_the_catalogue(
    small: dict[str, str], large: dict[str, str], page: str, all_of_them: str
) -> None:
    assert len(large[page]) < 1.1 * len(small[page])
    assert f"]({all_of_them})" in large[page]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return pages(tmp_path_factory.mktemp("small"), 120)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return pages(tmp_path_factory.mktemp("large"), 360)


def test_the_page_of_licences_has_the_words_of_the_filters(tmp_path: Path) -> None:
    page = pages(tmp_path, 1)["licenses.md"]
    assert "`mit` · Permissive · " in re.sub(r"</?code>", "`", page)
