"""An import from files to a changed card: read, merge, check in a copy, and only then write."""

from __future__ import annotations

import difflib
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

from ..catalogue import Catalogue, Located
from ..checks import Rules
from ..checks.reading import card_of, read_catalogue
from ..errors import CardsiteError
from ..files import write_file
from ..importers import Imported
from ..importers.card_merge import Disagreement, Merged, card_order, merge_readings, under_keys_of
from ..importers.lm_eval import import_lm_eval, result_files
from ..importers.model_folder import import_model_config
from ..importers.neox import import_neox
from ..importers.run_merge import compare_runs, merge_runs
from ..importers.safetensors import import_safetensors, weight_files_of
from ..importers.step_series import folded
from ..importers.table import ImportedCards, import_tables
from ..problems import Place, Problem, Severity
from ..schema import known
from ..terminal import one_line, spelled_out
from ..yamlio.document import parse
from ..yamlio.editor import Editor, quoted_text
from ..yamlio.text import clean
from .starter import bare_card

__all__ = [
    "ImportOptions",
    "ImportPlan",
    "changed_card",
    "new_card",
    "read_files",
    "read_tables",
    "table_plan",
]


_LONGEST = 2_000
"""No value of a training file or a configuration has more characters, lists of checkpoints included."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How results are chosen."""

    checkpoint: str | None = None
    """A pattern with one group, the step, in the names of files."""
    benchmarks: tuple[str, ...] = ()
    """Only these; all of them where it is empty."""
    all_metrics: bool = False
    """Whether to take scores in every known metric and filter, beside the one that is usually quoted."""


