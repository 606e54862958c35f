"""Imports tables in CSV: each row to the card that a mapping names, each value with its file and line."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..catalogue import Located, Registries, is_card_id
from ..problems import Place, Problem, Severity, has_errors, in_order
from ..schema import Card, DecimalSign, Fact, MappedFamily, MappedValue, Quantity, Result, fields_of, model_at
from ..terminal import spelled_out
from ..yamlio.document import ScalarNode
from ..yamlio.text import clean
from .csv_rows import CsvCell, CsvTable, read_csv
from .input_files import Refused
from .readings import Imported, ImportedRun, Reading
from .same_value import same, same_score
from .table_mapping import COLUMN, ReadMap, card_path, problems_of_value, read_map, tables_of

__all__ = ["ImportedCards", "import_tables"]

_MOST_PROBLEMS = 100
_LONGEST = 2_000
_FAMILY = ("family",)
_RUN = ("evaluation", "runs")
_RESULT = ("evaluation", "runs", "results")


@dataclass(frozen=True, slots=True)
class ImportedCards:
    """What tables say, by the id of the card."""

    cards: Mapping[str, Imported]
    problems: tuple[Problem, ...]
    families: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Name and summary of the families that the cards name, by their ids."""


@dataclass(slots=True)
class _Card:
    """What was read so far for one card, each with the place of its cell."""

    raw: str
    readings: dict[tuple[str, ...], tuple[Reading, Place]] = field(default_factory=dict)
    runs: dict[tuple[tuple[str, str], ...], dict[tuple[str, ...], tuple[dict[str, str], Place]]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table, with the groups of patterns among its columns."""

    table: CsvTable
    place: Place
    source: str
    cells: Mapping[str, CsvCell]

    @property
    def evidence(self) -> tuple[str, str]:
        """The row as the table has it, to be quoted; where that is too long, a note that says where it is."""
        line = self.table.excerpt(self.place).strip()
        whole = line and '"' not in re.sub(r'"[^"]*"', "", line)
        return (line, "") if whole else ("", f"Line {self.place.line} of the table.")


def import_tables(
    files: Sequence[tuple[Path, str]],
    map_file: tuple[Path, str],
    registries: Registries,
    known_cards: Sequence[str] = (),
    known_families: Collection[str] = (),
) -> ImportedCards:
    """What the tables say of each card; with a mistake anywhere, no cards at all.

    The second part of each file is how messages and sources name it. `known_cards` are those that there are,
    for rows that belong to every card of a pattern. Of `known_families`, single cards can be members, too.
    """
    mapping, problems = read_map(*map_file, registries)
    tables = []
    for path, label in dict.fromkeys(files):
        try:
            tables.append(read_csv(path, label))
        except Refused as refused:
            problems += (refused.problem,)
    problems += tuple(each for table in tables for each in table.problems)
    if mapping is None:
        return ImportedCards({}, in_order(problems))
    pairs, unfit = tables_of(mapping, tables)
    problems += unfit
    if any(problem.place.file == map_file[1] for problem in problems):
        return ImportedCards({}, in_order(problems))
    reader = _Reader(mapping, registries, list(problems))
    # Rows for cards of a pattern come after those that say which cards there are.
    for number, table in sorted(pairs, key=lambda pair: "*" in reader.id_of(pair[0])):
        reader.read(number, table, known_cards)
    found = in_order(reader.problems)
    if len(found) > _MOST_PROBLEMS:
        rest = Problem(
            "import-row",
            found[_MOST_PROBLEMS].place,
            f"only the first {_MOST_PROBLEMS} of {len(found):,} problems are listed",
        )
        found = (*found[:_MOST_PROBLEMS], rest)
    if has_errors(found):
        return ImportedCards({}, found)
    families = reader.families_of_several(known_families)
    return ImportedCards(reader.imported(families), found, families)


class _Reader:
    def __init__(self, mapping: ReadMap, registries: Registries, problems: list[Problem]) -> None:
        self.mapping, self.registries, self.problems = mapping, registries, problems
        self.sources: dict[str, dict[str, str]] = {}
        self.cards: dict[str, _Card] = {}
        self.families: dict[str, dict[str, str]] = {}
        self._missing = {"", *(each.casefold() for each in mapping.value.missing)}

    def id_of(self, number: int) -> str:
        return self.mapping.value.tables[number].id or self.mapping.value.id

    def read(self, number: int, table: CsvTable, known_cards: Sequence[str]) -> None:
        """Every row of a table, into its cards."""
        key, mapped = self._source(number, table), self.mapping.value.tables[number]
        template = self.id_of(number)
        fields = {**(self.mapping.value.fields if mapped.id is None else {}), **mapped.fields}
        candidates = list(dict.fromkeys((*self.cards, *known_cards))) if "*" in template else []
        passed: list[Place] = []
        for cells in table.rows:
            row = _Row(table, cells[0].place, key, self._columns(table, cells))
            cards = list(self._cards_of(row, template, candidates))
            if not cards and candidates:
                passed.append(cells[0].place)
            for card in cards:
                for name, value in fields.items():
                    self._field(card, row, name, value)
                if mapped.id is None:
                    self._family(card, row)
                self._scores(card, row, {**self.mapping.value.run, **mapped.run}, mapped.results)
        if passed:
            message = f"belongs to no card, as {len(passed):,} of {len(table.rows):,} rows do"
            self.problems.append(Problem("import-unknown", passed[0], message, severity=Severity.NOTE))

    def families_of_several(self, known: Collection[str]) -> dict[str, dict[str, str]]:
        """Families that are known, and those that at least two cards would have."""
        named = (card.readings.get(_FAMILY) for card in self.cards.values())
        members = Counter(each[0].value for each in named if each)
        return {name: said for name, said in self.families.items() if name in known or members[name] > 1}

    def imported(self, families: Collection[str]) -> dict[str, Imported]:
        found = {}
        for identity, card in self.cards.items():
            of_card = (reading for reading, _ in card.readings.values())
            readings = tuple(each for each in of_card if each.path != _FAMILY or each.value in families)
            runs = tuple(_run(dict(common), rows) for common, rows in card.runs.items())
            found[identity] = Imported(self.sources, readings, runs)
        return found

    def _source(self, number: int, table: CsvTable) -> str:
        name = table.label.rpartition("/")[2]
        stem = re.sub(r"[^A-Za-z0-9_]+", "-", name.rpartition(".")[0] or name)[:60].strip("-_") or "table"
        key, count = stem, 2
        while key in self.sources and self.sources[key]["file"] != table.label:
            key, count = f"{stem}-{count}", count + 1
        said = self.mapping.value.tables[number]
        given = {"title": said.title or name, "url": said.url, "file": table.label, "license": said.license}
        self.sources[key] = {each: str(value) for each, value in given.items() if value}
        return key

    def _columns(self, table: CsvTable, cells: Sequence[CsvCell]) -> dict[str, CsvCell]:
        found = dict(zip(table.columns, cells, strict=True))
        for column, pattern in self.mapping.patterns.items():
            cell = found.get(column)
            if cell is None or cell.text.casefold() in self._missing:
                continue
            match = pattern.fullmatch(cell.text)
            if match is None:
                self._wrong(table, cell.place, f'"{cell.text[:60]}" does not fit the pattern of "{column}"')
            for group in pattern.groupindex:
                found[group] = CsvCell((match[group] or "") if match else "", cell.place)
        return found

    def _cards_of(self, row: _Row, template: str, candidates: Sequence[str]) -> Iterator[_Card]:
        cell = next((row.cells[name] for name in COLUMN.findall(template)), next(iter(row.cells.values())))
        raw = self._text(row, template)
        if raw is None:
            self._wrong(row.table, cell.place, "the id is empty", "fill in the cell, or delete the row")
            return
        if "*" in template:
            pattern = re.compile(".*".join(re.escape(_slug(each)) for each in raw.split("*")))
            for identity in candidates:
                if pattern.fullmatch(identity):
                    yield self.cards.setdefault(identity, _Card(identity))
            return
        identity = _slug(raw)
        if not is_card_id(identity):
            self._wrong(row.table, cell.place, f'"{raw[:60]}" cannot be the id of a card')
            return
        card = self.cards.setdefault(identity, _Card(raw))
        if card.raw != raw:
            message = f'"{raw[:60]}" and "{card.raw[:60]}" would be one card, {identity}'
            self._wrong(row.table, cell.place, message, "tell them apart in `id`, by another column")
            return
        yield card

    def _text(self, row: _Row, template: str, *, is_number: bool = False) -> str | None:
        """The text with its cells; None where one of them is empty."""
        texts = {name: row.cells[name].text if name in row.cells else "" for name in COLUMN.findall(template)}
        if any(text.casefold() in self._missing for text in texts.values()):
            return None
        if is_number:
            texts = {name: _number(text, self.mapping.value.decimal) for name, text in texts.items()}
        return COLUMN.sub(lambda found: texts[found[1]], template)

    def _value(self, row: _Row, path: tuple[str, ...], mapped: MappedValue) -> tuple[str, Place] | None:
        """The value for a field, which was looked at, and the place of its cell."""
        text = self._text(row, mapped.value, is_number=_is_number(path))
        if text is None:
            return None
        columns = COLUMN.findall(mapped.value)
        cell = row.cells[columns[0]] if columns else next(iter(row.cells.values()))
        if mapped.values is not None:
            if text not in mapped.values:
                message = f'"{text[:60]}" is none of the values that the mapping knows for {path[-1]}'
                self._wrong(row.table, cell.place, message, "add it to `values` of the mapping")
                return None
            text = mapped.values[text]
        if clean(text) != text or len(text) > _LONGEST:
            message = f"expected a line of plain text, found {spelled_out(text[:60])}"
            self._wrong(row.table, cell.place, message)
            return None
        if columns:
            around = Located(ScalarNode("", False, *cell.place), row.table.excerpt)
            found = list(problems_of_value(path, text, cell.place, around, self.registries))
            self.problems += found
            if found:
                return None
        return text, cell.place

    def _field(self, card: _Card, row: _Row, name: str, mapped: MappedValue) -> None:
        filled = self._text(row, name)
        if filled is None:
            return
        path = card_path(filled)
        value = self._value(row, path, mapped)
        if value is None:
            return
        text, place = value
        if path in card.readings:
            before, there = card.readings[path]
            if not same(path, before.value, text):
                message = f'{filled} is "{text[:60]}" here, and "{before.value[:60]}" at {there}'
                self._wrong(row.table, place, message, "correct one of the rows")
            return
        columns = COLUMN.findall(mapped.value)
        reading = Reading(path, text, "")
        if columns and _carries_evidence(path):
            quote, note = row.evidence
            reading = Reading(path, text, row.source, quote, note=note)
        card.readings[path] = (reading, place)

    def _family(self, card: _Card, row: _Row) -> None:
        family = self.mapping.value.family
        if family is None:
            return
        said = {name: MappedValue(value=getattr(family, name)) for name in fields_of(MappedFamily)}
        found = {name: self._value(row, (name,), value) for name, value in said.items()}
        texts = {name: value[0] for name, value in found.items() if value}
        if len(texts) < len(found):
            return
        identity = _slug(texts.pop("id"))
        self._field(card, row, "family", MappedValue(value=identity))
        self.families.setdefault(identity, texts)

    def _scores(
        self,
        card: _Card,
        row: _Row,
        run: Mapping[str, MappedValue],
        results: Sequence[Mapping[str, MappedValue]],
    ) -> None:
        if not results:
            return
        common = {name: self._value(row, (*_RUN, name), mapped) for name, mapped in run.items()}
        known = tuple((name, value[0]) for name, value in common.items() if value)
        for result in results:
            found = {name: self._value(row, (*_RESULT, name), mapped) for name, mapped in result.items()}
            score = found.get("score")
            if score is None or found.get("benchmark") is None:
                continue
            fields = {name: found[name][0] for name in fields_of(Result) if found.get(name)}  # type: ignore[index]
            identity = tuple(
                fields.get(name, "")
                for name in fields_of(Result)
                if name not in ("score", "error", "note", "quote")
            )
            rows = card.runs.setdefault(known, {})
            if identity in rows:
                before, there = rows[identity]
                if not same_score(before["score"], fields["score"]):
                    message = (
                        f"{fields['benchmark']} is {fields['score']} here, and {before['score']} at {there}"
                    )
                    hint = "correct one of the rows, or tell them apart by a field of the run"
                    self._wrong(row.table, score[1], message, hint)
                continue
            quote, line = row.evidence
            note = " ".join(filter(None, (fields.get("note"), line)))
            said = fields | {"source": row.source, "quote": fields.get("quote", quote), "note": note}
            rows[identity] = ({name: text for name, text in said.items() if text}, score[1])

    def _wrong(self, table: CsvTable, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(Problem("import-row", place, message, hint=hint, excerpt=table.excerpt(place)))


def _run(common: dict[str, str], rows: Mapping[tuple[str, ...], tuple[dict[str, str], Place]]) -> ImportedRun:
    """A run; what all its rows rest on stands there once."""
    found = [dict(row) for row, _ in rows.values()]
    for name in ("source", "note"):
        if len({row.get(name) for row in found}) == 1 and name in found[0]:
            common[name] = " ".join(filter(None, (common.get(name), found[0][name])))
            for row in found:
                del row[name]
    return ImportedRun(common, tuple(found))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"-*(/|$)-*", r"\1", re.sub(r"[^a-z0-9._/-]+", "-", plain)).lstrip("-")


def _number(text: str, sign: DecimalSign) -> str:
    """A number with a point before its decimals and nothing between thousands; other text as it is."""
    decimal, parts = (".", ",") if sign is DecimalSign.POINT else (",", ".")
    grouped = rf"[-+]?\d{{1,3}}(?:{re.escape(parts)}\d{{3}})+(?:{re.escape(decimal)}\d*)?"
    if re.fullmatch(grouped, text):
        text = text.replace(parts, "")
    return text.replace(decimal, ".") if re.fullmatch(rf"[-+]?\d*{re.escape(decimal)}\d+", text) else text


def _is_number(path: tuple[str, ...]) -> bool:
    parent = model_at(Card, path[:-1]) if len(path) > 1 else Card
    spec = fields_of(parent).get(path[-1]) if parent else None
    return spec is not None and isinstance(spec.annotation, type) and issubclass(spec.annotation, Quantity)


def _carries_evidence(path: tuple[str, ...]) -> bool:
    """Whether a field can name its source; an address is its own evidence."""
    if "extra" in path:
        return True
    if path[0] in ("hub_id", "links"):
        return False
    parent = model_at(Card, path[:-1]) if len(path) > 1 else Card
    if parent is None or issubclass(parent, Fact):
        return False
    spec = fields_of(parent).get(path[-1])
    return spec is not None and spec.fact
