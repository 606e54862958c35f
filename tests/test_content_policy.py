"""What a page may hold, and which of its links lead somewhere."""

from __future__ import annotations

import pytest

from cardsite.engine.content_policy import Held, dead_links, held, ids, links, violations
from cardsite.engine.csp import policy, with_policy

ALLOWED = {
    "nothing": "",
    "text": "a &lt; b &amp; c",
    "prose": "<h1 id='t'>T</h1><p><strong>b</strong> <em>i</em><br>x<sup>2</sup> <kbd>k</kbd></p>",
    "lists": "<ul><li>a</li></ul><ol start='3'><li>b</li></ol><dl><dt>t</dt><dd>d</dd></dl>",
    "an aligned column": '<table><tr><th scope="col" style="text-align: right;">n</th></tr></table>',
    "end tags that HTML lets out": "<p>a<p>b<ul><li>c</ul>",
    "a link inside": '<a href="../x/#y">x</a>',
    "a link outside": '<a href="https://e.org" rel="noopener">e</a>',
    "an address for mail": '<a href="mailto:a@e.org">m</a>',
    "an anchor of this page": '<a class="headerlink" href="#t" title="Permanent link">¶</a>',
    "an image": '<figure><img src="../a.png" alt="a" width="3"><figcaption>f</figcaption></figure>',
    "a switch": '<input type="radio" name="s" id="__tabbed_1_1" checked><label for="s">l</label>',
    "a task": '<li><input type="checkbox" disabled> done</li>',
    "a fold": "<details open><summary>s</summary>x</details>",
    "code": '<div class="highlight"><pre><code><span class="n">x</span></code></pre></div>',
    "accessibility": '<nav aria-label="n" role="list"><span tabindex="0" lang="de" dir="rtl">x</span></nav>',
    "a drawing": (
        '<svg viewBox="0 0 9 9" role="img" aria-labelledby="t"><title id="t">T</title><g class="a">'
        '<path d="M0 0L9 9"/><circle cx="1" cy="2" r="3" tabindex="0"><title>1</title></circle>'
        '<a href="../x/#y"><text x="1" y="2" text-anchor="end">w</text></a></g></svg>'
    ),
    "a note that a mark opens": (
        '<p>1<sup> <button popovertarget="e.1" aria-labelledby="e.1.t">[1]</button></sup></p>'
        '<div id="e.1" popover><p id="e.1.t">n</p></div>'
    ),
    "a formula": '<math alttext="x" display="block"><mfrac><mi>x</mi><mn>2</mn></mfrac></math>',
    "a footnote": '<sup><a href="#fn:x:1" id="fnref:x:1" role="doc-noteref">1</a></sup>',
    "data": '<section data-value="1"><bdi>x</bdi><time datetime="2024-01-01">t</time></section>',
}

