"""The reference of the card format: every field of every file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from cardsite.schema import (
    Absence,
    Benchmark,
    Card,
    Dataset,
    EvaluationFile,
    Fact,
    Family,
    LicenseEntry,
    Metric,
    Organization,
    Part,
    TableMap,
    Training,
    TrainingStage,
    fields_of,
)
from cardsite.schema.skeleton import SECTIONS

from .docstrings import one_line
from .tables import table
from .values import anchor, title, value_sections, words

__all__ = ["EXAMPLES", "format_page"]

_FILES: dict[type[Part], str] = {
    Card: "`cards/<id>.yaml`",
    Family: "`cards/<family>/family.yaml`",
    EvaluationFile: "`cards/<id>.evals.yaml`",
    Organization: "`cards/organizations.yaml`",
    Benchmark: "`cards/benchmarks.yaml`",
    Metric: "`cards/metrics.yaml`",
    Dataset: "`cards/datasets.yaml`",
    LicenseEntry: "`cards/licenses.yaml`",
    TableMap: "`map.yaml`, for `cardsite import table`",
}
_LIKE: dict[type[Part], type[Part]] = {TrainingStage: Training}
"""Parts that also have the fields of another one, which are described there."""
_REGISTRIES = (Organization, Benchmark, Dataset, Metric, LicenseEntry)

_HEAD = """\
---
search:
  boost: 0.002
---

<!-- Made by `make reference`; change the code it is made from, not this page. -->

# The card format

Every field of every file of a catalogue. A field that is not listed here is an error. The same descriptions
appear in an editor that reads the [JSON Schema](commands.md#cardsite-schema), and in the hints of messages.

## Files

"""
_FACTS = """\
## Facts

Where a table says **fact**, the value can be written in three ways.

```yaml
layers: 12                                                             # plain
layers: {value: 12, source: config, quote: '"num-layers": 12'}         # with its evidence
layers: {absent: not_disclosed, reason: The paper gives no numbers.}   # an absence, with its reason
```

An absence without a reason can be written in one word: `layers: not_disclosed`. It is a statement, and pages
print it. A field that nobody filled in says nothing, and pages leave it out.

"""
_PARTS = """\
## Parts

The mappings that the fields above hold, in alphabetical order.

"""
_VALUES = """\
## Single values

Numbers keep the spelling of the card. Digits may be grouped by `_` or by `,`. A number in quotes is text, and
an error where a number is expected.

"""
_SECTIONS = """\
## Sections of a page { #page-sections }

An entry of `sections` names one of these ids in `after`, and its text follows that section.

"""
_ABSENCES = {
    Absence.NOT_DISCLOSED: "The model's makers chose not to say.",
    Absence.NOT_APPLICABLE: "The question makes no sense for this model.",
    Absence.UNKNOWN: "It could not be found out.",
    Absence.COMING_SOON: "It has been announced and is not there yet.",
}
EXAMPLES: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    Path(__file__).with_name("examples.yaml").read_text(encoding="utf-8")
)
"""By part, examples of its fields."""
_SHARED = "`shared` is a mapping of any fields of a [card](#card); every member inherits them.\n\n"


def format_page() -> str:
    """The page of the format: files, facts, parts, and the types of single values."""
    parts = sorted(set(_all_parts(_FILES)) - set(_FILES), key=lambda part: title(part.__name__))
    files = table(("File", "What it holds"), ((_file(model), _meaning(model)) for model in _FILES))
    absences = table(("Absence", "What it states"), ((f"`{a}`", _ABSENCES[a]) for a in Absence))
    sections = table(("Id", "Heading"), ((f"`{identity}`", name) for identity, name in SECTIONS.items()))
    blocks = [_HEAD, files, _FACTS, _fields(Fact[Any]), absences]
    blocks += [_part(model, 2) for model in _FILES]
    blocks += [_PARTS, *(_part(model, 3) for model in parts)]
    blocks += [_VALUES, *value_sections(), _SECTIONS, sections]
    return "".join(blocks).rstrip() + "\n"


def _file(model: type[Part]) -> str:
    return f"[{_FILES[model]}](#{anchor(model.__name__)})"


def _meaning(model: type[Part]) -> str:
    meaning = one_line(model)
    if model not in _REGISTRIES:
        return meaning
    return f"Entries under their ids, each of them {meaning[0].lower()}{meaning[1:]}"


def _all_parts(models: Iterable[type[Part]], seen: tuple[type[Part], ...] = ()) -> tuple[type[Part], ...]:
    for model in models:
        if model not in seen:
            inner = (spec.part for spec in fields_of(model).values() if spec.part)
            seen = _all_parts(inner, (*seen, model))
    return seen


def _part(model: type[Part], level: int) -> str:
    head = f"{'#' * level} {title(model.__name__)} {{ #{anchor(model.__name__)} }}\n\n{one_line(model)}\n\n"
    return head + _fields(model) + (_SHARED if model is Family else _likeness(model))


def _likeness(model: type[Part]) -> str:
    other = _LIKE.get(model)
    if other is None:
        return ""
    without = " and ".join(f"`{name}`" for name in fields_of(other) if name not in fields_of(model))
    link = f"[{title(other.__name__).lower()}](#{anchor(other.__name__)})"
    return f"It also has every field of {link} but {without}.\n\n"


def _fields(model: type[Part]) -> str:
    fields = table(("Field", "Value", "Required", "What it says", "For example"), _rows(model))
    return f'<div class="fields" markdown="1">\n\n{fields.rstrip()}\n\n</div>\n\n'


def _rows(model: type[Part]) -> Iterator[tuple[str, ...]]:
    told = fields_of(_LIKE[model]) if model in _LIKE else ()
    for name, info in model.model_fields.items():
        if name in told:
            continue
        required = "required" if info.is_required() else ""
        example = EXAMPLES.get(model.__name__, {}).get(name, "")
        shown = f"`{example}`" if example else ""
        yield f"`{name}`", words(info.annotation, info.metadata), required, fields_of(model)[name].doc, shown
