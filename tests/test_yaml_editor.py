"""Changes to YAML files that leave the rest as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardsite.importers.card_merge import card_order
from cardsite.yamlio.document import MappingNode, Node, ScalarNode, parse
from cardsite.yamlio.editor import Editor, quoted_text
from fences import ROOT

FILES = [path for folder in ("cards", "tests/cards") for path in sorted((ROOT / folder).rglob("*.yaml"))]

BEFORE = """\
# a card
name: X  # the name
summary: |
  Some text.
  # no remark

# about the shape
architecture:
  layers: 12   # twelve
  # width
  hidden_size: {value: 768, source: a, note: "mine"}

  extra:
    - {name: A, value: b}

training:
  steps: 6.0e-4
  notes: >
    folded text
    goes on

# last
sources:
  a: {title: T}
"""
AFTER = """\
# a card
name: X  # the name
summary: |
  Some text.
  # no remark

# about the shape
architecture:
  type: {value: gpt2, source: config}
  layers: 12   # twelve
  # width
  hidden_size: {value: 1_024, source: config, note: "mine"}
  attention_heads: {value: 12, quote: '"num-heads": 12'}

  extra:
    - {name: A, value: b}
    - {name: B, value: "yes"}

checkpoints:
  extra_steps: {value: [1, 2]}

training:
  hardware:
    count: {value: 32}
  steps: 6.0e-4
  optimizer:
    name: {value: Adam}
    beta1: {value: 0.9}
  notes: >
    folded text
    goes on

# last
sources:
  a: {title: T}
  config: {title: Configuration}
"""


def changed(text: str) -> str:
    editor = Editor(text, card_order)
    editor.put(("architecture", "attention_heads"), {"value": "12", "quote": '"num-heads": 12'})
    editor.put(("architecture", "type"), {"value": "gpt2", "source": "config"})
    editor.put(("architecture", "hidden_size"), {"value": "1_024", "source": "config"})
    editor.append(("architecture", "extra"), {"name": "B", "value": quoted_text("yes")})
    editor.put(("training", "optimizer", "name"), {"value": "Adam"})
    editor.put(("training", "optimizer", "beta1"), {"value": "0.9"})
    editor.put(("training", "hardware", "count"), {"value": "32"})
    editor.put(("checkpoints", "extra_steps"), {"value": ["1", "2"]})
    editor.put(("sources", "config"), {"title": "Configuration"})
    return editor.text()


def test_new_fields_stand_where_the_format_has_them_and_remarks_stay_with_what_they_are_about() -> None:
    assert changed(BEFORE) == AFTER


def test_the_same_change_twice_is_one() -> None:
    assert changed(AFTER).count("B, value") == 2
    editor = Editor(AFTER, card_order)
    editor.put(("architecture", "type"), {"value": "gpt2", "source": "config"})
    assert editor.text() == AFTER


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order-mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_line_ends_and_a_byte_order_mark_stay(mark: str, ends: str) -> None:
    assert changed(mark + BEFORE.replace("\n", ends)) == mark + AFTER.replace("\n", ends)


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(ROOT).as_posix() for path in FILES])
def test_a_file_that_is_not_changed_stays_as_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert Editor(text, card_order).text() == text


def plain(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return {name: plain(each) for name, each in node.entries.items()}
    if isinstance(node, ScalarNode) or node is None:
        return node and (node.text, node.quoted)
    return [plain(each) for each in node.items]


def data(text: str) -> Any:
    document = parse(text.encode(), "x.yaml")
    assert document.problems == ()
    return plain(document.root)


FIELDS = st.sampled_from(
    [
        ("architecture", "layers"),
        ("architecture", "kv_heads"),
        ("training", "learning_rate"),
        ("training", "optimizer", "epsilon"),
        ("checkpoints", "first"),
        ("sources", "new"),
        ("sources", "card"),
        ("intended_use",),
    ]
)
CARDS = [
    path
    for path in FILES
    if path.parent.name == "pythia" and "evals" not in path.name and path.stem != "family"
]


@settings(max_examples=settings().max_examples // 2)
@given(
    path=st.sampled_from(CARDS),
    fields=st.lists(FIELDS, max_size=4, unique=True),
    value=st.from_regex(r"[a-z0-9:# ]{1,20}\w", fullmatch=True),
)
def test_whatever_is_put_in_a_card_the_rest_of_its_data_and_its_remarks_are_the_same(
    path: Path, fields: list[tuple[str, ...]], value: str
) -> None:
    text = path.read_text(encoding="utf-8")
    editor = Editor(text, card_order)
    expected = data(text)
    for field in fields:
        editor.put(field, {"title": f"x{value}"})
        below = expected
        for step in field[:-1]:
            below = below.setdefault(step, {})
        old = below.get(field[-1])
        kept = {"note": old["note"]} if isinstance(old, dict) and "note" in old else {}
        below[field[-1]] = {**kept, "title": None}
    found = data(editor.text())
    for field in fields:
        below = found
        for step in field[:-1]:
            below = below[step]
        assert below[field[-1]]["title"][0] == f"x{value}"
        below[field[-1]]["title"] = None
    assert found == expected
    remarks = [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in remarks if line not in editor.text()] == []


BROKEN = """\
name: X
tags: [one, two,
  three]  # three of them
datasets: [
  a,
  b,  # the second
]
architecture:
  layers: {value: 12, source: a,
           quote: "twelve"}
  hidden_size: 4
runs:
  - {benchmark: a,
     score: 1}
  - {benchmark: b, score: 2}
"""


def test_brackets_over_several_lines_stay_so() -> None:
    editor = Editor(BROKEN, card_order)
    editor.put(("architecture", "hidden_size"), "8")
    editor.append(("runs",), {"benchmark": "c", "score": "3"})
    assert editor.text() == BROKEN.replace("hidden_size: 4", "hidden_size: 8") + (
        "  - {benchmark: c, score: 3}\n"
    )


def test_brackets_whose_content_changes_are_written_anew() -> None:
    editor = Editor(BROKEN, card_order)
    editor.put(("architecture", "layers"), {"value": "6", "source": "a"})
    editor.put(("tags", 1), "2")
    text = editor.text()
    assert "  layers: {value: 6, source: a}\n" in text
    assert "tags: [one, 2, three] # three of them\n" in text
