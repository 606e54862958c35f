"""Templates: a site's own come first, mistakes name their line, and the shipped ones hold to the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from cardsite.build import build_site
from cardsite.errors import CardsiteError
from cardsite.problems import Severity, at_least
from cardsite.render.environment import make_environment
from cardsite.schema.skeleton import HEADINGS, SECTIONS, section_id
from fences import ROOT
from tinysite import TINY, write

SHIPPED = sorted((ROOT / "templates").rglob("*.j2"))
CARD = TINY + "architecture: {layers: 12, hidden_size: 768}\nlicense: mit\n"


@pytest.fixture
def rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Render a card with templates of the site's own, by name; gives the card's page."""
    monkeypatch.chdir(tmp_path)

    def render(templates: dict[str, str | bytes], card: str = CARD) -> str:
        write(Path("cards/organizations.yaml"), "acme: {name: Acme}\n")
        write(Path("cards/tiny.yaml"), card)
        for name, text in templates.items():
            path = write(Path("templates", name), "")
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        site = build_site(Path("cards"), Path("templates"))
        assert at_least(site.problems, Severity.WARNING) == ()
        (markdown,) = [page.markdown for page in site.pages if page.path == "models/tiny.md"]
        return markdown

    return render


# A site's own templates

NOTES = '<div id="e'
"""The notes on the marks of a page stand at its end; of what is not printed there are none."""
OWN = "## Our {{ card.name | heading }}\n"
EXTENDED = (
    '{% extends "cardsite/sections/architecture.md.j2" %}\n'
    "{% block section %}{{ super() }}\nAsk us about {{ card.architecture.layers }} layers.\n{% endblock %}\n"
)


def test_a_template_of_the_site_takes_the_place_of_one_section(rendered: Callable[..., str]) -> None:
    before = rendered({})
    after = rendered({"sections/architecture.md.j2": OWN})
    assert "## Architecture" in before
    assert "## Our Tiny" in after
    assert "## Architecture" not in after
    start, end = before.index("## Architecture"), before.index("## Lineage and licences")
    page, _, _ = after.partition(NOTES)
    assert page == (before[:start] + "## Our Tiny\n\n" + before[end:]).partition(NOTES)[0]


def test_a_template_of_the_site_adds_to_the_section_that_is_shipped(rendered: Callable[..., str]) -> None:
    before = rendered({})
    after = rendered({"sections/architecture.md.j2": EXTENDED})
    assert "Hidden dimension</a> | 768" in after
    assert "Ask us about 12" in after
    head, _, rest = after.partition("Ask us about")
    assert before == head + rest.partition("layers.\n\n")[2]


EXTENDING = (
    '{{% extends "cardsite/{name}" %}}{{% block section %}}{{{{ super() }}}}\n{mark}\n{{% endblock %}}'
)


@pytest.mark.parametrize("text", ["\n{mark}\n", EXTENDING], ids=["replaced", "extended"])
def test_every_section_can_be(text: str, rendered: Callable[..., str]) -> None:
    names = [f"sections/{section}.md.j2" for section in SECTIONS]
    loaded = f"{CARD}hub_id: acme/tiny\nlibrary_name: transformers\npipeline_tag: text-generation\n"
    page = rendered({name: text.format(name=name, mark=f"Mark of {name}") for name in names}, loaded)
    marks = [line for line in page.splitlines() if line.startswith("Mark of ")]
    assert marks == [f"Mark of {name}" for name in names]


def test_a_template_that_is_deleted_again_leaves_the_page_as_it_was(rendered: Callable[..., str]) -> None:
    before = rendered({})
    rendered({"sections/architecture.md.j2": OWN})
    Path("templates/sections/architecture.md.j2").unlink()
    assert rendered({}) == before


HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) **b** {{ 7 * 7 }} | --- |"


def test_a_value_that_a_template_prints_as_it_is_stays_text(rendered: Callable[..., str]) -> None:
    card = CARD.replace("name: Tiny", f"name: '{HOSTILE}'")
    page = rendered({"sections/notes.md.j2": "\nIt is called {{ card.name }}.\n"}, card)
    (line,) = [line for line in page.splitlines() if line.startswith("It is called ")]
    assert not set("<>[]()*{}|_`\\!") & set(line)
    assert line.startswith("It is called &#60;script&#62;")


