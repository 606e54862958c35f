"""What a search is told of a page."""

from __future__ import annotations

import pytest

from cardsite.engine.search_text import searchable

TOP = '<h1 id="t">Tiny 8M</h1><p class="cs-summary">A tiny model.</p>'

KEPT = {
    "prose": '<div class="cs-prose"><p>It reads <code>code</code>.</p></div>',
    "key facts": '<div class="cs-facts"><table><tbody><tr><td>acme/tiny</td></tr></tbody></table></div>',
    "tags": '<p class="cs-tags"><span>small</span></p>',
    "a heading with words": '<h2 id="use">Use</h2><p>For nothing.</p>',
    "what follows": '<h2 id="use">Use</h2><p>For nothing.</p>',
    "a heading above a list": '<h3 id="use">Use</h3><ul><li>For nothing.</li></ul>',
}
LEFT_OUT = {
    "scores": '<div class="cs-scroll"><table><tbody><tr><td>0.3866</td></tr></tbody></table></div>',
    "code": '<div class="highlight"><pre><code>import torch</code></pre></div>',
    "a drawing": "<svg><title>Scores</title><text>0.38</text></svg>",
    "what unfolds": "<details><summary>All</summary><p>step1</p></details>",
    "the sign of a source": '<sup class="cs-mark cs-sourced"><a href="#source-x">1</a></sup>',
    "a link to the heading": '<a class="headerlink" href="#t">¶</a>',
    "names of other models": '<h2 id="similar-models">Similar models</h2><p>Small 9M</p><h3>C</h3><p>all</p>',
    "a heading without words": '<h2 id="x">Evaluation<a class="headerlink" href="#x">¶</a></h2><hr>',
    "headings of tables": '<h2 id="x">Scores</h2><h3 id="y">Zero-shot</h3><table><tr><td>1</td></tr></table>',
}


@pytest.mark.parametrize("html", KEPT.values(), ids=KEPT)
def test_names_key_facts_and_prose_can_be_found(html: str) -> None:
    assert html in searchable(TOP + html, set())


@pytest.mark.parametrize("html", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_nobody_looks_for_is_left_out(html: str) -> None:
    left = searchable(TOP + html, set())
    assert TOP in left
    assert "".join(left.replace(TOP, "").replace("<hr>", "").split()) in (
        "<div></div>",
        '<div><divclass="cs-scroll"></div></div>',
        '<div><divclass="highlight"></div></div>',
    )


def test_a_passage_is_found_on_the_first_page_that_says_it() -> None:
    said: set[str] = set()
    passage = '<h2 id="l">Limitations</h2><div class="cs-prose"><p>It makes things up.</p></div>'
    assert "makes things up" in searchable(TOP + passage, said)
    second = searchable(TOP + passage, said)
    assert "makes things up" not in second
    assert "Limitations" not in second
    assert "A tiny model" in second
