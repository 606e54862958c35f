"""Contributors' text comes out of a Markdown page as what was meant, and as nothing else."""

from __future__ import annotations

import html
import json
import pickle
import re
import string
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import comrak
import markdown
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cardsite import markup
from cardsite.markup import Resolved, Safe, prose_html
from cardsite.markup.code import highlight
from cardsite.markup.escape import clean, escape
from cardsite.markup.formulas import ATTRIBUTES, ELEMENTS

NASTY = [
    "<script>", "</script>", "</div>", "</code></pre>", "onerror=", '" onclick="x', "javascript:",
    "{: onclick=x }", "{ .x #y }", '--8<-- "secret.md"', "-8<- secret.md", "{{ 7*7 }}", "{% x %}",
    "```mermaid\nx\n```", "|", "||", "`", "``", "[x](javascript:alert(1))", "<!--", "-->", "]]>",
    "<![CDATA[", "<?php", "&lt;script&gt;", "&amp;lt;", "&#60;b&#62;", "&ltb", "\u202e", "\x02", "\x03",
    "\x02klzzwxh:0001\x03", "\x02wzxhzdk:0\x03", "\u2028", "\x85", "\ud800", "\x00", "😀", "👩‍💻",
    "مرحبا", "שלום", "z̸̢̛͎a̵l̶g̷o", "[" * 400, "$$", "\\(", "\\", "[^1]:", "[^1]", "*[HTML]: x",
    "HTML", "![](x)", "![a](https://evil.example/x.png)", "::: x", "!!! note", "??? x", '=== "tab"',
    "+++", "++ctrl+c++", "~~~", ":smile:", "==mark==", "^^ins^^", "{++ins++}", "{--del--}", "{==a==}",
    "[[wiki]]", "https://evil.example", "www.evil.example", "a@evil.example", "@user", "user/repo#1",
    "#1", "!1", "a" * 40, "0123456789abcdef" * 3, "1st", "2nd 3rd 11th", "1/2", "(c)", "(tm)", "-->",
    "+/-", "c/o", "...", "--", "---", "***", "===", "# h", "1. x", "a) x", "- x", "+ x", "* x", "> x",
    ": def", "    x", "\tx", "  \n", "\n\n", "\n", "\r\n", "[=50% x]", "[ ] x", "[x] y",
    "/// note\nx\n///", "*a*", "__b__", "_i_", "~s~", "^t^", "[a]: https://evil.example",
    "<https://evil.example>", "<a@evil.example>", "<div markdown=1>", "<pad>", "<Model>", "{@id=x}",
    "'q'", '"q"', "#!py x", "//evil.example", "\\//evil", "title: x", "&", ";", "#", "::::", "\xa0",
    "[!NOTE]", "> [!NOTE] x", "a_b_c", "0.5", "-1", "5%", "\ufeff", "\ufffe",
]  # fmt: skip
HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(NASTY),
        st.text(max_size=12),
        st.text(string.punctuation + " ab1\n", max_size=8),
    ),
    max_size=6,
).map("".join)

EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "legacy_attrs", "md_in_html", "sane_lists"),
    *("smarty", "tables", "toc", "wikilinks"),
    *(
        f"pymdownx.{name}"
        for name in (
            *("arithmatex", "betterem", "bracketspan", "caret", "critic", "details", "emoji", "escapeall"),
            *(
                "fancylists",
                "highlight",
                "inlinehilite",
                "keys",
                "magiclink",
                "mark",
                "progressbar",
                "quotes",
            ),
            *("saneheaders", "smartsymbols", "snippets", "superfences", "tabbed", "tasklist", "tilde"),
            *("blocks.admonition", "blocks.details", "blocks.html", "blocks.tab", "blocks.caption"),
        )
    ),
]
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
INLINE_TAGS = {"a", "bdi", "br", "code", "del", "em", "p", "span", "strong"} | ELEMENTS
BLOCK_TAGS = {"blockquote", "div", "hr", "li", "ol", "pre", "span", "sup", "ul"} | INLINE_TAGS | TABLE_TAGS


FOLDER = tempfile.TemporaryDirectory(prefix="cardsite-markup-")  # removed when the run ends


@cache
def engine() -> markdown.Markdown:
    """Python-Markdown with everything on, and a file that the snippets extension would gladly include."""
    (Path(FOLDER.name) / "secret.md").write_text("SECRET", encoding="utf-8")
    return markdown.Markdown(
        extensions=EXTENSIONS,
        extension_configs={
            "pymdownx.snippets": {"base_path": [FOLDER.name], "auto_append": []},
            "pymdownx.magiclink": {
                "repo_url_shorthand": True,
                "social_url_shorthand": True,
                "user": "someone",
                "repo": "something",
            },
            "pymdownx.tilde": {"smart_delete": False},
        },
    )


def published(page: str) -> str:
    """The page's HTML by Python-Markdown with the kitchen sink of extensions."""
    return engine().reset().convert(page)