FORBIDDEN = {
    "a script": ("<script>x</script>", "element <script>"),
    "a script in capitals": ("<ScRiPt>x</sCrIpT>", "element <script>"),
    "a script left open": ("<script>x", "element <script>"),
    "an event handler": ('<p onclick="x">p</p>', "attribute onclick on <p>"),
    "an event handler behind a slash": ("<p/onclick=x>p</p>", "attribute onclick on <p>"),
    "an event handler on the body": ("<body onload=x>", "attribute onload on <body>"),
    "an attribute of the document": ("<html manifest=x>", "attribute manifest on <html>"),
    "a style element": ("<style>p{}</style>", "element <style>"),
    "a style": ('<p style="color:red">p</p>', "attribute style on <p>"),
    "a style in a cell": (
        '<table><tr><td style="background:url(//e.org)">c</td></tr></table>',
        'style="background:url(//e.org)" on <td>',
    ),
    "a frame": ('<iframe src="x"></iframe>', "element <iframe>"),
    "an object": ('<object data="x"></object>', "element <object>"),
    "a script in a drawing": ("<svg><script>x</script></svg>", "element <script>"),
    "a drawing that loads": ('<svg><use href="https://e.org/#i"/></svg>', "element <use>"),
    "a drawing that moves": ('<svg><animate attributeName="x"/></svg>', "element <animate>"),
    "a drawing of a page": ("<svg><foreignObject>x</foreignObject></svg>", "element <foreignObject>"),
    "a drawing with a handler": ('<svg onload="x"></svg>', "attribute onload on <svg>"),
    "a drawing with a style": ('<svg><g style="fill:url(//e.org)"/></svg>', "attribute style on <g>"),
    "a link in a drawing that runs": (
        '<svg><a href="javascript:x"><circle r="1"/></a></svg>',
        'href="javascript:x" on <a>',
    ),
    "a formula with a link": ('<math href="https://e.org/">x</math>', "attribute href on <math>"),
    "a formula that runs": ("<math><maction>x</maction></math>", "element <maction>"),
    "a formula with an annotation": (
        "<math><semantics><annotation-xml><p>x</p></annotation-xml></semantics></math>",
        "element <annotation-xml>",
    ),
    "a formula with a style": ('<math><mi style="color:red">x</mi></math>', "attribute style on <mi>"),
    "a form": ('<form action="x"></form>', "element <form>"),
    "a button that does nothing": ("<button>b</button>", "<button> that opens nothing"),
    "a button that sends": (
        '<button popovertarget="n" formaction="https://e.org/">b</button>',
        "attribute formaction on <button>",
    ),
    "a button that does something else to a note": (
        '<button popovertarget="n" popovertargetaction="show">b</button>',
        "attribute popovertargetaction on <button>",
    ),
    "a button that runs": (
        '<button popovertarget="n" onclick="x">b</button>',
        "attribute onclick on <button>",
    ),
    "a button that commands": (
        '<button popovertarget="n" commandfor="d" command="show-modal">b</button>',
        "attribute commandfor on <button>",
    ),
    "a note that nothing else closes": ('<div popover="manual">n</div>', 'popover="manual" on <div>'),
    "a note under the pointer": ('<div popover="hint">n</div>', 'popover="hint" on <div>'),
    "a list that opens": ("<ul popover><li>n</li></ul>", "attribute popover on <ul>"),
    "a link that opens a note": ('<a popovertarget="n">x</a>', "attribute popovertarget on <a>"),
    "a field": ('<input type="text">', 'type="text" on <input>'),
    "a field by default": ("<input>", "<input> without a type"),
    "a base address": ('<base href="https://e.org/">', "element <base>"),
    "a refresh": ('<meta http-equiv="refresh" content="0">', "element <meta>"),
    "a style sheet": ('<link rel="stylesheet" href="x">', "element <link>"),
    "a template": ("<template><b>x</b></template>", "element <template>"),
    "a video": ('<video src="x"></video>', "element <video>"),
    "an image of another site": ('<img src="https://e.org/i.png">', 'src="https://e.org/i.png" on <img>'),
    "an image of another host": ('<img src="//e.org/i.png">', 'src="//e.org/i.png" on <img>'),
    "an image of another host in disguise": ('<img src="/\\e.org/i">', 'src="/\\e.org/i" on <img>'),
    "an image inside its address": (
        '<img src="data:image/svg+xml,x">',
        'src="data:image/svg+xml,x" on <img>',
    ),
    "several images": ('<img src="a" srcset="https://e.org/i 2x">', "attribute srcset on <img>"),
    "a script in an address": ('<a href="javascript:x">a</a>', 'href="javascript:x" on <a>'),
    "a script in an entity": ('<a href="java&#115;cript:x">a</a>', 'href="javascript:x" on <a>'),
    "a script between tabs": (
        '<a href="\t &#1;java\nscript:x">a</a>',
        'href="\x01java script:x" on <a>',
    ),
    "a file": ('<a href="file:///etc/passwd">a</a>', 'href="file:///etc/passwd" on <a>'),
    "a link to another host": ('<a href="//e.org">a</a>', 'href="//e.org" on <a>'),
    "a ping": ('<a href="x" ping="https://e.org">a</a>', "attribute ping on <a>"),
    "a download": ('<a href="x" download>a</a>', "attribute download on <a>"),
    "a part of the theme": ('<div id="__config">x</div>', 'id="__config" on <div>'),
    "a component of the theme": (
        '<div data-md-component="search">x</div>',
        "attribute data-md-component on <div>",
    ),
    "an element left open": ("<div>x", "an element that is not closed, or an end tag too many"),
    "an end tag too many": ("x</div>y", "an element that is not closed, or an end tag too many"),
    "a comment left open": ("x <!-- y", "an element that is not closed, or an end tag too many"),
}


@pytest.mark.parametrize("html", ALLOWED.values(), ids=ALLOWED)
def test_a_page_may_hold(html: str) -> None:
    assert violations(html) == []


