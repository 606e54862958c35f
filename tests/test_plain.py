"""Pages as plain Markdown: made from the same values, and as inert as the pages."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import comrak
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cardsite import markup
from cardsite.exporters.plain import plain_elsewhere, plain_page
from cardsite.markup import Safe
from cardsite.markup.escape import clean
from cardsite.render.environment import make_environment, render_template
from cardsite.render.printed import Values
from cardsite.site import Page, SiteInfo, plain_path
from hostile import TOKENS
from published import published_catalogue, published_files, published_site
from test_hostile import body_of, usual

_OPTIONS = comrak.ExtensionOptions()
_OPTIONS.table = _OPTIONS.strikethrough = _OPTIONS.tasklist = _OPTIONS.footnotes = True
_RAW = comrak.RenderOptions()
_RAW.unsafe_ = True


def rendered(markdown: str) -> str:
    """What another library makes of it that takes raw HTML as it comes."""
    return comrak.render_markdown(markdown, extension_options=_OPTIONS, render_options=_RAW)


def seen(markdown: str) -> str:
    """The words that a reader of the rendered text sees."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", rendered(markdown))).split())


def printed(template: str, *values: Safe) -> str:
    """A template with values in the places of `{}`, as plain Markdown."""
    made = Values()
    return made.plain(template.format(*map(made.place, values)))


@cache
def pages() -> dict[str, str]:
    site = published_site()
    return {page.path: site.files[plain_path(page.path)].decode() for page in site.pages}


def code_taken_out(markdown: str) -> str:
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", markdown, flags=re.DOTALL)


def test_pages_have_no_elements_and_no_references_left() -> None:
    for path, text in pages().items():
        prose = code_taken_out(text)
        assert re.findall(r"(?<!\\)</?[a-z]\w*[^<>]*>", prose) == [], path
        assert re.findall(r"&#\d+;|markdown=\"|\bclass=\"", prose) == [], path
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", text), path


def test_a_page_begins_with_its_title_and_has_no_front_matter() -> None:
    text = pages()["models/pythia/pythia-160m.md"]
    assert text.startswith("# Pythia 160M\n\nA language model of 12 layers")


def test_facts_have_their_sources_by_number_and_calculations_their_formulas() -> None:
    text = pages()["models/pythia/pythia-160m.md"]
    assert "| Parameters | 162,322,944 [3] |" in text
    assert "| Tokens seen | 299,892,736,000 (calculated: 143,000 steps × 2,097,152 tokens) |" in text
    assert "\n3. [Pythia 160M on the Hugging Face hub](https://huggingface.co/EleutherAI/pythia-160m)" in text
    assert "\nTags: pythia, interpretability, " in text


def test_code_stands_between_fences_as_it_was_written() -> None:
    text = pages()["models/pythia/pythia-160m.md"]
    assert "```python\nimport torch\nfrom transformers import AutoModelForCausalLM, AutoTokenizer\n" in text
    assert '    "EleutherAI/pythia-160m",\n    dtype="float16",' in text


# Where they are read


def linked(path: str = "models/acme/tiny.md") -> Page:
    link = markup.page_link("Small", "../small.md", "models=a,b")
    file = markup.page_link("Markdown", "tiny.md.txt")
    here = '<div data-cs-only="site" markdown="1">\n\n## Similar\n\n</div>'
    text = printed(f"# T\n\n{{}} and {{}}\n\n{here}\n\n## Next\n", link, file)
    return Page(path, "T", b"", plain=text)


def test_links_between_pages_stay_relative_on_the_site() -> None:
    expected = "# T\n\n[Small](../small.md?models=a,b) and [Markdown](tiny.md)\n\n## Similar\n\n## Next\n"
    assert plain_page(linked(), SiteInfo(plain_ending=".md")) == expected


def test_links_are_labels_elsewhere_and_what_is_of_use_on_the_site_is_left_out() -> None:
    assert plain_elsewhere(linked(), SiteInfo()) == "# T\n\nSmall and Markdown\n\n## Next\n"


def test_links_have_full_addresses_elsewhere_if_the_site_has_one() -> None:
    published = SiteInfo(url="https://cards.example/")
    assert "[Small](https://cards.example/models/small.html?models=a,b)" in plain_elsewhere(
        linked(), published
    )


def test_relative_links_of_authors_lead_to_the_same_places_elsewhere() -> None:
    text = (
        "See [it](../small.md#use), [this](#use), [a *b* \\[c\\]](c.yaml) and [them](https://small.example)."
    )
    found = {written: markup.Resolved("x", plain=written) for written in ("../small.md#use", "c.yaml")}
    found["#use"] = markup.Resolved("#use")
    values = (make(text, resolve=lambda written, _: found[written]) for make in (markup.prose, markup.inline))
    page = Page("models/acme/tiny.md", "T", b"", plain=printed("{}\n\n{}\n", *values))
    assert plain_page(page) == f"{text}\n\n{text}\n"
    labels = "See it, [this](#use), a *b* \\[c\\] and [them](https://small.example).\n"
    assert plain_elsewhere(page, SiteInfo()) == f"{labels}\n{labels}"
    full = plain_elsewhere(page, SiteInfo(url="https://cards.example/"))
    assert "[it](https://cards.example/models/small.html#use)" in full
    assert "[a *b* \\[c\\]](https://cards.example/models/acme/c.yaml)" in full