def published_elsewhere(page: str) -> str:
    """The page's HTML by a CommonMark engine with extensions of its own, raw HTML let through."""
    extensions, render = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in (
        *("alerts", "autolink", "description_lists", "footnotes", "highlight", "insert", "math_code"),
        *("math_dollars", "multiline_block_quotes", "shortcodes", "spoiler", "strikethrough", "subscript"),
        *("superscript", "table", "tasklist", "underline", "wikilinks_title_after_pipe"),
    ):
        setattr(extensions, name, True)
    render.unsafe_ = True
    return comrak.render_markdown(page, extension_options=extensions, render_options=render)


def test_the_engine_of_these_tests_acts_on_what_stands_in_it_raw() -> None:
    page = published('--8<-- "secret.md"\n\n1st :smile: {++a++} ==m== https://evil.example <b>x</b>\n')
    assert "SECRET" in page
    assert {"sup", "img", "ins", "mark", "a", "b"} <= {tag for tag, _ in tree(page)[0]}
    assert "/commit/" in published("a" * 40)


Element = tuple[str, tuple[tuple[str, str], ...]]


def tree(source: str) -> tuple[list[Element], str]:
    """The elements (with their attributes) and the text of a page, as a browser would parse it."""
    body = LexborHTMLParser(f"<!doctype html><html><body>{source}</body></html>").body
    assert body is not None
    found = [
        (node.tag or "", tuple(sorted((key, value or "") for key, value in node.attributes.items())))
        for node in body.traverse(include_text=False)
    ]
    return found[1:], body.text()


def words(value: str) -> str:
    return " ".join(value.split())


def shown(value: str) -> str:
    """What a reader should see of a plain text."""
    return words(clean(value))


CONTEXTS = {
    "at the start of a page": ("{}\n", ["p"], "{}"),
    "in a paragraph": ("Before {} after.\n", ["p"], "Before {} after."),
    "on a line of its own": ("Before\n{}\nafter\n", ["p"], "Before {} after"),
    "in a list": ("- {}\n- b\n", ["ul", "li", "li"], "{} b"),
    "in bold": ("x **{}x** y\n", ["p", "strong"], "x {}x y"),
    "after a heading": ("## H\n\n{}\n\nEnd\n", ["h2", "p", "p"], "H {} End"),
    "in a table": (
        "| A | B |\n|---|---|\n| {} | b |\n",
        ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"],
        "A B {} b",
    ),
}


WITHOUT_TEXT = ("in a paragraph", "in a table")


def check_inline(safe: Safe, expected: str, allowed: set[str]) -> None:
    """The text stands in every place of a page, shows as expected and adds only the allowed elements."""
    for name in CONTEXTS if words(expected) else WITHOUT_TEXT:
        page, meant, around = CONTEXTS[name]
        elements, visible = tree(published(page.format(safe)))
        assert [tag for tag, _ in elements if tag not in allowed] == meant, name
        assert re.sub(r"\s", "", visible) == re.sub(r"\s", "", around.format(expected)), name
        assert not any(attributes for tag, attributes in elements if tag != "h2"), name


@given(HOSTILE)
@example("1st of\n1. x | `y`")
@example("".join(NASTY))
def test_text_shows_what_was_written_wherever_it_stands(value: str) -> None:
    check_inline(markup.text(value), shown(value), {"bdi"})


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_each_nasty_text_is_inert(value: str) -> None:
    check_inline(markup.text(value), shown(value), {"bdi"})
    check_inline(markup.cell(value), shown(value), {"bdi", "br"})
    check_inline(markup.inline_code(value), shown(value), {"bdi", "code"})


@given(HOSTILE)
def test_other_engines_show_the_same(value: str) -> None:
    elements, visible = tree(
        published_elsewhere(f"a\n\n{markup.text(value)} b\n\n## {markup.heading(value)}\n")
    )
    # An engine may make an address for mail of what it has read, in whatever way it was written.
    mail = {element for element in elements if element[0] == "a" and element[1][0][1].startswith("mailto:")}
    assert [element[0] for element in elements if element[0] != "bdi" and element not in mail] == [
        "p",
        "p",
        "h2",
    ]
    assert words(visible) == words(f"a {shown(value)} b {markup.title(value)}")
    cells = f"| {markup.cell(value)} | {markup.inline(value)} |"
    elements, _ = tree(published_elsewhere(f"| A | B |\n|---|---|\n{cells}\n\n{markup.prose(value)}\n"))
    assert [tag for tag, _ in elements][:8] == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td"]
    assert str(markup.prose(value)) in published_elsewhere(f"a\n\n{markup.prose(value)}\n\nb\n")


@given(HOSTILE)
def test_a_cell_never_breaks_its_table(value: str) -> None:
    safe = markup.cell(value)
    assert not set("|`\n") & set(safe)
    check_inline(safe, shown(value), {"bdi", "br"})