@pytest.mark.parametrize(("html", "found"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_page_may_not_hold(html: str, found: str) -> None:
    assert found in violations(html)


def test_what_occurs_twice_is_named_once() -> None:
    assert violations("<form></form><form></form>") == ["element <form>"]


READ = ALLOWED | {name: html for name, (html, _) in FORBIDDEN.items()}
READ |= {
    "links and anchors": '<a href="b&amp;c" name="n">1</a><a href="">2</a><a href="a" id="i&#58;1">3</a>',
    "an address over two lines": '<a\n  class="x"\n  href="a"\n>x</a>',
    "no quotes": "<a href=a>x</a><b id=i>",
    "a bracket in a value": '<a title="a > b" href="c">x</a>',
    "two of one name": '<a href="a" HREF="b">x</a>',
    "one of two that is not allowed": '<a href="a" href="javascript:x">x</a>',
    "a tag inside a tag": '<b <a href="x">',
    "an end tag with a link": '<b>x</b href="y">',
    "an end tag that is a comment": "x</!y> </ z>",
    "a drawing": '<svg viewBox="0 0 9 9"><path d="M0 0" class="a"/><circle cx="1" CY="2" onload="x"/></svg>',
    "a quote too many": '<b title="x"y">x</b><i class="a>b</i>',
    "a comment with a link": '<!-- <a href="x">y</a> -->',
    "less than": "1 < 2 <a href='x'>y</a>",
    "a value of two lines": '<span title="a&#10;b">x</span>',
    "list items that close an element": '<ul><li><div><li>x</li></div></li></ul></div><a href="x">y</a>',
}


@pytest.mark.parametrize("html", READ.values(), ids=READ)
def test_a_page_is_read_as_a_browser_reads_it(html: str) -> None:
    assert held(html) == Held(violations(html), links(html), ids(html))


FILES = {"index.html", "models/index.html", "models/tiny/index.html", "models/tiny.html"}
FILES |= {"tiny.json", "ö/index.html"}
ANCHORS = {"models/tiny/index.html": frozenset({"evaluation", "ü"}), "models/index.html": frozenset({"list"})}


def dead(href: str, url: str = "models/tiny/", root: str = "/") -> list[str]:
    html = f'<a href="{href}">x</a>'
    return dead_links(links(html), url, FILES, lambda path: ANCHORS.get(path, frozenset()), root)


@pytest.mark.parametrize(
    "href",
    [
        "", "#", "#evaluation", "#%C3%BC", "./", "../", "..", "../#list", "../tiny/", "../tiny/#evaluation",
        "../tiny.html", "../../", "../..", "../../index.html", "../../tiny.json", "../../tiny.json#L3",
        "../?q=1#list", "/", "/models/tiny/", "../../%C3%B6/", "https://e.org/x#y", "mailto:a@e.org",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_not_named(href: str) -> None:
    assert dead(href) == []


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("#evaluations", '"#evaluations" leads to no anchor: models/tiny/index.html has no id "evaluations"'),
        ("../#evaluation", '"../#evaluation" leads to no anchor: models/index.html has no id "evaluation"'),
        ("../huge/", '"../huge/" leads to no file: there is no models/huge/index.html'),
        ("../tiny.md", '"../tiny.md" leads to no file: there is no models/tiny.md'),
        ("../Tiny/", '"../Tiny/" leads to no file: there is no models/Tiny/index.html'),
        ("../../../", '"../../../" leads out of the site'),
        ("/huge/", '"/huge/" leads to no file: there is no huge/index.html'),
    ],
)
def test_a_link_that_leads_nowhere_is_named(href: str, found: str) -> None:
    assert dead(href) == [found]


def test_links_are_relative_to_the_folder_of_a_page_without_a_folder_of_its_own() -> None:
    assert dead("tiny.html", "models/tiny.html") == []
    assert dead("../index.html", "models/tiny.html") == []
    assert dead("../../index.html", "models/tiny.html") == ['"../../index.html" leads out of the site']


def test_a_site_below_its_host_is_left_by_an_address_that_does_not_begin_with_its_path() -> None:
    assert dead("/catalogue/models/tiny/", root="/catalogue/") == []
    assert dead("/models/tiny/", root="/catalogue/") == ['"/models/tiny/" leads out of the site']


def test_links_and_anchors_are_read_from_html() -> None:
    html = '<a href="b">1</a><a href="a">2</a><a href="b">3</a><a name="n">4</a><p id="p">'
    assert links(html) == ["b", "a"]
    assert ids(html) == {"n", "p"}


PAGE = "<html><head><meta charset='utf-8'></head><body>{}<script>theme()</script></body></html>"


def test_a_script_of_the_theme_is_allowed_by_its_hash() -> None:
    # echo -n 'theme()' | openssl dgst -sha256 -binary | base64
    expected = "script-src 'self' 'sha256-Rfr3GgHZFiXm+TmNr+li+0sZ4J9FGllo8jsXcJF5XZ8=';"
    assert expected in policy(PAGE.format(""), "")


@pytest.mark.parametrize(
    "content",
    ["<script>evil()</script>", "<script>theme()</script>", "<script>evil()//"],
    ids=["its own", "a copy of the theme's", "one that swallows the theme's"],
)
def test_a_script_of_the_content_is_never_allowed(content: str) -> None:
    with_content, without = policy(PAGE.format(content), content), policy(PAGE.format(""), "")
    assert with_content in (without, policy("", ""))


def test_a_script_in_a_title_is_never_allowed() -> None:
    title = "<script>evil()</script>"
    page = PAGE.format("").replace("<body>", f"<body>{title}")
    assert policy(page, "", [title]) == policy(PAGE.format(""), "")


def test_data_needs_no_hash() -> None:
    assert policy('<script type="application/json">{}</script>', "") == policy("", "")


def test_the_policy_stands_before_anything_it_could_hold_back() -> None:
    page = with_policy(PAGE.format(""), "")
    assert page.startswith("<html><head><meta charset='utf-8'><meta http-equiv=\"Content-Security-Policy\" ")