@pytest.mark.parametrize(("label", "shown"), [("# x", "\\# x"), ("1. x", "1\\. x"), ("- x", "\\- x")])
def test_a_label_without_its_link_begins_no_block(label: str, shown: str) -> None:
    texts = f"[{label}](c.yaml)", f"![{label}](c.yaml)", f"- [{label}](c.yaml)"
    values = (markup.prose(text, resolve=lambda *_: markup.Resolved("x")) for text in texts)
    figure = '<figure><img src="{}" alt="{}"></figure>\n\n{}\n\n{}\n\n{}\n'
    page = printed(figure, markup.attribute("x.png"), markup.attribute(label), *values)
    found = plain_elsewhere(Page("models/acme/tiny.md", "T", b"", plain=page), SiteInfo())
    assert found == f"{shown}\n\n{shown}\n\n{shown}\n\n- {shown}\n"


# The author's Markdown

PROSE = """\
| Task | Regex | Score |
|:-----|:-----:|------:|
| one | `a \\| b` | 0.6 |

```json
{"a": 1}


{"b": 2}
```

3. three
   - nested
     deeper
4. four

$$E = m_{0} c^{2} + \\sum_{i=1}^{n} x_{i}$$ and ~~gone~~"""


def test_prose_stays_as_it_was_written() -> None:
    assert printed("## T\n\n{}\n\n\n\n## U\n", markup.prose(PROSE)) == f"## T\n\n{PROSE}\n\n## U\n"


def test_a_step_of_several_blocks_stays_one_item() -> None:
    steps = markup.prose("One:\n\n```sh\ncd x\n```"), markup.prose("two")
    assert printed("<ol><li>{}</li><li>{}</li></ol>", *steps) == (
        "1. One:\n   \n   ```sh\n   cd x\n   ```\n2. two\n"
    )


def test_formulas_come_back_as_their_source() -> None:
    source = r"It is $a_{i} * \hat{b}$ in | $$\frac{1}{2}$$."
    assert printed("# T\n\n{}\n", markup.prose(source)) == f"# T\n\n{source}\n"


def test_footnotes_of_two_texts_do_not_meet() -> None:
    text = printed("{}\n\n{}\n", markup.prose("a[^1]\n\n[^1]: first"), markup.prose("b[^1]\n\n[^1]: second"))
    assert "a[^note-1]\n\n[^note-1]: first" in text
    assert "b[^note2-1]\n\n[^note2-1]: second" in text


@pytest.mark.parametrize(
    ("source", "line", "cell"),
    [
        ("`a|b` and *em*: x_1 * y_2", "`a|b` and *em*: x_1 * y_2", r"`a\|b` and *em*: x_1 * y_2"),
        ("$a_{i}|b$, 2 < 3 & c", "$a_{i}|b$, 2 &lt; 3 & c", r"$a_{i}\|b$, 2 &lt; 3 & c"),
        (r"$a<b$ $\text{<i>}$", r"$a< b$ $\text{< i>}$", r"$a< b$ $\text{< i>}$"),
        ("__a__*b*", "__a__*b*", "__a__*b*"),
        ("[x](https://y) [z](javascript:1)", "[x](https://y) z", "[x](https://y) z"),
        ("- a\n- b", "a b", "a b"),
        ("a[^1]\n\n[^1]: n", r"a \[1\] \[1\] n", r"a \[1\] \[1\] n"),
    ],
)
def test_a_line_of_an_author_fits_where_it_stands(source: str, line: str, cell: str) -> None:
    value = markup.inline(source)
    assert printed("<p>{}</p>", value) == f"{line}\n"
    assert printed("| {} |", value) == f"| {cell} |\n"


@pytest.mark.parametrize(
    ("value", "at_start", "inside"),
    [
        ("- a", r"\- a", "- a"),
        ("1. a", r"1\. a", "1. a"),
        ("1.3B", "1.3B", "1.3B"),
        ("# a", r"\# a", "# a"),
        ("> a", r"\> a", "> a"),
        ("* a", r"\* a", r"\* a"),
        ("a * b", "a * b", "a * b"),
        ("---", r"\---", "---"),
        ("C#", "C#", "C#"),
    ],
)
def test_a_sign_begins_no_block(value: str, at_start: str, inside: str) -> None:
    assert printed("{}\n\n- {}\n\nx {}\n", *[markup.text(value)] * 3) == (
        f"{at_start}\n\n- {at_start}\n\nx {inside}\n"
    )


def test_drawings_and_what_is_for_the_page_only_are_left_out() -> None:
    drawing = Safe("<svg><text>5</text></svg>", "")
    page = 'a\n\n{}\n\n<p data-cs-only="page">{} <b>c</b></p>\n<span aria-hidden="true">■</span>b\n'
    assert printed(page, drawing, markup.text("d")) == "a\n\nb\n"


