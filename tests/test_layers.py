"""Who imports whom: the table below is the design, and these tests hold the code to it."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from fences import ROOT

PACKAGE = ROOT / "src/cardsite"

LAYERS = (
    {
        "errors": "what stops a run",
        "problems": "what is wrong with a card, and where",
        "terminal": "text of files made safe to print",
    },
    {
        "files": "files are written whole or not at all",
        "yamlio": "YAML text to nodes with positions, and back",
    },
    {
        "schema": "the card format",
        "markup": "Markdown and escaping",
        "site": "what a built catalogue consists of",
    },
    {"catalogue": "a folder of files to validated cards, families and registries"},
    {
        "facts": "what follows from cards: derived values, memory, comparable scores, licences, lineage",
        "history": "when cards changed and what they were called, as git tells it",
    },
    {
        "checks": "what a card cannot mean",
        "render": "templates: values in, Markdown out",
        "importers": "results, configurations and training files to values",
        "exporters": "cards as data, as text, and for the hub",
    },
    {"build": "a folder of cards to a site", "reports": "problems as text, annotations, JSON and SARIF"},
    {"changes": "which claims changed between two versions of a catalogue, and in the history of each card"},
    {
        "authoring": "starter cards, the formatter, imports into cards, verifying against sources",
        "engine": "the MkDocs plugin, the HTML of pages, staging, content policy, search text",
    },
    {"cli": "the commands"},
    {"__main__": "`python -m cardsite`"},
)
"""The parts of the package and what each is for, lowest first: each imports from above its own line."""

THIRD_PARTY = {
    "babel": {"schema.languages"},
    "click": {"cli"},
    "imagesize": {"catalogue.pictures"},
    "iso639": {"schema.languages"},
    "jinja2": {
        *("changes.rendering", "engine.plugin", "engine.theme_shell"),
        *("render.environment", "render.labels", "render.render_context"),
    },
    "latex2mathml": {"markup.formulas"},
    "markdown": {"engine.page_html"},
    "mkdocs": {"engine.plugin"},
    "nh3": {"markup.formulas", "markup.prose_html"},
    "packaging": {"catalogue.references", "facts.licences"},
    "pydantic": {"schema", "catalogue.validation"},
    "pydantic_core": {"schema", "catalogue.validation"},
    "pybtex": {"checks.samples.bibtex"},
    "pygments": {"markup.code"},
    "pyromark": {"markup.commonmark"},
    "ruamel": {"yamlio.editor"},
    "selectolax": {"engine.content_policy", "engine.csp"},
    "yaml": {"authoring.format.layout", "cli.settings", "yamlio.parser", "yamlio.syntax_errors"},
}
"""The modules, or whole parts, that may import each third-party package."""

MOST_ENTRIES = 27
"""So many files and folders a newcomer can take in at a glance."""

DESIGN = ROOT / "docs/contributing/architecture.md"


def module_name(path: Path) -> str:
    """`render.shown`; the package itself is an empty text."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
PUBLIC = [name for name in MODULES if not name.rpartition(".")[2].startswith("_")]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """What a module imports, by its full name: `cardsite.schema.base`, `yaml`."""
    here = ["cardsite", *name.split(".")] if name else ["cardsite"]
    package = here if MODULES[name].name == "__init__.py" else here[:-1]
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            if source == "cardsite":
                yield from (f"cardsite.{alias.name}" for alias in node.names)
            else:
                yield source


def part(name: str) -> str:
    return name.partition(".")[0]


def parts_below(name: str) -> set[str]:
    """The other parts of the package that a module imports from."""
    own = (full.removeprefix("cardsite.") for full in imported(name) if full.startswith("cardsite."))
    return {part(target) for target in own} - {part(name), "__version__"}


def packages(name: str) -> set[str]:
    """The third-party packages that a module imports."""
    return {part(full) for full in imported(name)} - {"cardsite", *sys.stdlib_module_names}


def test_the_table_names_every_part_of_the_package_and_nothing_else() -> None:
    parts = {part(name) for name in MODULES} - {""}
    assert sorted(name for layer in LAYERS for name in layer) == sorted(parts)


def test_a_module_imports_only_from_layers_below_its_own() -> None:
    level = {each: number for number, layer in enumerate(LAYERS) for each in layer}
    upwards = [
        f"{name} imports {below}"
        for name in MODULES
        for below in sorted(parts_below(name))
        if not name or level[below] >= level[part(name)]
    ]
    assert upwards == []


def may_import(name: str, package: str) -> bool:
    return bool({name, part(name)} & THIRD_PARTY.get(package, set()))


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    """Inside a part as well; a package that lists what its modules offer imports them, and they not it."""
    below = {
        name: {
            target
            for full in imported(name)
            if (target := nearest(full.removeprefix("cardsite.").removeprefix("cardsite"))) != name
        }
        for name in MODULES
    }
    TopologicalSorter(below).prepare()


