"""Nothing that a contributor writes breaks a page, runs in a browser, or leaves its folder."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from itertools import product
from pathlib import Path, PurePosixPath
from string import punctuation
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import comrak
import markdown
import pytest
from click.testing import CliRunner, Result
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cardsite.build import build_site
from cardsite.checks import CHECKS
from cardsite.cli import main
from cardsite.engine.content_policy import held, violations
from cardsite.engine.page_html import Headings, other_syntax, rendered
from cardsite.engine.search_text import searchable
from cardsite.markup import escape as markup
from cardsite.problems import Severity, at_least
from cardsite.render.environment import shipped_templates
from cardsite.schema import Card, fields_of
from cardsite.site import Page, Site
from cardsite.yamlio import text
from hostile import (
    OF_FINISHED_SITES,
    PLACES,
    TOKENS,
    Fill,
    card,
    harmless,
    hostile,
    hostile_catalogue,
    text_fields,
)
from test_markup import EXTENSIONS
from tinysite import LICENSED, TINY, build, catalogue, write

# References that lead nowhere, and names that would leave the folder


def render(folder: Path) -> Result:
    """`cardsite render` in this process; fails where it ends in a traceback."""
    run = CliRunner().invoke(main, ["render", "--cards", str(folder / "cards"), "--out", str(folder / "out")])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A folder with a catalogue of one card."""
    write(tmp_path / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(tmp_path / "cards/tiny.yaml", LICENSED)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        pytest.param(
            "tiny.yaml", "name: T\nsummary: s\norganization: x\n", "unknown-organization", id="organization"
        ),
        *(
            pytest.param("tiny.yaml", TINY + text, code, id=text)
            for text, code in (
                ("architecture: {layers: {value: 12, source: x}}\n", "unknown-source"),
                ("architecture: {layers: 12, source: x}\n", "unknown-source"),
                ("capabilities: [{name: x, supported: yes, source: x}]\n", "unknown-source"),
                ("evaluation: {runs: [{source: x, results: []}]}\n", "unknown-source"),
                ("sections: [{title: x, body: x, source: x}]\n", "unknown-source"),
                ("license: {id: mit, source: x}\n", "unknown-source"),
                ("license: x\n", "unknown-license"),
                ("training: {data: [x]}\n", "unknown-dataset"),
                ("adapter: {data: x}\n", "unknown-dataset"),
                ("evaluation: {runs: [{results: [{benchmark: x, score: 1}]}]}\n", "unknown-benchmark"),
                ("successor: x\n", "unknown-card"),
                ("base_model: [x, x]\n", "unknown-card"),
                ("base_model: tiny\nsuccessor: tiny\n", "reference-loop"),
                ("family: x\n", "unknown-family"),
                ("sections: [{title: '!', body: x, after: x}]\n", "section"),
            )
        ),
        pytest.param(
            "organizations.yaml",
            "acme: {name: A, about: {value: b, source: x}}\n",
            "unknown-source",
            id="about",
        ),
        pytest.param(
            "datasets.yaml",
            "x: {name: A, summary: b, description: {value: b, source: x}}\n",
            "unknown-source",
            id="dataset",
        ),
        pytest.param(
            "datasets.yaml", "x: {name: A, summary: b, organization: y}\n", "unknown-organization", id="of"
        ),
        pytest.param(
            "family/family.yaml",
            "name: A\nsummary: b\norganization: y\nextends: family\ndescription: {value: b, source: x}\n",
            "unknown-source",
            id="family",
        ),
    ],
)  # fmt: skip
def test_what_refers_to_nothing_is_a_problem_and_no_traceback(
    tiny: Path, file: str, text: str, code: str
) -> None:
    write(tiny / "cards" / file, text)
    assert code in {problem.code for problem in build_site(tiny / "cards").problems}
    assert render(tiny).exit_code == 1
    assert not (tiny / "out").exists()


NAMES = [
    "..", "../x", "../../x", "a/../../x", "/x", "/etc/x", "C:\\x", "a\\..\\x", "a b", "a\nb", "Ä", "😀",
    "-x", ".x", "x.", "index", "INDEX", "con", "con.x", "nul", "aux.b", "lpt1", "com1.md", "x" * 300,
    "a//b", "a/b", "~", "%2e%2e", "x#y", "x?y", "<b>", "'", "tiny ", "{{x}}", "*", "a:b", "README",
    "a.json", "a.md", "\u202ex",
]  # fmt: skip