@given(HOSTILE)
def test_inline_code_is_one_code_element(value: str) -> None:
    check_inline(markup.inline_code(value), shown(value), {"bdi", "code"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("pythia-160m", "pythia-160m", id="names stay readable"),
        pytest.param("1.3B of 1,000", "1.3B of 1,000", id="numbers stay readable"),
        pytest.param("1. x", "1&#46; x", id="no list"),
        pytest.param("- x", "&#45; x", id="no bullet"),
        pytest.param("a  b\n\tc", "a b c", id="one line"),
        pytest.param("a\u202eb\x02c", "abc", id="no controls or overrides"),
        pytest.param("\ud800", "\ufffd", id="a lone surrogate"),
        pytest.param("naïve 模型 😀", "naïve 模型 😀", id="letters and emoji as they are"),
        pytest.param("ab مرحبا", "<bdi>ab مرحبا</bdi>", id="right to left is isolated"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_text_is(value: str, expected: str) -> None:
    assert markup.text(value) == expected


def test_a_cell_keeps_the_line_ends_of_its_text() -> None:
    assert markup.cell("a\n\n b|c \r\nd") == "a<br>b&#124;c<br>d"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("Pythia <b>160M</b>", "Pythia ‹b›160M‹/b›", id="no tags"),
        pytest.param('the "big" one\'s', "the “big” one’s", id="typographic quotes"),
        pytest.param("R&D & Q&A", "R&D & Q&A", id="an ampersand is text"),
        pytest.param("&lt;b&gt; &#60 &ltb", "＆lt;b＆gt; ＆#60 ＆ltb", id="no entities"),
        pytest.param("{{ 7*7 }} {% x %}", "{ { 7*7 }} { % x %}", id="no template"),
        pytest.param("__init__.py", "ˍˍinit__.py", id="no id of the theme"),
    ],
)
def test_a_title_is(value: str, expected: str) -> None:
    assert markup.title(value) == expected


@given(HOSTILE)
@example("&" + "lt" * 30)
def test_a_title_is_no_markup_however_often_it_is_unescaped(value: str) -> None:
    title = markup.title(value)
    assert not set("<>\"'\n") & set(title)
    assert html.unescape(title) == title


@given(st.lists(HOSTILE | st.text("_＿﹏ #½é模a1"), max_size=4))
@example(["__search"])
@example(["_", "_!"])
@example(["模 #_", "＿﹏x"])
def test_no_heading_takes_an_id_that_belongs_to_the_theme(values: list[str]) -> None:
    elements, _ = tree(published("\n\n".join(f"## {markup.heading(value)}" for value in values)))
    ids = [value for _, attributes in elements for name, value in attributes if name == "id"]
    assert [each for each in ids if each.startswith("__")] == []


@given(HOSTILE)
def test_a_heading_is_one_heading_and_one_entry_of_the_contents(value: str) -> None:
    safe = markup.heading(f"A {value}")
    elements, visible = tree(published(f"## {safe}\n\ntext\n"))
    assert [tag for tag, _ in elements] == ["h2", "p"]
    assert {key for _, attributes in elements for key, _ in attributes} == {"id"}
    title = words(markup.title(f"A {value}"))
    assert words(visible) == f"{title} text"
    (entry,) = engine().toc_tokens  # type: ignore[attr-defined]
    assert not set("<>") & set(html.unescape(entry["name"]))


@given(HOSTILE, HOSTILE)
def test_front_matter_is_read_back_as_titles(first: str, second: str) -> None:
    block = markup.front_matter({"title": first, "tags": [first, second], "search": {"exclude": True}})
    assert block.startswith("---\n")
    assert block.endswith("\n---\n")
    assert yaml.safe_load(block[4:-4]) == {
        "title": markup.title(first),
        "tags": [markup.title(first), markup.title(second)],
        "search": {"exclude": True},
    }


def test_front_matter_holds_every_character_that_a_title_may() -> None:
    every = markup.title("".join(map(chr, range(0x110000))))
    assert yaml.safe_load(markup.front_matter({"title": every})[4:-4]) == {"title": every}


@pytest.mark.parametrize("key", ["", "a b", "a: b\nc", "é"])
def test_front_matter_refuses_a_key_that_is_not_an_identifier(key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        markup.front_matter({key: "x"})


CLASS = re.compile(
    r"cs-(prose( cs-noted)?|formula( cs-display)?|prose-heading|scroll|footnotes|alert cs-alert-[a-z]+)"
    r"|cs-alert-title"
    r"|highlight|[a-z0-9]{1,3}"
)


def check_html(source: str, tags: set[str]) -> list[Element]:
    """Only elements and attributes on the list, and only addresses that a page may have."""
    elements, visible = tree(source)
    for tag, attributes in elements:
        assert tag in tags, tag
        for name, value in attributes:
            assert (tag, name) in {
                *(("a", "href"), ("a", "rel"), ("ol", "start"), ("td", "align"), ("th", "align")),
                *(("div", "class"), ("div", "dir"), ("span", "class"), ("p", "class")),
                *(("blockquote", "class"), ("li", "id"), *(("a", each) for each in ("id", "role"))),
                *(("div", "role"), ("span", "tabindex")),
            } or (tag in ELEMENTS and name in ATTRIBUTES), (tag, name)
            if name == "href":
                assert re.match(r"(?i)https?://|mailto:|(?!//)[^:\\]*(?:[/?#]|$)", value), value
                assert not set("\\\n\t\x00") & set(value)
            if name == "class":
                assert CLASS.fullmatch(value), value
            if name == "id":
                assert re.fullmatch(r"fn(ref)?:[a-z_]*:\d+", value), value
    assert "SECRET" not in visible
    return elements


@given(HOSTILE)
@example("\n\n".join(NASTY))
@example("".join(NASTY))
def test_prose_is_one_block_of_clean_html_that_markdown_leaves_as_it_is(value: str) -> None:
    safe = markup.prose(value)
    assert "\n" not in safe
    assert not set("`|*_{}[]\\$~^!\x02\x03") & set(safe)
    if not safe:
        return
    page = published(f"# H\n\n{safe}\n\nEnd\n")
    elements = check_html(page.split("</h1>", 1)[1], BLOCK_TAGS)
    assert elements[0][0] == "div"
    assert elements[0][1][0] == ("class", "cs-prose")
    assert elements[-1] == ("p", ())
    assert str(safe) in page


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_each_nasty_prose_is_clean(value: str) -> None:
    for source in (
        value,
        f"a {value} b",
        f"- {value}",
        f"> {value}",
        f"[{value}]({value})",
        f"![{value}](<{value}>)",
    ):
        if safe := markup.prose(source):
            check_html(published(f"{safe}\n"), BLOCK_TAGS)
        check_html(published(f"x {markup.inline(source)}\n"), BLOCK_TAGS)


@given(HOSTILE)
def test_inline_markdown_stays_in_its_cell(value: str) -> None:
    safe = markup.inline(value)
    assert not set("|`\n") & set(safe)
    elements, visible = tree(published(f"| A | B |\n|---|---|\n| {safe} | b |\n"))
    assert [tag for tag, _ in elements].count("td") == 2
    assert visible.strip().endswith("b")
    check_html(published(f"x {safe}\n"), INLINE_TAGS)


PROSE = {
    "raw HTML is text": ("a <pad> b", "<p>a &#60;pad&#62; b</p>"),
    "a heading is a bold paragraph": (
        "# A *b*",
        '<p class="cs-prose-heading"><strong>A <em>b</em></strong></p>',
    ),
    "an image is a link": (
        "![alt](https://e.example/x)",
        '<p><a href="https&#58;&#47;&#47;e&#46;example&#47;x" rel="noopener">alt</a></p>',
    ),
    "an image in a link is its text": (
        "[![alt](x.png)](https://e.example)",
        '<p><a href="https&#58;&#47;&#47;e&#46;example" rel="noopener">alt</a></p>',
    ),
    "an image without text": (
        "![](https://e.example)",
        '<p><a href="https&#58;&#47;&#47;e&#46;example" rel="noopener">image</a></p>',
    ),
    "a task list": ("- [ ] a\n- [x] b", "<ul><li>☐ a</li><li>☑ b</li></ul>"),
    "a table can scroll": (
        "| a |\n|:-:|\n| 1 |",
        '<div class="cs-scroll"><table><thead><tr><th align="center">a</th></tr></thead>'
        '<tbody><tr><td align="center">1</td></tr></tbody></table></div>',
    ),
    "a diagram is code": (
        "```mermaid\na b\n```",
        '<div class="highlight"><pre><code>a b</code></pre></div>',
    ),
    "code is highlighted": (
        "```python\nx = 1\n```",
        '<div class="highlight"><pre><code>x &#61; <span class="mi">1</span></code></pre></div>',
    ),
    "a list that begins at 3": ("3. a", '<ol start="3"><li>a</li></ol>'),
    "a script is a label": ("[x](javascript:alert)", "<p>x</p>"),
    "an escaped script is a label": ("[x](&#106;avascript:alert)", "<p>x</p>"),
    "a broken script is a label": ("[x](<java\tscript:alert>)", "<p>x</p>"),
    "data is a label": ("[x](data:text/html,x)", "<p>x</p>"),
    "another host is a label": ("[x](//evil.example)", "<p>x</p>"),
    "a backslash never becomes a slash": (
        "[x](<https://e.example/\\evil.example>)",
        '<p><a href="https&#58;&#47;&#47;e&#46;example&#47;&#37;5Cevil&#46;example" rel="noopener">x</a></p>',
    ),
    "a user name is a label": ("[x](https://good.example@evil.example/)", "<p>x</p>"),
    "an address with a space": (
        "[x](<https://e.example/a b.html>)",
        '<p><a href="https&#58;&#47;&#47;e&#46;example&#47;a&#37;20b&#46;html" rel="noopener">x</a></p>',
    ),
    "addresses in a sentence": (
        "(see https://e.example/a_(b)), www.e.example.",
        '<p>&#40;see <a href="https&#58;&#47;&#47;e&#46;example&#47;a&#95;&#40;b&#41;" rel="noopener">'
        "https&#58;&#47;&#47;e&#46;example&#47;a&#95;&#40;b&#41;</a>&#41;, "
        ""
        '<a href="http&#58;&#47;&#47;www&#46;e&#46;example" rel="noopener">'
        "www&#46;e&#46;example</a>&#46;</p>",
    ),
    "an address of mail": (
        "Write to a.b@e.example.",
        "<p>Write to "
        '<a href="mailto&#58;a&#46;b&#64;e&#46;example" rel="noopener">a&#46;b&#64;e&#46;example</a>'
        "&#46;</p>",
    ),
    "an alert": (
        "> [!WARNING]\n> a",
        '<blockquote class="cs-alert cs-alert-warning"><p class="cs-alert-title">Warning</p>'
        "<p>a</p></blockquote>",
    ),
    "struck out": ("~~a~~", "<p><del>a</del></p>"),
    "a formula": (
        "$a_i$",
        '<p><span class="cs-formula"><math alttext="a&#95;i" display="inline"><mrow><msub><mi>a'
        "</mi><mi>i</mi></msub>"
        "</mrow></math></span></p>",
    ),
    "an upright letter": (
        r"$\mathrm{d}x$",
        '<p><span class="cs-formula"><math alttext="&#92;mathrm&#123;d&#125;x" display="inline"><mrow>'
        "<mtext>d</mtext><mi>x</mi></mrow></math></span></p>",
    ),
    "a formula of its own": (
        "$$\n2\n$$",
        '<p><span class="cs-formula cs-display"><math alttext="2" display="block"><mrow><mn>2</mn></mrow>'
        "</math></span></p>",
    ),
    "a formula in a table": (
        "| $x$ |\n|-|",
        '<div class="cs-scroll"><table><thead><tr><th><span class="cs-formula">'
        '<math alttext="x" display="inline"><mrow>'
        "<mi>x</mi></mrow>"
        "</math></span></th></tr></thead></table></div>",
    ),
    "less than in a formula": (
        "$a<b$",
        '<p><span class="cs-formula"><math alttext="a&#60;b" display="inline"><mrow><mi>a</mi>'
        "<mo>&#60;</mo><mi>b</mi>"
        "</mrow></math></span></p>",
    ),
    "a script in a formula is text": (
        r"$\text{<script>x</script>}$",
        "<p>"
        '<span class="cs-formula">'
        '<math alttext="&#92;text&#123;&#60;script&#62;x&#60;&#47;script&#62;&#125;" display="inline"><mrow>'
        "<mtext>&#60;script&#62;x&#60;&#47;script&#62;</mtext></mrow></math></span></p>",
    ),
    "a link in a formula is its label": (
        r"$\href{javascript:x}{y}$",
        "<p>"
        '<span class="cs-formula">'
        '<math alttext="&#92;href&#123;javascript&#58;x&#125;&#123;y&#125;" display="inline">'
        "<mrow><mrow><mrow><mi>y</mi></mrow></mrow></mrow></math></span></p>",
    ),
    "an unknown command stays as it was written": (r"$\foo x$", "<p>&#36;&#92;foo x&#36;</p>"),
    "a broken formula stays as it was written": (r"$\frac{$", "<p>&#36;&#92;frac&#123;&#36;</p>"),
    "a formula without end stays as it was written": (
        "$" + "{" * 999 + "$",
        f"<p>&#36;{'&#123;' * 999}&#36;</p>",
    ),
    "a long formula stays as it was written": ("$" + "x" * 1001 + "$", f"<p>&#36;{'x' * 1001}&#36;</p>"),
    "no formula in code": ("`$x$`", "<p><code>&#36;x&#36;</code></p>"),
    "no titles": (
        '[x](https://e.example "t")',
        '<p><a href="https&#58;&#47;&#47;e&#46;example" rel="noopener">x</a></p>',
    ),
}


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10", "from $5-$10", "US$5 and US$6", "**$5** and **$10**", "$20 per month, or 30$",
        "5$ and 6$", "$HOME/$PATH", "$5", "a $ b $ c", r"\$5 and \$6", "US$1 " * 100, "$1.5M (or $2M)",
    ],
)  # fmt: skip
def test_money_is_no_formula(source: str) -> None:
    assert "<math" not in markup.prose(source)
    assert tree(markup.prose(source))[1] == re.sub(r"\\|\*", "", source.strip())


