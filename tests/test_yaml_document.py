"""The YAML reader: what it accepts, what it says of mistakes, and that nothing makes it fail."""

from __future__ import annotations

import math
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cardsite.problems import Place, Problem
from cardsite.yamlio import parser
from cardsite.yamlio.core_schema import core_value
from cardsite.yamlio.document import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    MAX_PROBLEMS,
    MAX_SCALAR,
    Document,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    parse,
    read,
)
from cardsite.yamlio.text import clean

CASES = Path(__file__).parent / "yamlfile"

# How long one example takes is not part of what is specified.
untimed = settings(deadline=None)


def shown(document: Document) -> str:
    """A document as its golden file shows it: the problems, then the values that were made out."""
    lines = [line for problem in document.problems for line in _problem(problem)]
    lines += ["", *(_value(*leaf) for leaf in leaves(document.root))] if document.root else ["", "no root"]
    return "\n".join(lines).lstrip("\n") + "\n"


def _problem(problem: Problem) -> Iterator[str]:
    field = f"{problem.field}: " if problem.field else ""
    yield f"{problem.place}  {field}{problem.message}  [{problem.code}]"
    if problem.excerpt:
        yield f"  | {problem.excerpt}"
        yield f"  | {' ' * (problem.place.column - 1)}^"
    if problem.hint:
        yield f"  {problem.hint}"


def _value(path: str, node: Node) -> str:
    value = "{}" if isinstance(node, MappingNode) else "[]"
    if isinstance(node, ScalarNode):
        value = ascii(node.text) if node.quoted else node.text
    return f"{node.place.line}:{node.place.column} {path} = {value}".rstrip()