@pytest.mark.parametrize("registry", ["organizations", "datasets", "benchmarks"])
def test_ids_of_a_registry_that_could_not_be_files_are_refused(tiny: Path, registry: str) -> None:
    entry = "{name: A, measures: b, metric: acc}" if registry == "benchmarks" else "{name: A, summary: b}"
    lines = [f"{quoted(name)}: {entry}" for name in NAMES]
    write(tiny / f"cards/{registry}.yaml", "\n".join([f"acme: {entry}", *lines]))
    site = build_site(tiny / "cards")
    refused = {problem.place.line for problem in site.problems if problem.code == "registry-id"}
    assert refused == set(range(2, len(NAMES) + 2))
    check_outputs(site)
    assert render(tiny).exit_code == 1


SEGMENTS = st.sampled_from(
    ["a", "A", "b", "a.json", "a.yaml", "a.md", "index", "family", "a.b", "a.evals", "readme"]
)


def quoted(text: str) -> str:
    escaped = "".join(
        c if c.isascii() and c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text
    )
    return f'"{escaped}"'


def outputs(site: Site) -> list[str]:
    return [*(page.path for page in site.pages), *(asset.path for asset in site.assets)]


def check_outputs(site: Site) -> None:
    """Every file of a site stays below it, and no two take each other's place on any file system."""
    paths = outputs(site)
    assert all(path and not path.startswith("/") and "\\" not in path for path in paths)
    assert all(part not in {"", ".", ".."} for path in paths for part in path.split("/"))
    assert all(len(os.fsencode(part)) < 200 for path in paths for part in path.split("/"))
    for written in (paths, [address(path) for path in paths]):
        folded = [path.casefold() for path in written]
        assert sorted(set(folded)) == sorted(folded)
        folders = {str(parent) for path in folded for parent in PurePosixPath(path).parents}
        assert not folders & set(folded)


def address(path: str) -> str:
    """Where a page lies in a site whose addresses are folders."""
    page = PurePosixPath(path)
    return path if page.suffix != ".md" or page.stem == "index" else f"{path.removesuffix('.md')}/index.html"


FILES = [
    "a b.yaml", "a\nb.yaml", "Ä.yaml", "😀.yaml", "-x.yaml", "--out.yaml", "x..yaml", "index.yaml",
    "INDEX.yaml", "con.yaml", "con.x.yaml", "nul/a.yaml", "Aux/b.yaml", "lpt1.yaml", "x" * 100 + ".yaml",
    "~.yaml", "%2e%2e.yaml", "x#y.yaml", "x?y.yaml", "<b>.yaml", "'.yaml", "tiny .yaml", "{{x}}.yaml",
    "*.yaml", "a:b.yaml", "a\\b.yaml", "README.yaml", "Tiny.yaml", "TINY.yaml", "tiny.json.yaml",
    "tiny.yaml.yaml", "tiny.md.yaml", "tiny.json/a.yaml", "\u202ex.yaml", "\udcff.yaml", "a/b/c/d/e.yaml",
    "a\x1b[31mb.yaml", "tiny/index.yaml", "..x/y.yaml", "index/family.yaml", "a b/family.yaml", "x.yml",
    "a b.evals.yaml", "tiny.EVALS.yaml",
]  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=ascii)
def test_a_file_with_a_bad_name_is_a_problem_and_becomes_no_page_elsewhere(tiny: Path, file: str) -> None:
    write(
        tiny / "cards" / file,
        "runs: []\n" if ".evals." in file else "name: A\nsummary: b\norganization: acme\n",
    )
    site = build_site(tiny / "cards", base=tiny)
    named = [problem for problem in site.problems if problem.place.file != "cards/tiny.yaml"]
    if not file.startswith("."):
        assert named
        assert all(str(problem.place).isprintable() and problem.message.isprintable() for problem in named)
    assert render(tiny).exit_code == (1 if named else 0)
    assert not (tiny / "out").exists() or not named


