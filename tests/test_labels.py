"""Words and labels of pages stand in templates: no English in the code that gives templates their values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from fences import ROOT

RENDER = ROOT / "src/cardsite/render"
MESSAGES = {"environment.py"}
"""What stands in these are messages about mistakes in templates."""
FILES = sorted({path.relative_to(RENDER).as_posix() for path in RENDER.rglob("*.py")} - MESSAGES)

ALLOWED: dict[str, int] = {}
"""How many texts each file still has whose place is in a template."""

NO_LABELS: dict[str, set[str]] = {
    "lineage_list.py": {"model "},  # begins a key
    "model/inherited.py": {"model ", "data "},  # begin keys
    "score_rows.py": {" data-cs-"},  # begins an attribute
    "charts/scaling.py": {"Scaling-"},  # begins an id
    "charts/training_curves.py": {"Curve-"},  # begins an id
}
"""Texts that look like words of a page, and are none."""

SPOKEN = re.compile(r'\b(?:title|alt|aria-label)="([^"]*)')
"""Attributes of HTML whose values are read out or shown."""
HTML = re.compile(r'<[^<>]*>?|^[^<>]*>|\b[A-Za-z-]+="[^"]*"?')
ENGLISH = re.compile(r"\b[A-Z][a-z]|[A-Za-z]{2,} | [a-z]{2,}")
"""A capitalised word, or a word beside a space: part of a sentence."""


def is_english(text: str) -> bool:
    return any(map(ENGLISH.search, (HTML.sub("", text), *SPOKEN.findall(text))))


def texts(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that may reach a page: no docstrings, no messages of errors, no names."""
    left_out = set[ast.AST]()
    for node in ast.walk(tree):
        of_no_page = isinstance(node, ast.Raise) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        if of_no_page or (isinstance(node, ast.Assign | ast.AnnAssign) and "__all__" in ast.unparse(node)):
            left_out |= set(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out:
            yield node.value


def labels(name: str) -> list[str]:
    """The texts of a file that read as English."""
    found = texts(ast.parse((RENDER / name).read_text(encoding="utf-8")))
    return [text for text in found if is_english(text)]


@pytest.mark.parametrize("name", FILES)
def test_the_words_of_pages_are_in_templates(name: str) -> None:
    found = [text for text in labels(name) if text not in NO_LABELS.get(name, ())]
    assert len(found) <= ALLOWED.get(name, 0), found
    assert len(found) >= ALLOWED.get(name, 0), "fewer than are allowed: lower the number"


def test_each_exception_is_needed() -> None:
    assert {
        name: texts - {*labels(name)} for name, texts in NO_LABELS.items() if texts - {*labels(name)}
    } == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('x = ("Base model", "name")', ["Base model"]),
        ('x = f"{n} tokens of {m}"', [" tokens of "]),
        ('"""Says what."""\nraise ValueError("No such file")', []),
        ('__all__ = ["Linker"]', []),
        ("x = '<span class=\"cs-absent\">'", []),
        ("x = '<strong>Note</strong>'", ["<strong>Note</strong>"]),
        ('x = f\'<a title="Read in {n}" class="cs-mark">\'', ['<a title="Read in ']),
        ('x = f\'{n}" role="img" tabindex="0">\'', []),
    ],
)
def test_english_is_found_in_code(code: str, found: list[str]) -> None:
    assert [text for text in texts(ast.parse(code)) if is_english(text)] == found
