"""`cardsite diff`: the report says which claims changed, and nothing else."""

from __future__ import annotations

import html
import json
import random
import re
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cardsite.build import EVERY_CHECK
from cardsite.catalogue.trees import Kept, StoredTree
from cardsite.changes.change_report import report_of
from cardsite.changes.rendering import MOST, as_html, as_markdown, as_text, naming_of
from cardsite.changes.second_run import run_again
from cardsite.changes.versions import compared
from cardsite.changes.versions_compared import Comparison, Version, changed_files
from cardsite.checks import CHECKS, Check, run
from cardsite.cli import main
from cardsite.problems import in_order
from cardsite.render.environment import make_environment
from cardsite.terminal import one_line
from changes_story import tell_story
from correct import write_correct_catalogue
from examples import write_example
from hostile import PIXEL, TOKENS
from tinysite import write

GOLDENS = Path(__file__).parent / "diffs"
ENVIRONMENT = make_environment(None)
NAMING = naming_of(ENVIRONMENT)
SCHEMA = Draft202012Validator(
    json.loads((resources.files("cardsite") / "assets/schemas/changes.json").read_text(encoding="utf-8"))
)


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def data(*arguments: str) -> Any:
    result = diff(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# The story


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("story")
    tell_story(folder)
    return folder


@pytest.mark.parametrize(
    ("style", "ending"), [("text", "txt"), ("markdown", "md"), ("html", "html"), ("json", "json")]
)
def test_the_report_of_a_branch_is_its_golden_file(
    style: str, ending: str, told: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(told)
    result = diff("main", "--format", style, "--preview-url", "https://preview.example/12")
    assert result.exit_code == 0, result.output
    golden = GOLDENS / f"story.{ending}"
    if request.config.getoption("--update-goldens"):
        golden.write_text(result.stdout, encoding="utf-8", newline="\n")
    assert result.stdout == golden.read_text(encoding="utf-8")


def test_the_report_of_a_branch_says_what_it_did_and_nothing_of_the_rest(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(told)
    report = data("main")
    assert [(card["id"], card["state"], card["previous_id"]) for card in report["cards"]] == [
        ("basalt/basalt-410m", "changed", ""),
        ("marble/marble-160m", "formatting", ""),
        ("slate-base", "renamed", "slate"),
    ]
    (claim,) = report["cards"][0]["claims"]
    assert (claim["old"], claim["new"], claim["better"]) == ("33.00 ± 0.31 %", "53.00 ± 0.31 %", True)
    assert claim["flags"] == ["same-source", "same-date"]
    assert report["cards"][1]["same_entry"] is True
    (through,) = report["through"]
    assert through["file"] == "cards/chalk/family.yaml"
    assert len(through["cards"]) == 8
    assert [(each["id"], each["state"]) for each in report["unreadable"]] == [("granite", "new")]
    assert report["problems"] == {"new": [], "fixed": []}
    assert "marble-70m" not in json.dumps(report)


def test_the_data_follow_their_schema(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(told)
    SCHEMA.check_schema(SCHEMA.schema)
    for named in ("main", "change..main", "main..main"):
        report = data(named)
        SCHEMA.validate(report)
        # Each field is described, and none is that is not there.
        assert report.keys() == SCHEMA.schema["properties"].keys()


def test_a_flag_fails_the_run_only_where_it_is_asked_for(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(told)
    asked = [["same-date"], ["any"], ["freer-license"], ["freer-license", "same-source"]]
    codes = [
        diff("main", *(word for flag in flags for word in ("--fail-on", flag))).exit_code for flags in asked
    ]
    assert codes == [1, 1, 0, 1]


def test_two_revisions_are_compared_directly(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(told)
    direct = data("main..change")
    assert "marble/marble-70m" in {card["id"] for card in direct["cards"]}
    assert data("main...change")["cards"] == data("main")["cards"]
    assert data()["counts"]["claims"] == 0
    assert data("change..change")["same_catalog"] is True


def test_the_working_tree_is_the_new_version(
    told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(told, folder)
    monkeypatch.chdir(folder)
    card = folder / "cards/marble/marble-2800m.yaml"
    write(card, card.read_text(encoding="utf-8").replace("layers: 16", "layers: 17"))
    report = data()
    assert [card["id"] for card in report["cards"]] == ["marble/marble-2800m"]
    (claim,) = report["cards"][0]["claims"]
    assert (claim["label"], claim["old"], claim["new"]) == ("Layers", "16", "17")


def test_folders_are_compared_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, layers in (("old", 12), ("new", 13)):
        write(tmp_path / name / "organizations.yaml", "acme: {name: Acme}\n")
        write(tmp_path / name / "a.yaml", f"{CARD}architecture: {{layers: {layers}}}\n")
    for named in (("old..new",), ("old", "--cards", "new"), ("../" + tmp_path.name + "/old..new",)):
        (card,) = data(*named)["cards"]
        assert [(claim["old"], claim["new"]) for claim in card["claims"]] == [("12", "13")]


def test_a_terminal_shows_colours_and_a_file_none(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(told)
    monkeypatch.delenv("NO_COLOR", raising=False)
    arguments = ["diff", "main"]
    shown = CliRunner().invoke(main, arguments, color=True).stdout
    assert "\x1b[33m  ~ MMLU" in shown
    assert "\x1b[35m  ! Basalt" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    plain = CliRunner().invoke(main, arguments, color=True).stdout
    assert plain == re.sub("\x1b\\[[0-9;]*m", "", shown)


def test_a_family_with_mistakes_is_told_by_its_messages() -> None:
    family = "name: Fam\nsummary: Some.\nshared: {tags: [x]}\n"
    files = {"fam/family.yaml": family, "fam/a.yaml": CARD}
    found = report(files, {**files, "fam/family.yaml": f"{family}no_field: x\n"})
    assert [each["code"] for each in found["problems"]["new"]] == ["unknown-field"]
    assert (found["files"], found["cards"], found["through"]) == ([], [], [])


# What a claim is

CARD = "name: Tiny\nsummary: Small.\norganization: acme\nlicense: mit\n"
SOURCES = "sources:\n  paper: {title: The paper, url: 'https://example.org/paper'}\n"


def tree(files: dict[str, str]) -> StoredTree:
    every = {"organizations.yaml": "acme: {name: Acme}\n", **files}
    return StoredTree({name: text.encode() for name, text in every.items()})


def report(old: dict[str, str], new: dict[str, str]) -> dict[str, Any]:
    kept = Kept()
    before, after = compared(("old", tree(old)), ("new", tree(new)), "cards", EVERY_CHECK, kept)
    found = report_of(Comparison(before, after, NAMING, kept), lambda _: "")
    SCHEMA.validate(found)
    return found


def claims(old: str, new: str, card: str = CARD) -> list[dict[str, Any]]:
    found = report({"a.yaml": card + old}, {"a.yaml": card + new})
    (changed,) = found["cards"]
    return changed["claims"]  # type: ignore[no-any-return]


RUN = "evaluation:\n  runs:\n    - shots: 5\n      date: 2024-01-01\n      results:\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("architecture: {layers: 12}\n", "architecture: {layers: 24}\n", [("Layers", "12", "24", "+100 %")]),
        (
            "training: {tokens: 300B}\n",
            "training: {tokens: 300_000_000_000}\n",
            [("Tokens seen", "300B", "300,000,000,000", "")],
        ),
        (
            "training: {tokens: 300B}\n",
            "training: {tokens: 300M}\n",
            [("Tokens seen", "300B", "300M", "× 0.00100")],
        ),
        ("", "tags: [chat]\n", [("Tags", None, "chat", "")]),
        ("language: [en, de]\n", "language: en\n", [("Languages", "en, de", "en", "")]),
        (
            "architecture: {layers: 12}\n",
            "architecture: {layers: not_disclosed}\n",
            [("Layers", "12", "not disclosed", "")],
        ),
        (
            f"{RUN}        - {{benchmark: mmlu, score: 0.5}}\n        - {{benchmark: piqa, score: 0.6}}\n",
            f"{RUN}        - {{benchmark: piqa, score: 0.6}}\n        - {{benchmark: mmlu, score: 0.4}}\n",
            [("MMLU, accuracy, 5-shot", "50 %", "40 %", "−20 %")],
        ),
        (
            f"{RUN}        - {{benchmark: mmlu, score: 0.5}}\n",
            f"{RUN.replace('5', '0')}        - {{benchmark: mmlu, score: 0.5}}\n",
            [("Number of shots", "5", "0", "−100 %")],
        ),
        (
            "base_model: [{title: A, url: 'https://a.example/a'}]\nbase_model_relation: finetune\n",
            "base_model: [{title: A, url: 'https://a.example/b'}]\nbase_model_relation: finetune\n",
            [("Base model address", "https://a.example/a", "https://a.example/b", "")],
        ),
    ],
)
def test_a_claim_is_shown_as_pages_show_it(
    old: str, new: str, expected: list[tuple[str, str | None, str | None, str]]
) -> None:
    assert [
        (each["label"], each["old"], each["new"], each["relative"]) for each in claims(old, new)
    ] == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("architecture: {layers: 12}\n", "# Twelve.\narchitecture:\n    layers:   12\n"),
        ("training: {tokens: 300_000}\n", "training: {tokens: 300000}\n"),
        ("limitations: It is small and old.\n", "limitations: >\n  It is small\n  and old.\n"),
        ("language: en\n", "language: [en]\n"),
        ("training: {data: [{name: A}, {name: B}]}\n", "training: {data: [{name: B}, {name: A}]}\n"),
    ],
    ids=["layout", "digits", "line breaks", "one of a list", "order"],
)
def test_what_says_the_same_is_formatting(old: str, new: str) -> None:
    found = report({"a.yaml": CARD + old}, {"a.yaml": CARD + new})
    assert [(each["state"], each["claims"]) for each in found["cards"]] == [("formatting", [])]
    assert found["same_catalog"] is True
    assert "catalog.json is the same, byte for byte" in as_text(found, ENVIRONMENT)


def test_a_card_of_a_family_that_changed_has_new_formatting_and_no_claims_of_its_own() -> None:
    old = {"fam/family.yaml": "name: Fam\nsummary: Some.\nshared: {tags: [x]}\n", "fam/a.yaml": CARD}
    new = {"fam/family.yaml": old["fam/family.yaml"].replace("[x]", "[y]"), "fam/a.yaml": f"# A.\n{CARD}"}
    found = report(old, new)
    assert [(each["state"], each["same_entry"]) for each in found["cards"]] == [("formatting", None)]
    assert "Formatting or comments only\n  Tiny (cards/fam/a.yaml)\n" in as_text(found, ENVIRONMENT)


def test_prose_is_compared_word_by_word() -> None:
    (claim,) = claims("limitations: It is a small model.\n", "limitations: It is a large model.\n")
    assert [(each["kind"], each["text"]) for each in claim["words"]] == [
        ("same", "It is a"),
        ("old", "small"),
        ("new", "large"),
        ("same", "model."),
    ]


def test_things_of_a_list_are_known_by_their_names() -> None:
    old = "training: {data: [{name: A, tokens: 1B}, {name: B, tokens: 2B}]}\n"
    new = "training: {data: [{name: C}, {name: B, tokens: 3B}, {name: A, tokens: 1B}]}\n"
    found = [(each["item"], each["old"], each["new"]) for each in claims(old, new)]
    assert found == [("C", None, "C"), ("B", "2B", "3B")]


def test_a_run_with_another_title_is_still_the_run() -> None:
    run = "evaluation:\n  runs: [{{title: {}, source: {}, results: [{{benchmark: mmlu, score: 0.5}}]}}]\n"
    old, new = run.format("Own", "paper"), run.format("Official", "code")
    sources = SOURCES + "  code: {title: Code, url: 'https://example.org/code'}\n"
    found = [(each["label"], each["old"], each["new"]) for each in claims(old, new, CARD + sources)]
    assert found == [("Title", "Own", "Official"), ("Source", "paper", "code")]


def test_a_run_without_a_title_is_known_by_its_scores_wherever_it_stands() -> None:
    run = "    - {{date: {}, shots: {}, results: [{{benchmark: mmlu, score: 0.5}}]}}\n"
    runs = [run.format("2024-01-01", 5), run.format("2024-02-01", 0)]
    old = "evaluation:\n  runs:\n" + "".join(runs)
    new = "evaluation:\n  runs:\n" + "".join([run.format("2024-03-01", 3), *reversed(runs)])
    found = [(each["label"], each["old"], each["new"]) for each in claims(old, new)]
    assert found == [("MMLU, accuracy, 3-shot", None, "50 %")]


def test_a_note_of_a_score_is_a_claim() -> None:
    result = RUN + "        - {{benchmark: mmlu, score: 0.5, note: {}}}\n"
    found = claims(result.format("By us."), result.format("By  others."))
    assert [(each["label"], each["item"], each["old"], each["new"]) for each in found] == [
        ("Note", "MMLU, accuracy", "By us.", "By  others.")
    ]


# Flags


def flags(old: str, new: str, card: str = CARD + SOURCES) -> list[str]:
    return [flag for claim in claims(old, new, card) for flag in claim["flags"]]


SOURCED = "architecture: {{source: paper, layers: {{value: {}, quote: {}}}}}\n"
SCORED = "evaluation: {{runs: [{{date: {}, source: paper, results: [{{benchmark: mmlu, score: {}}}]}}]}}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (SOURCED.format(12, "a"), SOURCED.format(13, "a"), ["same-source"]),
        (SOURCED.format(12, "a"), SOURCED.format(13, "b"), []),
        ("architecture: {layers: 12}\n", "architecture: {layers: 13}\n", ["same-source"]),
        ("architecture: {layers: 12}\n", "architecture: {layers: {value: 13, source: paper}}\n", []),
        (
            "architecture: {layers: {value: 12, source: paper}}\n",
            "architecture: {layers: 12}\n",
            ["less-evidence"],
        ),
        (SCORED.format(2024, 0.5), SCORED.format(2024, 0.6), ["same-source", "same-date"]),
        (SCORED.format(2024, 0.5), SCORED.format(2025, 0.6), ["same-source"]),
        ("data_license: cc-by-nc-4.0\n", "data_license: cc-by-4.0\n", ["freer-license"]),
        ("data_license: cc-by-4.0\n", "data_license: cc-by-nc-4.0\n", []),
        ("architecture: {type: gpt2}\n", "architecture: {type: bert}\n", []),
        ("release_date: 2024-01-01\n", "release_date: 2024-01-02\n", ["same-source"]),
        (
            f"{RUN}        - {{benchmark: mmlu, score: 0.5}}\n",
            f"{RUN.replace('2024', '2025')}        - {{benchmark: mmlu, score: 0.5}}\n",
            [],
        ),
    ],
)
def test_a_flag_says_what_to_ask_about(old: str, new: str, expected: list[str]) -> None:
    assert flags(old, new) == expected


def test_a_new_commit_of_a_source_is_other_evidence() -> None:
    source = "sources: {code: {title: Code, url: 'https://example.org/code', commit: %s}}\n"
    old = "architecture: {layers: {value: 12, source: code}}\n" + source % ("a" * 40)
    new = "architecture: {layers: {value: 13, source: code}}\n" + source % ("b" * 40)
    assert flags(old, new, CARD) == []


# What follows elsewhere


def test_ranks_of_others_move_with_a_score() -> None:
    def card(name: str, score: float) -> str:
        result = f"        - {{benchmark: mmlu, metric: acc, score: {score}, error: 0.001}}\n"
        return CARD.replace("Tiny", name) + RUN + result

    old = {"a.yaml": card("A", 0.5), "b.yaml": card("B", 0.6)}
    found = report(old, {**old, "a.yaml": card("A", 0.7)})
    (ranking,) = found["ranks"]
    assert ranking["benchmark"] == "MMLU"
    assert [(move["name"], move["old"], move["new"]) for move in ranking["moves"]] == [
        ("A", "2", "1"),
        ("B", "1", "2"),
    ]


def test_a_licence_above_is_told_of_all_below() -> None:
    base = CARD.replace("Tiny", "Base")
    tuned = f"{CARD}base_model: base\nbase_model_relation: finetune\n"
    files = {
        "base.yaml": base,
        "tuned.yaml": tuned,
        "twice.yaml": tuned.replace("base_model: base", "base_model: tuned"),
    }
    found = report(files, {**files, "base.yaml": base.replace("mit", "cc-by-nc-4.0")})
    assert {each["name"] for each in found["licenses"]} == {"Tiny"}
    assert len(found["licenses"]) == 2
    assert [each["code"] for each in found["problems"]["new"]].count("license-stricter") == 2
    (card,) = found["cards"]
    assert [(each["old"], each["new"]) for each in card["facets"]] == [("Permissive", "Non-commercial")]


def test_results_in_a_file_of_their_own_are_those_of_the_card() -> None:
    results = "runs:\n  - results:\n      - {benchmark: mmlu, score: %s}\n"
    old = {"a.yaml": CARD, "a.evals.yaml": results % 0.5}
    (card,) = report(old, {**old, "a.evals.yaml": results % 0.6})["cards"]
    assert [(each["old"], each["new"], each["better"]) for each in card["claims"]] == [("50 %", "60 %", True)]


def test_a_card_that_says_its_old_id_was_renamed_whatever_else_it_says() -> None:
    old = {"old.yaml": CARD}
    new = {"new.yaml": "name: Other\nsummary: Else.\norganization: acme\nlicense: mit\nprevious_ids: old\n"}
    for sides in ((old, new), (new, old)):
        (card,) = report(*sides)["cards"]
        assert (card["state"], {card["id"], card["previous_id"]}) == ("renamed", {"old", "new"})


def test_pictures_are_told() -> None:
    kept = Kept()
    files = {"organizations.yaml": b"acme: {name: Acme}\n", "a.yaml": CARD.encode()}
    sides = (
        ("old", StoredTree(files)),
        ("new", StoredTree({**files, "x.png": PIXEL, "logos/acme.png": PIXEL})),
    )
    before, after = compared(*sides, "cards", EVERY_CHECK, kept)
    found = report_of(Comparison(before, after, NAMING, kept), lambda _: "")
    assert [(each["file"], each["state"]) for each in found["pictures"]] == [
        ("cards/logos/acme.png", "added"),
        ("cards/x.png", "added"),
    ]
    text = as_text(found, ENVIRONMENT)
    assert "No card changed" in text
    assert "  + cards/x.png" in text


def test_an_entry_of_a_registry_is_told_with_its_cards() -> None:
    data_set = "pile: {name: The Pile, summary: Text., license: %s}\n"
    card = f"{CARD}training: {{data: [pile]}}\n"
    old = {"a.yaml": card, "datasets.yaml": data_set % "cc-by-nc-4.0"}
    found = report(old, {**old, "datasets.yaml": data_set % "mit"})
    (entry,) = found["files"]
    assert (entry["kind"], entry["cards"]) == ("datasets", ["a"])
    assert [flag for each in found["flags"] for flag in each["flags"]] == ["freer-license"]


def test_an_own_licence_is_told_with_its_cards() -> None:
    own = "stone: {name: Stone Licence, kind: custom, asks: [%s]}\n"
    old = {"a.yaml": CARD.replace("mit", "stone"), "licenses.yaml": own % "no-commercial-use"}
    found = report(old, {**old, "licenses.yaml": own % "same-license"})
    assert [(each["kind"], each["cards"]) for each in found["files"]] == [("licenses", ["a"])]


def test_a_metric_of_the_registry_changes_the_scores_through_it() -> None:
    own = "made: {name: Made, measures: Things., metric: %s}\n"
    old = {
        "a.yaml": f"{CARD}{RUN}        - {{benchmark: made, score: 0.5}}\n",
        "benchmarks.yaml": own % "acc",
    }
    found = report(old, {**old, "benchmarks.yaml": own % "f1"})
    assert found["cards"] == []
    (through,) = found["through"]
    assert through["file"] == "cards/benchmarks.yaml"
    assert through["cards"] == ["a"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("layers: 12\n", "", ("repaired", False)),
        ("", "layers: 12\n", ("broken", True)),
        ("layers: 12\n", "layers: 13\n", ("still", True)),
    ],
)
def test_a_card_that_cannot_be_read_is_told_with_its_messages(
    old: str, new: str, expected: tuple[str, bool]
) -> None:
    other = {"b.yaml": CARD.replace("Tiny", "Other")}
    found = report(
        {"a.yaml": CARD + old, **other},
        {"a.yaml": CARD + new, "b.yaml": CARD.replace("Tiny", "Another")},
    )
    (unreadable,) = found["unreadable"]
    assert (unreadable["state"], bool(unreadable["problems"])) == expected
    assert [card["id"] for card in found["cards"]] == ["b"]


# Properties


def edited(folder: Path, chance: random.Random) -> dict[str, bytes]:
    """The files of a catalogue with a few edits: other numbers, words, files gone, renamed and new."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))
    }
    cards = [name for name in files if "/" in name or name.count(".") == 1]
    for name in chance.sample(cards, 4):
        text = files[name].decode()
        match chance.randrange(5):
            case 0:
                files[name] = re.sub(
                    r"(?<=: )(\d)(?=\d*\n)", lambda digit: str(1 + int(digit[0]) % 9), text
                ).encode()
            case 1:
                files[name] = text.replace(" a ", " one ").encode()
            case 2:
                del files[name]
            case 3:
                files[f"renamed-{chance.randrange(99)}.yaml"] = files.pop(name)
            case _:
                files[name] = (text + "# A comment.\n").encode()
    return files


@pytest.fixture(scope="module")
def correct(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("correct")
    write_correct_catalogue(folder, 7, 24)
    return folder / "cards"


Compare = Callable[[StoredTree, StoredTree], tuple[Version, Version, dict[str, Any]]]


def both(old: StoredTree, new: StoredTree) -> tuple[Version, Version, dict[str, Any]]:
    kept = Kept()
    before, after = compared(("old", old), ("new", new), "cards", EVERY_CHECK, kept)
    return before, after, report_of(Comparison(before, after, NAMING, kept), lambda _: "")


@settings(max_examples=3)
@given(seed=st.integers(0, 10**6))
def test_a_report_turned_round_has_old_and_new_exchanged(seed: int, correct: Path) -> None:
    chance = random.Random(seed)
    one, other = StoredTree(edited(correct, chance)), StoredTree(edited(correct, chance))
    _, _, there = both(one, other)
    _, _, back = both(other, one)

    def said(found: dict[str, Any], old: str, new: str) -> list[tuple[Any, ...]]:
        return sorted(
            (claim["field"], str(claim[old]), str(claim[new]))
            for each in (*found["cards"], *found["through"], *found["files"])
            for claim in each["claims"]
        )

    assert said(there, "old", "new") == said(back, "new", "old")
    opposite = {"added": "removed", "removed": "added"}
    states = [sorted(opposite.get(card["state"], card["state"]) for card in back["cards"])]
    assert states == [sorted(card["state"] for card in there["cards"])]


@settings(max_examples=3)
@given(seed=st.integers(0, 10**6))
def test_a_catalogue_has_not_changed_from_itself(seed: int, correct: Path) -> None:
    files = edited(correct, random.Random(seed))
    _, _, found = both(StoredTree(files), StoredTree(dict(files)))
    assert found["same_catalog"] in (True, None)
    assert [
        found[name] for name in ("cards", "through", "files", "flags", "ranks", "licenses", "unreadable")
    ] == [[]] * 7
    assert found["problems"] == {"new": [], "fixed": []}


@settings(max_examples=4)
@given(seed=st.integers(0, 10**6))
def test_checks_of_the_older_version_find_all_that_they_find_alone(seed: int, correct: Path) -> None:
    chance = random.Random(seed)
    before, after, _ = both(StoredTree(edited(correct, chance)), StoredTree(edited(correct, chance)))
    old, new = before.catalogue, after.catalogue
    found = run(new, CHECKS, EVERY_CHECK)
    again = run_again(old, new, found, EVERY_CHECK, changed_files(before, after))
    assert in_order(again) == run(old, CHECKS, EVERY_CHECK)


def example(folder: Path, text: str) -> dict[str, str]:
    """The files of an example of a check."""
    cards = write_example(folder, text)
    return {
        path.relative_to(cards).as_posix(): path.read_text(encoding="utf-8") for path in cards.rglob("*.yaml")
    }


@pytest.mark.parametrize("each", CHECKS.values(), ids=list(CHECKS))
def test_a_check_is_run_again_wherever_it_may_find_something_else(each: Check, tmp_path: Path) -> None:
    wrong, right = example(tmp_path / "wrong", each.wrong), example(tmp_path / "right", each.right)
    later = [right]
    for name, text in wrong.items():
        if "summary:" in text:
            later += [
                {**wrong, name: f"{text}\ntags: [edited]\n"},
                {k: v for k, v in wrong.items() if k != name},
            ]
    for new in later:
        versions = [({name: text.encode() for name, text in files.items()}) for files in (wrong, new)]
        before, after, _ = both(*map(StoredTree, versions))
        again = run_again(
            before.catalogue,
            after.catalogue,
            run(after.catalogue, CHECKS, EVERY_CHECK),
            EVERY_CHECK,
            changed_files(before, after),
        )
        assert in_order(again) == run(before.catalogue, CHECKS, EVERY_CHECK)


# Hostile text

MORE = [
    "@everyone see #1, GH-2, !3, $4, user/repo#5, a@b.example, www.a.example and HTTPS://a.example",
    "0123456789abcdef0123456789abcdef01234567 deadbeef :smile:",
]
ACTIVE = re.compile(r"@\w|[#!$&~%^]\w|\bGH-\d|:\w|://|\bwww\.|\b(?=\d*[a-f])[0-9a-f]{7,}\b", re.IGNORECASE)
"""What GitHub or GitLab make a link of, or a picture, wherever it stands outside of code."""
OWN = {
    "bdi",
    "p",
    "b",
    "i",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "br",
    "del",
    "ins",
    "code",
    "details",
    "summary",
    "small",
}


def hostile(number: int, text: str) -> tuple[str, str]:
    """A card with a text in many places, before and after."""
    quoted, other = (json.dumps(f"{sign}{number} {text}", ensure_ascii=False) for sign in "TU")
    card = (
        "name: {0}\nsummary: {0}\norganization: acme\nlicense: {{id: other, name: {0}, link: 'https://a.example'}}\n"
        "tags: [{0}]\nlimitations: {0}\narchitecture: {{type: {{value: gpt2, quote: {0}}}, tokenizer: {0}}}\n"
        "sections: [{{title: {0}, after: overview, body: {0}}}]\nsources: {{a: {{title: {0}}}}}\n"
    )
    return card.format(quoted), card.format(other)


def test_no_text_of_a_card_acts_in_a_report() -> None:
    # On one line and short, as names have to be.
    texts = [" ".join(text.split())[:60] for text in (*TOKENS.values(), *MORE)]
    cards = {f"c{number}.yaml": hostile(number, text) for number, text in enumerate(texts)}
    old, new = ({name: card[side] for name, card in cards.items()} for side in (0, 1))
    found = report(
        old, {**new, "new.yaml": new["c0.yaml"], "organizations.yaml": "acme: {name: '@acme <b>'}\n"}
    )
    assert len(found["cards"]) + len(found["unreadable"]) > 80
    assert len(found["cards"]) > 70
    for card in found["cards"]:
        alone = {**found, "cards": [card], "files": found["files"] if card["id"] == "c0" else []}
        alone["flags"] = [each for each in found["flags"] if each["id"] == card["id"]]
        alone["problems"] = {"new": [], "fixed": []}
        markdown, page = as_markdown(alone, ENVIRONMENT), as_html(alone, ENVIRONMENT).partition("<body>")[2]
        assert set(re.findall(r"</?([^\s>/]+)", markdown)) <= OWN
        assert set(re.findall(r"</?([^\s>/]+)", page)) <= {*OWN, "h1", "h2", "body", "html"}
        assert not set("`[]\\") & set(markdown), markdown
        shown = html.unescape(
            re.sub(r"<[^>]*>|&#8203;", lambda found: "\u200b" if found[0][0] == "&" else " ", markdown)
        )
        assert not (acting := ACTIVE.search(shown)), (acting, card["id"])
    assert all(one_line(line) == line for line in as_text(found, ENVIRONMENT).split("\n"))


def test_a_comment_is_never_too_long_and_says_what_is_left_out() -> None:
    card = f"{CARD}limitations: %s\n"
    old = {f"a{number}.yaml": card.replace("Tiny", f"T{number}") % "old" for number in range(300)}
    new = {name: text.replace("old", "<@&#!>" * 60) for name, text in old.items()}
    found = report(old, new)
    markdown = as_markdown(found, ENVIRONMENT)
    assert len(markdown.encode("utf-16-le")) // 2 <= MOST
    assert "This is not all" in markdown
    assert "300 cards changed" in markdown