def test_links_in_the_folder_of_cards_are_not_followed(tiny: Path) -> None:
    (tiny / "cards/link.yaml").symlink_to("/etc/passwd")
    (tiny / "cards/up").symlink_to(tiny)
    (tiny / "cards/loop").symlink_to(tiny / "cards/loop")
    site = build_site(tiny / "cards")
    found = at_least(site.problems, Severity.ERROR)
    assert [problem.code for problem in found] == ["symbolic-link"] * 3


@settings(derandomize=True)
@given(
    st.lists(st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join), min_size=1, max_size=5, unique=True)
)
@example(["a", "a.json", "a.json/b", "a.yaml", "a.md"])
@example(["a", "A", "a/a", "a/A"])
def test_no_two_outputs_of_a_catalogue_that_can_be_published_collide(ids: list[str]) -> None:
    with TemporaryDirectory() as folder:
        cards = Path(folder, "cards")
        write(cards / "organizations.yaml", "acme:\n  name: Acme\n")
        for number, identity in enumerate(ids):
            text = (
                TINY.replace("Tiny", f"Tiny {number}")
                if "family" not in identity
                else "name: F\nsummary: s\n"
            )
            with suppress(OSError):  # one may be a folder where another is a file
                write(cards / f"{identity}.yaml", text)
        site = build_site(cards)
        if site.publishable:
            check_outputs(site)


def test_what_no_page_shows_no_file_may_hold() -> None:
    # A name of such characters only would be an empty one where it is printed.
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    dropped = set(every) - set(markup.clean(every)) - {"\r"}
    assert "\u206a" in dropped
    assert text.clean("".join(sorted(dropped))) == text.MASK * len(dropped)


# Pages of cards whose every text is hostile


def plugins(body: str) -> str:
    """A page as the plugin makes it; no text of a card is taken for the syntax of an extension."""
    assert other_syntax(body) == ""
    html = rendered(body, Headings.of({"permalink": True}), lambda address: address).html
    assert held(html).violations == violations(html)
    return html


@cache
def kitchen_sink() -> markdown.Markdown:
    """Python-Markdown with every extension that could act on something."""
    return markdown.Markdown(
        extensions=EXTENSIONS,
        extension_configs={
            "pymdownx.snippets": {"base_path": ["/", "."]},
            "pymdownx.magiclink": {"repo_url_shorthand": True, "user": "someone", "repo": "something"},
            "pymdownx.tilde": {"smart_delete": False},
        },
    )


@cache
def usual() -> markdown.Markdown:
    """Python-Markdown as MkDocs and the plugin set it up."""
    return markdown.Markdown(extensions=["toc", "tables", "fenced_code", "md_in_html"])


Engine = Callable[[str], str]
ENGINES: tuple[Engine, ...] = (
    plugins,
    lambda body: usual().reset().convert(body),
    lambda body: kitchen_sink().reset().convert(body),
)


def body_of(page: Page) -> str:
    """A page's Markdown without its front matter."""
    return re.sub(r"\A---\n.*?\n---\n", "", page.markdown, flags=re.DOTALL)


# Elements that text in Markdown may have; whatever is not in a block of prose must be in its twin too.
PHRASING = {"a", "bdi", "br", "code", "del", "em", "span", "strong"}


def structure(html: str) -> list[str]:
    """The blocks of a page in order, without what contributors' Markdown may add: prose and emphasis."""
    body = LexborHTMLParser(f"<!doctype html><body>{html}</body>").body
    assert body is not None
    found: list[str] = []

    def walk(node: LexborNode) -> None:
        for child in node.iter():
            classes = (child.attributes.get("class") or "").split()
            if "cs-prose" in classes or child.tag == "math":
                continue
            if "highlight" in classes:
                found.append("code")
                continue
            if child.tag == "math":
                continue
            if child.tag not in PHRASING:
                found.append(" ".join([child.tag or "", *classes]))
            walk(child)

    walk(body)
    return found


