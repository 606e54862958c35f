"""Reads the file that says what the columns of tables mean, and finds every mistake in it at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from ..catalogue import Located, Location, Registries
from ..catalogue.validation import validate
from ..problems import Place, Problem, did_you_mean
from ..schema import (
    Card,
    FieldSpec,
    MappedFamily,
    MappedTable,
    MappedValue,
    Part,
    Result,
    Run,
    TableMap,
    fields_of,
    model_at,
)
from ..yamlio.document import MappingNode, Node, ScalarNode, read
from .csv_rows import CsvTable

__all__ = ["COLUMN", "ReadMap", "card_path", "problems_of_value", "read_map", "tables_of"]

COLUMN = re.compile(r"\{([^{}]*)\}")
"""A column in a text, in braces."""
_NOT_OF_A_RUN = ("average", "results", "source")
_NOT_OF_A_RESULT = ("source",)


@dataclass(frozen=True, slots=True)
class ReadMap:
    """A mapping that follows its format, with its places."""

    value: TableMap
    located: Located
    patterns: Mapping[str, re.Pattern[str]]


def read_map(path: Path, label: str, registries: Registries) -> tuple[ReadMap | None, tuple[Problem, ...]]:
    """The mapping in a file, or None, with what is wrong in it whatever the tables are."""
    document = read(path, label)
    root = document.root
    if document.problems or not isinstance(root, MappingNode):
        problem = Problem("import-map", Place(label), "expected fields: id and tables")
        return None, document.problems or (problem,)
    located = Located(root, lambda place: document.excerpt(place.line))
    value, problems = validate(TableMap, located)
    if value is None:
        return None, problems
    patterns: dict[str, re.Pattern[str]] = {}
    found: list[Problem] = []
    for column, pattern in value.patterns.items():
        try:
            patterns[column] = re.compile(pattern)
        except re.error as error:
            message = f"not a regular expression: {error}"
            found.append(located.problem("import-map", ("patterns", column), message))
    for name, mapped in value.fields.items():
        found += _of_field(name, mapped, ("fields", name), located, registries)
    for name, mapped in value.run.items():
        found += _of_row(Run, _NOT_OF_A_RUN, name, mapped, ("run", name), located, registries)
    for number, table in enumerate(value.tables):
        found += _of_table(table, ("tables", number), located, registries)
    return ReadMap(value, located, patterns), tuple(found)


def tables_of(
    mapping: ReadMap, tables: Sequence[CsvTable]
) -> tuple[list[tuple[int, CsvTable]], tuple[Problem, ...]]:
    """Each table with the numbers of what the mapping says of it, and what does not fit."""
    pairs: list[tuple[int, CsvTable]] = []
    problems: list[Problem] = []
    for table in tables:
        fitting = [
            number
            for number, each in enumerate(mapping.value.tables)
            if fnmatchcase(table.label.rpartition("/")[2], each.file)
        ]
        pairs += [(number, table) for number in fitting]
        if not fitting:
            files = [each.file for each in mapping.value.tables]
            hint = did_you_mean(table.label, files) or f"the mapping has {', '.join(files)}"
            problems.append(
                Problem("import-map", Place(table.label), "the mapping says nothing of this file", hint=hint)
            )
        for number in fitting:
            problems += _unknown_columns(mapping, number, table)
    return pairs, tuple(dict.fromkeys(problems))


def _unknown_columns(mapping: ReadMap, number: int, table: CsvTable) -> Iterator[Problem]:
    known = {name for name in table.columns if name}
    known |= {
        group for column, each in mapping.patterns.items() if column in known for group in each.groupindex
    }
    twice = {name for name, count in Counter(table.columns).items() if name and count > 1}
    for path, text in texts_of(mapping.value, number):
        for column in COLUMN.findall(text):
            if column in twice:
                message = f'{table.label} has several columns "{column}"'
                yield mapping.located.problem(
                    "import-map", path, message, "name each column once in the table"
                )
            elif column not in known:
                message = f'{table.label} has no column "{column}"'
                hint = did_you_mean(column, known) or f"it has {', '.join(sorted(known)[:12])}"
                yield mapping.located.problem("import-map", path, message, hint)


def texts_of(mapping: TableMap, number: int) -> Iterator[tuple[Location, str]]:
    """Every text that may name columns, of a table."""
    table, at = mapping.tables[number], ("tables", number)
    yield (("id",), mapping.id) if table.id is None else ((*at, "id"), table.id)
    yield from _texts_of_family(mapping.family if table.id is None else None)
    for name, mapped in table.fields.items():
        yield (*at, "fields", name), name
        yield (*at, "fields", name), mapped.value
    for name, mapped in mapping.fields.items() if table.id is None else ():
        if name not in table.fields:
            yield ("fields", name), name
            yield ("fields", name), mapped.value
    for name, mapped in table.run.items():
        yield (*at, "run", name), mapped.value
    for name, mapped in mapping.run.items():
        if table.results and name not in table.run:
            yield ("run", name), mapped.value
    for row, result in enumerate(table.results):
        for name, mapped in result.items():
            yield (*at, "results", row, name), mapped.value


def _texts_of_family(family: MappedFamily | None) -> Iterator[tuple[Location, str]]:
    for name in fields_of(MappedFamily) if family else ():
        yield ("family", name), getattr(family, name)


def card_path(name: str) -> tuple[str, ...]:
    """`architecture.parameters` as steps; what follows `extra` is the name of a row, points included."""
    before, extra, row = name.partition(".extra.")
    return (*before.split("."), *(("extra", row) if extra else ()))


def _of_table(
    table: MappedTable, at: Location, located: Located, registries: Registries
) -> Iterator[Problem]:
    for name, mapped in table.fields.items():
        yield from _of_field(name, mapped, (*at, "fields", name), located, registries)
    for name, mapped in table.run.items():
        yield from _of_row(Run, _NOT_OF_A_RUN, name, mapped, (*at, "run", name), located, registries)
    for row, result in enumerate(table.results):
        here = (*at, "results", row)
        for name, mapped in result.items():
            yield from _of_row(Result, _NOT_OF_A_RESULT, name, mapped, (*here, name), located, registries)
        for name in ("benchmark", "score"):
            if name not in result:
                yield located.problem("import-map", here, f'the field "{name}" is missing', f"add {name}")


def _of_field(
    name: str, mapped: MappedValue, at: Location, located: Located, registries: Registries
) -> Iterator[Problem]:
    path = card_path(name)
    parent = model_at(Card, path[:-1]) if len(path) > 1 else Card
    if "extra" in path:
        known = parent is not None and len(path) - path.index("extra") == 2
    else:
        spec = fields_of(parent).get(path[-1]) if parent else None
        known = spec is not None and not _inside_list(path) and (spec.part is None or _has_short_form(spec))
    if not known:
        hint = did_you_mean(name, _paths(Card)) or "see the reference of the card format"
        yield located.problem(
            "import-map", at, f'a card has no field "{name}" for a single value', hint, at_key=True
        )
    elif not COLUMN.search(mapped.value):
        node = located.find(at)[0]
        yield from problems_of_value(path, mapped.value, node.place, located, registries)


def _has_short_form(spec: FieldSpec) -> bool:
    """Whether a part can be written as one text: `license: mit`."""
    if spec.many or spec.part is None:
        return False
    try:
        spec.part.model_validate("x")
    except ValueError as error:
        # The text may be wrong, and still have been taken for a field.
        return all(detail["loc"] for detail in error.errors())  # type: ignore[attr-defined]
    return True


def _inside_list(path: tuple[str, ...]) -> bool:
    part: type[Part] | None = Card
    for step in path[:-1]:
        spec = fields_of(part).get(step) if part else None
        if spec is None or spec.many:
            return True
        part = spec.part
    return False


def _paths(model: type[Part], prefix: str = "") -> Iterator[str]:
    for spec in fields_of(model).values():
        if spec.part is None:
            yield f"{prefix}{spec.name}"
        elif not spec.many and not spec.fact:
            yield from _paths(spec.part, f"{prefix}{spec.name}.")


def _of_row(
    model: type[Part],
    without: Sequence[str],
    name: str,
    mapped: MappedValue,
    at: Location,
    located: Located,
    registries: Registries,
) -> Iterator[Problem]:
    known = [each for each in fields_of(model) if each not in without]
    if name not in known:
        hint = did_you_mean(name, known) or f"one of: {', '.join(known)}"
        what = model.__name__.lower()
        yield located.problem("import-map", at, f'unknown field "{name}" of a {what}', hint, at_key=True)
    elif not COLUMN.search(mapped.value):
        node = located.find(at)[0]
        prefix = ("evaluation", "runs") if model is Run else ("evaluation", "runs", "results")
        yield from problems_of_value((*prefix, name), mapped.value, node.place, located, registries)


def problems_of_value(
    path: tuple[str, ...], text: str, place: Place, around: Located, registries: Registries
) -> Iterator[Problem]:
    """What is wrong with a value for a field of the card, also as a reference."""
    if "extra" in path:
        return
    name = path[-1]
    model = model_at(Card, path[:-1]) if len(path) > 1 else Card
    node: Node = ScalarNode(text, False, *place)
    if model is not None and name in fields_of(model):
        if fields_of(model)[name].fact:
            node = MappingNode({"value": node}, {"value": place}, place, flow=False)
        node = MappingNode({name: node}, {name: place}, place, flow=False)
        for problem in validate(model, Located(node, around.excerpt))[1]:
            # What else the part needs is for other columns to say.
            if problem.field.startswith(name) and problem.code != "missing-field":
                yield replace(problem, field=".".join(path))
    known: Mapping[str, object] = {}
    if name == "benchmark":
        known = registries.benchmarks
    elif name == "organization":
        known = registries.organizations
    elif name != "metric" or registries.metric(text):
        return
    if text not in known:
        hint = did_you_mean(text, known or registries.metrics) or f"describe it in {name}s.yaml"
        message = f'there is no {name.replace("organization", "organisation")} "{text}"'
        yield Problem("import-map", place, message, name, hint, around.excerpt(place))