FOOTNOTES = (
    "<p>a<sup>"
    '<a href="&#35;fn&#58;{0}&#58;1" id="fnref&#58;{0}&#58;1" role="doc-noteref" rel="noopener">1</a></sup> '
    "b<sup>"
    '<a href="&#35;fn&#58;{0}&#58;2" id="fnref&#58;{0}&#58;2" role="doc-noteref" rel="noopener">2</a></sup> '
    'c<sup><a href="&#35;fn&#58;{0}&#58;1" role="doc-noteref" rel="noopener">1</a></sup> &#91;&#94;z&#93;</p>'
    '<div class="cs-footnotes" role="doc-endnotes"><ol><li id="fn&#58;{0}&#58;1"><p>one '
    '<a href="&#35;fnref&#58;{0}&#58;1" role="doc-backlink" rel="noopener">↩</a></p></li>'
    '<li id="fn&#58;{0}&#58;2"><p>two '
    '<a href="&#35;fnref&#58;{0}&#58;2" role="doc-backlink" rel="noopener">↩</a></p></li></ol></div>'
)
NOTED = "a[^x] b[^y] c[^x] [^z]\n\n[^y]: two\n\n[^unused]: three\n\n[^x]: one\n"


def test_footnotes_stand_below_their_text_in_the_order_of_their_marks() -> None:
    assert (
        markup.prose(NOTED, key="risks")
        == f'<div class="cs-prose cs-noted">{FOOTNOTES.format("risks")}</div>'
    )