def check_ids(html: str) -> None:
    """No two anchors of a page are equal, and each link inside the page has one."""
    parser = LexborHTMLParser(html)
    names = [node.attributes.get("id") or "" for node in parser.css("[id]")]
    assert sorted(set(names)) == sorted(names), [name for name in names if names.count(name) > 1]
    named = parser.css("[popovertarget]"), parser.css("[aria-labelledby]")
    attributes = zip(named, ("popovertarget", "aria-labelledby"), strict=True)
    targets = {node.attributes.get(name) for nodes, name in attributes for node in nodes}
    assert targets <= set(names)


# Twins and READMEs hold the authors' Markdown, so that what a page has around its prose is compared.
TABLES = {
    head
    for template in shipped_templates().rglob("*.j2")
    for head in re.findall(r"^\| (\w[^|{]*?) \|", template.read_text(encoding="utf-8"), re.MULTILINE)
}
IN_MARKDOWN = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "input", "li", "ol", "p", "pre", "section", "span", "strong", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "align", "alt", "aria-label", "checked", "class", "disabled", "href", "id", "lang", "src", "start",
    "title", "type",
}  # fmt: skip


def on_a_hub(markdown: str) -> str:
    """What a hub makes of a text, had it no cleaner."""
    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in ("alerts", "autolink", "footnotes", "math_dollars", "strikethrough", "table", "tasklist"):
        setattr(extensions, name, True)
    rendering.unsafe_ = True
    return comrak.render_markdown(markdown, extension_options=extensions, render_options=rendering)


def sections(markdown: str) -> list[str]:
    """The headings of a twin's sections and the shapes of the tables below, as another library has them."""
    html = on_a_hub(re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL))
    body = LexborHTMLParser(f"<!doctype html><body>{html}</body>").body
    assert body is not None
    found = []
    for node in body.traverse():
        tag = node.tag or ""
        assert tag == "body" or tag in IN_MARKDOWN, tag
        for name, value in node.attributes.items():
            assert name in ATTRIBUTES or name.startswith("data-"), name
            assert not re.match(r"\s*(?:javascript|data|vbscript):", value or "", re.IGNORECASE), value
        if tag in {"h1", "h2", "h3"} and node.parent and node.parent.tag == "body":
            found.append(tag)
        head = node.css_first("th") if tag == "table" else None
        if head and head.text(strip=True) in TABLES:
            found.append(f"{head.text(strip=True)} {[len(row.css('td, th')) for row in node.css('tr')]}")
    return found


def compare_twins(site: Site, twin: Site) -> None:
    """No text of a card begins, ends or changes a section of a page's Markdown, or a table of its README."""
    lists = {f"{page.path}.txt" for page in site.pages if not page.source}
    harmless = {asset.path: asset.content.decode() for asset in twin.assets if asset.path.endswith(".txt")}
    for asset in site.assets:
        if asset.path in harmless and asset.path != "llms.txt":
            found, wanted = sections(asset.content.decode()), sections(harmless[asset.path])
            ordered = sorted if asset.path in lists else list
            assert ordered(found) == ordered(wanted), asset.path


@lru_cache(maxsize=100)
def meant(engine: Engine, body: str) -> list[str]:
    """The blocks of a harmless page, of which several tests make the same."""
    return structure(engine(body))


def compare(folder: Path, fills: Sequence[Fill], **shape: Any) -> None:
    """Each page of a catalogue is safe, and has the blocks of the same page of its harmless twin."""
    hostile_catalogue(folder / "cards", fills, **shape)
    hostile_catalogue(folder / "twins", [harmless(f"c{n}") for n in range(len(fills))], **shape)
    site, twin = build_site(folder / "cards"), build_site(folder / "twins")
    # That such cards make no sense is for checks to say; none of them may trip over their texts.
    kinds = ("card", "family", "benchmark", "organization")
    known = {*CHECKS, "dead-link", *(f"unknown-{kind}" for kind in kinds)}
    assert [problem.message for problem in site.problems if problem.code not in known] == []
    twins = {page.path: page for page in twin.pages}
    assert [page.path for page in site.pages] == list(twins)
    check_outputs(site)
    compare_twins(site, twin)
    for page, engine in product(site.pages, ENGINES):
        html = engine(body_of(page))
        assert violations(html) == [], page.path
        assert violations(searchable(page.searched, (), set())) == [], page.path
        found, wanted = structure(html), meant(engine, body_of(twins[page.path]))
        if not page.source:  # lists are sorted by name
            found, wanted = sorted(found), sorted(wanted)
        assert found == wanted, page.path
        check_ids(html)


