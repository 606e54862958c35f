"""Reading a folder of cards: which files count, what they are called, and what is reported only once."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from cardsite.catalogue import Catalogue, is_card_id, load
from cardsite.catalogue.discovery import is_file_name, renaming
from cardsite.errors import CardsiteError
from cardsite.reports.text_report import as_text
from tinysite import TINY, write

ORGANIZATIONS = "acme: {name: Acme}\n"


def catalogue(folder: Path, files: dict[str, str]) -> Catalogue:
    """The catalogue of some files, and of a registry that knows `acme`."""
    for name, text in {"organizations.yaml": ORGANIZATIONS, **files}.items():
        write(folder / name, text)
    return load(folder, "cards")


def messages(found: Catalogue) -> list[str]:
    """The lines of the report, without the codes, which the golden files hold."""
    return [re.sub(r"  \[[a-z0-9-]+\]$", "", line) for line in as_text(found.problems).splitlines()]


def named(name: str) -> str:
    return TINY.replace("Tiny", name)


def test_the_path_below_the_folder_is_the_id(tmp_path: Path) -> None:
    found = catalogue(tmp_path, {"b.yaml": named("B"), "a/a-1b.yaml": named("A"), "a/x/y/z.yaml": named("Z")})
    assert list(found.cards) == ["a/a-1b", "a/x/y/z", "b"]
    assert found.cards["a/a-1b"].file == "cards/a/a-1b.yaml"
    assert found.problems == ()


@pytest.mark.parametrize(
    "segment", ["Deep_Model.V1", "With space", "_x", "Ärger", "A.JSON", "COM1", "x" * 81, "モデル"]
)
def test_the_name_that_a_hint_suggests_is_legal_by_the_rule_that_it_states(segment: str) -> None:
    rule, suggests, suggestion = renaming(segment).partition(", such as ")
    assert is_file_name(suggestion) or not suggests
    words = {".": "dots", "-": "hyphens", "_": "underscores"}
    assert all(words[sign] in rule for sign in suggestion if not sign.isalnum())


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        pytest.param(
            "My Model.yaml",
            [
                'cards/My Model.yaml:1:1  error: "My Model" cannot be part of an id',
                "    → rename it: lower-case letters, digits, dots, hyphens, underscores, such as my-model",
            ],
            id="capitals-and-space",
        ),
        pytest.param(
            "Überblick.yaml",
            [
                'cards/Überblick.yaml:1:1  error: "Überblick" cannot be part of an id',
                "    → rename it: lower-case letters, digits, dots, hyphens, underscores, such as uberblick",
            ],
            id="accent",
        ),
        pytest.param(
            "---.yaml",
            [
                'cards/---.yaml:1:1  error: "---" cannot be part of an id',
                "    → rename it: lower-case letters, digits, dots, hyphens, underscores, "
                "the first and the last a letter or a digit",
            ],
            id="only-hyphens",
        ),
        pytest.param(
            "index.yaml",
            [
                'cards/index.yaml:1:1  error: "index" cannot be part of an id',
                "    → rename it: lists of the site, files of a page or devices of Windows have that name",
            ],
            id="index",
        ),
        pytest.param(
            "a/con.yaml",
            [
                'cards/a/con.yaml:1:1  error: "con" cannot be part of an id',
                "    → rename it: lists of the site, files of a page or devices of Windows have that name",
            ],
            id="device",
        ),
        pytest.param(
            "a/b/c/d/deep.yaml",
            [
                "cards/a/b/c/d/deep.yaml:1:1  error: the card lies 4 folders deep; at most 3 are read",
                "    → move it up",
            ],
            id="too-deep",
        ),
        pytest.param(
            "slab.yml",
            ["cards/slab.yml:1:1  error: cards end in .yaml, not .yml", "    → rename it to slab.yaml"],
            id="yml",
        ),
        pytest.param(
            "slab.YAML",
            ["cards/slab.YAML:1:1  error: cards end in .yaml, not .YAML", "    → rename it to slab.yaml"],
            id="upper-case-ending",
        ),
        pytest.param(
            "family.yaml",
            [
                "cards/family.yaml:1:1  error: a family.yaml belongs in the folder of the family's members",
                "    → make a folder for them, and move it there",
            ],
            id="family-at-the-top",
        ),
        pytest.param(
            "a/datasets.yaml",
            [
                "cards/a/datasets.yaml:1:1  error: datasets.yaml is a registry, "
                "and there is one for all cards",
                "    → move its entries up to the folder of cards",
            ],
            id="registry-in-a-folder",
        ),
        pytest.param(
            "slab.evals.yaml",
            [
                "cards/slab.evals.yaml:1:1  error: there is no card slab.yaml that these results belong to",
                "    → add the card, or rename the file",
            ],
            id="results-without-a-card",
        ),
    ],
)
def test_a_file_that_cannot_be_a_card_is_reported(name: str, lines: list[str], tmp_path: Path) -> None:
    found = catalogue(tmp_path, {name: "runs: []\n" if ".evals" in name else TINY})
    assert messages(found) == lines


@pytest.mark.parametrize("name", [".hidden.yaml", ".schema/card.yaml", "README.md", "notes.txt", "yaml"])
def test_a_file_that_is_not_meant_as_a_card_is_passed_over(name: str, tmp_path: Path) -> None:
    found = catalogue(tmp_path, {name: "- not a card"})
    assert (found.cards, found.problems) == ({}, ())


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "elsewhere/secret.yaml", TINY)
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards/link.yaml").symlink_to(secret)
    (tmp_path / "cards/folder").symlink_to(secret.parent, target_is_directory=True)
    found = catalogue(tmp_path / "cards", {})
    assert found.cards == {}
    assert messages(found) == [
        "cards/folder:1:1  error: symbolic links are not followed",
        "    → put the file itself here",
        "cards/link.yaml:1:1  error: symbolic links are not followed",
        "    → put the file itself here",
    ]


def test_ids_that_differ_only_by_case_are_reported(tmp_path: Path) -> None:
    found = catalogue(tmp_path, {"slab.yaml": named("A"), "Slab.yaml": named("B")})
    if len(list(tmp_path.glob("[sS]lab.yaml"))) == 1:
        pytest.skip("the file system takes both for one file")
    assert messages(found) == [
        'cards/Slab.yaml:1:1  error: "Slab" cannot be part of an id',
        "    → rename it: lower-case letters, digits, dots, hyphens, underscores, such as slab",
        "cards/Slab.yaml:1:1  error: the id differs only by case from that of cards/slab.yaml",
        "    → rename one of the two files",
    ]


def test_a_card_that_is_not_text_in_utf_8_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("name: Überblick\n".encode("latin-1"))
    found = catalogue(tmp_path, {"tiny.yaml": TINY})
    assert messages(found) == [
        "cards/latin.yaml:1:7  error: byte 0xDC is not UTF-8 text",
        "  | name: \N{REPLACEMENT CHARACTER}berblick",
        "  |       ^",
        "    → save the file as UTF-8",
    ]
    assert list(found.cards) == ["tiny"]


def test_a_folder_that_is_not_there_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(
        CardsiteError, match=r"^cards: there is no such folder; cards live in it, one YAML file per model$"
    ):
        load(tmp_path / "no", "cards")


@pytest.mark.parametrize(
    ("identity", "is_id"),
    [
        ("slab", True),
        ("stone/stone-1.5b", True),
        ("a/b/c/d", True),
        ("a/b/c/d/e", False),
        ("", False),
        ("/a", False),
        ("a/", False),
        ("../a", False),
        ("a//b", False),
        ("A", False),
        ("a b", False),
        (".a", False),
        ("a/index", False),
        ("nul", False),
        ("nul.x", False),
        ("family", False),
        ("a/family", False),
        ("a.evals", False),
        ("organizations", False),
        ("x" * 80, True),
        ("x" * 81, False),
    ],
)
def test_an_id_is_a_path_of_lower_case_words(identity: str, is_id: bool) -> None:
    assert is_card_id(identity) is is_id


def test_one_mistake_of_a_family_is_one_problem_however_many_members_inherit_it(tmp_path: Path) -> None:
    shared = "name: Stone\nsummary: Stones.\nshared:\n  organization: acme\n  architecture: {layers: few}\n"
    members = {f"stone/stone-{n}b.yaml": f"name: Stone {n}B\nsummary: A stone.\n" for n in range(1, 9)}
    (problem,) = catalogue(tmp_path, {"stone/family.yaml": shared, **members}).problems
    assert str(problem.place) == "cards/stone/family.yaml:5:26"


def test_a_family_that_cannot_be_read_is_one_problem_however_many_members_it_has(tmp_path: Path) -> None:
    member = "name: Stone {n}B\nsummary: A stone.\narchitecture: {layers: 1, source: config}\n"
    members = {f"stone/stone-{n}b.yaml": member.replace("{n}", str(n)) for n in range(1, 9)}
    (problem,) = catalogue(tmp_path, {"stone/family.yaml": "name: [Stone\n", **members}).problems
    assert problem.place.file == "cards/stone/family.yaml"


def test_a_registry_that_cannot_be_read_is_one_problem_however_many_cards_name_its_ids(
    tmp_path: Path,
) -> None:
    cards = {f"slab-{n}.yaml": named(f"Slab {n}") for n in range(9)}
    (problem,) = catalogue(tmp_path, {"organizations.yaml": "acme: [\n", **cards}).problems
    assert problem.place.file == "cards/organizations.yaml"


def test_a_licence_that_cannot_be_read_is_one_problem_however_many_cards_have_it(tmp_path: Path) -> None:
    cards = {f"{each}.yaml": f"{named(each)}license: mine\n" for each in "ab"}
    found = catalogue(tmp_path, {**cards, "licenses.yaml": "mine: {nmae: A}\n"})
    assert {problem.place.file for problem in found.problems} == {"cards/licenses.yaml"}


def test_a_member_inherits_field_by_field_and_knows_the_line_of_each(tmp_path: Path) -> None:
    family = (
        "name: Stone\nsummary: Stones.\nshared:\n  organization: acme\n  tags: [hard, grey]\n"
        "  architecture:\n    layers: 12\n    hidden_size: 768\n    kv_heads: 4\n"
    )
    member = (
        "name: Stone 1B\nsummary: A stone.\ntags: [soft]\narchitecture:\n  hidden_size: 1024\n  kv_heads: ~\n"
    )
    found = catalogue(tmp_path, {"stone/family.yaml": family, "stone/stone-1b.yaml": member})
    assert found.problems == ()
    entry = found.cards["stone/stone-1b"]
    architecture = entry.card.architecture
    assert architecture is not None
    assert (str(architecture.layers and architecture.layers.value), architecture.kv_heads) == ("12", None)
    assert str(architecture.hidden_size and architecture.hidden_size.value) == "1,024"
    assert entry.card.tags == ("soft",)
    assert str(entry.located.place(("architecture", "layers"))) == "cards/stone/family.yaml:7:13"
    assert str(entry.located.place(("architecture", "hidden_size"))) == "cards/stone/stone-1b.yaml:5:16"


def test_a_family_extends_another_and_the_nearest_word_counts(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path,
        {
            "rock/family.yaml": "name: Rock\nsummary: R.\n"
            "shared: {organization: acme, tags: [rock], aliases: [old]}\n",
            "stone/family.yaml": "name: Stone\nsummary: S.\nextends: rock\nshared: {tags: [stone]}\n",
            "stone/stone-1b.yaml": "name: Stone 1B\nsummary: A stone.\n",
            "far/away.yaml": "name: Away\nsummary: A stone.\nfamily: stone\n",
        },
    )
    assert found.problems == ()
    assert [(c.card.tags, c.card.aliases, c.family) for c in found.cards.values()] == [
        (("stone",), ("old",), "stone")
    ] * 2


def test_results_in_a_file_of_their_own_follow_those_of_the_card(tmp_path: Path) -> None:
    card = TINY + "evaluation: {runs: [{title: One, results: [{benchmark: hellaswag, score: 0.5}]}]}\n"
    results = "runs:\n  - {title: Two, results: [{benchmark: piqa, score: 0.6}]}\n"
    entry = catalogue(tmp_path, {"tiny.yaml": card, "tiny.evals.yaml": results}).cards["tiny"]
    assert entry.card.evaluation is not None
    assert [run.title for run in entry.card.evaluation.runs] == ["One", "Two"]
    place = entry.located.place(("evaluation", "runs", 1, "results", 0, "score"))
    assert str(place) == "cards/tiny.evals.yaml:2:53"


def test_a_catalogue_changes_a_benchmark_that_comes_with_cardsite_in_one_field(tmp_path: Path) -> None:
    shipped = catalogue(tmp_path, {}).registries.benchmarks["hellaswag"].value
    changed = catalogue(tmp_path, {"benchmarks.yaml": "hellaswag: {name: My HellaSwag}\n"})
    assert changed.problems == ()
    assert changed.registries.benchmarks["hellaswag"].value == shipped.model_copy(
        update={"name": "My HellaSwag"}
    )


def test_a_task_of_a_harness_that_is_no_id_leads_to_the_benchmark_that_it_means(tmp_path: Path) -> None:
    card = TINY + "evaluation: {runs: [{results: [{benchmark: minerva_math, score: 0.5}]}]}\n"
    (problem,) = catalogue(tmp_path, {"tiny.yaml": card}).problems
    assert (problem.code, problem.hint) == ("unknown-benchmark", 'write "math", of which it is an alias')


def test_a_benchmark_with_an_unknown_metric_is_reported(tmp_path: Path) -> None:
    text = "own-test: {name: Own test, measures: Strength., metric: acc_nrom}\n"
    assert messages(catalogue(tmp_path, {"benchmarks.yaml": text})) == [
        'cards/benchmarks.yaml:1:57  error: metric: there is no metric "acc_nrom"',
        f"  | {text.rstrip()}",
        f"  | {' ' * 56}^",
        "    → add it to cards/metrics.yaml: acc_nrom: {name: …, unit: fraction, direction: higher} "
        "(unit: fraction, number or another; direction: higher, lower or target)",
    ]


def test_a_pipe_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    assert messages(catalogue(tmp_path, {})) == [
        "cards/x.yaml:1:1  error: neither a file nor a folder",
        "    → remove it",
    ]


def test_a_relation_without_a_base_model_is_reported_at_its_line(tmp_path: Path) -> None:
    found = catalogue(tmp_path, {"a.yaml": TINY + "base_model_relation: adapter\n"})
    assert (
        messages(found)[0] == "cards/a.yaml:4:22  error: base_model_relation: a relation, but no base_model"
    )
