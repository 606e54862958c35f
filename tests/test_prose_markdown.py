"""Contributors' Markdown as Markdown: as it was written, and nothing of it reaches beyond its own text."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from selectolax.lexbor import LexborHTMLParser

from cardsite.markup import Resolved, prose, prose_markdown
from cardsite.markup.commonmark import Token, parse
from hostile import TOKENS
from test_markup import HOSTILE, NASTY, published_elsewhere

AS_WRITTEN = {
    "a table": "| Task | Regex | No. |\n|:--|:-:|--:|\n| one | `a \\| b` | 0.6 |\n| two | x \\| y | 7 |",
    "languages of fences": "```mermaid\ngraph LR\n  A --> B\n```\n\n````markdown\n```py\nx = 1\n```\n````",
    "lists": "1. one\n   - nested\n     deeper\n2. two\n\n   more",
    "formulas": "$$E = m_{0} c^{2} + \\sum_{i=1}^{n} x_{i}$$ and $a_{i}*b$",
    "money": "US$5 and US$6, or $5-$10",
    "signs": "2 < 3 & c, x_1 * y_2, a\\*b, 5 > 4",
    "empty lines in code": "```text\na\n\n\nb\n```",
    "a footnote": "a[^1]\n\n[^1]: b",
    "an alert": "> [!NOTE]\n> a *b*",
    "a link": "[a](https://e.example 'T') <https://e.example> https://e.example/a_b",
    "a task": "- [x] a\n- [ ] b",
    "code of HTML": "`<pad>` and\n\n    <div>",
    "a formula with a sum": "$x$ of US$5 and US$6",
}


@pytest.mark.parametrize("source", AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_stays_as_it_was_written(source: str) -> None:
    assert prose_markdown(source, below=2) == source


CHANGED = {
    "raw HTML": ("a <pad> *b* <x y='*'>", "a &lt;pad> *b* &lt;x y='\\*'>"),
    "a block of HTML": ("<div class=a>\n    - *x*\n</div>", "\\<div class\\=a\\>\n\\- \\*x\\*\n\\<\\/div\\>"),
    "a comment left open": ("<!-- a\n\n# b", "\\<\\!\\-\\- a\n\n\\# b"),
    "a comment left open in a line": ("a <!-- b", "a &lt;!-- b"),
    "a formula left open": ("a $$ b", "a \\$\\$ b"),
    "headings": ("# a\n\n### b #\n\n##### c", "### a\n\n##### b #\n\n###### c"),
    "underlined headings": ("a *b*\nc\n===\n\n> d\n> e\n> ---", "### a *b* c\n\n> #### d e\n"),
    "a fence left open": ("~~~ py\nx", "~~~ py\nx\n~~~"),
    "a fence with nothing in it": ("````", "````\n````"),
    "a shorter fence inside": ("````\n```", "````\n```\n````"),
    "a definition": ("[a] [b][a]\n\n[a]: https://e.example/(x) 'T'", "[a](https://e.example/%28x%29) [b](https://e.example/%28x%29)"),
    "two definitions": ("b\n\n[a]: x\n[a]: y\n[a]: z", "b"),
    "a link that runs": ("[a *b*](javascript:x) <javascript:y>", "a *b* &lt;javascript:y>"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CHANGED.values(), ids=CHANGED)
def test_cannot_act_beyond_its_text(source: str, expected: str) -> None:
    assert prose_markdown(source, below=2) == expected.strip("\n")


def test_labels_of_footnotes_have_the_key_of_their_text() -> None:
    assert prose_markdown("a[^1]\n\n[^1]: b", key="risks") == "a[^risks-1]\n\n[^risks-1]: b"


def test_links_lead_where_the_caller_says() -> None:
    places = {"a.png": Resolved("https://s.example/a (1).png"), "b.yaml": Resolved("b.md")}
    source = "![x *y*](a.png) [b](b.yaml 'T') [c](c.md) [](c.md) ![d][b]\n\n[b]: b.yaml"
    assert prose_markdown(source, find=places.get) == (
        "![x *y*](https://s.example/a (1%29.png) [b](b.md) c  ![d](b.md)".replace(" (1%29", " %281%29")
    )
    assert prose_markdown("[c](c.md) <card:c>", find=places.get) == "c &lt;card:c>"
    assert prose_markdown("<card:c_>", find=lambda _: Resolved("c.md")) == r"[card:c\_](c.md)"


def test_nothing_becomes_nothing() -> None:
    assert prose_markdown(" \n\n") == ""


@pytest.mark.parametrize("source", TOKENS.values(), ids=TOKENS)
def test_no_hostile_text_changes_what_follows(source: str) -> None:
    for text in (source, f"> {source}", f"- {source}", f"a {source}\nb"):
        tokens = parse(f"{prose_markdown(text, below=2)}\n\n## End\n").tokens
        assert not [token for token in tokens if token.kind == "html"]
        assert top(tokens)[-1] == "heading"


def words(html: str) -> str:
    body = LexborHTMLParser(f"<!doctype html><body>{html}</body>").body
    assert body is not None
    # An image without words has others on its page, and emphasis can depend on a link that is gone.
    return re.sub(r"\s|image|[*_~]", "", body.text())


def top(tokens: list[Token]) -> list[str]:
    """The kinds of the blocks that stand in no other."""
    depth, found = 0, []
    for token in tokens:
        if not depth:
            found.append(token.kind)
        depth += token.nesting
    return found


@given(HOSTILE)
@example("\n\n".join(NASTY))
@example("".join(NASTY))
@example("[a]: b\n[a]: c\n===")
@example("> <!--\n> - x\n\n<?x")
@example("- ```\n  x")
@example("https://evil.example<script>")
def test_any_text_says_the_same_as_on_its_page_and_ends_where_it_ends(source: str) -> None:
    result = prose_markdown(source, below=2)
    tokens = parse(f"{result}\n\n## End\n").tokens
    assert not [token for token in tokens if token.kind == "html"]
    assert top(tokens)[-1:] == ["heading"]
    assert tokens[-2].value == "End"
    assert not parse(result).definitions
    assert words(prose(result)) == words(prose(source))
    page = LexborHTMLParser(published_elsewhere(f"{result}\n\n## End\n"))
    assert page.css_first("script, iframe, object, style, form") is None