def mixed(cards: int, texts: Sequence[str] = tuple(TOKENS.values())) -> list[Fill]:
    """Ways to fill so many cards: together they have every token, and each has others in a field."""
    size = -(-len(texts) // cards)
    return [hostile(tuple(texts[n * size :][:size]), f"c{n}") for n in range(cards)]


def test_tokens_in_every_field_leave_every_page_as_it_was_meant(tmp_path: Path) -> None:
    compare(tmp_path, mixed(8))


def test_equal_footnotes_in_all_texts_of_a_card_have_different_ids(tmp_path: Path) -> None:
    hostile_catalogue(tmp_path / "cards", [hostile((TOKENS["footnote"],), "c0")])
    for page in build_site(tmp_path / "cards").pages:
        check_ids(plugins(body_of(page)))


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, len(TOKENS), 8), ids=lambda first: list(TOKENS)[first])
def test_each_token_in_every_field_leaves_every_page_as_it_was_meant(tmp_path: Path, first: int) -> None:
    texts = list(TOKENS.values())[first : first + 8]
    compare(tmp_path, [hostile((text,), f"c{n}") for n, text in enumerate(texts)])


def test_every_text_field_of_the_format_is_reached(tmp_path: Path) -> None:
    shape = card(lambda kind, number: f"reached {kind} {number}")
    names = {key for path in paths(shape) for key in path}
    missing = {
        (part.__name__, name) for part, name, kind in text_fields() if kind in PLACES and name not in names
    }
    assert missing <= NOT_ON_CARDS


NOT_ON_CARDS = {("Benchmark", "measures"), ("Benchmark", "caveats"), ("Dataset", "known_issues")}
NOT_ON_CARDS |= {("Benchmark", "unranked"), ("Benchmark", "hub_task"), ("Benchmark", "hub_config")}
NOT_ON_CARDS |= {("Organization", "about"), ("SampleLink", "reason"), ("LicenseTerms", "id")}
NOT_ON_CARDS |= {("LicenseTerms", "reason"), ("Section", "after")}


def paths(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys that lead to each text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from paths(item, path)
    else:
        yield path


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(sorted(TOKENS.values())),
        st.text(max_size=12),
        st.text(punctuation + " a1\n", max_size=8),
    ),
    min_size=1,
    max_size=4,
).map("".join)
NEEDED = {"name", "summary", "organization", "sources"}
LEFT_OUT = st.sets(st.sampled_from(sorted(set(fields_of(Card)) - NEEDED)), max_size=12)


# Cards this large take a second each, and would take minutes to shrink.
@settings(
    max_examples=settings().max_examples // 10, derandomize=True, phases=(Phase.explicit, Phase.generate)
)
@given(st.lists(TEXTS, min_size=1, max_size=7).map(tuple), LEFT_OUT, st.booleans())
def test_any_mixture_of_texts_and_fields_leaves_every_page_as_it_was_meant(
    texts: tuple[str, ...], left_out: set[str], absent: bool
) -> None:
    with TemporaryDirectory() as folder:
        fills = [hostile(texts, "c0"), hostile(texts[::-1], "c1")]
        compare(Path(folder), fills, without=tuple(sorted(left_out)), absent=absent)


# Whole sites: title, description, navigation, contents, search


GROUPS = sorted({code.partition("-")[0] for code in CHECKS})
"""All checks: cards of hostile text make no sense, and are built all the same."""
PLUGINS = ["search", {"cardsite": {"ignore": GROUPS}}]
THEMES: dict[str, dict[str, Any]] = {
    "material": {
        "theme": {"name": "material", "font": False, "features": ["content.code.copy", "navigation.tabs"]},
        "plugins": PLUGINS,
        "markdown_extensions": [
            "admonition",
            "attr_list",
            "pymdownx.superfences",
            {"toc": {"permalink": True}},
        ],
    },
    "mkdocs": {"theme": {"name": "mkdocs", "highlightjs": False}, "plugins": PLUGINS},
}
ACTIVE = frozenset({"script", "iframe", "object", "embed", "form", "meta", "link", "base", "style", "svg"})
ACTIVE |= {"template", "img", "frame", "noscript"}
OWN_PICTURE = re.compile(r"(?:\.\./)*figures/(?:family/)?pixel\.png")
"""Of a text that shows one, which its twin does not."""
WATCHED = re.compile(r"on\w+|src\w*|style|action|formaction|http-equiv|ping|data-md-\w+")


