"""Text of files as it is printed: whatever it holds, it acts on no terminal, no log and no workflow."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.terminal import json_text, one_line, printed, spelled_out

DIRECTIONS = frozenset({"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
MARKS = "\u061c\u200e\u200f"

COMMANDS = ("::", "::error::", "##[", "##vso[", "##", "[")
ENDS = ("\n", "\r", "\r\n", "\x85", "\u2028")
OTHERS = ("\x1b[31m", "\u202e", "\\", " ", "\t", "\u3000", "a", "é")
PARTS = st.sampled_from([*COMMANDS, *ENDS, *OTHERS, *MARKS])
HOSTILE = st.lists(PARTS | st.text(st.characters(), max_size=3), max_size=12).map("".join)
"""Texts of what acts on terminals and runners, and of any other character, surrogates among them."""


def acts(character: str) -> bool:
    """Whether a terminal or a log does something other than showing the character."""
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in DIRECTIONS
        or character in MARKS
    )


def assert_inert(text: str) -> None:
    assert [hex(ord(character)) for character in text if character not in "\n\t" and acts(character)] == []
    # As GitHub's runner and MkDocs break lines; spaces in front of a command do not matter.
    for line in text.splitlines():
        assert not line.lstrip().startswith("::")
    assert not re.search(r"##[A-Za-z]*\[", text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – é, العربية, می‌خواهم, 👩‍💻", "plain – é, العربية, می‌خواهم, 👩‍💻"),
        ("a\tb", "a\tb"),
        ("a\nb\r\nc", r"a\nb\r\nc"),
        ("\x1b[31mred\x07\x7f\x9b", r"\x1b[31mred\x07\x7f\x9b"),
        ("a\x85b\u2028c\u2029d", r"a\x85b\u2028c\u2029d"),
        ("\u202edib\u2066x\u200f\u061c", r"\u202edib\u2066x\u200f\u061c"),
        ("a\u200bb\ufeff\U000e0041", r"a\u200bb\ufeff\U000e0041"),
        ("\udcff.yaml", r"\udcff.yaml"),
        ("::error::x", r"\::error::x"),
        ("  ::error::x", r"  \::error::x"),
        ("std::vector ::x", r"std::vector \::x"),
        ("a ##[error]x ###[group]", r"a #\#[error]x ##\#[group]"),
        ("##vso[task.setvariable variable=x]y", r"#\#vso[task.setvariable variable=x]y"),
        ("## heading [link]", "## heading [link]"),
    ],
)
def test_what_acts_is_spelled_out_and_the_rest_stays(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("rotary, 25 % of each head", "rotary, 25 % of each head"),
        ("gelu\n::error::x", r'"gelu\n::error::x"'),
        ("::error::x", r'"\::error::x"'),
        ("x" * 201, '"' + "x" * 199 + '…"'),
    ],
    ids=["plain", "two-lines", "command", "long"],
)
def test_a_value_is_in_quotes_only_where_it_is_not_as_it_was(value: str, shown: str) -> None:
    assert spelled_out(value) == shown


def test_lines_stay_lines_where_they_are_meant() -> None:
    assert printed("+ a\n+ ::error::\n\x1b[2J\n") == "+ a\n+ \\::error::\n\\x1b[2J\n"


@given(HOSTILE)
def test_one_line_is_one_line_that_acts_on_nothing(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([line], [])
    assert_inert(line)
    line.encode()


@given(HOSTILE)
def test_what_is_safe_does_not_change_any_more(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert printed(one_line(text)) == one_line(text)
    assert printed(printed(text)) == printed(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=20))
def test_letters_numbers_and_signs_are_left_as_they_are(text: str) -> None:
    assert one_line(f"x{text}").replace("\\#", "#") == f"x{text}".replace("\\#", "#")


@given(HOSTILE, HOSTILE)
def test_no_two_texts_make_a_command_together(one: str, other: str) -> None:
    assert_inert(printed(one_line(one) + one_line(other)))
    assert_inert(printed(f"{one} {other}"))


JSON = st.recursive(
    st.none() | st.booleans() | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_json_is_as_safe_to_print_and_says_the_same(data: Any) -> None:
    text = json_text(data)
    assert json.loads(text) == data
    assert_inert(text)
    assert printed(text) == text
    text.encode()
