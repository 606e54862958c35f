"""What a search is told of a page."""

from __future__ import annotations

import pytest

from cardsite import markup
from cardsite.engine.search_text import searchable
from cardsite.markup import Safe
from cardsite.render.evidence import Evidence
from cardsite.render.printed import Values
from cardsite.site import SearchEntry

TOP = "# Tiny 8M\n\n<p>A tiny model.</p>\n\n"


def entries(template: str, *values: Safe) -> tuple[SearchEntry, ...]:
    """What a search should know of a template with values in the places of `{}`."""
    made = Values()
    return made.searched(TOP + template.format(*map(made.place, values)))


def below(*passages: str, facts: tuple[str, ...] = (), heading: str = "Use") -> tuple[SearchEntry, ...]:
    return SearchEntry(1, "Tiny 8M", (), ("A tiny model.",)), SearchEntry(2, heading, facts, passages)


USE = "## Use\n\n"
FACTS = """\
<div class="cs-facts" data-cs-search="facts" markdown="1">

| Fact | Value |
|---|--:|
| Hub | {} |

</div>
"""


@pytest.mark.parametrize(
    ("template", "value", "found"),
    [
        ("{}\n", markup.prose("It *reads*.\n\n- One\n- two"), below("It reads&#46; One two")),
        ("<p><strong>Use:</strong> {}</p>\n", markup.inline("*It*"), below("Use: <em>It</em>")),
        ("- **{}**\n", markup.page_link("Small", "small.md"), below("Small")),
        (FACTS, markup.inline_code("acme"), below(facts=("Hub <code>acme</code>",))),
        ('<p data-cs-search="facts">Tags: {}</p>', markup.text("small"), below(facts=("Tags: small",))),
    ],
    ids=["prose", "a line", "a list of pages", "key facts", "tags"],
)
def test_names_key_facts_and_prose_can_be_found(
    template: str, value: Safe, found: tuple[SearchEntry, ...]
) -> None:
    assert entries(USE + template, value) == found


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("| Score |\n|--:|\n| {} |\n", markup.text("0.3866")),
        ("{}\n", markup.code("import torch", "python")),
        ("{}\n", markup.prose("```\nimport torch\n```\n\n| a |\n|---|\n| b |")),
        ("{}\n", Safe("<svg><title>Scores</title></svg>", "")),
        ("<details><summary>All</summary><p>{}</p></details>\n", markup.text("step1")),
        ("{}\n", Evidence({}, lambda *words: " ".join(words)).derived("3 x 4")),
        ('<div data-cs-search="none" markdown="1">\n\n<div>{}</div>\n\nb\n\n</div>\n', markup.text("a")),
        ('<div data-cs-only="site" markdown="1">\n\n### Similar\n\n{}\n\n</div>\n', markup.text("a")),
        ('<nav aria-label="x" markdown="1">\n\n{}\n\n</nav>\n', markup.text("a")),
    ],
    ids=["scores", "code", "code in prose", "a drawing", "what unfolds", "a mark", "what a template marks",
         "what is of use on the site only", "navigation"],
)  # fmt: skip
def test_what_nobody_looks_for_is_left_out(template: str, value: Safe) -> None:
    assert entries(USE + template, value) == below()


ANCHORS = (("Tiny 8M", "tiny-8m"), ("Use", "use"), ("R &amp; D", "r-d"), ("Use", "use_1"))


def test_what_is_found_leads_to_its_heading() -> None:
    found = entries(
        f"{USE}a\n\n## {{}}\n\n## Not in the contents\n\nb\n\n## Use\n\nc\n", markup.heading("R & D")
    )
    assert searchable(found, ANCHORS, set()) == (
        '<h1 id="tiny-8m">Tiny 8M</h1>\n<p>A tiny model.</p>\n'
        '<h2 id="use">Use</h2>\n<p>a</p>\n<p>b</p>\n'
        '<h2 id="use_1">Use</h2>\n<p>c</p>'
    )


def test_a_passage_is_found_on_the_first_page_that_says_it() -> None:
    said: set[str] = set()
    page = below("It makes things up.", heading="Limitations")
    assert "makes things up" in searchable(page, ANCHORS, said)
    other = (SearchEntry(1, "Tiny 9M", ("Hub acme",), ("Another.",)), *page[1:])
    second = searchable(other, (), said)
    assert second == "<p>Another.</p>\n<p>Hub acme</p>"