def test_what_is_bold_in_the_line_of_something_folded_is_bold_once() -> None:
    page = "<details>\n<summary><strong>a</strong> b</summary>\n\n<strong>c</strong>\n\n</details>\n"
    assert printed(page) == "**a b**\n\n**c**\n"


@pytest.mark.parametrize(
    "block",
    [
        "{% filter text %}{{ value }}: {{ value }}{% endfilter %}",
        "{% set line | text %}{{ value }}: {{ value }}{% endset %}{{ line }}",
    ],
)
def test_what_a_filter_makes_of_a_block_is_as_plain_as_a_value(tmp_path: Path, block: str) -> None:
    (tmp_path / "own.md.j2").write_text(block, encoding="utf-8")
    made = render_template(make_environment(tmp_path), "own.md.j2", {"value": "a (b)"})
    assert made.page == "a &#40;b&#41;&#58; a &#40;b&#41;"
    assert made.plain == "a (b): a (b)\n"


# Any text


TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(sorted(TOKENS.values())), max_size=3).map(" ".join)


@given(TEXTS)
@example("a | b `c` *d* _e_ [f](g) <h> &lt; \\ ~~i~~ ![j](k) #l")
@example("- a")
@example("1. a")
@example("[x]: javascript:alert(1)")
@example("$a$ \x01\x02 0\x03")
def test_a_text_of_a_card_is_seen_as_it_was_written(text: str) -> None:
    value, words = markup.text(text), " ".join(clean(text).split())
    for page, around in (
        ("before {} after", "before {} after"),
        ("<p>{}</p>", "{}"),
        ("| {} |\n|---|", "{}"),
    ):
        assert seen(printed(page, value)) == " ".join(around.replace("{}", words).split())


@given(TEXTS)
def test_a_text_of_a_card_makes_no_element(text: str) -> None:
    for page, value in (
        ("# {}", markup.heading(text)),
        ("- {}", markup.text(text)),
        ("<p>{}</p>", markup.text(text)),
    ):
        tags = set(re.findall(r"<(\w+)", rendered(printed(f"x\n\n{page}\n\ny", value))))
        assert tags <= {"p", "h1", "ul", "li"}


PHRASES = set("a br code del em p strong".split())  # noqa: SIM905


@given(TEXTS)
def test_a_line_of_a_card_makes_phrases_and_ends_where_it_ends(text: str) -> None:
    for page in ("<p>{}</p>\n\n*end*\n", "{} *end*"):
        found = rendered(printed(page, markup.inline(text)))
        assert {tag.lower() for tag in re.findall(r"<(\w+)", found)} <= PHRASES
        assert found.endswith("<em>end</em></p>\n")
        assert not re.search(r'href="(?:javascript|data|vbscript):', found, re.IGNORECASE)


@pytest.mark.parametrize("name", TOKENS)
def test_code_is_kept_whatever_is_in_it(name: str) -> None:
    source = TOKENS[name]
    found = re.search(
        r"<pre><code>(.*?)</code></pre>", rendered(printed("{}\n", markup.code(source, "text"))), re.DOTALL
    )
    assert found
    assert html.unescape(found[1]).rstrip("\n") == clean(source).rstrip("\n")


# The README of each card beside its page


def blocks(source: str) -> list[tuple[str, object]]:
    """The tables with the cells of each row, the lists with their items, and the code of a page."""
    body = LexborHTMLParser(f"<!doctype html><body>{source}</body>").body
    assert body is not None
    found: list[tuple[str, object]] = []

    def walk(node: LexborNode) -> None:
        for child in node.iter():
            tag, attributes = child.tag or "", child.attributes
            if (
                "data-cs-only" in attributes
                or "popover" in attributes
                or tag == "svg"
                or "cs-picture" in (attributes.get("class") or "")
            ):
                continue
            if tag == "table":
                found.append((tag, [len(row.css("td, th")) for row in child.css("tr")]))
            elif tag in ("ul", "ol"):
                found.append((tag, len([item for item in child.iter() if item.tag == "li"])))
            elif tag == "pre":
                found.append((tag, child.text().rstrip("\n")))
            if tag != "pre":
                walk(child)

    walk(body)
    return found


QUOTED = re.compile(r"^ +\*\*Quoted for .*\n\n(?: +- .*\n)+", re.MULTILINE)
"""Quotations in the list of sources, which the page has in its notes."""


@pytest.mark.parametrize("identity", published_catalogue().cards)
def test_a_readme_has_the_tables_lists_and_fences_of_its_page(identity: str) -> None:
    (page,) = [page for page in published_site().pages if page.path == f"models/{identity}.md"]
    readme = published_files()[f"models/{identity}.huggingface.txt"]
    body = re.sub(r"\A---\n.*?\n---\n", "", readme, flags=re.DOTALL)
    assert blocks(rendered(QUOTED.sub("", body))) == blocks(usual().reset().convert(body_of(page)))
