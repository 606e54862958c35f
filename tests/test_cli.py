"""The command line: what it says where, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from cardsite import __version__
from cardsite.authoring.starter import starter, starters
from cardsite.build import read_catalogue
from cardsite.cli import COMMANDS, main
from cardsite.facts.kind import Trait, kind, traits
from cardsite.schema import SCHEMAS, Ids, ModelKind, ids_in, json_schema_text
from cardsite.terminal import one_line
from tinysite import LICENSED, write

BROKEN = LICENSED.replace("organization: acme", "organization: acmee")
LONG_AGO = 1_000_000_000
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `cardsite` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def cards(**files: str) -> None:
    """The files of a catalogue below cards/, by their names without `.yaml`; `__` is a slash."""
    write(Path("cards/organizations.yaml"), "acme: {name: Acme}\n")
    for name, text in files.items():
        write(Path("cards", name.replace("__", "/") + ".yaml"), text)


def files(folder: str) -> dict[str, bytes]:
    paths = sorted(Path(folder).rglob("*"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.is_file()}


# The list of commands


def test_the_list_of_commands_says_what_each_does_and_imports_none(tmp_path: Path) -> None:
    call = "import sys; from cardsite.cli import main; main(['--help'], standalone_mode=False)"
    code = f"{call}; print(sorted(name for name in sys.modules if name.startswith('cardsite.')))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    *lines, modules = done.stdout.splitlines()
    listed = lines[lines.index("Commands:") + 1 :]
    assert [line.split()[0] for line in listed] == sorted(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)
    assert modules == "['cardsite.cli', 'cardsite.cli.output', 'cardsite.errors', 'cardsite.terminal']"


def test_checking_cards_imports_nothing_that_makes_pages(tmp_path: Path) -> None:
    code = "import sys; import cardsite.cli.check_command; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    unused = {
        "cardsite.build",
        "cardsite.render",
        "cardsite.exporters",
        "jinja2",
        "comrak",
        "mkdocs",
        "ruamel",
    }
    assert unused & set(done.stdout.split()) == set()


def test_each_command_of_the_list_is_there_and_no_other(run: Run) -> None:
    for name in COMMANDS:
        assert run(name, "--help").stdout.startswith(f"Usage: main {name} ")
    assert run("chekc").stderr.endswith("Error: No such command 'chekc'.\n")


# check


def test_check_of_good_cards_ends_with_0_and_prints_nothing_to_read(run: Run) -> None:
    cards(tiny=LICENSED)
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 card read: no problems\n"


def test_check_of_bad_cards_ends_with_1_and_prints_every_problem(run: Run) -> None:
    cards(tiny=BROKEN, other=LICENSED.replace("Tiny", "Other"))
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        'cards/tiny.yaml:3:15  error: organization: there is no organization "acmee"  [unknown-organization]',
        "  | organization: acmee",
        "  |               ^",
        '    → did you mean "acme"?',
    ]
    assert result.stderr == "2 cards read: 1 error in 1 file\n"


def test_check_without_a_folder_of_cards_ends_with_2(run: Run) -> None:
    result = run("check", "--cards", "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "cardsite: nowhere: there is no such folder; cards live in it, one YAML file per model\n"
    )


def test_check_reads_another_folder_and_names_files_as_they_can_be_opened(run: Run) -> None:
    write(Path("a/b/tiny.yaml"), LICENSED)
    assert run("check", "--cards", "a/b").stdout.startswith("a/b/tiny.yaml:3:15  error: organization: ")


def test_check_for_github_puts_each_problem_on_its_line(run: Run) -> None:
    cards(tiny=BROKEN)
    result = run("check", "--format", "github")
    assert result.exit_code == 1
    assert result.stdout == (
        "::error file=cards/tiny.yaml,line=3,col=15,title=unknown-organization"
        '::organization: there is no organization "acmee"%0Adid you mean "acme"?\n'
    )
    assert result.stderr == "1 card read: 1 error in 1 file\n"


@pytest.mark.parametrize(
    "value",
    [
        r'"x\n::error::forged"',
        r'"x\r\n::error::forged"',
        '"100% %0A::error::forged"',
        "|\n  x\n  ::error::forged\n",
        '"::stop-commands::x"',
        r'"x\u2028::error::forged"',
    ],
)
@pytest.mark.parametrize("field", ["organization", "status", "license", "base_model"])
def test_no_text_of_a_card_becomes_a_command_for_github(field: str, value: str, run: Run) -> None:
    lines = [line for line in LICENSED.splitlines(keepends=True) if not line.startswith(f"{field}:")]
    cards(tiny="".join(lines) + f"{field}: {value}\n")
    result = run("check", "--format", "github")
    printed = result.stdout.splitlines()
    assert printed
    for line in printed:
        assert re.match(r"::error file=cards/tiny\.yaml,line=\d+,col=\d+,title=[a-z-]+::", line)
        assert re.fullmatch(r"(?:[^%]|%25|%0A|%0D)*", line)


def test_a_file_name_cannot_forge_a_command_for_github_either(run: Run) -> None:
    cards()
    write(Path("cards/a,line=1::forged\n::error::x.yaml"), LICENSED)
    (line,) = {line.partition(",title")[0] for line in run("check", "--format", "github").stdout.splitlines()}
    assert line == r"::error file=cards/a%2Cline=1%3A%3Aforged\n%3A%3Aerror%3A%3Ax.yaml,line=1,col=1"


def test_check_as_json_can_be_read_by_machines_also_without_problems(run: Run) -> None:
    cards(tiny=LICENSED)
    assert json.loads(run("check", "--format", "json").stdout) == []
    cards(tiny=BROKEN)
    assert json.loads(run("check", "--format", "json").stdout) == [
        {
            "code": "unknown-organization",
            "severity": "error",
            "file": "cards/tiny.yaml",
            "line": 3,
            "column": 15,
            "field": "organization",
            "message": 'there is no organization "acmee"',
            "hint": 'did you mean "acme"?',
            "replaced": "",
            "replacement": "",
        }
    ]


# check: what cards say against each other

WRONG = LICENSED + "architecture: {type: gpt_neox, hidden_size: 5120, attention_heads: 36}\n"
UNSURE = LICENSED.replace("Tiny", "Tiny 7B") + "architecture: {parameters: 8.54B}\n"


def test_check_reports_what_cannot_be_true_beside_what_does_not_follow_the_format(run: Run) -> None:
    cards(wrong=WRONG, broken=BROKEN.replace("Tiny", "Broken"))
    result = run("check")
    assert result.exit_code == 1
    assert "[shape-heads]" in result.stdout
    assert "[unknown-organization]" in result.stdout


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ((), ["shape-heads"]),
        (("--select", "shape"), ["shape-heads"]),
        (("--select", "shape-heads"), ["shape-heads"]),
        (("--select", "shape-parameters"), []),
        (("--ignore", "shape"), []),
        (("--select", "shape", "--ignore", "shape-heads"), []),
    ],
)
def test_checks_are_chosen_by_their_codes_or_first_words(
    run: Run, options: tuple[str, ...], codes: list[str]
) -> None:
    cards(wrong=WRONG)
    result = run("check", "--format", "json", *options)
    assert [problem["code"] for problem in json.loads(result.stdout)] == codes
    assert result.exit_code == (1 if codes else 0)


def test_a_check_that_does_not_exist_is_an_error_with_the_nearest_name(run: Run) -> None:
    cards(tiny=LICENSED)
    result = run("check", "--select", "shape-head")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == 'cardsite: there is no check "shape-head"; did you mean "shape-heads"?\n'


def test_to_select_what_is_ignored_leaves_nothing_to_run(run: Run) -> None:
    cards(wrong=WRONG)
    result = run("check", "--select", "shape", "--ignore", "shape")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "cardsite: no check is left to run: all that are selected are ignored as well\n"


def test_the_settings_of_the_site_hold_for_the_command_too(run: Run) -> None:
    cards(wrong=WRONG)
    write(
        Path("mkdocs.yml"),
        "plugins:\n  - search\n  - cardsite: {ignore: [shape]}\nhook: !!python/name:os.system ''\n",
    )
    assert run("check").exit_code == 0
    write(Path("other.yml"), "plugins: {cardsite: {ignore: [shape-parameters]}}\n")
    assert run("check", "--config", "other.yml").exit_code == 1
    assert run("render", "--out", "out").exit_code == 0
    assert run("render", "--config", "other.yml", "--out", "other").exit_code == 1
    assert not Path("other").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plugins: [", "cardsite: mkdocs.yml: not valid YAML: "),
        ("plugins: [{cardsite: {ignore: shape}}]", "cardsite: mkdocs.yml: the option ignore of cardsite "),
        ("plugins: [{cardsite: {select: [1]}}]", "cardsite: mkdocs.yml: the option select of cardsite "),
    ],
)
def test_settings_that_cannot_be_read_are_an_error_in_one_line(run: Run, text: str, message: str) -> None:
    cards(tiny=LICENSED)
    write(Path("mkdocs.yml"), text)
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(message)


def test_notes_are_counted_and_listed_when_asked_for(run: Run) -> None:
    cards(unsure=UNSURE)
    result = run("check", "--select", "size-name")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 card read: 1 note in 1 file; --show note lists the rest too\n"
    result = run("check", "--select", "size-name", "--show", "note", "--fail-on", "note")
    assert result.exit_code == 1
    assert "[size-name]" in result.stdout
    assert result.stderr == "1 card read: 1 note in 1 file\n"


def test_a_check_explains_itself(run: Run) -> None:
    result = run("check", "--explain", "shape-heads")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "shape-heads (error)\n\nHeads do not divide the hidden size, or key heads not the heads.\n"
    )
    assert "Example:\n\n      architecture:\n        type: gpt_neox\n" in result.stdout


def test_a_group_of_checks_is_explained_line_by_line_and_a_misspelt_code_has_a_hint(run: Run) -> None:
    assert (
        "shape-heads (error): Heads do not divide the hidden size, or key heads not the heads.\n"
        in run("check", "--explain", "shape").stdout
    )
    result = run("check", "--explain", "shpe-heads")
    assert result.exit_code == 2
    assert 'there is no check "shpe-heads"; did you mean "shape-heads"?' in result.stderr
    assert 'did you mean "shape"?' in run("check", "--explain", "shpae").stderr


def test_check_says_of_which_cards_it_could_not_look_at_what_they_say(run: Run) -> None:
    cards(wrong=WRONG, broken=LICENSED.replace("Tiny", "Broken") + "colour: red\n")
    assert run("check").stderr.endswith("; 1 card that broke the format not checked further\n")


def test_an_ignore_that_is_no_code_is_pointed_at(run: Run) -> None:
    cards(tiny=LICENSED + "ignore: {shape: all of these}\n")
    assert run("check").stdout.splitlines()[0] == (
        "cards/tiny.yaml:5:10  error: ignore.shape: expected the code of a check, such as shape-heads,"
        ' one on a line, found "shape"  [value]'
    )


def test_sarif_is_a_whole_document_without_problems_too(run: Run) -> None:
    cards(tiny=LICENSED)
    result = run("check", "--format", "sarif")
    assert (result.exit_code, json.loads(result.stdout)["runs"][0]["results"]) == (0, [])


def test_a_card_sets_a_check_aside_with_a_reason(run: Run) -> None:
    cards(wrong=WRONG + "ignore: {shape-heads: The makers publish it so.}\n")
    assert run("check").exit_code == 0


# new

HOLES = {
    "{what it is in one or two sentences}": "A tiny model.",
    "{an id of organizations.yaml}": "acme",
    "{the id of the base model's card}": "base",
    "{the id of a card}": "base",
}


def fill(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for hole, value in HOLES.items():
        text = text.replace(hole, value)
    path.write_text(text, encoding="utf-8")


def test_a_new_card_says_only_what_is_still_missing_and_is_valid_once_it_is_filled_in(run: Run) -> None:
    cards()
    result = run("new", "tiny")
    assert result.exit_code == 0
    assert (
        result.stdout
        == "cards/tiny.yaml is ready to be filled in; cardsite check says what is still missing\n"
    )
    assert run("check").stdout.splitlines() == [
        "cards/tiny.yaml:5:10  error: summary: a placeholder from the template is still here: "
        "{what it is in one or two sentences}  [yaml-hole]",
        "  | summary: {what it is in one or two sentences}",
        "  |          ^",
        "    → write the value, or delete the field or item; if the braces are meant, quote the text",
    ]
    fill(Path("cards/tiny.yaml"))
    assert run("check").stderr == "1 card read: no problems\n"


def test_a_new_card_asks_for_the_organisation_where_there_are_several(run: Run) -> None:
    cards(organizations="acme: {name: Acme}\nglobex: {name: Globex}\n")
    run("new", "tiny")
    assert "organization: {an id of organizations.yaml}\n" in Path("cards/tiny.yaml").read_text()
    assert run("check").stderr.endswith(
        " read: 2 errors in 1 file; 1 card that broke the format not checked further\n"
    )
    fill(Path("cards/tiny.yaml"))
    assert run("check").exit_code == 0


def test_a_new_card_beside_a_family_is_of_its_organisation(run: Run) -> None:
    family = "name: Stone\nsummary: Stones.\norganization: globex\n"
    cards(organizations="acme: {name: Acme}\nglobex: {name: Globex}\n", stone__family=family)
    run("new", "stone/stone-1b")
    assert "organization: globex\n" in Path("cards/stone/stone-1b.yaml").read_text()


@pytest.mark.parametrize("word", starters())
def test_a_new_card_of_a_kind_has_gaps_only_and_is_of_that_kind_once_they_are_filled(
    word: str, run: Run
) -> None:
    cards(base=LICENSED.replace("name: ", "name: Base of "))
    assert run("new", "tiny", "--kind", word).exit_code == 0
    problems = json.loads(run("check", "--format", "json").stdout)
    assert {problem["code"] for problem in problems} == {"yaml-hole"}
    fill(Path("cards/tiny.yaml"))
    assert run("check").stderr == "2 cards read: no problems\n"
    card = read_catalogue(Path("cards")).cards["tiny"].card
    assert {kind(card), *traits(card)} >= KINDS_OF.get(word, {ModelKind(word)} if word in KINDS else set())


KINDS = set(ModelKind)
KINDS_OF: dict[str, set[ModelKind | Trait]] = {
    "image": {ModelKind.VISION},
    "moe": {ModelKind.LANGUAGE_MODEL},
    "state-space": {ModelKind.LANGUAGE_MODEL},
    "chat": {ModelKind.LANGUAGE_MODEL},
    "adapter": {Trait.ADAPTER},
    "quantized": {Trait.QUANTIZED},
    "merge": {Trait.MERGE},
}


def test_each_kind_of_model_has_a_card_to_begin_with() -> None:
    assert KINDS | KINDS_OF.keys() == set(starters())


@pytest.mark.parametrize("word", [None, *starters()])
def test_every_commented_field_of_a_new_card_is_one_of_the_format(word: str | None, run: Run) -> None:
    cards(base=LICENSED.replace("name: ", "name: Base of "))
    run("new", "tiny", *(["--kind", word] if word else []))
    text = Path("cards/tiny.yaml").read_text(encoding="utf-8")
    offered = re.sub(
        r"^# ( *[a-z_]+:) +# .*$", r"\1 unknown", text.partition("status: draft\n")[2], flags=re.MULTILINE
    )
    wrong = [p for p in json.loads(checked(run, offered)) if p["code"] == "unknown-field"]
    assert wrong == []
    assert len(re.findall(r": unknown$", offered, re.MULTILINE)) > 19


@pytest.mark.parametrize("word", starters())
def test_a_new_card_offers_all_that_the_table_of_its_kind_names(word: str, run: Run) -> None:
    cards()
    run("new", "tiny", "--kind", word)
    text = Path("cards/tiny.yaml").read_text(encoding="utf-8")
    for path in starter(word).fields:
        depth, name = path.count("."), path.rpartition(".")[2]
        assert re.search(rf"^(# {'  ' * depth})?{name}:", text, re.MULTILINE), path


def checked(run: Run, fields: str) -> str:
    cards(tiny=f"{LICENSED}{fields}")
    return run("check", "--format", "json").stdout


@pytest.mark.parametrize("word", [None, *starters()])
def test_a_new_card_shows_results_and_sources_that_can_be_used_as_they_stand(
    word: str | None, run: Run
) -> None:
    cards()
    run("new", "tiny", *(["--kind", word] if word else []))
    text = Path("cards/tiny.yaml").read_text(encoding="utf-8")
    tail = text[text.index("# evaluation:") :]
    uncommented = re.sub(r"^# ", "", tail, flags=re.MULTILINE)
    assert json.loads(checked(run, uncommented)) == []


@pytest.mark.parametrize(
    ("identity", "schema"),
    [
        ("tiny", ".schema/card.json"),
        ("a/tiny", "../.schema/card.json"),
        ("a/b/c/tiny", "../../../.schema/card.json"),
    ],
)
def test_a_new_card_names_a_schema_that_is_there(identity: str, schema: str, run: Run) -> None:
    run("new", identity)
    path = Path(f"cards/{identity}.yaml")
    assert path.read_text(encoding="utf-8").startswith(f"# yaml-language-server: $schema={schema}\n")
    assert offered(path.parent / schema)["models"] == [identity]


def offered(schema: Path = Path("cards/.schema/card.json")) -> Ids:
    """The ids that editors offer, from the schema of cards."""
    ids = ids_in(schema.read_text(encoding="utf-8"))
    assert ids
    return ids


def test_new_writes_the_schemas_once(run: Run) -> None:
    run("new", "one")
    written = sorted(Path("cards/.schema").iterdir())
    assert [path.stem for path in written] == sorted(SCHEMAS)
    for path in written:
        os.utime(path, (LONG_AGO, LONG_AGO))
    run("new", "two")
    # Nothing in the others can name a model.
    changed = {path.stem for path in written if path.stat().st_mtime != LONG_AGO}
    assert changed == {"card", "family"}


def test_new_never_writes_over_a_card(run: Run) -> None:
    cards(tiny=LICENSED)
    result = run("new", "tiny")
    assert result.exit_code == 2
    assert result.stderr == "cardsite: cards/tiny.yaml already exists; nothing was written\n"
    assert Path("cards/tiny.yaml").read_text(encoding="utf-8") == LICENSED


@pytest.mark.parametrize(
    "identity",
    [
        *("../x", "/x", "a//b", "a/", ".x", ".", "", "a\\b"),  # paths
        *("Foo", "a b", "ä", "x\n", "--help", "x" * 81, "a/b/c/d/e"),  # spelling
        *("family", "a/family", "x.evals", "organizations"),  # other files of a catalogue
        *("index", "x.json", "x.yaml", "con", "a/nul"),  # other files of a site, or of a system
    ],
)
def test_new_refuses_what_cannot_be_an_id(identity: str, run: Run) -> None:
    result = run("new", "--", identity)
    assert result.exit_code == 2
    assert f'"{one_line(identity)}" cannot be the id of a card' in result.stderr
    assert not Path("cards").exists()


def test_new_without_an_id_says_so(run: Run) -> None:
    result = run("new")
    assert result.exit_code == 2
    assert "Missing argument 'ID'" in result.stderr


# schema


def test_schemas_that_are_written_know_the_ids_of_the_catalogue(run: Run) -> None:
    sources = "sources: {paper: {title: A paper, url: https://example.org/paper}}\n"
    cards(tiny=LICENSED + sources, pythia__family="name: Pythia\nsummary: Models.\n")
    write(Path("cards/datasets.yaml"), DATASETS)
    run("schema", "--write", "cards/.schema")
    known = offered()
    for what, ids in {
        "models": ["tiny"],
        "families": ["pythia"],
        "organizations": ["acme"],
        "datasets": ["pile"],
        "sources": ["paper"],
    }.items():
        assert known[what] == ids
    assert "apache-2.0" in known["licenses"]
    assert "lambada" in known["benchmarks"]
    assert "acc" in known["metrics"]


DATASETS = "pile: {name: The Pile, summary: Texts of many kinds.}\n"
STALE = "editors complete from old schemas; cardsite schema --write cards/.schema renews them"


def test_check_says_when_schemas_do_not_know_an_id(run: Run) -> None:
    cards(tiny=LICENSED)
    assert STALE not in run("check").stderr  # a catalogue without schemas needs none
    run("schema", "--write", "cards/.schema")
    assert STALE not in run("check").stderr
    cards(tiny=LICENSED + "sources: {paper: {title: A paper, url: https://example.org/paper}}\n")
    assert STALE not in run("check").stderr
    cards(other=LICENSED.replace("Tiny", "Other"))
    assert STALE in run("check").stderr.splitlines()
    assert "schemas" not in run("check", "--format", "json").output
    run("schema", "--write", "cards/.schema")
    Path("cards/other.yaml").unlink()
    assert STALE not in run("check").stderr


@pytest.mark.parametrize("text", ["", "{}", "[]", "no JSON", '{"$comment": "cardsite 0.0.1"}'])
def test_check_says_when_schemas_are_those_of_another_version(text: str, run: Run) -> None:
    cards(tiny=LICENSED)
    write(Path("cards/.schema/card.json"), text)
    result = run("check")
    assert STALE in result.stderr.splitlines()
    assert result.exit_code == 0


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schema_prints_a_json_schema(kind: str, run: Run) -> None:
    result = run("schema", kind)
    schema: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert result.stdout == json_schema_text(kind)


def test_schema_is_that_of_a_card_if_nothing_is_asked_for(run: Run) -> None:
    assert run("schema").stdout == json_schema_text("card")


def test_schema_writes_all_kinds_and_then_nothing_more(run: Run) -> None:
    assert run("schema", "--write", "here").stdout == "8 of 8 schemas changed in here\n"
    assert run("schema", "--write", "here").stdout == "0 of 8 schemas changed in here\n"
    assert set(files("here")) == {f"{kind}.json" for kind in SCHEMAS}


# render


def test_render_writes_the_pages_and_the_data_beside_them(run: Run) -> None:
    cards(tiny=LICENSED)
    result = run("render", "--out", "out")
    assert result.exit_code == 0
    assert re.fullmatch(r"\d+ pages in out: \d+ files changed, 0 removed\n", result.stdout)
    written = {"index.md", "models/index.md", "models/tiny.md", "models/tiny.yaml", "models/tiny.json"}
    assert written <= set(files("out"))
    assert result.stderr == ""


def test_a_second_render_touches_nothing(run: Run) -> None:
    cards(tiny=LICENSED)
    run("render", "--out", "out")
    for path in Path("out").rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    assert run("render", "--out", "out").stdout.endswith(": 0 files changed, 0 removed\n")
    assert {path.stat().st_mtime for path in Path("out").rglob("*")} == {LONG_AGO}


def test_a_changed_description_changes_only_what_is_made_of_that_card(run: Run) -> None:
    cards(tiny=LICENSED + "description: Little.\n", other=LICENSED.replace("Tiny", "Other"))
    run("render", "--out", "out")
    before = files("out")
    cards(tiny=LICENSED + "description: Much more.\n")
    assert run("render", "--out", "out").stdout.endswith(": 5 files changed, 0 removed\n")
    after = files("out")
    assert {name for name in after if after[name] != before[name]} == {
        f"models/tiny.{ending}" for ending in ("md", "md.txt", "yaml", "json", "huggingface.txt")
    }


def test_what_was_made_of_a_card_goes_with_it_and_other_files_stay(run: Run) -> None:
    cards(tiny=LICENSED, old__other=LICENSED.replace("Tiny", "Other"))
    run("render", "--out", "out")
    write(Path("out/own.md"), "Mine.\n")
    Path("cards/old/other.yaml").unlink()
    assert run("render", "--out", "out").stdout.endswith(", 5 removed\n")
    assert not Path("out/models/old").exists()
    assert Path("out/own.md").read_text() == "Mine.\n"


def test_render_does_not_replace_a_file_of_somebody_else(run: Run) -> None:
    cards(tiny=LICENSED)
    write(Path("out/index.md"), "Mine.\n")
    result = run("render", "--out", "out")
    assert result.exit_code == 2
    assert result.stderr == (
        "cardsite: out/index.md is not from cardsite and would be replaced; nothing was written\n"
    )
    assert files("out") == {"index.md": b"Mine.\n"}


def test_render_of_bad_cards_ends_with_1_and_leaves_everything_as_it_was(run: Run) -> None:
    cards(tiny=LICENSED)
    run("render", "--out", "out")
    before = files("out")
    cards(tiny=BROKEN, other=LICENSED.replace("Tiny", "Other"))
    result = run("render", "--out", "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'there is no organization "acmee"' in result.stderr
    assert result.stderr.endswith("\nnothing was written: 1 error in 1 file\n")
    assert files("out") == before


def test_render_follows_no_link_out_of_its_folder(run: Run) -> None:
    cards(tiny=LICENSED)
    Path("elsewhere").mkdir()
    Path("out").mkdir()
    Path("out/models").symlink_to(Path("elsewhere").absolute())
    result = run("render", "--out", "out")
    assert result.exit_code == 2
    assert re.fullmatch(
        r"cardsite: out/models/\S+ leads out of out by a link; nothing was written\n", result.stderr
    )
    assert files("elsewhere") == {}


@pytest.mark.parametrize("out", ["cards", "cards/out", "cards/../cards/.out"])
def test_render_does_not_write_among_the_cards(out: str, run: Run) -> None:
    cards(tiny=LICENSED)
    result = run("render", "--out", out)
    assert result.exit_code == 2
    said = "lies in the folder of cards; the YAML in it would be read as cards"
    assert result.stderr == f"cardsite: {Path(out)} {said}\n"
    assert set(files("cards")) == {"organizations.yaml", "tiny.yaml"}


def test_render_uses_the_templates_of_the_site(run: Run) -> None:
    cards(tiny=LICENSED)
    write(Path("own/sections/notes.md.j2"), "\nOurs.\n")
    run("render", "--templates", "own", "--out", "out")
    assert "\nOurs.\n" in Path("out/models/tiny.md").read_text(encoding="utf-8")


def test_a_mistake_in_a_template_is_one_line_and_not_a_traceback(run: Run) -> None:
    cards(tiny=LICENSED)
    write(Path("templates/sections/notes.md.j2"), "\n{{ card.nmae }}\n")
    result = run("render", "--out", "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        'cardsite: templates/sections/notes.md.j2:2: there is no field "nmae" here; did you mean "name"?\n'
    )
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "arguments",
    [("render", "--out", "file/out"), ("schema", "--write", "file/out"), ("new", "--cards", "file", "tiny")],
)
def test_what_the_system_refuses_is_one_line_and_not_a_traceback(
    arguments: tuple[str, ...], run: Run
) -> None:
    cards(tiny=LICENSED)
    write(Path("file"), "Mine.\n")
    result = run(*arguments)
    assert result.exit_code == 2
    assert re.fullmatch(r"cardsite: file\S*: [A-Z][a-z ]+\n", result.stderr)


# All of them


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nope",), "No such command 'nope'"),
        (("check", "--nope"), "No such option '--nope'"),
        (("check", "--format", "xml"), "'xml' is not one of"),
        (("render",), "Missing option '--out'"),
        (("schema", "model"), "'model' is not one of"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_that_is_no_command_ends_with_2(arguments: tuple[str, ...], message: str, run: Run) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("check", ["every problem", "Exit status", "--format", "--cards"]),
        ("new", ["starting card", "ID is the path", "--cards"]),
        ("render", ["plain Markdown files", "--out", "--templates", "nothing is written"]),
        ("schema", ["JSON Schema", "--write"]),
    ],
)
def test_help_says_what_a_command_does(command: str, words: list[str], run: Run) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert [word for word in words if word not in said] == []
    assert run(command, "-h").stdout == result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_is_explained(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    assert options
    assert [option.name for option in options if not getattr(option, "help", None)] == []


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout == f"cardsite, version {__version__}\n"