@dataclass(slots=True)
class ImportPlan:
    """What an import would do, before it does anything."""

    files: dict[Path, bytes] = field(default_factory=dict)
    """The files that change, with what they will hold."""
    added: list[str] = field(default_factory=list)
    agreed: int = 0
    accepted: int = 0
    differences: list[Disagreement] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    """What the catalogue's problems would be beyond those that it has."""

    @property
    def refused(self) -> bool:
        """Whether the changed card would not follow the format."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def write(self) -> None:
        """Writes each file whole."""
        for path, content in self.files.items():
            write_file(path, content)

    def diff(self) -> str:
        """What would change, as a unified diff."""
        return "".join(f"{line}\n" for path, content in self.files.items() for line in _diff(path, content))

    def take(self, path: Path, merged: Merged) -> None:
        """Adds what happens to one file."""
        before = path.read_bytes() if path.is_file() else b""
        if (content := merged.text.encode()) != before:
            self.files[path] = content
        self.count(merged)

    def count(self, merged: Merged) -> None:
        """Adds what was found in one file."""
        self.added += merged.added
        self.agreed += merged.agreed
        self.accepted += merged.accepted
        self.differences += merged.differences


def read_files(kind: str, paths: Sequence[Path], catalogue: Catalogue, choice: ImportOptions) -> Imported:
    """What files of a kind say of a model: `lm-eval`, `hf-config`, `neox` or `safetensors`.

    Raises CardsiteError where the number of files cannot be right, or a chosen benchmark is not known.
    """
    files = [(path, _label(path)) for path in paths]
    if kind == "neox":
        return _fit_for_cards(import_neox(files))
    if kind == "safetensors":
        weights = [file for path in paths for file in weight_files_of(path)]
        return _fit_for_cards(import_safetensors([(path, _label(path)) for path in weights]))
    if kind == "hf-config":
        if len(files) != 1:
            raise CardsiteError("a configuration is one file: config.json")
        return _fit_for_cards(import_model_config(*files[0]))
    benchmarks = {identity: entry.value for identity, entry in catalogue.registries.benchmarks.items()}
    metrics = {identity: entry.value for identity, entry in catalogue.registries.metrics.items()}
    found = []
    for path in paths:
        if path.is_dir() and not result_files(path):
            raise CardsiteError(f"{path}: there is no .json file in this folder")
        found += result_files(path)
    results = import_lm_eval(
        [(path, _label(path)) for path in found],
        benchmarks,
        checkpoint_pattern=choice.checkpoint,
        tasks=choice.benchmarks or None,
        metrics=metrics,
        every_metric=choice.all_metrics,
    )
    return folded(results)


def _fit_for_cards(imported: Imported) -> Imported:
    """The same without values that no card may hold: several lines, invisible characters, endless text."""
    odd = [
        each
        for each in imported.readings
        if len(each.value) > _LONGEST or clean(each.value) != each.value or "\n" in each.value
    ]
    problems = (
        Problem(
            "import-value",
            Place(imported.sources[each.source]["file"]),
            f"expected a line of plain text, found {spelled_out(each.value)}",
            field=".".join(each.path),
            hint="it is left out",
            severity=Severity.WARNING,
        )
        for each in odd
    )
    fit = tuple(each for each in imported.readings if each not in odd)
    return replace(imported, readings=fit, problems=(*imported.problems, *problems))


def _label(path: Path) -> str:
    """What evidence calls a file: its path where it lies below the folder where we run, else its name.

    A path outside of it would mean something on one machine only.
    """
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name


def new_card(cards: Path, identity: str, organization: str, imported: Imported) -> ImportPlan:
    """What making a card of files would do; what they do not say is left as placeholders for its author.

    Raises CardsiteError where there is such a card already.
    """
    path = cards / f"{identity}.yaml"
    if path.exists():
        raise CardsiteError(f"{path} already exists; --into {identity} imports the files into it")
    text = bare_card(identity, organization)
    # A placeholder is a mapping to a YAML reader that does not know placeholders.
    holes = {f"hole{number}hole": hole for number, hole in enumerate(_HOLE.findall(text))}
    for word, hole in holes.items():
        text = text.replace(hole, word)
    root = parse(text.encode(), path.as_posix()).root
    if root is None:
        raise CardsiteError(f"no card can be made from the id {identity}")
    merged = merge_readings(text, Located(root, lambda _: ""), imported, accept=False)
    for word, hole in holes.items():
        merged.text = merged.text.replace(word, hole)
    plan = ImportPlan()
    plan.take(path, merged)
    _lay_runs(plan, path, _schema_line(identity), imported, accept=False)
    return plan


_HOLE = re.compile(r"\{[^{}\n]*\}")


def changed_card(
    cards: Path, catalogue: Catalogue, identity: str, imported: Imported, *, accept: bool
) -> ImportPlan:
    """What laying files into a card would do; nothing is written.

    Raises CardsiteError where there is no such card, or it has mistakes.
    """
    plan = ImportPlan()
    problems = tuple(_lay_into(plan, cards, catalogue, identity, imported, accept=accept))
    plan.problems = (*problems, *_new_problems(cards, plan))
    return plan


def _lay_into(
    plan: ImportPlan, cards: Path, catalogue: Catalogue, identity: str, imported: Imported, *, accept: bool
) -> Iterator[Problem]:
    """Lays values into a card that is there; gives what is wrong whatever the card will be."""
    entry = card_of(catalogue, identity, cards)
    path = cards / f"{identity}.yaml"
    imported = under_keys_of(entry.card.sources, imported)
    compared, lacking = compare_runs(path.read_bytes().decode("utf-8"), entry.file, imported, accept=accept)
    plan.take(path, merge_readings(compared.text, entry.located, lacking, accept=accept))
    plan.count(compared)
    beside = _results(path)
    results = beside.read_bytes().decode("utf-8") if beside.is_file() else _schema_line(identity)
    _lay_runs(plan, path, results, lacking, accept=accept)
    yield from _of_other_models(known(entry.card.hub_id) or "", imported)


def read_tables(paths: Sequence[Path], map_file: Path, catalogue: Catalogue) -> ImportedCards:
    """What tables say of each card, by a mapping; see `import_tables`."""
    files = [(path, _label(path)) for path in paths]
    known_cards, families = tuple(catalogue.cards), catalogue.families
    return import_tables(files, (map_file, _label(map_file)), catalogue.registries, known_cards, families)


def table_plan(cards: Path, catalogue: Catalogue, tables: ImportedCards, *, accept: bool) -> ImportPlan:
    """What laying tables into a catalogue would do: into cards that are there, and to new ones.

    Raises CardsiteError for a card that has mistakes, and where a new one would lack what each card needs.
    """
    plan, found = ImportPlan(), tables.cards
    there = {each for each in found if each in catalogue.cards or (cards / f"{each}.yaml").exists()}
    _refuse_bare({identity: each for identity, each in found.items() if identity not in there})
    for identity, said in tables.families.items():
        if identity not in catalogue.families:
            lead = _schema_line(f"{identity}/family").replace("evals.json", "family.json")
            lines = (f"{name}: {quoted_text(text)}\n" for name, text in said.items())
            plan.files[cards / identity / "family.yaml"] = "".join((lead, *lines)).encode()
    problems: list[Problem] = []
    for identity, imported in found.items():
        if identity in there:
            problems += _lay_into(plan, cards, catalogue, identity, imported, accept=accept)
        else:
            _lay_new(plan, cards, identity, imported)
    plan.problems = (*problems, *_new_problems(cards, plan))
    return plan


def _refuse_bare(found: Mapping[str, Imported]) -> None:
    for name in ("summary", "organization"):
        bare = [
            identity for identity, each in found.items() if (name,) not in {r.path for r in each.readings}
        ]
        if bare:
            of = bare[0] if len(bare) == 1 else f"{bare[0]} and {len(bare) - 1:,} more"
            message = f"a new card needs the field {name}, which the tables do not give for {of}"
            raise CardsiteError(f"{message}; add it to `fields` of the mapping; nothing was written")


def _lay_new(plan: ImportPlan, cards: Path, identity: str, imported: Imported) -> None:
    """A card of nothing but what tables say; what they leave out is a mistake that the check reports."""
    path = cards / f"{identity}.yaml"
    name = next((each.value for each in imported.readings if each.path == ("name",)), "")
    lead = _schema_line(identity).replace("evals.json", "card.json")
    editor = Editor(f"{lead}name: new\n", card_order)
    editor.put(("name",), quoted_text(name or identity.rpartition("/")[2]))
    text = editor.text()
    root = parse(text.encode(), path.as_posix()).root
    if root is None:
        raise CardsiteError(f"no card can be made from the id {identity}")
    rest = tuple(each for each in imported.readings if each.path != ("name",))
    merged = merge_readings(text, Located(root, lambda _: ""), replace(imported, readings=rest), accept=False)
    # Fields of one line stand together.
    merged.text = re.sub(r"\n\n(?=[a-z_]+: )", "\n", merged.text)
    plan.take(path, merged)
    _lay_runs(plan, path, _schema_line(identity), imported, accept=False)


def _of_other_models(hub_id: str, imported: Imported) -> Iterator[Problem]:
    """Results of a model that has another name on the hub than the card's."""
    for model in imported.models if hub_id else ():
        # Of an adapter, the base model and the adapter are named.
        if hub_id.casefold() not in model.casefold().split(" with "):
            file = next((source.get("file", "") for source in imported.sources.values()), "")
            message = f"the results are of {one_line(model)}, and the card's hub_id is {hub_id}"
            hint = "import them into the card of that model, unless both are the same one"
            yield Problem("import-differs", Place(file), message, hint=hint, severity=Severity.WARNING)


