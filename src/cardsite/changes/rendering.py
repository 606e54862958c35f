"""A report of changes as text, as a comment in Markdown, as a page in HTML, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import jinja2

from ..render.environment import render_code, render_template, template_values
from ..render.labels import field_labels
from ..render.score_wording import CONDITIONS, read_wording
from ..terminal import json_text, one_line
from .claims import Naming

__all__ = ["MOST", "as_html", "as_json", "as_markdown", "as_text", "naming_of"]

MOST = 65_536
"""So many characters a comment can have on GitHub, which counts those of UTF-16."""
_LONGEST = 400
"""So much of a value is shown; JSON has all of it."""


def naming_of(environment: jinja2.Environment) -> Naming:
    """What pages call things, and reports where pages have no label."""
    fields: dict[str, str] = template_values(environment, "changes/labels.j2")["fields"]
    return Naming(
        {**field_labels(environment), **fields}, read_wording(template_values(environment, CONDITIONS))
    )


def as_json(report: Mapping[str, Any]) -> str:
    """The report as its data."""
    return json_text(report) + "\n"


def as_text(report: Mapping[str, Any], environment: jinja2.Environment) -> str:
    """The report for a terminal; the first sign of a line says what it is: `+`, `-`, `~` or `!`."""
    shown = _each_text(report, lambda text: _shortened(one_line(" ".join(text.split()))))
    return _tidied(render_code(environment, "changes/report.txt.j2", {"report": shown}))


def as_html(report: Mapping[str, Any], environment: jinja2.Environment) -> str:
    """The report as one page, which needs no other file."""
    shown = _each_text(report, _shortened)
    return _tidied(render_template(environment, "changes/report.html.j2", {"report": shown}).page)


_CUTS = (
    (1000, 200),
    (400, 100),
    (200, 60),
    (100, 40),
    (60, 30),
    (40, 20),
    (20, 15),
    (10, 10),
    (3, 5),
    (0, 0),
)
"""So many cards, and so many lines of each, as long as the report is too long."""


def as_markdown(report: Mapping[str, Any], environment: jinja2.Environment) -> str:
    """The report as a comment of a pull request, which says what is left out where it would be too long.

    No text of a card acts in it: it mentions nobody, links nowhere and closes nothing.
    """
    shown = _each_text(report, lambda text: _quiet(_shortened(text)))
    text = ""
    for cards, lines in _CUTS:
        values = {"report": _cut(shown, cards, lines), "left_out": _left_out(report, cards, lines)}
        page = render_template(environment, "changes/comment.md.j2", values).page
        text = _tidied(page.replace(_BREAK, "&#8203;"))
        if len(text.encode("utf-16-le")) // 2 <= MOST:
            break
    return text


_LISTS = (
    "flags",
    "cards",
    "through",
    "files",
    "derived",
    "unreadable",
    "ranks",
    "licenses",
    "pictures",
    "pointers",
)


def _cut(report: Mapping[str, Any], cards: int, lines: int) -> dict[str, Any]:
    """The report with so many things in each list, and so many lines of each."""
    problems = {kind: found[:cards] for kind, found in report["problems"].items()}
    return {
        **report,
        **{name: [_cut_lines(each, lines) for each in report[name][:cards]] for name in _LISTS},
        "problems": problems,
    }


def _cut_lines(each: Any, lines: int) -> Any:
    if not isinstance(each, Mapping):
        return each
    return {name: _cut_list(value, lines) for name, value in each.items()}


def _cut_list(value: Any, lines: int) -> Any:
    if not isinstance(value, list):
        return value
    return [_cut_lines(item, lines) for item in value[:lines]]


def _left_out(report: Mapping[str, Any], cards: int, lines: int) -> bool:
    return _cut(report, cards, lines) != report


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The data with each of its texts changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        # The address of a page is not a card's text, but what the command was given, and an encoded id.
        return {name: each if name == "page" else _each_text(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_each_text(each, change) for each in value]
    return value


# A code host reads what is left when all escapes are gone: @name and #123 are links there, so are commits and
# addresses. A space of no width behind their first sign is seen by nobody and ends that.
_ACTIVE = re.compile(r"[@#!$%&~^:](?=\S)|\bwww(?=\.)|\bGH-(?=\d)", re.IGNORECASE)
_COMMIT = re.compile(r"\b(?=\d*[a-f])[0-9a-f]{7,}\b", re.IGNORECASE)
_BREAK = "\u200b"


def _quiet(text: str) -> str:
    """The text, in which no code host finds anything that it would act on."""
    text = _COMMIT.sub(lambda found: _BREAK.join(re.findall("..?.?.?.?.?", found[0])), text)
    return _ACTIVE.sub(lambda found: found[0] + _BREAK, text)


_GAPS = re.compile(r"\n{3,}")


def _tidied(text: str) -> str:
    return _GAPS.sub("\n\n", text).strip() + "\n"
