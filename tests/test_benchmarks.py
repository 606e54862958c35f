"""What the benchmarks measure is right and always the same, and so is what they print. Nothing is timed."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest

import cardsite
from cardsite.build import EVERY_CHECK, read_catalogue
from cardsite.problems import Severity

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from builds import BEFORE, OURS, Built, Cost, Record, report  # type: ignore[import-not-found,unused-ignore]
from catalogue import write_project  # type: ignore[import-not-found,unused-ignore]
from peers import PEERS, different  # type: ignore[import-not-found,unused-ignore]
from stages import OTHER, STAGES, stage_of  # type: ignore[import-not-found,unused-ignore]


def files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("count", [1, 45])
def test_the_cards_that_are_measured_are_as_many_as_asked_for_and_right(count: int, tmp_path: Path) -> None:
    write_project(tmp_path, count)
    found = read_catalogue(tmp_path / "cards", tmp_path, EVERY_CHECK)
    assert len(found.cards) == count
    assert [problem for problem in found.problems if problem.severity is not Severity.NOTE] == []


def test_the_cards_that_are_measured_are_of_many_kinds_and_sizes(tmp_path: Path) -> None:
    write_project(tmp_path, 120)
    found = read_catalogue(tmp_path / "cards", tmp_path, EVERY_CHECK)
    cards = [entry.card for entry in found.cards.values()]
    tasks = {str(card.pipeline_tag.value) for card in cards if card.pipeline_tag}
    libraries = {str(card.library_name.value) for card in cards if card.library_name}
    assert {"text-generation", "sentence-similarity", "image-classification", "text-to-image"} < tasks
    assert {"automatic-speech-recognition", "tabular-classification"} < tasks
    assert {"peft", "gguf", "transformers"} < libraries
    assert list(tmp_path.rglob("*.evals.yaml"))


def test_the_same_number_of_cards_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_project(tmp_path / name, 45)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_the_tables_say_what_was_measured() -> None:
    times = {
        (OURS, 100): (2.0, 4.0, 3.0),
        ("Hugo", 100): (2.0, 2.0, 1.0),
        (BEFORE, 100): (8.0, 8.0, 8.0),
        (OURS, 1000): (60.0, 60.0, 60.0),
        ("Hugo", 1000): (10.0, 10.0, 10.0),
    }
    builds = [
        Built(
            name, cards, [Cost(seconds, 80 + seconds) for seconds in each], cards + 9, cards * 10**5, 45_400
        )
        for (name, cards), each in times.items()
    ]
    stages = {100: {"templates": 1.5, "checks": 0.5}, 1000: {"templates": 10.0, "exports": 30.0}}
    commands: dict[str, list[tuple[float, ...]]] = {
        "`a`": [(0.3, 0.1, 0.6), (0.4, 0.1, 0.5), (0.2, 0.1, 0.8)]
    }
    record = Record(3, builds, stages, commands, {OURS: 99_600})
    assert "\n".join(report(record)) == dedent(
        """\
        | cards | build | processor | cardsite against it | peak memory | site | pages | a card's page |
        |--:|---|--:|--:|--:|--:|--:|--:|
        | 100 | cardsite | 3.0 s |  | 83 MB | 10 MB | 109 | 45 kB |
        | 100 | Hugo | 2.0 s | 2.00 (1.00 to 3.00) | 82 MB | 10 MB | 109 | 45 kB |
        | 100 | cardsite before | 8.0 s | 0.38 (0.25 to 0.50) | 88 MB | 10 MB | 109 | 45 kB |
        | 1,000 | cardsite | 60.0 s |  | 140 MB | 100 MB | 1,009 | 45 kB |
        | 1,000 | Hugo | 10.0 s | 6.00 (6.00 to 6.00) | 90 MB | 100 MB | 1,009 | 45 kB |

        cardsite takes 20.00 times as long for 1,000 cards as for 100, n^1.30.
        Hugo takes 5.00 times as long for 1,000 cards as for 100, n^0.70.

        | stage | 100 cards | 1,000 cards |
        |---|--:|--:|
        | exports | 0.0 s, 0% | 30.0 s, 75% |
        | templates | 1.5 s, 75% | 10.0 s, 25% |
        | checks | 0.5 s, 25% | 0.0 s, 0% |

        | command | processor | times `python -c pass` | against before |
        |---|--:|--:|--:|
        | `a` | 0.30 s | 3 | 0.50 |

        The page of Pythia 160M without the theme's part, cardsite: 100 kB."""
    )


PAGE = "<body><nav>{shell}</nav><article><h1>A</h1><table><tr><td>{cell}</table>{code}</article>"


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        ("1", "<pre>x = 1</pre>", []),
        ("2", "<pre>x = 1</pre>", ["card.html: '1' is '2' there"]),
        ("1", "", ["card.html: 1 code, there 0"]),
    ],
)
def test_a_peer_with_other_tables_or_code_is_noticed(
    cell: str, code: str, said: list[str], tmp_path: Path
) -> None:
    for name, text in (
        ("ours", PAGE.format(shell="ours", cell=1, code="<pre>x = 1</pre>")),
        ("theirs", PAGE.format(shell="theirs", cell=cell, code=code)),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "card.html").write_text(text, encoding="utf-8")
    assert different(tmp_path / "ours", tmp_path / "theirs") == said
    (tmp_path / "theirs/card.html").unlink()
    assert different(tmp_path / "ours", tmp_path / "theirs") == ["card.html is missing"]


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_gets_each_page(name: str, tmp_path: Path) -> None:
    text = (
        '---\ntitle: "One"\n---\n\n# One\n\nTo [all](index.md) of them.\n\n## Table\n\n| a |\n|---|\n| b |\n'
    )
    (tmp_path / "rendered/models").mkdir(parents=True)
    for page in ("one.md", "index.md"):
        (tmp_path / "rendered/models" / page).write_text(text, encoding="utf-8")
    (tmp_path / "project").mkdir()
    PEERS[name].prepare(tmp_path / "rendered", tmp_path / "project")
    project = [path for path in (tmp_path / "project").rglob("*") if path.is_file()]
    made = [path for path in project if "To [all](" in path.read_text("utf-8")]
    assert len(made) == 2
    if name == "Hugo":
        assert sorted(path.name for path in made) == ["_index.md", "one.md"]
        assert "[all](_index.md)" in made[0].read_text("utf-8")


def test_a_stage_is_that_of_the_innermost_function_that_has_one() -> None:
    template, policy = "/a/src/cardsite/render/page.py", "/a/src/cardsite/engine/content_policy.py"
    assert stage_of(["/lib/jinja2/environment.py", template, policy]) == "templates"
    assert stage_of(["/lib/re/__init__.py", policy, template]) == "content policy"
    assert stage_of(["/lib/re/__init__.py", "<frozen importlib._bootstrap>", template]) == "imports"
    assert stage_of(["/lib/mkdocs/commands/build.py"]) == OTHER


def test_every_stage_has_files_in_the_package_or_its_libraries() -> None:
    """A part of the package that was moved would lose its stage without a word."""
    root = Path(cardsite.__file__).parents[1]
    modules = [path.as_posix() for path in root.rglob("*.py")]
    ours = [part for parts in STAGES.values() for part in parts if part.startswith("cardsite/")]
    assert [part for part in ours if not any(part in module for module in modules)] == []