def _lay_runs(plan: ImportPlan, path: Path, before: str, imported: Imported, *, accept: bool) -> None:
    if imported.runs:
        plan.take(_results(path), merge_runs(before, _results(path).as_posix(), imported, accept=accept))


def _results(path: Path) -> Path:
    return path.with_name(f"{path.stem}.evals.yaml")


def _new_problems(cards: Path, plan: ImportPlan) -> tuple[Problem, ...]:
    """The problems that the catalogue would have and has not yet, found in a copy of it."""
    if not plan.files:
        return ()
    with tempfile.TemporaryDirectory(prefix="cardsite-") as folder:
        copy = Path(folder, "cards")
        shutil.copytree(cards, copy, symlinks=True)
        # Both in one place, so that problems are called the same.
        before = {_code(problem) for problem in read_catalogue(copy, Path(folder), Rules()).problems}
        for path, content in plan.files.items():
            write_file(copy / path.relative_to(cards), content)
        after = read_catalogue(copy, Path(folder), Rules()).problems
    new = (problem for problem in after if _code(problem) not in before)
    return tuple(replace(problem, place=_as_named(problem.place, cards)) for problem in new)


def _as_named(place: Place, cards: Path) -> Place:
    return place._replace(file=(cards / place.file.removeprefix("cards/")).as_posix())


def _schema_line(identity: str) -> str:
    return f"# yaml-language-server: $schema={'../' * identity.count('/')}.schema/evals.json\n"


def _code(problem: Problem) -> tuple[str, str, str, str]:
    """What stays the same of a problem when lines move."""
    return problem.code, problem.place.file, problem.field, problem.message


def _diff(path: Path, content: bytes) -> Iterator[str]:
    """The lines of a unified diff, whatever the ends of the files' own lines are; each is safe to print."""
    texts = (path.read_bytes().decode() if path.is_file() else "", content.decode())
    before, after = ([line.rstrip("\n") for line in StringIO(text, newline=None)] for text in texts)
    name = path.as_posix()
    yield from map(one_line, difflib.unified_diff(before, after, name, name, lineterm=""))