@pytest.mark.parametrize(
    "joined",
    [
        '{{ card.name + "" }}',
        '{{ "%s" % card.name }}',
        '{{ "{}".format(card.name) }}',
        "{% set kept %}{{ card.name }}{% endset %}{{ kept }}",
        "{% autoescape false %}{{ card.name }}{% endautoescape %}",
        "{% macro say(it) %}{{ it }}{% endmacro %}{{ say(card.name) }}",
        "{% for letter in card.name %}{{ letter }}{% endfor %}",
    ],
)
def test_no_way_around_the_escaping_is_open_by_accident(joined: str, rendered: Callable[..., str]) -> None:
    page = rendered({"sections/notes.md.j2": f"\nHere: {joined}\n"}, CARD.replace("Tiny", f"'{HOSTILE}'", 1))
    (line,) = [line for line in page.splitlines() if line.startswith("Here: ")]
    assert not set("<>[]*{}|`") & set(line)


# Mistakes

SECTION = "templates/sections/notes.md.j2"
MISTAKES = {
    "unknown-field": ("{{ card.nmae }}", f'{SECTION}:1: there is no field "nmae" here; did you mean "name"?'),
    "unknown-field-below": (
        "\n\n{% if card.architecture.layer %}x{% endif %}",
        f'{SECTION}:3: there is no field "layer" here; did you mean "layers"?',
    ),
    "unknown-field-of-a-fact": (
        "{{ card.architecture.layers.valeu }}",
        f'{SECTION}:1: there is no field "valeu" here; did you mean "value"?',
    ),
    "unknown-name": ("\n{{ cadr.name }}", f"{SECTION}:2: 'cadr' is undefined; did you mean \"card\"?"),
    "unknown-name-like-nothing": ("{{ lipsum(3) }}", f"{SECTION}:1: 'lipsum' is undefined"),
    "syntax": (
        "\n{{ card.name ",
        f"{SECTION}:2: unexpected end of template, expected 'end of print statement'.",
    ),
    "value-that-is-not-there": (
        "\n{{ card.status_note }}",
        f"{SECTION}:2: a template printed a value that is not there; ask for it with `if` first",
    ),
    "whole-part": (
        "{{ card.architecture }}",
        f"{SECTION}:1: a template printed a whole part of a card; name one of its fields",
    ),
    "whole-list": (
        "{{ licenses }}",
        f"{SECTION}:1: a template printed a whole list; go through it with `for`",
    ),
    "macro-without-a-call": (
        '{% from "macros.md.j2" import table %}\n{{ table }}',
        f"{SECTION}:2: a template printed a macro or a function; call it",
    ),
    "joining": (
        "\n\n{{ card.name ~ 'x' }}",
        f"{SECTION}:3: `~` joins texts past the escaping; print the parts one after the other",
    ),
    "unknown-filter": ("{{ card.name | uper }}", f"{SECTION}:1: No filter named 'uper'."),
    "filter-that-is-left-out": ("{{ card.name | safe }}", f"{SECTION}:1: No filter named 'safe'."),
    "missing-include": (
        '\n{% include "sections/nope.md.j2" %}',
        f"{SECTION}:2: there is no template sections/nope.md.j2",
    ),
    "missing-parent": (
        '{% extends "cardsite/sections/nope.md.j2" %}',
        f"{SECTION}:1: there is no template cardsite/sections/nope.md.j2",
    ),
    "arithmetic-with-text": (
        "{{ card.name + 1 }}",
        f'{SECTION}:1: can only concatenate str (not "int") to str',
    ),
    "division-by-nothing": ("{{ 1 // 0 }}", f"{SECTION}:1: integer division or modulo by zero"),
    "argument-left-out": (
        "{{ card.name | code }}",
        f"{SECTION}:1: code() missing 1 required positional argument: 'language'",
    ),
    "inside-of-python": (
        "{{ card.name.__class__ }}",
        f"{SECTION}:1: access to attribute '__class__' of 'str' object is unsafe.",
    ),
    "file-outside": (
        '{% include "../cards/tiny.yaml" %}',
        f"{SECTION}:1: there is no template ../cards/tiny.yaml",
    ),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_template_is_named_with_its_file_and_line(
    text: str, message: str, rendered: Callable[..., str]
) -> None:
    with pytest.raises(CardsiteError) as raised:
        rendered({"sections/notes.md.j2": text})
    assert str(raised.value) == message


def test_a_template_that_includes_itself_is_an_error_of_the_template(rendered: Callable[..., str]) -> None:
    with pytest.raises(CardsiteError, match=r"^templates/sections/notes\.md\.j2:1: maximum recursion depth"):
        rendered({"sections/notes.md.j2": '{% include "sections/notes.md.j2" %}'})


def test_a_template_that_is_not_text_is_an_error_of_the_template(rendered: Callable[..., str]) -> None:
    with pytest.raises(CardsiteError) as raised:
        rendered({"sections/notes.md.j2": b"\xff\xfe"})
    assert str(raised.value) == f"{SECTION}:1: the file is not UTF-8 text"


# The templates that come with cardsite


def parsed(template: Path) -> nodes.Template:
    return make_environment(None).parse(template.read_text(encoding="utf-8"))


def found(template: Path, *kinds: type[nodes.Node]) -> Iterator[str]:
    for kind in kinds:
        yield from (f"line {node.lineno}: {kind.__name__}" for node in parsed(template).find_all(kind))


def test_there_is_one_template_for_each_section() -> None:
    names = {path.name.removesuffix(".md.j2") for path in SHIPPED if path.parent.name == "sections"}
    assert names == set(SECTIONS)


@pytest.mark.parametrize("template", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_template_calculates_nothing_and_joins_no_text(template: Path) -> None:
    arithmetic = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg)
    assert list(found(template, *arithmetic, nodes.Concat)) == []


@pytest.mark.parametrize("template", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_template_uses_only_filters_that_give_safe_values(template: Path) -> None:
    filters = {node.name for node in parsed(template).find_all(nodes.Filter)}
    assert filters <= set(make_environment(None).filters)


@pytest.mark.parametrize("template", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_template_calls_no_method_of_a_text(template: Path) -> None:
    """`card.name.upper()` would be string surgery; what is called is a macro, or a question to the card."""
    calls = {
        node.node.attr
        for node in parsed(template).find_all(nodes.Call)
        if isinstance(node.node, nodes.Getattr)
    }
    assert calls <= {"any"}


def test_no_built_in_filter_can_be_reached() -> None:
    built_in = set(jinja2.Environment().filters)
    ours = make_environment(None).filters
    assert {
        name for name in ours if name in built_in and ours[name] is jinja2.Environment().filters[name]
    } == set()
    assert {"default", "safe", "join", "replace", "format", "tojson"} & set(ours) == set()


UNWRITTEN = {"overview", "about-the-organisation"}
"""The first has no heading of its own, the other names the organisation."""
WRITTEN_HEADING = re.compile(
    r"^[^\S\n]*#{1,6}[^\S\n]+([^{\n]+?)[^\S\n]*$|<h[1-6][^>]*>([^<{]+)<|titled\(\"([^\"]+)\"", re.MULTILINE
)


FOLDED = re.compile(r' id="([a-z-]+)"[^<>]* markdown="1">| id="(sources)"')
"""The anchor of what folds, which has a line in place of a heading."""


def headings_of(template: str) -> set[str]:
    """What a template writes at any level: in Markdown, as HTML, or by the macro for titled passages."""
    return {text for groups in WRITTEN_HEADING.findall(template) for text in groups if text}


def test_the_headings_of_the_templates_are_those_that_no_card_may_take() -> None:
    folder = ROOT / "templates"
    paths = [folder / "card.md.j2", folder / "macros.md.j2", *(folder / "sections").glob("*.md.j2")]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    found = set[str]().union(*map(headings_of, texts))
    found |= {name for text in texts for groups in FOLDED.findall(text) for name in groups if name}
    assert {section_id(heading) for heading in found} == set(HEADINGS) - UNWRITTEN


def test_headings_are_found_in_every_way_that_a_template_can_write_them() -> None:
    template = '# One\n  ## Two \n#### Four\n<h3 id="x">Five</h3>\n{{ titled("Six", x) }}\n## {{ seven }}\n'
    assert headings_of(template) == {"One", "Two", "Four", "Five", "Six"}


def test_a_template_that_is_new_is_found_by_the_next_build(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    write(own / "sections" / "notes.md.j2", "")
    before = make_environment(own).get_template("sections/architecture.md.j2").filename
    write(own / "sections" / "architecture.md.j2", "Mine")
    after = make_environment(own).get_template("sections/architecture.md.j2").filename
    assert before != after == str(own / "sections" / "architecture.md.j2")
