"""`cardsite import table`: rows of a table to cards by a mapping, and what is said of mistakes in either."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import read_catalogue
from cardsite.cli import main
from cardsite.importers.csv_rows import read_csv
from cardsite.importers.input_files import MAX_BYTES, Refused
from cardsite.importers.table import ImportedCards, import_tables
from cardsite.problems import Severity, at_least
from tinysite import LICENSED, write

CASE = Path(__file__).parent / "imports/table/ten"
Run = Callable[..., Result]

MAP = """\
id: "{id}"
missing: n/a
tables:
  - fields:
      name: "{name}"
      summary: A model of the table.
      organization: acme
      license.id: mit
      architecture.parameters: "{params}M"
    run:
      settings: "at {size}"
    results:
      - {benchmark: sciq, metric: acc, score: "{sciq} %"}
"""
HEAD = "id,name,params,size,sciq\n"
TABLE = HEAD + 'one,One,"1,014.5",224,81.5\none,One,"1,014.5",288,82.5\ntwo,Two,7,224,\n'


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `cardsite` in a folder with an organisation, a table and a mapping."""
    monkeypatch.chdir(tmp_path)
    write(Path("cards/organizations.yaml"), "acme: {name: Acme}\n")
    write(Path("map.yaml"), MAP)
    write(Path("models.csv"), TABLE)

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


IMPORT = ("import", "table", "models.csv", "--map", "map.yaml")


def text(name: str) -> str:
    return Path(f"cards/{name}").read_bytes().decode()


def folder() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path("cards").rglob("*") if path.is_file()}


def test_ten_rows_of_several_kinds_become_the_golden_cards(run: Run, request: pytest.FixtureRequest) -> None:
    for file in CASE.iterdir():
        if file.is_file():
            shutil.copy(file, ".")
    result = run("import", "table", "models.csv", "speed.csv", "--map", "map.yaml")
    assert result.exit_code == 0, result.output
    made = {path.relative_to("cards").as_posix(): path for path in Path("cards/lab").rglob("*.yaml")}
    golden = CASE / "cards"
    if request.config.getoption("--update-goldens"):
        shutil.rmtree(golden, ignore_errors=True)
        for name, path in made.items():
            write(golden / name, path.read_text(encoding="utf-8"))
    expected = {path.relative_to(golden).as_posix(): path for path in golden.rglob("*.yaml")}
    assert sorted(made) == sorted(expected)
    for name, path in made.items():
        assert path.read_bytes() == expected[name].read_bytes()
    assert at_least(read_catalogue(Path("cards")).problems, Severity.WARNING) == ()
    assert run("fmt", "--check").exit_code == 0
    before = folder()
    assert run("import", "table", "models.csv", "speed.csv", "--map", "map.yaml").exit_code == 0
    assert folder() == before


def test_rows_of_one_model_at_several_settings_are_runs_of_its_card(run: Run) -> None:
    assert run(*IMPORT).exit_code == 0
    quoted = """quote: 'one,One,"1,014.5",%s'"""
    assert f"value: 1014.5M, source: models, {quoted % '224,81.5'}}}" in text("one.yaml")
    results = text("one.evals.yaml")
    assert results.count("benchmark: sciq") == 2
    assert "settings: at 224\n    source: models\n    results:\n" in results
    assert f"score: 81.5 %, {quoted % '224,81.5'}" in results
    assert f"score: 82.5 %, {quoted % '288,82.5'}" in results
    assert not Path("cards/two.evals.yaml").exists()


def test_fields_of_all_tables_are_said_once(run: Run) -> None:
    fields = MAP[MAP.index("fields:") : MAP.index("    run:")]
    lifted = fields.replace("\n      ", "\n  ")
    write(Path("map.yaml"), lifted + MAP.replace(f"  - {fields}    run:", "  - run:"))
    write(Path("more.csv"), HEAD + "three,Three,9,224,70\n")
    assert run(*IMPORT[:3], "more.csv", *IMPORT[3:]).exit_code == 0
    assert "name: One" in text("one.yaml").splitlines()
    assert "name: Three" in text("three.yaml").splitlines()


def test_an_import_into_a_card_keeps_what_a_person_wrote_and_shows_what_differs(run: Run) -> None:
    write(Path("cards/one.yaml"), f"# by hand\n{LICENSED}architecture:\n  parameters: 1.0145B  # rounded\n")
    result = run(*IMPORT)
    assert result.exit_code == 1
    assert result.stdout == "cards/one.yaml:2:7  name: card says Tiny, file says One\n" + (
        "cards/one.yaml:3:10  summary: card says A tiny model., file says A model of the table.\n"
    )
    lines = text("one.yaml").splitlines()
    assert lines[0] == "# by hand"
    assert "  parameters: 1.0145B  # rounded" in lines
    assert text("one.evals.yaml").count("benchmark: sciq") == 2


