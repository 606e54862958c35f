"""Long and wide lineages: work grows no faster than the catalogue, and no chain is too long."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cardsite.build import build_site, read_catalogue
from cardsite.catalogue import components, load
from cardsite.checks import CHECKS, Rules, run
from cardsite.facts.lineage import ancestries
from cardsite.render import render_catalogue
from examples import write_example

SHAPES: dict[str, Callable[[int], list[int]]] = {
    "chain": lambda n: [n - 1] if n else [],
    "loop": lambda n: [n - 1] if n else [1_000_000],
    "fan": lambda n: [0] if n else [],
    "tree": lambda n: [(n - 1) // 2] if n else [],
    "merges": lambda n: list(range(max(0, n - 4), n)),
    "layers": lambda n: list(range(n // 4 * 4 - 4, n // 4 * 4)) if n >= 4 else [],
    "diamonds": lambda n: [] if n == 0 else [n - 1, n - 2] if n % 3 == 0 else [n - n % 3],
}
"""The numbers of the bases of each model; of a loop, the first one is made from the last."""
LICENSES = ("mit", "apache-2.0", "cc-by-nc-4.0", "gpl-3.0")


def catalogue(folder: Path, shape: str, count: int, more: str = "") -> Path:
    """Models m0, m1, … of a shape, each with data, scores and limitations of its own."""
    files = []
    for number in range(count):
        bases = [f"m{min(base, count - 1)}" for base in SHAPES[shape](number)]
        made = f"base_model: [{', '.join(bases)}]\nbase_model_relation: merge\n" if bases else ""
        files.append(
            f"# m{number}.yaml\nlicense: {LICENSES[number % 4]}\nlimitations: It cannot do {number}.\n{made}"
            f"training: {{data: [d{number % 7}], tokens: {number + 1}B}}\n"
            "description: It saw 7,000B tokens, and Example m1 fewer. Its licence is GPL 3.0.\n"
            "evaluation: {runs: [{results: [{benchmark: arc-challenge, score: 40 %}]}]}\n" + more
        )
    data = [f"d{number}: {{name: Data {number}, summary: Text.}}\n" for number in range(7)]
    return write_example(folder, "".join((*files, "# datasets.yaml\n", *data)))


def calls(action: Callable[[], object]) -> int:
    """How many functions are called, those written in C too."""
    found = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal found
        found += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return found


def read_and_check(cards: Path) -> object:
    found = load(cards, "cards")
    return run(found, CHECKS, Rules(select=("lineage", "license", "foreign", "claim")))


def read_and_show(cards: Path) -> object:
    return build_site(cards, base=cards.parent)


@pytest.mark.parametrize(
    ("shape", "action"),
    [*((shape, read_and_check) for shape in SHAPES), ("chain", read_and_show)],
    ids=[*SHAPES, "pages of a chain"],
)
def test_each_further_model_of_a_lineage_takes_no_more_work_than_those_before(
    shape: str, action: Callable[[Path], object], tmp_path: Path
) -> None:
    folders = [catalogue(tmp_path / str(count), shape, count) for count in (34, 68, 102)]
    # What is made once a run of Python is not part of it.
    action(folders[0])
    first, second, third = (calls(partial(action, folder)) for folder in folders)
    assert third - second < 1.15 * (second - first)


DEEP = 1_200
"""More than Python lets functions call each other."""


def test_no_chain_of_models_is_too_long(tmp_path: Path) -> None:
    text = "".join(f"# m{n}.yaml\nbase_model: m{n + 1}\nlicense: mit\n" for n in range(DEEP))
    cards = write_example(tmp_path, text + f"# m{DEEP}.yaml\nlicense: cc-by-nc-4.0\n")
    found = read_catalogue(cards, tmp_path, Rules(select=("license-stricter",)))
    assert {(problem.code, problem.message.partition(" is under")[0]) for problem in found.problems} == {
        ("license-stricter", f'the base model "Example m{DEEP}"')
    }
    assert len(found.problems) == DEEP
    assert ancestries(found.cards)["m0"].generations == DEEP


def test_no_chain_of_families_is_too_long(tmp_path: Path) -> None:
    text = f"# f{DEEP}/family.yaml\nname: First\nsummary: The first.\nshared: {{tags: [inherited]}}\n"
    for n in range(DEEP):
        text += f"# f{n}/family.yaml\nname: F{n}\nsummary: One more.\nextends: f{n + 1}\n"
    found = load(write_example(tmp_path, f"{text}# f0/one.yaml\n"), "cards")
    assert found.problems == ()
    assert found.cards["f0/one"].card.tags == ("inherited",)


def test_a_long_loop_is_reported_at_each_card_in_few_words(tmp_path: Path) -> None:
    text = "".join(f"# m{n}.yaml\nbase_model: m{(n + 1) % 40}\n" for n in range(40))
    text += "# off.yaml\nbase_model: m0\n# a.yaml\nbase_model: [b, m0]\n# b.yaml\nbase_model: [a, off]\n"
    found = load(write_example(tmp_path, text), "cards").problems
    messages = {problem.place.file: problem.message for problem in found}
    leads = "base_model leads back to this model"
    assert messages == {f"cards/m{n}.yaml": f"{leads}, as it does for 39 others" for n in range(40)} | {
        "cards/a.yaml": f"{leads}: a → b → a",
        "cards/b.yaml": f"{leads}: b → a → b",
    }


@pytest.mark.parametrize(
    ("links", "groups"),
    [
        ({}, []),
        ({"a": []}, ["a"]),
        ({"a": ["b"], "b": ["c"], "c": []}, ["c", "b", "a"]),
        ({"a": ["elsewhere"]}, ["a"]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, ["d", "b", "c", "a"]),
        ({"a": ["a"]}, ["a"]),
        ({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}, ["abc", "d"]),
        ({"a": ["b"], "b": ["a", "c"], "c": ["d"], "d": ["c"]}, ["cd", "ab"]),
        ({"a": ["b"], "b": ["c", "a"], "c": ["b"]}, ["abc"]),
    ],
    ids=["nothing", "one", "chain", "away", "diamond", "itself", "loop", "two loops", "joined loops"],
)
def test_what_leads_back_to_itself_is_one_group_and_comes_after_what_it_leads_to(
    links: dict[str, list[str]], groups: list[str]
) -> None:
    assert ["".join(sorted(group)) for group in components(links)] == groups


def section(markdown: str) -> str:
    """The lineage of a page, without what draws it."""
    found = re.split("\n## |<summary>Similar models", markdown.partition("## Lineage and licences")[2])[0]
    return html.unescape(re.sub(r"<[^>]+>", "", found))


def test_a_page_tells_how_far_a_line_goes_on_above_and_links_to_where_it_begins(tmp_path: Path) -> None:
    cards = catalogue(tmp_path, "chain", 60)
    pages = {page.path: section(page.markdown) for page in render_catalogue(load(cards, "cards"), None)[0]}
    assert "Before that, 41 more generations, back to [Example m0](m0.md)" in pages["models/m58.md"]
    assert "Before that, 1 more generation, back to [Example m0](m0.md)" in pages["models/m18.md"]
    assert "Before that" not in pages["models/m17.md"]
    assert len(pages["models/m58.md"]) < 1.1 * len(pages["models/m40.md"])


def test_a_merge_of_many_links_to_each_of_its_bases_once(tmp_path: Path) -> None:
    text = f"base_model: [{', '.join(f'm{n}' for n in range(40))}]\n"
    text += "".join(f"# m{n}.yaml\nsummary: One.\n" for n in range(40))
    (page,) = (
        section(page.markdown)
        for page in render_catalogue(load(write_example(tmp_path, text), "cards"), None)[0]
        if page.path == "models/card.md"
    )
    assert "24 more models it was made from" in page
    assert sorted(re.findall(r"\((m\d+)\.md\)", page)) == sorted(f"m{n}" for n in range(40))


def test_a_dataset_names_a_few_of_the_models_that_have_it_through_their_bases(tmp_path: Path) -> None:
    def made_from(count: int) -> str:
        text = "training: {data: [talk]}\n# datasets.yaml\ntalk: {name: Talk, summary: Talk.}\n"
        text += "".join(
            f"# m{n:03}.yaml\nbase_model: {f'm{n - 1:03}' if n else 'card'}\n" for n in range(count)
        )
        found = load(write_example(tmp_path / str(count), text), "cards")
        pages = {page.path: page.markdown for page in render_catalogue(found, None)[0]}
        return pages["datasets/talk.md"]

    assert "and 1 more" in made_from(25)
    assert "and more than 176 more" in made_from(201)


def test_a_model_of_a_large_family_links_to_its_neighbours_and_to_the_family(tmp_path: Path) -> None:
    text = "# fam/family.yaml\nname: Fam\nsummary: A family.\n"
    text += "".join(
        f"# fam/m{n:02}.yaml\nname: Fam {n:02}\narchitecture: {{parameters: {n + 1}B}}\n" for n in range(40)
    )
    found = load(write_example(tmp_path, text), "cards")
    pages = {page.path: page.markdown for page in render_catalogue(found, None)[0]}

    def switcher(page: str) -> list[str]:
        (nav,) = re.findall(r'<nav class="cs-switcher".*?</nav>', pages[page], re.DOTALL)
        return re.sub(r"<[^>]+>|\([^)]*\)|[\[\]]|Fam ", "", nav).replace("all ", "all").split()

    assert switcher("models/fam/m20.md") == [*(f"{n:02}" for n in range(4, 36)), "all40"]
    assert switcher("models/fam/m00.md") == [*(f"{n:02}" for n in range(32)), "all40"]
    assert switcher("models/fam/m39.md") == [*(f"{n:02}" for n in range(8, 40)), "all40"]