def project(folder: Path, fills: list[Fill], settings: dict[str, Any]) -> Path:
    """A site with a hostile catalogue; gives the folder that it is built into."""
    mkdocs_yml = catalogue(folder, site_url="https://acme.example/cards/", **settings)
    hostile_catalogue(folder / "cards", fills)
    return build(mkdocs_yml, strict=False)  # a link of a card may lead nowhere


def active(page: Path) -> Counter[tuple[str, ...]]:
    """What a browser runs, loads or obeys of a finished page; texts and addresses of links are left out."""
    parser = LexborHTMLParser(page.read_text(encoding="utf-8"))
    found: Counter[tuple[str, ...]] = Counter()
    for node in parser.css("*"):
        attributes = node.attributes
        if node.tag == "img" and OWN_PICTURE.fullmatch(attributes.get("src") or ""):
            assert attributes.keys() == {"src", "alt", "width", "height", "loading"}
            continue
        watched = sorted(name for name in attributes if WATCHED.fullmatch(name))
        found.update((node.tag or "", name, attributes[name] or "") for name in watched)
        if node.tag in ACTIVE:
            found[(node.tag or "", *sorted(attributes), _said(node))] += 1
    for rule in parser.css('meta[http-equiv="Content-Security-Policy"]'):
        found["policy", rule.attributes["content"] or ""] += 1
    return found


def _said(node: LexborNode) -> str:
    """What a script does; one of data says what cards say, in characters that end no element."""
    if node.tag != "script":
        return ""
    if node.attributes.get("type") == "application/ld+json":
        assert not set("<>&") & set(node.text())
        return str(type(json.loads(node.text())))
    return node.text()


def addresses(page: Path) -> set[str]:
    """The schemes of everything on a page that leads somewhere."""
    parser = LexborHTMLParser(page.read_text(encoding="utf-8"))
    found = (node.attributes.get(name) or "" for name in ("href", "src") for node in parser.css(f"[{name}]"))
    return {urlsplit(re.sub(r"[\t\n\r]", "", address.strip())).scheme for address in found}


@pytest.mark.parametrize("theme", THEMES)
def test_a_finished_page_holds_nothing_active_that_its_twin_does_not(tmp_path: Path, theme: str) -> None:
    fills = [*mixed(6, OF_FINISHED_SITES), hostile((TOKENS["script after a title"],), "c6")]
    site = project(tmp_path / "cards", fills, THEMES[theme])
    twin = project(tmp_path / "twins", [harmless(f"c{n}") for n in range(7)], THEMES[theme])
    pages = sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html"))
    assert pages == sorted(page.relative_to(twin).as_posix() for page in twin.rglob("*.html"))
    assert "models/card-6/index.html" in pages
    for page in pages:
        assert active(site / page) == active(twin / page), page
        assert addresses(site / page) <= {"", "http", "https", "mailto"}, page
        check_ids((site / page).read_text(encoding="utf-8"))
    if theme == "material":  # the other one escapes what it shows
        check_search(site / "search/search_index.json")


def check_search(index: Path) -> None:
    """Material puts titles and texts of the index into the page as HTML."""
    for entry in json.loads(index.read_text(encoding="utf-8"))["docs"]:
        for html in (entry["title"], entry["text"], *entry.get("tags", ())):
            elements = LexborHTMLParser(f"<!doctype html><body>{html}</body>").css("body *")
            assert all(not node.attributes for node in elements), html
            assert {node.tag for node in elements} <= SEARCHED, html


SEARCHED = {"code", "li", "ol", "p", "pre", "ul", "table", "td", "th", "tr", "tbody", "thead"}
SEARCHED |= {
    "br",
    "em",
    "strong",
    "sup",
    "small",
    "q",
    "details",
    "summary",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "span",
    "div",
}