def test_scores_that_are_there_are_compared_by_their_setting(run: Run) -> None:
    run(*IMPORT)
    write(Path("models.csv"), TABLE.replace("82.5", "83.5"))
    before = folder()
    result = run(*IMPORT)
    assert result.exit_code == 1
    assert result.stdout.endswith("sciq acc score: card says 82.5 %, file says 83.5 % (models.csv)\n")
    assert folder() == before
    assert run(*IMPORT, "--accept").exit_code == 0
    assert "83.5 %" in text("one.evals.yaml")
    assert "81.5 %" in text("one.evals.yaml")


def test_a_dry_run_writes_nothing(run: Run) -> None:
    before = folder()
    result = run(*IMPORT, "--dry-run")
    assert "+name: One" in result.stdout.splitlines()
    assert folder() == before


@pytest.mark.parametrize("others", [("--into", "one"), ("--id", "one")])
def test_the_mapping_alone_says_which_card_a_row_is_of(run: Run, others: tuple[str, str]) -> None:
    assert "says which cards the rows are of" in run(*IMPORT, *others).stderr
    assert "--map goes with table" in run("import", "table", "models.csv").stderr


# Mistakes in the mapping

WRONG_MAP = """\
id: "{modle}"
patterns:
  name: "(("
tables:
  - fields:
      architecture.layer: "{params}"
      organization: acmee
      architecture.layers: many
    runs: {}
    results:
      - {benchmark: sciqq, metric: accc, score: "{sciq} %", note: x}
      - {benchmark: sciq, scores: "{sciq} %"}
"""


def test_every_mistake_in_a_mapping_is_told_at_once_with_its_place(run: Run) -> None:
    write(Path("map.yaml"), WRONG_MAP)
    result = run(*IMPORT)
    assert result.exit_code == 2
    assert "map.yaml:9:5  error: tables[0].runs: unknown field" in result.stderr
    write(Path("map.yaml"), WRONG_MAP.replace("    runs: {}\n", ""))
    said = run(*IMPORT).stderr
    for part in (
        'map.yaml:1:5  error: id: models.csv has no column "modle"',
        "map.yaml:3:9  error: patterns.name: not a regular expression: missing ), unterminated subpattern",
        'map.yaml:6:7  error: tables[0].fields.architecture.layer: a card has no field "architecture.layer"',
        'did you mean "architecture.layers"?',
        'map.yaml:7:21  error: organization: there is no organisation "acmee"',
        'did you mean "acme"?',
        "map.yaml:8:28  error: architecture.layers: expected a whole number, such as",
        'map.yaml:10:21  error: benchmark: there is no benchmark "sciqq"',
        'did you mean "sciq"?',
        'map.yaml:10:36  error: metric: there is no metric "accc"',
        'map.yaml:11:9  error: tables[0].results[1]: the field "score" is missing',
        'map.yaml:11:27  error: tables[0].results[1].scores: unknown field "scores" of a result',
    ):
        assert part in said, (part, said)
    assert folder().keys() == {"cards/organizations.yaml"}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            TABLE.replace("id,", "id,sciq,", 1).replace("e,O", "e,1,O").replace("o,T", "o,1,T"),
            "several columns",
        ),
        (TABLE.replace("sciq", "SciQ"), 'did you mean "SciQ"?'),
    ],
    ids=["twice", "other-case"],
)
def test_a_column_that_is_twice_there_or_not_at_all_is_told_in_the_mapping(
    run: Run, table: str, message: str
) -> None:
    write(Path("models.csv"), table)
    result = run(*IMPORT)
    assert result.exit_code == 2
    assert "map.yaml:13:47  error:" in result.stderr
    assert message in result.stderr


@pytest.mark.parametrize("content", ["", "- a\n", "id: [\n", "id: x\n", "\x00"])
def test_what_is_no_mapping_is_a_message(run: Run, content: str) -> None:
    write(Path("map.yaml"), content)
    result = run(*IMPORT)
    assert result.exit_code == 2
    assert "map.yaml:" in result.stderr


def test_a_new_card_without_what_every_card_needs_is_refused_once_for_all(run: Run) -> None:
    write(Path("map.yaml"), MAP.replace("      organization: acme\n", ""))
    result = run(*IMPORT)
    assert result.exit_code == 2
    assert "needs the field organization, which the tables do not give for one and 1 more" in result.stderr
    assert folder().keys() == {"cards/organizations.yaml"}