@pytest.mark.parametrize("key", ["risks", "data_issues"])
def test_footnotes_of_two_texts_with_one_key_get_different_ids(key: str) -> None:
    text = markup.prose(NOTED, key=key)
    page = html.unescape(markup.distinct_footnotes(f"{text}\n{markup.prose(NOTED)}\n{text}\n"))
    ids = re.findall(r'id="fn:([^"]*)"', page)
    assert ids == [f"{each}:{n}" for each in (key, "", f"{key}2") for n in (1, 2)]
    assert set(re.findall(r'href="#fn:([^"]*)"', page)) == set(ids)


def test_a_link_to_a_footnote_of_another_text_does_not_change_which_text_this_is() -> None:
    linking = markup.prose("[x](#fn:risks:1) [^x]\n\n[^x]: one\n", key="biases", resolve=_here)
    page = html.unescape(markup.distinct_footnotes(f"{markup.prose(NOTED, key='risks')}\n{linking}"))
    assert 'id="fn:biases:1"' in page
    assert page.count('href="#fn:risks:1"') == 3


def _here(written: str, _text: str) -> markup.Resolved:
    return markup.Resolved(written)


def test_a_line_has_formulas_and_footnotes_at_its_end() -> None:
    assert markup.inline("$x$[^b]\n\n[^b]: *a*\n\ny") == (
        '<span class="cs-formula"><math alttext="x" display="inline"><mrow><mi>x</mi></mrow>'
        "</math></span>&#91;1&#93; y &#91;1&#93; <em>a</em>"
    )