def leaves(node: Node | None, path: str = "") -> Iterator[tuple[str, Node]]:
    """The scalars and empty collections under a node."""
    if isinstance(node, MappingNode) and node.entries:
        for key, value in node.entries.items():
            yield from leaves(value, f"{path}.{key}".removeprefix("."))
    elif isinstance(node, SequenceNode) and node.items:
        for index, item in enumerate(node.items):
            yield from leaves(item, f"{path}[{index}]")
    elif node is not None:
        yield path, node


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_the_case_reads_as_its_golden_file_says(case: str, request: pytest.FixtureRequest) -> None:
    found = shown(read(CASES / case / "card.yaml", "card.yaml"))
    golden = CASES / case / "expected.txt"
    if request.config.getoption("--update-goldens", default=False):
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser stands in where libyaml is missing."""
    monkeypatch.setattr(parser, "_LOADER", getattr(yaml, request.param))


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize("text", ["[", "{", "- ", "? ", "[? ", '{"":', "[a: ", "- ? "])
def test_a_hundred_thousand_openings_are_one_problem_of_depth(text: str) -> None:
    document = parse((text * 100_000).encode(), "a.yaml")
    assert "yaml-too-deep" in codes(document) or "yaml-too-large" in codes(document)
    assert document.root is None


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("a: b: c\n", "yaml-syntax", id="second colon"),
        pytest.param("a: {X}B\n", "yaml-hole", id="hole"),
        pytest.param("a:\n\tb: 1\n", "yaml-tab", id="tab"),
        pytest.param('a: "\\0"\n', "yaml-control-character", id="escape"),
        pytest.param("a: !!python/name:os.system x\n", "yaml-tag", id="tag"),
        pytest.param("a: 1\na: 2\n", "yaml-duplicate-key", id="duplicate"),
        pytest.param("a:\n  b: 1\n c: 2\n", "yaml-syntax", id="indentation"),
        pytest.param("a: [1, 2\nb: 1\n", "yaml-syntax", id="bracket"),
    ],
)
def test_both_parsers_lead_to_the_same_problem(text: str, code: str) -> None:
    assert codes(parse(text.encode(), "a.yaml")) == [code]


def test_nesting_to_the_limit_is_read_and_one_more_is_not() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "a.yaml").problems == ()
    assert codes(parse(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "a.yaml")) == ["yaml-too-deep"]


def test_nodes_to_the_limit_are_read_and_one_more_is_not() -> None:
    items = ["x"] * (MAX_NODES - 1)
    assert parse(f"[{','.join(items)}]".encode(), "a.yaml").problems == ()
    assert codes(parse(f"[x,{','.join(items)}]".encode(), "a.yaml")) == ["yaml-too-many-nodes"]


def test_a_text_to_the_limit_is_read_and_a_longer_one_is_cut() -> None:
    assert parse(b"a: " + b"x" * MAX_SCALAR, "a.yaml").problems == ()
    document = parse(b"a: " + b"x" * (MAX_SCALAR + 1), "a.yaml")
    assert codes(document) == ["yaml-scalar-too-long"]
    assert [len(node.text) for _, node in leaves(document.root) if isinstance(node, ScalarNode)] == [
        MAX_SCALAR
    ]


def test_a_file_to_the_limit_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\n".ljust(MAX_BYTES, b"#"))
    assert read(path, "a.yaml").lines[0] == "a: 1"
    path.write_bytes(b"a: 1\n".ljust(MAX_BYTES + 1, b"#"))
    (problem,) = read(path, "a.yaml").problems
    assert problem.message == "the file is larger than 512 KiB"


def test_no_more_than_a_hundred_problems_are_listed() -> None:
    problems = parse(b"a: 1\n" * 1000, "a.yaml").problems
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].message == "only the first 100 problems are listed"


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert read(tmp_path / "no.yaml", "no.yaml").problems == (
        Problem("yaml-unreadable", Place("no.yaml"), "cannot read the file: No such file or directory"),
    )
    assert read(tmp_path, "folder").problems == (
        Problem("yaml-unreadable", Place("folder"), "cannot read the file: Is a directory"),
    )


def test_the_kinds_of_nodes_say_how_they_were_written() -> None:
    document = parse("é: [1, '2']\nb:\n  - {c: }\nd: |\n  x\n".encode(), "a.yaml")

    def at(line: int, column: int) -> Place:
        return Place("a.yaml", line, column)

    braces = MappingNode({"c": ScalarNode("", False, *at(3, 9))}, {"c": at(3, 6)}, at(3, 5), True)
    assert document.root == MappingNode(
        {
            "é": SequenceNode(
                (ScalarNode("1", False, *at(1, 5)), ScalarNode("2", True, *at(1, 8))), at(1, 4), True
            ),
            "b": SequenceNode((braces,), at(3, 3), False),
            "d": ScalarNode("x\n", True, *at(4, 4)),
        },
        {"é": at(1, 1), "b": at(2, 1), "d": at(4, 1)},
        at(1, 1),
        False,
    )
    assert document.problems == ()


def test_an_excerpt_is_the_line_or_nothing() -> None:
    document = parse(b"a: 1\r\nb: 2\r\n", "a.yaml")
    assert [document.excerpt(line) for line in (0, 1, 2, 3)] == ["", "a: 1", "b: 2", ""]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("-0x1F", "-0x1F"),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("١٢", "١٢"),
        ("12\n", "12\n"),
        ("1.10", 1.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-4", 0.0001),
        ("6.0E+2", 600.0),
        (".", "."),
        ("e5", "e5"),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("-.inf", "-.inf"),
        (".nan", ".nan"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("12:30", "12:30"),
        ("2023-04-03", "2023-04-03"),
        ("1.2.3", "1.2.3"),
        ("9" * 5000, "9" * 5000),
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_an_unquoted_scalar_means_what_the_core_schema_says(text: str, value: object) -> None:
    found = core_value(text)
    assert (type(found), found) == (type(value), value)


@untimed
@given(st.text() | st.from_regex(r"[-+0-9a-fox._eE]{0,12}", fullmatch=True))
def test_a_core_value_is_always_something_that_json_can_carry(text: str) -> None:
    value = core_value(text)
    assert not isinstance(value, float) or math.isfinite(value)
    assert not isinstance(value, int) or str(value)


# Signs that mean something to YAML, so that random text gets beyond the first line.
PIECES = st.sampled_from(
    [*"ab:-?,[]{}#&*!|>%@`'\"\\ \t\n\r\0é\ufeff\u202e\x85", ": ", "- ", "\n  ", "{X}", "---\n"]
)


def check(document: Document) -> None:
    """What holds for every document, whatever was read."""
    assert document.root is not None or document.problems
    for problem in document.problems:
        place, line = problem.place, document.excerpt(problem.place.line)
        assert place.line in range(1, len(document.lines) + 2)
        assert place.column in range(1, len(line) + 2)
        assert problem.excerpt in {line, ""}
        assert "\n" not in problem.message + problem.hint + problem.field
        assert clean(problem.message) == problem.message
        assert not problem.message.endswith(".")


@untimed
@given(st.binary())
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    check(parse(content, "a.yaml"))


@untimed
@given(st.text() | st.lists(PIECES).map("".join))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    check(parse(text.encode("utf-8", "surrogatepass"), "a.yaml"))


@pytest.mark.parametrize("loader", ["SafeLoader"])
@untimed
@given(text=st.lists(PIECES).map("".join))
def test_no_text_makes_the_reader_fail_without_libyaml(loader: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "_LOADER", getattr(yaml, loader))
        check(parse(text.encode(), "a.yaml"))


SAFE = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"], include_characters="\t\n")
TEXTS = st.text(SAFE, max_size=40)
WORDS = st.text(string.ascii_letters + "éß漢😀", min_size=1, max_size=8)


@untimed
@given(st.dictionaries(TEXTS.filter(str.strip), TEXTS | st.lists(TEXTS, max_size=3), max_size=5))
def test_text_that_pyyaml_writes_is_read_back_as_it_was(data: dict[str, object]) -> None:
    # PyYAML writes such keys after a "?", which cards may not.
    data = {key: value for key, value in data.items() if "\n" not in key}
    document = parse(yaml.safe_dump(data, allow_unicode=True).encode(), "a.yaml")
    assert document.problems == ()
    assert plain(document.root) == data


def plain(node: Node | None) -> object:
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return node.text if node else None


TREES = st.recursive(
    WORDS, lambda inner: st.dictionaries(WORDS, inner, min_size=1, max_size=4), max_leaves=12
)


@untimed
@given(
    st.dictionaries(WORDS, TREES, min_size=1, max_size=4),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_places_point_at_the_first_character(
    data: dict[str, object], mark: str, end: str, flow: bool
) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, line_break=end)
    document = parse((mark + text).encode(), "a.yaml")

    def at(place: Place) -> str:
        return document.lines[place.line - 1][place.column - 1 :]

    def visit(node: Node) -> None:
        if isinstance(node, MappingNode):
            assert all(at(node.keys[key]).lstrip("'\"").startswith(key) for key in node.entries)
            assert not flow or at(node.place).startswith("{")
            for value in node.entries.values():
                visit(value)
        else:
            assert isinstance(node, ScalarNode)
            assert at(node.place).startswith(("'" if node.quoted else "") + node.text)

    assert document.root is not None
    visit(document.root)
