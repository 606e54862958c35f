"""One order and one style for files: golden cases, and what holds for any card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cardsite.authoring.format import formatted
from cardsite.authoring.format.field_order import FieldOrder
from cardsite.cli import COMMANDS, main
from cardsite.schema import Card, Fact, Family, Source
from cardsite.yamlio.document import MappingNode, Node, ScalarNode, SequenceNode, parse
from fences import ROOT
from tinysite import LICENSED, write

CASES = Path(__file__).parent / "formatting"
FILE_OF = {"family": "family.yaml", "results": "a.evals.yaml", "registry": "datasets.yaml"}
"""The names of files that are not cards, by the case."""


def after(text: str, file: str = "card.yaml") -> str:
    """The text of a file as it is formatted."""
    found = formatted(text.encode(), file)
    assert found.problems == ()
    return found.content.decode()


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_file_is_laid_out_as_its_golden_file(case: str, request: pytest.FixtureRequest) -> None:
    file = FILE_OF.get(case, "card.yaml")
    found = after((CASES / case / "before.yaml").read_bytes().decode(), file)
    golden = CASES / case / "after.yaml"
    if request.config.getoption("--update-goldens"):
        golden.write_bytes(found.encode())
    assert found == golden.read_bytes().decode()
    assert after(found, file) == found


OWN = sorted((ROOT / "cards").rglob("*.yaml"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.relative_to(ROOT / "cards").as_posix())
def test_the_cards_of_this_catalogue_are_in_order(path: Path) -> None:
    found = formatted(path.read_bytes(), path.as_posix())
    assert (found.problems, found.content == path.read_bytes()) == ((), True), "cardsite fmt"


OTHERS = sorted(path for folder in ("cards", "seeds") for path in (ROOT / "tests" / folder).rglob("*.yaml"))


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(ROOT / "tests").as_posix())
def test_a_card_says_the_same_when_it_is_formatted(path: Path) -> None:
    before = path.read_bytes()
    if parse(before, path.name).problems:
        return
    found = formatted(before, path.as_posix())
    assert found.problems == ()
    assert data(found.content.decode()) == data(before.decode())


BEFORE = "summary: A.\nname: X\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BEFORE.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(BEFORE.replace("\n", "\r").encode(), id="cr"),
        pytest.param(b"\xef\xbb\xbf" + BEFORE.encode(), id="byte-order-mark"),
        pytest.param(BEFORE.rstrip().encode(), id="no-last-line-end"),
        pytest.param(BEFORE.encode() + b"\n \n\n", id="many-last-line-ends"),
    ],
)
def test_line_ends_are_one_character_and_there_is_no_byte_order_mark(content: bytes) -> None:
    assert formatted(content, "a.yaml").content == b"name: X\nsummary: A.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("---\nb: 1\na: 2\n", "---\nb: 1\na: 2\n", id="document-start"),
        pytest.param("# c\n---\n# d\nname: a\n...\n", "# c\n---\n# d\nname: a\n...\n", id="document-end"),
        pytest.param("{summary: b,name: a}  # c\n", "{name: a, summary: b}  # c\n", id="in-braces"),
        pytest.param(" summary: b\n name: a\n# c\n", "name: a\nsummary: b\n# c\n", id="indented"),
        pytest.param("tags: []\nname: ''\n", "name: ''\ntags: []\n", id="empty"),
        pytest.param("tags:\nname:  # c\n", "name:  # c\ntags:\n", id="nothing"),
        pytest.param("tags:\n-\n- a\n-\n", "tags:\n  -\n  - a\n  -\n", id="empty-items"),
        pytest.param(
            "tags:\n- - a\n  - b\n-   - c\n", "tags:\n  - - a\n    - b\n  - - c\n", id="lists-of-lists"
        ),
        pytest.param('"name" :   "a: b"\n', '"name": "a: b"\n', id="quoted-name"),
        pytest.param("name: a # c\ntags:\t# d\n", "name: a  # c\ntags:  # d\n", id="close-remarks"),
        pytest.param("tags: [a, ]\n", "tags: [a]\n", id="last-comma"),
        pytest.param("license: {id: , name: b}\n", "license: {id: , name: b}\n", id="odd-braces"),
        pytest.param("tags: [b: 1, c: {d: 1, e}]\n", "tags: [b: 1, c: {d: 1, e}]\n", id="odd-brackets"),
        pytest.param('name: a\\ \nx: "a \\\n  b"\n', 'name: a\\\nx: "a \\\n  b"\n', id="backslashes"),
        pytest.param("name: |2-\n\n    a\n   b\n", "name: |2-\n\n    a\n   b\n", id="explicit-indentation"),
        pytest.param("name: |\n\n    a\n  \n\n", "name: |\n\n  a\n", id="empty-lines-around-a-text"),
        pytest.param("a:\n  # c\n  text\n", "a:\n  # c\n  text\n", id="remark-before-a-text"),
        pytest.param("tags:\n- # c\n  # d\n  a\n", "tags:\n  # c\n  # d\n  - a\n", id="remark-behind-a-dash"),
    ],
)
def test_what_is_unusual_stays_or_becomes_usual(text: str, expected: str) -> None:
    assert after(text) == expected
    assert after(expected) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name: a\nname: b\n", "yaml-duplicate-key"),
        ("summary: {what it is}\nname: a\n", "yaml-hole"),
        ("name: [a\n", "yaml-syntax"),
        ("summary: &a b\nname: *a\n", "yaml-anchor"),
        ("- a\n", "format-refused"),
        ("# nothing\n", "yaml-empty"),
        # Here an empty line would become a part of the text above it.
        ("name: a\n\ntags: [b]\nsummary: |+\n  c\n", "format-refused"),
    ],
)
def test_a_file_with_a_problem_is_left_alone(text: str, code: str) -> None:
    found = formatted(text.encode(), "a.yaml")
    assert found.content == text.encode()
    assert code in {problem.code for problem in found.problems}


def test_the_shape_of_a_place_is_that_of_the_format() -> None:
    card = FieldOrder(Card)
    assert card.below("sources") == FieldOrder(Source, free=True)
    assert card.below("sources").below("title") == FieldOrder(Source)
    assert card.below("architecture").below("layers") == FieldOrder(Fact)
    assert FieldOrder(Family).below("shared") == card
    assert card.below("nothing").below("at all") == FieldOrder()
    assert card.rank("name") < card.rank("license") < card.rank("sources") < card.rank("nothing")


# Any card


def plain(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return {name: plain(below) for name, below in node.entries.items()}
    if isinstance(node, ScalarNode) or node is None:
        return node and (node.text, node.quoted)
    return [plain(item) for item in node.items]


def data(text: str) -> Any:
    document = parse(text.encode(), "a.yaml")
    assert document.problems == ()
    return plain(document.root)


def blocks(node: Node | None) -> Iterator[MappingNode]:
    """The mappings whose fields have an order and are not in braces, inner ones first."""
    if isinstance(node, SequenceNode):
        for item in node.items:
            yield from blocks(item)
    if isinstance(node, MappingNode):
        for name, below in node.entries.items():
            if name not in {"sources", "ignore", "parameters", "input", "output"}:
                yield from blocks(below)
        if not node.flow:
            yield node


@cache
def lines_of(path: Path) -> tuple[str, ...]:
    """A card without its comments, all of which are at the left margin."""
    text = path.read_text(encoding="utf-8")
    return tuple(
        "\n".join(line for line in text.splitlines() if not line.startswith("#")).lstrip().split("\n")
    )


def shuffled(lines: list[str], choice: Random) -> list[str]:
    """The same with the fields of some blocks in another order, each with its lines."""
    root = parse("\n".join(lines).encode(), "a.yaml").root
    for block in blocks(root):
        starts = [place.line - 1 for place in block.keys.values()]
        indent = block.place.column - 1
        ends = [*starts[1:], stop(lines, starts[-1], indent)]
        if lines[starts[0]][:indent].strip() or choice.random() < 0.3:
            continue  # the first field stands behind a dash, or the block stays as it is
        chunks = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
        choice.shuffle(chunks)
        lines[starts[0] : ends[-1]] = [line for chunk in chunks for line in chunk]
    return lines


def stop(lines: list[str], start: int, indent: int) -> int:
    """The line behind the last field of a block."""
    later = (number for number in range(start + 1, len(lines)) if lines[number].strip())
    return next((number for number in later if indent_of(lines[number]) <= indent), len(lines))


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def remarked(lines: list[str], choice: Random) -> tuple[list[str], dict[str, str]]:
    """The same with remarks above some fields and behind some; of those above, what they are about."""
    root = parse("\n".join(lines).encode(), "a.yaml").root
    places = {place.line - 1: place.column - 1 for block in blocks(root) for place in block.keys.values()}
    about: dict[str, str] = {}
    found: list[str] = []
    for number, line in enumerate(lines):
        indent = places.get(number)
        if indent is not None and not line[:indent].strip() and choice.random() < 0.3:
            about[f"# remark {number}"] = line.strip()
            found += [
                " " * indent + f"# remark {number}",
                *([""] if number and choice.random() < 0.2 else []),
            ]
        # On the next line of a text it would be a part of it.
        whole = indent is not None and indent_of([*lines, ""][number + 1]) <= indent
        found.append(f"{line}  # behind {number}" if whole and choice.random() < 0.3 else line)
    return found, about


# A registry keeps its entries in the order in which they are written.
REGISTRIES = {"benchmarks", "datasets", "licenses", "metrics", "organizations"}
CARDS = [path for path in OWN if path.stem not in REGISTRIES and not path.stem.endswith(".evals")]


@settings(max_examples=settings().max_examples // 2)
@given(path=st.sampled_from(CARDS), seed=st.integers(0, 2**32))
def test_fields_in_any_order_with_any_remarks_come_into_order_with_the_remarks_where_they_belong(
    path: Path, seed: int
) -> None:
    choice = Random(seed)
    bare = list(lines_of(path))
    mixed, about = remarked(shuffled(list(bare), choice), choice)
    text = "\n".join(mixed) + "\n"
    assert data(text) == data("\n".join(bare) + "\n")
    found = after(text, path.name)
    assert data(found) == data(text)
    assert after(found, path.name) == found
    lines = [line for line in found.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if (words := line.strip()) in about:
            below = next(each.strip() for each in lines[number:] if not each.strip().startswith("#"))
            assert BEHIND.sub("", below).removeprefix("- ") == about.pop(words)
    assert about == {}
    behind = re.compile(r"\S.*  # behind \d+")
    assert sorted(behind.findall(found)) == sorted(behind.findall(text))
    without = [BEHIND.sub("", line) for line in lines if "# remark" not in line]
    assert without == [line for line in after("\n".join(bare), path.name).splitlines() if line.strip()]


BEHIND = re.compile("  # behind.*")
WORDS = st.text(alphabet="ab:#-|>'\" {}[],\n\\&*!%@0.~?\t\r", max_size=60)


@settings(max_examples=settings().max_examples * 4)
@given(WORDS | WORDS.map(lambda words: f"summary: b\nname:{words}\ntags: [c]\n"))
def test_no_text_at_all_breaks_it_or_loses_anything(text: str) -> None:
    found = formatted(text.encode(), "card.yaml")
    if found.problems:
        assert found.content == text.encode()
    else:
        changed = found.content.decode()
        assert data(changed) == data(text)
        assert formatted(found.content, "card.yaml").content == found.content
        assert changed.endswith("\n")


# The command


def test_the_hooks_that_other_catalogues_can_use_run_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["cardsite-check", "cardsite-fmt"]
    assert [hook["entry"].split() for hook in hooks] == [["cardsite", "check"], ["cardsite", "fmt"]]
    assert {"check", "fmt"} <= COMMANDS.keys()


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["fmt", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


MIXED = "summary: A tiny model.\nname: Tiny\n"
ORDERED = "name: Tiny\nsummary: A tiny model.\n"


def test_fmt_writes_what_changes_and_names_it() -> None:
    tiny, good = write(Path("cards/a/tiny.yaml"), MIXED), write(Path("cards/good.yaml"), LICENSED)
    write(Path("cards/.schema/no.yaml"), MIXED)
    assert run() == (0, "cards/a/tiny.yaml\n", "1 file changed, 1 file in order\n")
    assert (tiny.read_text(), good.read_text()) == (ORDERED, LICENSED)
    assert Path("cards/.schema/no.yaml").read_text() == MIXED
    assert run() == (0, "", "2 files in order\n")


def test_fmt_check_writes_nothing_and_ends_with_1() -> None:
    tiny = write(Path("cards/tiny.yaml"), MIXED)
    assert run("--check") == (1, "cards/tiny.yaml\n", "1 file would change, 0 files in order\n")
    assert tiny.read_text() == MIXED
    write(tiny, ORDERED)
    assert run("--check") == (0, "", "1 file in order\n")


def test_fmt_leaves_a_broken_file_alone_says_why_and_formats_the_others() -> None:
    broken = write(Path("cards/broken.yaml"), "summary: b\nname: [a\n")
    tiny = write(Path("cards/tiny.yaml"), MIXED)
    code, out, err = run()
    assert (code, out) == (1, "cards/tiny.yaml\n")
    assert err.startswith("cards/broken.yaml:")
    assert err.endswith("1 file changed, 1 file left alone, 0 files in order\n")
    assert (broken.read_text(), tiny.read_text()) == ("summary: b\nname: [a\n", ORDERED)


def test_fmt_takes_files_and_folders() -> None:
    for name in ("cards/a.yaml", "cards/b.yaml", "more/c.yaml"):
        write(Path(name), MIXED)
    assert run("cards/b.yaml", "more")[:2] == (0, "cards/b.yaml\nmore/c.yaml\n")
    assert Path("cards/a.yaml").read_text() == MIXED


def test_fmt_follows_no_link_and_refuses_what_is_not_there() -> None:
    target = write(Path("elsewhere.yaml"), MIXED)
    Path("cards").mkdir()
    Path("cards/link.yaml").symlink_to(target.absolute())
    assert run() == (0, "", "0 files in order\n")
    assert run("cards/link.yaml")[0] == 2
    assert run("cards/nothing.yaml") == (2, "", "cardsite: cards/nothing.yaml: no such file\n")
    assert target.read_text() == MIXED