PICTURES = {"a.png": markup.Resolved("../pictures/a.png", 30, 20), "b.md": markup.Resolved("../b.html")}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "![A *bar* chart](a.png)",
            ""
            '<img src="&#46;&#46;&#47;pictures&#47;a&#46;png" alt="A bar chart" width="30" '
            'height="20" loading="lazy">',
            id="a picture",
        ),
        pytest.param(
            "![](a.png)",
            '<a href="&#46;&#46;&#47;pictures&#47;a&#46;png" rel="noopener">image</a>',
            id="without words",
        ),
        pytest.param("[b](b.md)", '<a href="&#46;&#46;&#47;b&#46;html" rel="noopener">b</a>', id="a link"),
        pytest.param(
            "![c](https://e.example/c.png)",
            '<a href="https&#58;&#47;&#47;e&#46;example&#47;c&#46;png" rel="noopener">c</a>',
            id="of another host",
        ),
    ],
)
def test_relative_addresses_stand_for_what_the_page_knows(source: str, expected: str) -> None:
    def resolve(written: str, text: str) -> markup.Resolved | None:
        assert text == source
        return PICTURES.get(written)

    assert markup.prose(source, resolve=resolve) == f'<div class="cs-prose"><p>{expected}</p></div>'


@pytest.mark.parametrize(("source", "expected"), PROSE.values(), ids=PROSE)
def test_prose(source: str, expected: str) -> None:
    assert markup.prose(source) == f'<div class="cs-prose">{expected}</div>'


RELATIVE = "[a](b.html) ![c](d.png) [e](https://e.example)"


def test_links_that_nobody_resolves_are_labels_and_those_to_other_sites_stay() -> None:
    link = '<a href="https&#58;&#47;&#47;e&#46;example" rel="noopener">e</a>'
    assert markup.inline(RELATIVE) == f"a c {link}"
    assert markup.prose(RELATIVE) == f'<div class="cs-prose"><p>a c {link}</p></div>'


def test_prose_that_renders_to_nothing_is_empty() -> None:
    assert markup.prose(" \n[a]: b\n") == ""