def test_a_table_that_the_mapping_says_nothing_of_is_told(run: Run) -> None:
    write(Path("map.yaml"), MAP.replace("tables:\n  - ", "tables:\n  - file: model.csv\n    "))
    result = run(*IMPORT)
    assert result.exit_code == 2
    assert "models.csv:1:1  error: the mapping says nothing of this file" in result.stderr
    assert 'did you mean "model.csv"?' in result.stderr


# Bad rows


@pytest.mark.parametrize(
    ("row", "place", "message"),
    [
        ("three,Three,many,224,80", "5:13", "expected a whole number"),
        ("three,Three,7,224,high", "5:19", "expected a score"),
        (",Three,7,224,80", "5:1", "the id is empty"),
        ("n/a,Three,7,224,80", "5:1", "the id is empty"),
        ("../three,Three,7,224,80", "5:1", '"../three" cannot be the id of a card'),
        ("ONE,One,\"1,014.5\",320,80", "5:1", '"ONE" and "one" would be one card, one'),
        ("one,Uno,\"1,014.5\",320,80", "5:5", 'name is "Uno" here, and "One" at models.csv:2:5'),
        ("one,One,\"1,014.5\",288,80", "5:23", "sciq is 80 % here, and 82.5 % at models.csv:3:23"),
        ("three,Three,7,224", "5:1", "expected 5 cells, as the first line has, found 4"),
        ("three,Three,7,224,80,1", "5:1", "expected 5 cells, as the first line has, found 6"),
        ('three,"Three,7,224,80', "5:7", "a quotation mark that is not closed"),
        ("three,unknown,7,224,80\u200b", "5:21", "expected a"),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_with_line_and_column_and_nothing_is_written(
    run: Run, row: str, place: str, message: str
) -> None:
    write(Path("models.csv"), f"{TABLE}{row}\n")
    result = run(*IMPORT)
    assert result.exit_code == 2
    assert f"models.csv:{place}  error: " in result.stderr
    assert message in result.stderr
    assert folder().keys() == {"cards/organizations.yaml"}


def test_all_bad_rows_are_told_at_once_up_to_a_hundred(run: Run) -> None:
    write(Path("models.csv"), HEAD + "".join(f"m{n},M,many,1,high\n" for n in range(80)))
    result = run(*IMPORT)
    assert result.stderr.count("expected a whole number") == 50
    assert "only the first 100 of 160 problems are listed" in result.stderr


# Hostile tables


def imported(content: bytes, folder: Path, mapping: str = MAP) -> ImportedCards:
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    (folder / "models.csv").write_bytes(content)
    registries = read_catalogue(folder / "cards").registries
    map_file = write(folder / "map.yaml", mapping)
    return import_tables([(folder / "models.csv", "models.csv")], (map_file, "map.yaml"), registries)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.rstrip("\n").encode(),
        TABLE.replace('"1,014.5"', '"1014.5"').replace(",", ";").encode(),
        TABLE.replace('"1,014.5"', "1014.5").replace(",", "\t").encode(),
        TABLE.replace("one", '"one"').replace("81.5", ' "81.5" ').encode(),
    ],
    ids=["mark", "crlf", "cr", "no-end", "semicolons", "tabs", "quotes"],
)
def test_the_same_table_in_another_spelling_gives_the_same(content: bytes, tmp_path: Path) -> None:
    plain = imported(TABLE.replace('"1,014.5"', "1014.5").encode(), tmp_path).cards
    found = imported(content, tmp_path)
    assert found.problems == ()
    scores = [[row["score"] for row in run.rows] for run in found.cards["one"].runs]
    assert scores == [["81.5 %"], ["82.5 %"]]
    values = [(each.path, each.value) for each in found.cards["one"].readings]
    assert values == [(each.path, each.value) for each in plain["one"].readings]


def test_empty_lines_keep_the_numbers_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\na,b\n\n,,\n1,"x\ny"\n2,z\n', encoding="utf-8")
    table = read_csv(tmp_path / "a.csv", "a.csv")
    assert table.problems == ()
    assert [(row[0].place.line, row[1].text) for row in table.rows] == [(5, "x y"), (7, "z")]


def test_numbers_with_commas_before_their_decimals(tmp_path: Path) -> None:
    content = TABLE.replace(",", ";").replace('"1;014.5"', "1.014,5").replace("82.5", "82,5")
    found = imported(content.encode(), tmp_path, f"decimal: comma\n{MAP}")
    assert found.problems == ()
    values = {each.path: each.value for each in found.cards["one"].readings}
    assert values["architecture", "parameters"] == "1014.5M"
    assert found.cards["one"].runs[1].rows[0]["score"] == "82.5 %"


