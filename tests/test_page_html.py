"""Generated pages as HTML: what Python-Markdown and MkDocs made of them, without Python-Markdown."""

from __future__ import annotations

from typing import Any

import markdown
import pytest

from cardsite.engine.page_html import Headings, Rendered, other_syntax, rendered

PLAIN = Headings.of({})


def page(text: str, headings: Headings = PLAIN) -> Rendered:
    return rendered(text, headings, lambda address: address.replace(".md", ".html"))


HTML = {
    "Markdown between empty lines in an element": (
        '<div class="a" markdown="1">\n<div markdown="1">\n\n*x*\n\n</div>\n</div>',
        '<div class="a">\n<div>\n<p><em>x</em></p>\n</div>\n</div>',
    ),
    "HTML as it is": ("<p>*x* [y](z.md)</p>", "<p>*x* [y](z.md)</p>"),
    "a table": (
        "| a |\n|--:|\n| b |",
        "<table><thead><tr><th data-r>a</th></tr></thead><tbody>\n"
        "<tr><td data-r>b</td></tr>\n</tbody></table>",
    ),
    "code as text": (
        '`<p markdown="1">`\n\n    <a href="x.md">',
        '<p><code>&lt;p markdown="1"&gt;</code></p>\n<div class="highlight"><pre><code>'
        "&#60;a href=&#34;x.md&#34;&#62;</code></pre></div>",
    ),
    "a fence as other code of a page": (
        "```json\n1\n```",
        '<div class="highlight"><pre><code><span class="mi">1</span></code></pre></div>',
    ),
    "what only Markdown could act on as it is, and what HTML could as a reference": (
        "<p>&#42;&#38;amp&#59;&#60;b&#62;&#34;&#39;&#10;&#1;&#160;&#8232;</p>",
        "<p>*&#38;amp;&#60;b&#62;&#34;&#39;\n&#1;&#160;&#8232;</p>",
    ),
    "a lone surrogate": ("\ud800", "<p>?</p>"),
}


@pytest.mark.parametrize(("text", "html"), HTML.values(), ids=HTML)
def test_a_page_shows(text: str, html: str) -> None:
    assert page(text).html.strip() == html


LINKS = {
    "a link": ("[a](b.md#c)", 'href="b.html#c"'),
    "a picture": ("![a](b.md)", 'src="b.html"'),
    "a definition": ("[a]\n\n[a]: b.md?x=1&y=2", 'href="b.html?x=1&amp;y=2"'),
    "an escaped bracket": ("[a](b\\_c.md)", 'href="b_c.html"'),
    "one in Markdown among tags": ("<b>[a](b.md)</b>", 'href="b.html"'),
    "raw HTML as it is": ('<p><a href="../b/" title="x">a</a></p>', 'href="../b/"'),
}


@pytest.mark.parametrize(("text", "found"), LINKS.values(), ids=LINKS)
def test_a_link_leads_to_the_built_page(text: str, found: str) -> None:
    assert found in page(text).html


def test_only_links_in_markdown_are_looked_up() -> None:
    asked: list[str] = []

    def resolve(address: str) -> str:
        asked.append(address)
        return address

    rendered('[a](b) ![c](d.png) <a href="e">f</a>\n\n<a href="g">h</a>', PLAIN, resolve)
    assert asked == ["b", "d.png"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"permalink": True},
        {"permalink": " ¶", "permalink_title": "", "permalink_leading": True, "separator": "_"},
        {"anchorlink": True, "baselevel": 2, "toc_depth": "2-3"},
    ],
    ids=["nothing set", "permalink", "another permalink", "self links"],
)
def test_headings_are_those_of_python_markdown(settings: dict[str, Any]) -> None:
    text = (
        "# A\n\n## A\n\n### B `c` & <b>d</b>\n\n## A\n\n#### É&#58; *x* [y](z)\n\n## ***\n\n## --\n\n"
        "<div markdown='1'>\n\n## In\n\n</div>\n\n- ## A_1\n\nUnder\n-----\n"
    )
    slow = markdown.Markdown(extensions=["toc", "md_in_html"], extension_configs={"toc": settings})
    slow.convert(text)
    fast = page(text, Headings.of(settings))

    def told(tokens: list[Any]) -> list[Any]:
        return [
            (each["level"], each["id"], each["name"].replace("&#58;", ":"), told(each["children"]))
            for each in tokens
        ]

    assert told(fast.contents) == told(slow.toc_tokens)  # type: ignore[attr-defined]


def test_links_of_headings_are_those_of_python_markdown() -> None:
    for settings in (
        {"permalink": True},
        {"anchorlink": True},
        {"permalink": "#", "permalink_leading": True},
    ):
        slow = markdown.markdown("## A", extensions=["toc"], extension_configs={"toc": settings})
        assert page("## A", Headings.of(settings)).html.strip() == slow


@pytest.mark.parametrize(
    ("text", "title"),
    [("# A *b* &amp; c", "A b &amp; c"), ("## A", ""), ("x\n\n# A", ""), ("", "")],
    ids=["a heading of the first level", "another level", "further down", "nothing"],
)
def test_a_page_is_called_as_its_first_heading(text: str, title: str) -> None:
    assert page(text).title == title


def test_anchors_are_ids_and_names() -> None:
    text = '# A\n\n<a name="n&#58;1"></a> <i class="x" id="i">id="no"</i>\n\n    <b id="code">\n'
    assert page(text).ids == {"a", "n:1", "i"}
    assert page('<p><a href="x"> name="text" </a><input name="field"></p>').ids == set()


OTHER = {
    "!!! note\n    x": "!!! note",
    "??? note": "??? note",
    "x {: .a }": "{: .a }",
    "# x {#a}": "{#a}",
    '=== "Tab"': '=== "Tab"',
    "[TOC]": "[TOC]",
    "a[^1]": "[^1]",
    "*[HTML]: words": "*[HTML]: words",
    "Term\n:   meaning": ": meaning",
    ":material-home:": ":material-home:",
    "``` py hl_lines=2": "``` py hl_lines=2",
    "~~gone~~": "~~gone~~",
    '<p markdown="1">*x*</p>': 'markdown="1">*x*</p>',
    '<div markdown="1" class="a">\n*x*\n</div>': 'markdown="1" class="a">',
    '<div markdown="0">\n\n*x*': 'markdown="0">',
}


@pytest.mark.parametrize(("text", "found"), OTHER.items(), ids=OTHER)
def test_syntax_that_commonmark_does_not_have_is_seen(text: str, found: str) -> None:
    assert other_syntax(f"# A\n\n{text}\n") == found


COMMON = {
    "a summary in its line": '<details markdown="1"><summary>a</summary>\n\nx\n\n</details>',
    "elements below each other": '<div markdown="1">\n<div markdown="1">\n\nx\n\n</div>\n</div>',
    "an element at the end": '<div markdown="1">\n',
    "times and ratios": "At 12:30:15, 1:2:3, https://e.org/a:b: a == b.",
    "a fence": "```python\nx\n```",
    "a table": "| a | b |\n|:--|--:|\n| c | d |",
}


@pytest.mark.parametrize("text", COMMON.values(), ids=COMMON)
def test_commonmark_is_no_other_syntax(text: str) -> None:
    assert other_syntax(text) == ""