def test_prose_from_right_to_left_knows_its_direction() -> None:
    assert markup.prose("مرحبا") == '<div class="cs-prose" dir="auto"><p>مرحبا</p></div>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("*a* `b|c`", "<em>a</em> <code>b&#124;c</code>", id="emphasis and code"),
        pytest.param("a\n\n# b\n\n- c\n- d", "a b c d", id="blocks are flattened"),
        pytest.param("a  \nb", "a<br>b", id="a hard break"),
        pytest.param("```\na\nb\n```", "<code>a b</code>", id="a fence"),
        pytest.param("| a | b |\n|-|-|\n| c | d |", "a b c d", id="a table"),
        pytest.param("<b>", "&#60;b&#62;", id="raw HTML is text"),
    ],
)
def test_inline(source: str, expected: str) -> None:
    assert markup.inline(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("[" * 400_000, id="brackets"),
        pytest.param("> " * 100_000 + "x", id="quotes in quotes"),
        pytest.param("*a " * 50_000 + "b*" * 50_000, id="emphasis"),
        pytest.param(
            "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|a\n" * 20_000, id="a table of 400 million cells"
        ),
        pytest.param("```python\n" + "\n  " * 100_000, id="code"),
        pytest.param("US$5 " * 10_000, id="sums of money"),
        pytest.param("".join(f"$x_{{{number}}}$ " for number in range(5_000)), id="formulas"),
        pytest.param("$" + "{" * 200_000 + "$", id="braces in a formula"),
        pytest.param("[^1]" * 20_000 + "\n\n[^1]: x", id="marks of one footnote"),
        pytest.param("".join(f"[^{n}]: a[^{n + 1}]\n\n" for n in range(2_000)) + "[^0]", id="footnotes"),
        pytest.param("![" * 50_000 + "a" + "](b)" * 50_000, id="pictures in pictures"),
        pytest.param("> " * 99 + "[!NOTE]\n" + "> " * 99 + "x", id="alerts"),
        pytest.param("a@b.c " * 10_000, id="addresses"),
    ],
)
def test_prose_made_to_be_slow_comes_out(source: str) -> None:
    assert markup.prose(source).startswith('<div class="cs-prose')
    assert markup.prose_markdown(source)


@given(
    HOSTILE,
    st.sampled_from(["json", "python", "bash", "yaml", "mermaid", "", "html", "x y", "../../x", '"><b>']),
)
def test_code_shows_its_source_letter_by_letter(source: str, language: str) -> None:
    safe = markup.code(source, language)
    assert "\n" not in safe
    page = published(f"Before\n\n{safe}\n\nEnd\n")
    elements = [tag for tag, _ in check_html(page, {"p", "div", "pre", "code", "span"}) if tag != "span"]
    assert elements == ["p", "div", "pre", "code", "p"]
    node = LexborHTMLParser(page).css_first("div.highlight > pre > code")
    assert node is not None
    expected = re.sub("[\x0b\x0c\x1c-\x1f\x85]", "", clean(source)).rstrip("\n")
    assert node.text() == expected


@pytest.mark.parametrize("name", ["Acme/Tiny-1.3B", "a/b", "7b/7b", "None/True", "if/x_y"])
@pytest.mark.parametrize(
    "line",
    [
        'load("{}")',
        'pipe(model="{}")',
        'load("{}", base="{}")',
        'name="{}"',
        'a == "{}"',
        'x = """text ="{}"\n"""',
        '# as in model="{}"',
        "print('model=\"{}\"')",
        'f(r"{}", b"{}", u"{}")',
        'd = {{"model": "{}"}}',
    ],
)
def test_code_that_differs_in_names_is_highlighted_as_if_each_were_alone(line: str, name: str) -> None:
    source = f"{line.format(name, name, name)}\nprint(1)\n"
    assert markup.code(source, "python") == highlight(source, "python", escape)


def test_code_keeps_indentation_and_tabs() -> None:
    assert markup.code("a\r\n    b\tc\n\n", "text") == (
        '<div class="highlight"><pre><code>a&#10;    b&#9;c</code></pre></div>'
    )


def test_code_of_an_example_json_is_read_back() -> None:
    source = json.dumps({"a": [1, "|`*", None]}, indent=2)
    node = LexborHTMLParser(published(markup.code(source, "JSON"))).css_first("code")
    assert node is not None
    assert node.text() == source
    assert node.css_first("span.nt") is not None


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://arxiv.org/abs/2304.01373?x=1#a", True),
        ("HTTP://e.example", True),
        ("https://é.example/模型", True),
        ("mailto:a@b.example", True),
        ("https://a@b.example", False),
        ("https:///x", False),
        ("https:x.example", False),
        ("https://e.example\\@x", False),
        ("https://e.example/a b", False),
        ("https://e.example/\u202e", False),
        ("https://e.example/\n", False),
        ("javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        (" https://e.example", False),
        ("data:text/html,x", False),
        ("//e.example", False),
        ("a.html", False),
        ("", False),
    ],
)
def test_a_url_is_safe(url: str, safe: bool) -> None:
    assert markup.safe_url(url) is safe


@given(HOSTILE, HOSTILE)
def test_a_link_goes_where_it_says_or_is_its_label(label: str, path: str) -> None:
    url = f"https://e.example/{path}"
    elements, visible = tree(published(f"x {markup.link(label, url)} y\n"))
    assert words(visible) == words(f"x {shown(label)} y")
    anchors = [attributes for tag, attributes in elements if tag == "a"]
    assert anchors == ([(("href", url), ("rel", "noopener"))] if markup.safe_url(url) else [])
    assert {tag for tag, _ in elements} <= {"p", "a", "bdi"}