def test_a_table_that_is_empty_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    for content, message in (
        (b"", "the table is empty"),
        (b"\n\n;;;\n", "the table is empty"),
        (b"a," * (MAX_BYTES // 2 + 1), "larger than 16 MiB"),
        ("id,b\n".encode("utf-16"), "not UTF-8 text"),
    ):
        (tmp_path / "a.csv").write_bytes(content)
        with pytest.raises(Refused) as refused:
            read_csv(tmp_path / "a.csv", "a.csv")
        assert message in refused.value.problem.message


def test_values_words_and_the_benchmark_of_a_row_may_come_from_cells(tmp_path: Path) -> None:
    mapping = """\
id: "lab/{model}"
tables:
  - fields:
      license.id: {value: "{open}", values: {yes: mit, no: other}}
    results:
      - {benchmark: "{task}", metric: "{metric}", score: "{value}"}
"""
    head = "model,open,task,metric,value\n"
    found = imported(f"{head}a b,yes,sciq,acc,0.5\na b,yes,piqa,acc,0.6\n".encode(), tmp_path, mapping)
    assert [row["benchmark"] for row in found.cards["lab/a-b"].runs[0].rows] == ["sciq", "piqa"]
    bad = imported(f"{head}a,maybe,sciqq,acc,0.5\n".encode(), tmp_path, mapping)
    assert [str(each.place) for each in bad.problems] == ["models.csv:2:3", "models.csv:2:9"]
    assert bad.cards == {}


@given(content=st.text(alphabet='one,;"\t\n\r 1.5%é\x00\u2028'))
def test_no_table_is_too_odd_to_read(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "odd-table"
    folder.mkdir(exist_ok=True)
    found = imported((HEAD + content).encode(), folder)
    for each in found.cards.values():
        assert all("\n" not in reading.value for reading in each.readings)


FAMILY = """\
patterns:
  id: "(?P<series>[a-z]+)(?P<size>[0-9]*)"
family:
  id: "{series}"
  name: "{series}"
  summary: "The models whose names begin with `{series}`."
"""
SERIES = HEAD + "peak1,Peak 1,1,224,80\npeak2,Peak 2,2,224,81\nhill1,Hill 1,3,224,82\n"


def test_families_of_several_cards_are_begun(run: Run) -> None:
    write(Path("map.yaml"), MAP + FAMILY)
    write(Path("models.csv"), SERIES)
    assert run(*IMPORT).exit_code == 0
    assert text("peak/family.yaml") == (
        "# yaml-language-server: $schema=../.schema/family.json\n"
        "name: peak\nsummary: The models whose names begin with `peak`.\n"
    )
    assert "family: peak" in text("peak1.yaml").splitlines()
    assert "family:" not in text("hill1.yaml")
    assert not Path("cards/hill").exists()
    assert at_least(read_catalogue(Path("cards")).problems, Severity.WARNING) == ()
    assert run("fmt", "--check").exit_code == 0
    # What a person writes into the family's file stays, and a further row joins.
    write(Path("cards/peak/family.yaml"), text("peak/family.yaml").replace("name: peak", "name: Peak"))
    write(Path("models.csv"), HEAD + "peak3,Peak 3,3,224,83\n")
    assert run(*IMPORT).exit_code == 0
    assert "name: Peak" in text("peak/family.yaml")
    assert "family: peak" in text("peak3.yaml").splitlines()


def test_a_column_of_a_family_that_no_table_has_is_a_mistake(run: Run) -> None:
    write(Path("map.yaml"), MAP + FAMILY.replace('name: "{series}"', 'name: "{serie}"'))
    before = folder()
    result = run(*IMPORT)
    assert result.exit_code == 2
    assert 'models.csv has no column "serie"' in result.stderr
    assert folder() == before


def test_a_long_row_is_not_quoted_but_named(run: Run) -> None:
    long = ["remark", *[f"a remark, in {'so ' * 70}many words"] * 3]
    rows = zip(TABLE.splitlines(), long, strict=True)
    write(Path("models.csv"), "".join(f'{row},"{remark}"\n' for row, remark in rows))
    assert run(*IMPORT).exit_code == 0
    assert "source: models, note: Line 2 of the table.}" in text("one.yaml")
    assert "    note: Line 3 of the table.\n" in text("one.evals.yaml")


def test_addresses_need_no_evidence(run: Run) -> None:
    address = 'links.weights: "https://example.org/{id}"\n      hub_id: "acme/{id}"\n      name:'
    write(Path("map.yaml"), MAP.replace("name:", address))
    assert run(*IMPORT).exit_code == 0
    assert "hub_id: acme/one" in text("one.yaml").splitlines()
    assert "  weights: https://example.org/one" in text("one.yaml").splitlines()