def nearest(full: str) -> str:
    """The module that an imported name stands in: `render.paths` for `render.paths.Linker`."""
    while full not in MODULES:
        full = full.rpartition(".")[0]
    return full


def test_only_one_module_prints() -> None:
    """It makes safe what it prints; text of a file that is printed elsewhere could act on a terminal."""
    printing = {
        name
        for name in MODULES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call)
        and re.fullmatch(r"print|(?:click\.)?s?echo|sys\.std(?:out|err)\.write", ast.unparse(node.func))
    }
    assert printing == {"cli.output"}


def test_the_package_can_be_taken_in_at_a_glance() -> None:
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    entries = {path.relative_to(PACKAGE).parts[0] for path in files}
    assert len(entries) <= MOST_ENTRIES


def test_no_module_or_public_class_has_two_homes() -> None:
    # A group of checks may be called like the facts that it looks at: `checks.scores`, `facts.scores`.
    modules = Counter(
        name.rpartition(".")[2]
        for name in MODULES
        if not (name.startswith("checks.") and MODULES[name].name == "__init__.py")
    )
    classes = Counter(
        node.name
        for name in MODULES
        for node in tree(name).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in (modules + classes).items() if count > 1] == []


def test_the_architecture_page_shows_the_layers(request: pytest.FixtureRequest) -> None:
    rows = [
        f"| {' · '.join(f'`{part}`' for part in layer)} | {'; '.join(layer.values())} |" for layer in LAYERS
    ]
    table = "\n".join(["| Part, the lowest first | What it is for |", "|---|---|", *rows])
    text = DESIGN.read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- layers -->\n")
    after = rest.partition("<!-- end of layers -->")[2]
    shown = f"{before}<!-- layers -->\n{table}\n<!-- end of layers -->{after}"
    if request.config.getoption("--update-goldens"):
        DESIGN.write_text(shown, encoding="utf-8", newline="\n")
    assert shown == DESIGN.read_text(encoding="utf-8")


def test_a_third_party_package_is_imported_only_where_it_belongs() -> None:
    elsewhere = [
        f"{name} imports {package}"
        for name in MODULES
        for package in sorted(packages(name))
        if not may_import(name, package)
    ]
    assert elsewhere == []


def test_the_table_of_third_party_packages_is_no_wider_than_need_be() -> None:
    unused = [
        f"{place} does not import {package}"
        for package, places in THIRD_PARTY.items()
        for place in places
        if not any(package in packages(name) for name in MODULES if place in (name, part(name)))
    ]
    assert unused == []


def test_imports_stand_at_the_head_of_a_module() -> None:
    """Inside a function they would hide a circle from Python, and from who reads the head of the file."""
    hidden = [
        f"{name}:{inner.lineno}"
        for name in MODULES
        for node in ast.walk(tree(name))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert hidden == []


def test_no_module_takes_a_private_name_from_another() -> None:
    taken = [
        f"{name} imports {alias.name}"
        for name in MODULES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom) and (node.level or part(node.module or "") == "cardsite")
        for alias in node.names
        if alias.name.startswith("_") and alias.name != "__version__"
    ]
    assert taken == []


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5, which is Debian 12's, loses its place in the text where such a group fails."""
    possessive = re.compile(r"\)(?:[?*+]|\{\d+(?:,\d*)?\})\+")
    found = [
        f"{name}:{node.lineno}"
        for name in MODULES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and possessive.search(node.value)
    ]
    assert found == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_in_a_sentence_what_it_is_for(name: str) -> None:
    first = (ast.get_docstring(tree(name)) or "").partition("\n\n")[0]
    assert len(first.split()) >= 4
    assert first.endswith(".")


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_what_a_module_makes_public_is_there_and_says_what_it_promises(name: str) -> None:
    module = importlib.import_module(f"cardsite.{name}".rstrip("."))
    public: list[str] = module.__all__
    assert len(set(public)) == len(public)
    assert [each for each in public if not hasattr(module, each)] == []
    values = {each: getattr(module, each) for each in public}
    assert [each for each, value in values.items() if not documented(value)] == []


def documented(value: object) -> bool:
    """Whether a class or a function has a docstring of its own; other values are explained beside them."""
    if inspect.isclass(value):
        doc = value.__dict__.get("__doc__") or ""
        # What `dataclass` and pydantic write where there is none is the class's signature.
        return bool(doc) and not doc.startswith(f"{value.__name__}(")
    return bool(value.__doc__) or not inspect.isroutine(value)
