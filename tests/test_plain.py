"""Pages as plain Markdown: what a reader sees, without elements, and still inert."""

from __future__ import annotations

import html
import re
from functools import cache

import comrak
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardsite import markup
from cardsite.exporters.plain import plain_line, plain_page, words
from cardsite.markup.escape import clean
from hostile import TOKENS
from published import published_pages

_OPTIONS = comrak.ExtensionOptions()
_OPTIONS.table = _OPTIONS.strikethrough = _OPTIONS.tasklist = True
_RAW = comrak.RenderOptions()
_RAW.unsafe_ = True


def rendered(markdown: str) -> str:
    """What an engine makes of it that takes raw HTML as it comes."""
    return comrak.render_markdown(markdown, extension_options=_OPTIONS, render_options=_RAW)


def seen(markdown: str) -> str:
    """The words that a reader of the rendered text sees."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", rendered(markdown))).split())


@cache
def pages() -> dict[str, str]:
    return {path: plain_page(text) for path, text in published_pages().items()}


def code_taken_out(markdown: str) -> str:
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", markdown, flags=re.DOTALL)


def test_pages_have_no_elements_and_no_references_left() -> None:
    for path, text in pages().items():
        prose = code_taken_out(text)
        assert re.findall(r"(?<!\\)</?[a-z]\w*[^<>]*>", prose) == [], path
        assert re.findall(r"&#\d+;|markdown=\"|\bclass=\"|&\w+;", prose) == [], path
        assert not re.search(r"[\x00-\x08]", text), path


def test_a_page_begins_with_its_title_and_has_no_front_matter() -> None:
    text = pages()["models/pythia/pythia-160m.md"]
    assert text.startswith("# Pythia 160M\n\nA language model of 12 layers")


def test_facts_have_their_sources_by_number_and_calculations_their_formulas() -> None:
    text = pages()["models/pythia/pythia-160m.md"]
    assert "| Parameters | 162,322,944 [3] |" in text
    assert "| Training tokens | 299,892,736,000 (calculated: 143,000 steps × 2,097,152 tokens) |" in text
    assert "\n3. [Pythia 160M on the Hugging Face hub](https://huggingface.co/EleutherAI/pythia-160m)" in text


def test_code_stands_between_fences_as_it_was_written() -> None:
    text = pages()["models/pythia/pythia-160m.md"]
    assert "```\nimport torch\nfrom transformers import AutoModelForCausalLM, AutoTokenizer\n" in text
    assert '    "EleutherAI/pythia-160m",\n    torch_dtype=torch.float16,\n' in text


def test_links_to_other_pages_stay_relative() -> None:
    text = pages()["models/pythia/pythia-160m.md"]
    assert "| Family | [Pythia](../../families/pythia.md) |" in text


PROSE = """\
One *word* and **two**, `code | with a pipe` and [a link](https://example.org/a_(b)).

> Quoted.
>
> - in a list

1. first
2. second
   ```python
   x = "<pad>" * 3
   ```

| a | b |
|---|--:|
| x \\| y | <tag> |

---

~~gone~~
"""


def test_prose_of_a_card_comes_back_as_it_would_be_rendered() -> None:
    page = plain_page(f"# T\n\n{markup.prose(PROSE)}\n")
    assert page == (
        "# T\n\n"
        "One *word* and **two**, `code | with a pipe` and [a link](https://example.org/a_%28b%29).\n\n"
        "> Quoted.\n>\n> - in a list\n\n"
        '1. first\n2. second\n\n   ```\n   x = "<pad>" * 3\n   ```\n\n'
        "| a | b |\n|---|---|\n| x \\| y | \\<tag> |\n\n"
        "---\n\n~~gone~~\n"
    )


def test_formulas_come_back_as_their_source() -> None:
    source = r"It is $a_{i} * \hat{b}$ in | $$\frac{1}{2}$$."
    assert plain_page(f"# T\n\n{markup.prose(source)}\n") == f"# T\n\n{source}\n"
    assert plain_line(markup.inline("Of $x_i$")) == words(markup.inline("Of $x_i$")) == "Of $x_i$"


PROSE_TAGS = set(
    "a blockquote br code del em h1 hr li ol p pre strong table tbody td th thead tr ul".split()  # noqa: SIM905
)
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(sorted(TOKENS.values())), max_size=3).map(" ".join)


@given(TEXTS)
@example("a | b `c` *d* _e_ [f](g) <h> &lt; \\ ~~i~~ ![j](k) #l")
@example("- a")
@example("1. a")
@example("[x]: javascript:alert(1)")
def test_a_text_of_a_card_is_seen_as_it_was_written(text: str) -> None:
    inert = markup.text(text)
    for page, around in (
        (f"before {inert} after", "before {} after"),
        (f"<p>{inert}</p>", "{}"),
        (f"| {inert} |\n|---|", "{}"),
    ):
        assert seen(plain_page(page)) == " ".join(around.format(words(inert)).split())


@given(TEXTS)
def test_a_text_of_a_card_makes_no_element(text: str) -> None:
    for page in (f"# {markup.heading(text)}", f"- {markup.text(text)}", f"<p>{markup.text(text)}</p>"):
        tags = set(re.findall(r"<(\w+)", rendered(plain_page(f"x\n\n{page}\n\ny"))))
        assert tags <= {"p", "h1", "ul", "li"}


@given(TEXTS)
def test_prose_of_a_card_makes_no_other_elements_than_on_its_page(text: str) -> None:
    found = rendered(plain_page(f"x\n\n{markup.prose(text)}\n"))
    tags = {tag.lower() for tag in re.findall(r"<(\w+)", found)}
    assert tags <= PROSE_TAGS
    assert not re.search(r'href="(?:javascript|data|vbscript):', found, re.IGNORECASE)


@given(TEXTS)
def test_a_summary_is_one_line(text: str) -> None:
    assert "\n" not in plain_line(markup.inline(text))


@pytest.mark.parametrize("name", TOKENS)
def test_code_is_kept_whatever_is_in_it(name: str) -> None:
    source = TOKENS[name]
    page = plain_page(f"{markup.code(source, 'text')}\n")
    found = re.search(r"<pre><code>(.*?)</code></pre>", rendered(page), re.DOTALL)
    assert found
    assert html.unescape(found[1]).rstrip("\n") == clean(source).rstrip("\n")


def test_drawings_and_switches_are_left_out() -> None:
    page = 'a\n\n<figure><svg viewBox="0 0 1 1"><title>T</title><text>5</text></svg></figure>\n\nb\n'
    assert plain_page(page) == "a\n\nb\n"
