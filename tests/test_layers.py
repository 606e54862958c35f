"""Who imports whom: the table below is the design, and these tests hold the code to it."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from fences import ROOT

PACKAGE = ROOT / "src/cardsite"

LAYERS = (
    ("errors", "problems", "languages", "terminal", "yamlvalues"),
    ("yamltext",),
    ("yamlmessages",),
    ("yamlevents",),
    ("yamledit", "yamlfile", "schema", "markup", "figures", "skeleton", "pages", "publication"),
    ("catalogue", "derive", "drawing", "formulas", "repetition"),
    ("citing", "lineage", "measuring", "memory", "ordering"),
    ("comparability",),
    ("licensing", "completeness", "similar"),
    (
        "checks",
        "importers",
        "render",
        "exporters",
        "starter",
        "verify",
        "policy",
        "searching",
        "staging",
        "problempages",
    ),
    ("site", "history", "report", "sarif", "settings", "writing"),
    ("formatting", "importing", "verifying"),
    ("plugin", "cli"),
    ("__main__", "reference"),
)
"""The parts of the package, lowest first: each imports from lines above its own, never from its own line."""

THIRD_PARTY = {
    "babel": {"languages"},
    "click": {"cli"},
    "comrak": {"markup.prose"},
    "iso639": {"languages"},
    "jinja2": {"plugin", "render.context", "render.environment"},
    "mkdocs": {"plugin"},
    "nh3": {"markup.prose"},
    "packaging": {"catalogue.references", "licensing"},
    "pydantic": {"schema", "catalogue.validating", "reference.values"},
    "pydantic_core": {"schema", "catalogue.validating"},
    "pybtex": {"checks.samples.bibtex"},
    "pygments": {"markup.code"},
    "ruamel": {"yamledit"},
    "selectolax": {"policy", "searching", "verify"},
    "yaml": {"formatting.layout", "settings", "yamlevents", "yamlmessages"},
}
"""The modules, or whole parts, that may import each third-party package."""


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