def test_a_link_to_an_unsafe_address_is_its_label() -> None:
    assert markup.link("a*b", "javascript:x") == "a&#42;b"
    assert markup.link(markup.inline_code("x"), "//evil") == "<code>x</code>"


@given(HOSTILE, HOSTILE)
def test_a_page_link_is_one_link(label: str, path: str) -> None:
    elements, visible = tree(published(f"x {markup.page_link(label, f'a/{path}')} y\n"))
    assert [tag for tag, _ in elements if tag != "bdi"] == ["p", "a"]
    assert words(visible) == words(f"x {shown(label)} y")
    ((href, value),) = elements[1][1]
    assert href == "href"
    assert re.fullmatch(r"[A-Za-z0-9._~/#%-]+", value)


@pytest.mark.parametrize("path", ["", "/x.md", "//evil.example"])
def test_a_page_link_refuses_a_path_that_is_not_relative(path: str) -> None:
    with pytest.raises(ValueError, match="not a relative path"):
        markup.page_link("x", path)


def test_a_page_link_is_markdown_that_a_site_engine_resolves() -> None:
    assert markup.page_link("Pythia 160M", "../a/b c.md#x") == "[Pythia 160M](../a/b%20c.md#x)"
    assert markup.page_link("x", "javascript:y") == "[x](javascript%3Ay)"


@given(HOSTILE)
def test_an_attribute_is_one_attribute(value: str) -> None:
    elements, _ = tree(published(f'x <span title="{markup.attribute(value)}">y</span>\n'))
    (title,) = [dict(attributes)["title"] for tag, attributes in elements if tag == "span"]
    assert words(title) == shown(value)
    assert len(elements) == 2


PLAIN: dict[str, Callable[[Safe], str]] = {
    "+": lambda safe: safe + "b",
    "+ on the right": lambda safe: "b" + safe,
    "%": lambda safe: "%s" % safe,  # noqa: UP031
    "% on the left": lambda _: Safe("%s") % "b",
    "f-string": lambda safe: f"{safe}",
    "format": "{}".format,
    "join": lambda safe: "".join([safe]),
    "join by": lambda safe: safe.join(["a", "b"]),
    "str": str,
    "strip": lambda safe: safe.strip(),
    "slice": lambda safe: safe[:],
    "replace": lambda safe: safe.replace("a", "a"),
    "times": lambda safe: safe * 1,
    "__html__": lambda safe: safe.__html__(),
}


@pytest.mark.parametrize("operation", PLAIN.values(), ids=PLAIN)
def test_the_mark_is_lost_by(operation: Callable[[Safe], str]) -> None:
    assert type(operation(Safe("a"))) is str


def test_join_takes_and_gives_safe_values_only() -> None:
    joined = markup.join([Safe("a"), Safe("b")], Safe(", "))
    assert joined == "a, b"
    assert isinstance(joined, Safe)
    with pytest.raises(TypeError, match="Safe values only, found str"):
        markup.join([Safe("a"), "b"])  # type: ignore[list-item]


def test_the_mark_survives_pickling() -> None:
    assert type(pickle.loads(pickle.dumps(markup.text("a")))) is Safe


def test_a_text_that_leads_to_nothing_of_its_own_is_rendered_once_for_all_pages() -> None:
    text = "See [the *paper*](https://example.org/once) and `code`."
    asked: list[str] = []
    assert markup.prose(text, resolve=lambda name, _: asked.append(name)) is markup.prose(text)
    assert asked == []


def test_a_text_with_a_picture_is_rendered_for_each_page() -> None:
    def on(page: str) -> str:
        return markup.prose(
            "![A *curve*](curve.png)", resolve=lambda name, _: Resolved(f"{page}{name}", 3, 2)
        )

    assert 'src="&#46;&#46;&#47;curve&#46;png"' in on("../")
    assert 'src="a&#47;curve&#46;png"' in on("a/")
    assert markup.prose("![A *curve*](curve.png)").count("<img") == 0


@pytest.mark.parametrize(
    "text",
    [
        'It\'s "quoted" & < 5\xa0kB, see [a](b?c=1&d=2), <https://e.org/?f=1&g=2>, www.h.org, ![i](j.png).',
        "- [x] a\n\n> [!NOTE]\n> b<br>c\n\n| d | e |\n|:--|--:|\n| f |\n\n---\n\n## ~~g~~",
        "h[^1] `<pad>`\n\n```python\ni = \"j\" + 'k'\n```\n\n[^1]: l\n",
    ],
    ids=["inline", "blocks", "notes and code"],
)
def test_prose_is_written_as_the_cleaner_leaves_it(text: str) -> None:
    written = prose_html._rendered(text, key="k", block=True)
    assert prose_html._RICH.clean(written) == written
