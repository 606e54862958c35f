"""The ways in which one thing of a card is made wrong, and what else in the card then says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from files import File, Path_, Plain, field

__all__ = ["KINDS", "Change", "changes"]


@dataclass(frozen=True)
class Change:
    """One thing made wrong."""

    kind: str
    file: str
    path: Path_
    before: str
    after: Any
    implied: str
    """What else in the catalogue says that it is wrong; empty where nothing does."""


@dataclass(frozen=True)
class Spot:
    """A value that is to be changed, and where it stands."""

    chance: Random
    files: dict[str, File]
    file: File
    path: Path_
    text: str

    @property
    def field(self) -> str:
        """The name of the field."""
        return field(self.path)

    def beside(self, name: str) -> str:
        """Another scalar of the same mapping: the quote of a value."""
        return self.file.texts.get((*self.path[:-1], name), "")

    def has(self, *names: str) -> bool:
        """Whether the file has all these fields."""
        return {*names} <= {field(path) for path in self.file.texts}

    def others(self) -> list[str]:
        """The different values of the same field in other files."""
        found = {
            text
            for other in self.files.values()
            for path, text in other.texts.items()
            if other.name != self.file.name and field(path) == self.field
        }
        return sorted(found - {self.text})

    def other(self) -> str | None:
        """One of them."""
        found = self.others()
        return self.chance.choice(found) if found else None


Result = tuple[Any, str] | None
"""What is written in place of a value, and what says that it is wrong; None where it cannot be changed so."""
Way = Callable[[Spot], Result]
Implied = Callable[[Spot], str]


# Numbers

_DIGITS = re.compile(r"\d[\d_,]*(?:\.\d+)?")


def another_number(chance: Random, text: str) -> str | None:
    """The first number of the text with another digit, or ten times as large or as small."""
    match = _DIGITS.search(text)
    if match is None:
        return None
    old, way = match[0], chance.random()
    places = [index for index, sign in enumerate(old) if sign.isdigit()]
    first = next((at for at, index in enumerate(places) if old[index] != "0"), 0)
    if way < 0.15 and "." not in old and old != "0":
        new = old + "0"
    elif way < 0.3 and old.endswith("0") and "." not in old and len(old) > 2:
        new = old[:-1].rstrip("_,")
    else:
        index = places[min(first + chance.randrange(3), len(places) - 1)]
        digit = chance.choice([sign for sign in "123456789" if sign != old[index]])
        new = old[:index] + digit + old[index + 1 :]
    return text[: match.start()] + _grouped_as(old, new) + text[match.end() :]


def _grouped_as(old: str, new: str) -> str:
    """Separators of thousands where they belong, if there were any."""
    sign = "_" if "_" in old else "," if "," in old else ""
    return f"{int(new.replace(sign, '')):,}".replace(",", sign) if sign else new


def number(implied: Implied) -> Way:
    """Another number, sometimes that of another card."""

    def change(spot: Spot) -> Result:
        theirs = spot.other() if spot.chance.random() < 0.3 else None
        after = theirs or another_number(spot.chance, spot.text)
        if after is None or _bare(spot.text) == _bare(after):
            return None
        return Plain(after), _quoted(spot) or implied(spot) or _told(spot)

    return change


def _bare(text: str) -> str:
    return re.sub(r"[_,]", "", text)


def _mentions(text: str, number: str) -> bool:
    """Whether a text has the number, in any grouping."""
    return _bare(number).strip(" %") in {_bare(found) for found in _DIGITS.findall(text)}


def _quoted(spot: Spot) -> str:
    return "its quote" if spot.path[-1] == "value" and _mentions(spot.beside("quote"), spot.text) else ""


_WORDY = re.compile(r"(summary|description|notes?|procedure|commentary|reason|exceptions|formula|relation)$")


def _told(spot: Spot) -> str:
    """A text of the same file that repeats the number."""
    if len(re.sub(r"\D", "", spot.text)) < 2:
        return ""
    for other, words in spot.file.texts.items():
        name = field(other)
        near = not name.endswith("formula") or name.startswith(spot.field.partition(".")[0])
        if other != spot.path and near and _WORDY.search(name) and _mentions(words, spot.text):
            return f"the text of {name}"
    return ""


def always(words: str) -> Implied:
    """Something that is so for every card of the catalogue."""
    return lambda _: words


def if_there(words: str, *names: str) -> Implied:
    """Something that follows where the file has other fields too."""
    return lambda spot: words if spot.has(*names) else ""


nothing = always("")
shape = always("the number of parameters")


def procedure(spot: Spot) -> str:
    """Steps and batch make up the tokens."""
    batch = spot.has("training.batch_tokens") or spot.has("training.batch_sequences")
    return "steps × batch = tokens" if batch and spot.has("training.steps", "training.tokens") else ""


def context(spot: Spot) -> str:
    """Learned positions are parameters; elsewhere the batch has it, or nothing."""
    learned = spot.file.name.startswith(("gpt-neo", "cerebras"))
    return shape(spot) if learned else "the batch" if spot.has("training.batch_tokens") else ""


def mean(spot: Spot) -> str:
    """The average of a run, or a row of a run that has one."""
    upto = next((at for at, step in enumerate(spot.path) if isinstance(step, int)), 0) + 1
    averages = [path for path in spot.file.texts if path[:upto] == spot.path[:upto] and "average" in path]
    return "the mean of the rows" if averages else ""


def spread(spot: Spot) -> str:
    """A score that has an error, whose size follows from the score and the number of questions."""
    return mean(spot) or (questions(spot) if spot.beside("error") else "")


def questions(spot: Spot) -> str:
    """A share of right answers and its error belong to a whole number of questions."""
    shares = {"acc", "acc_norm", "pct_stereotype"}
    return "score and error give the number of questions" if spot.beside("metric") in shares else ""


def grid(spot: Spot) -> str:
    """Checkpoints end where training does, and texts count them."""
    return "the steps of the training" if spot.field == "checkpoints.last" else "the count in the text"


# Names, ids, links, licences, dates

_SIZE = re.compile(r"\d+(?:\.\d+)?[MB]\b")


def name(spot: Spot) -> Result:
    """Another model's name."""
    after = None if spot.file.name.endswith("family.yaml") else spot.other()
    return (after, "hub id, links, two cards of one name") if after else None


def size(spot: Spot) -> Result:
    """Another size in the name."""
    match = _SIZE.search(spot.text)
    sizes = ("70M", "111M", "350M", "1.3B", "2.7B", "6.9B", "13B", "34B")
    if match is None or match[0] not in spot.text:
        return None
    after = spot.chance.choice([one for one in sizes if one != match[0]])
    return spot.text.replace(match[0], after), "the number of parameters"


def hub(spot: Spot) -> Result:
    """Another model's id, or a letter missing."""
    if spot.chance.random() < 0.5:
        after = spot.other()
    else:
        at = spot.chance.randrange(spot.text.index("/") + 1, len(spot.text) - 1)
        after = spot.text[:at] + spot.text[at + 1 :]
    return (after, "the link to the weights") if after else None


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def link(spot: Spot) -> Result:
    """The same link of another card."""
    after = spot.other()
    slug = _letters(spot.file.name.rpartition("/")[2].removesuffix(".yaml"))
    named = slug in _letters(spot.text) and slug not in _letters(after or "")
    return (after, "the name in the address" if named else "") if after else None


def licence(spot: Spot) -> Result:
    """Another licence."""
    ids = ("mit", "apache-2.0", "cc-by-nc-4.0", "llama2", "gpl-3.0", "cc-by-4.0")
    named = re.search(r"apache|mit\b|cc.by|llama", spot.beside("note"), re.IGNORECASE)
    implied = "its quote" if spot.beside("quote") else "its note" if named else ""
    return spot.chance.choice([one for one in ids if one != spot.text]), implied


def date(spot: Spot) -> Result:
    """Some years earlier or later."""
    by = spot.chance.choice((-5, -2, -1, 1, 3, 8))
    after = Plain(f"{int(spot.text[:4]) + by}{spot.text[4:]}")
    if spot.text[:4] in spot.beside("quote"):
        return after, "its quote"
    months = {field(path): text[:7] for path, text in spot.file.texts.items() if field(path) in _IN_ORDER}
    months[spot.field] = after[:7]
    listed = [months[name] for name in _IN_ORDER if name in months]
    return after, "" if listed == sorted(listed) else "the other dates"


_IN_ORDER = ("training.data_cutoff", "training.start", "training.end", "release_date")


# Texts, quotes, samples


def quote(spot: Spot) -> Result:
    """Another number in a quote, or other words."""
    value = spot.beside("value")
    if _mentions(spot.text, value):
        after = another_number(spot.chance, spot.text)
        return (after, "the value") if after and not _mentions(after, value) else None
    if value and value.lower() in spot.text.lower():
        return re.sub(re.escape(value), "something else", spot.text, flags=re.IGNORECASE), "the value"
    after = another_number(spot.chance, spot.text)
    return (after, "") if after else None


_CLAIM = re.compile(
    r"\d[\d,.]*\d?(?: (?:million|billion))?[ -]"
    r"(?:parameters?|tokens|steps|layers|heads|sequences|GPUs|checkpoints|%)"
    r"|\d[\d,.]*[BMK]?[ ](?:tokens|parameters|tCO2eq)|learning rate of \d[\d.]*e-\d"
)


def told(spot: Spot) -> Result:
    """Another number in a text."""
    matches = list(_CLAIM.finditer(spot.text))
    match = spot.chance.choice(matches) if matches else None
    after = another_number(spot.chance, match[0]) if match else None
    if match is None or after is None or _bare(match[0]) == _bare(after):
        return None
    return spot.text[: match.start()] + after + spot.text[match.end() :], _field_of(spot, match[0])


_POWERS = {"million": 6, "billion": 9, "B": 9, "M": 6, "K": 3, "T": 12}
_FIELDS = {
    "param": r"(architecture|adapter)\.\w*parameters",
    "token": r"training\..*tokens|.*(_length|batch_tokens)",
    "steps": r"training\.steps|checkpoints\..*",
    "layer": r"architecture\.layers",
    "heads": r"architecture\.\w*heads",
    "seque": r"training\.batch_sequences",
    "GPUs": r"training\.hardware\.count",
    "tCO2e": r".*carbon_tco2eq",
    "rate": r"training\.(final_)?learning_rate",
}
"""Fields that can hold a number of a text, by a word that stands beside it."""


def _field_of(spot: Spot, words: str) -> str:
    """The field of the card or of its family that holds a number of a text."""
    found = re.search(r"(\d[\d,.]*(?:e-\d+)?) ?(million|billion|[BMK]\b)?", words)
    fields = next((fields for word, fields in _FIELDS.items() if word in words), "")
    if found is None or not fields:
        return ""
    said = Decimal(_bare(found[1]).rstrip(".")).scaleb(_POWERS.get(found[2] or "", 0))
    figures = len(re.sub(r"\D", "", found[1].partition("e")[0]).lstrip("0")) or 1
    near = [spot.file, spot.files.get(f"{spot.file.group}/family.yaml", spot.file)]
    for path, text in (item for file in near for item in file.texts.items()):
        value = _number(text) if re.fullmatch(fields, field(path)) else None
        if value and abs(value - said) <= Decimal(5).scaleb(said.adjusted() - figures):
            return field(path)
    return ""


def _number(text: str) -> Decimal | None:
    match = re.fullmatch(r"(\d[\d_,]*(?:\.\d+)?(?:e-?\d+)?)([KMBT])?", text)
    return Decimal(_bare(match[1])).scaleb(_POWERS.get(match[2] or "", 0)) if match else None


def sample(spot: Spot) -> Result:
    """Another card's output."""
    outputs = {
        words for other in spot.files.values() for path, words in other.texts.items() if "output" in path
    }
    return spot.chance.choice(sorted(outputs - {spot.text})), "another card's sample"


def loop(spot: Spot) -> Result:
    """An output that repeats itself."""
    return f"{spot.text} {' '.join(spot.text.split()[:6] * 7)}", "the output itself"


_PROSE = re.compile(r"(description|limitations|notes|evaluation\.commentary|biases)$")


def copied(spot: Spot) -> Result:
    """A paragraph of an unrelated card is added."""
    paragraphs = {
        paragraph
        for other in spot.files.values()
        if not _related(spot.file, other)
        for path, words in other.texts.items()
        if _PROSE.match(field(path))
        for paragraph in re.split(r"\n\s*\n", words)
        if len(paragraph.split()) > 25 and not paragraph.lstrip().startswith(("|", "-"))
    }
    after = f"{spot.text.rstrip()}\n\n{spot.chance.choice(sorted(paragraphs))}"
    return after, "the same paragraph elsewhere"


def _related(one: File, other: File) -> bool:
    """Families some of whose members name each other; the adapter is one of its base model's."""
    groups = [next(kin for kin in _KIN if name.startswith(kin)) for name in (one.name, other.name)]
    return _KIN[groups[0]] == _KIN[groups[1]]


_KIN = {"gpt-neo": 1, "pythia": 1, "cerebras": 2, "gpt-6.7b": 2, "code-llama": 3}


def bibtex(spot: Spot) -> Result:
    """An entry that does not parse, lacks a field, or has a malformed paper or another year."""
    way = spot.chance.randrange(4)
    if way == 0:
        return spot.text.rstrip().removesuffix("}"), "the entry itself"
    if way == 1:
        gone = spot.chance.choice(("title", "author"))
        return re.sub(rf"(?m)^(\s*){gone}(\s*=)", r"\1some\2", spot.text), "the entry itself"
    if way == 2:
        return re.sub(r"\b\d{4}\.\d{4,5}\b", "2301.1", spot.text), "the entry itself"
    year = re.search(r"(year\s*=\s*\{?)(\d{4})", spot.text)
    return (spot.text.replace(year[0], f"{year[1]}{int(year[2]) + 4}"), "") if year else None


def flipped(spot: Spot) -> Result:
    """Yes for no."""
    ability, model = spot.beside("name").lower(), spot.file.name
    about = {"python": ("python",), "instructions": ("instruct", "alpaca")}
    words = next((words for first, words in about.items() if ability.startswith(first)), ())
    fits = any(word in model for word in words) == (spot.text == "yes")
    return Plain({"yes": "no", "no": "yes"}[spot.text]), "the name" if words and fits else ""


KINDS: dict[str, tuple[str, Way]] = {
    "parameters": (r"architecture\.(non_embedding_)?parameters", number(shape)),
    "layers": (r"architecture\.layers", number(shape)),
    "hidden size": (r"architecture\.hidden_size", number(shape)),
    "heads": (
        r"architecture\.(attention|kv)_heads",
        number(if_there("hidden size ÷ heads", "architecture.head_dimension")),
    ),
    "head dimension": (r"architecture\.head_dimension", number(always("hidden size ÷ heads"))),
    "feed-forward size": (r"architecture\.feed_forward_size", number(shape)),
    "vocabulary": (r"architecture\.vocabulary_size", number(shape)),
    "context": (r"architecture\.context_length", number(context)),
    "steps": (r"training\.steps", number(procedure)),
    "batch": (r"training\.batch_(tokens|sequences)|training\.sequence_length", number(procedure)),
    "tokens": (r"training\.tokens|training\.data\.tokens", number(procedure)),
    "learning rate": (r"(training|adapter)\.(final_)?learning_rate", number(nothing)),
    "optimizer": (r"training\.optimizer\.(beta\d|epsilon)|training\.weight_decay", number(nothing)),
    "cost": (
        r"training\.(gpu_hours|energy\.carbon_tco2eq|hardware\.(count|tdp_watts))",
        number(nothing),
    ),
    "checkpoints": (r"checkpoints\.(first|last|interval)", number(grid)),
    "adapter": (r"adapter\.(parameters|rank)", number(always("rank × (inputs + outputs) × layers"))),
    "scores": (r"(evaluation\.)?runs\.results\.score", number(spread)),
    "errors": (r"(evaluation\.)?runs\.results\.error", number(questions)),
    "averages": (r"(evaluation\.)?runs\.average", number(mean)),
    "dates": (r"release_date|training\.(start|end)|training\.data_cutoff", date),
    "licence": (r"(license|data_license|base_model_license)(\.id)?", licence),
    "name": (r"name", name),
    "size in the name": (r"name", size),
    "hub id": (r"hub_id", hub),
    "link": (r"links\.(weights|paper)|sources\.(card|config|hub-config)\.url|training\.config", link),
    "sample output": (r"inference\.examples\.output(\.0)?", sample),
    "looping output": (r"inference\.examples\.output(\.0)?", loop),
    "paragraph": (r"description|limitations|biases", copied),
    "quote": (r".*\.quote", quote),
    "number in a text": (
        r"summary|(.*\.)?(procedure|description|exceptions|data_description|commentary)",
        told,
    ),
    "BibTeX": (r"citation", bibtex),
    "capability": (r"capabilities\.supported", flipped),
}
"""For each kind of change the fields that it is made to, and how."""

_NO_VALUE = {"not_disclosed", "unknown", "not_applicable", "~"}


def changes(files: dict[str, File], chance: Random, each: int) -> Iterator[Change]:
    """So many changes of each kind, at places of the catalogue in no order."""
    for kind, (pattern, way) in KINDS.items():
        places = [
            (file, path, text)
            for file in files.values()
            for path, text in file.texts.items()
            if re.fullmatch(pattern, field(path)) and text not in _NO_VALUE
        ]
        seen: set[tuple[str, Path_, str]] = set()
        # Where there are few places, each is changed in several ways.
        tries = chance.sample(places, len(places)) * (each // len(places) + 1)
        for file, path, text in tries:
            result = way(Spot(chance, files, file, path, text))
            if result is None or str(result[0]) == text or (file.name, path, str(result[0])) in seen:
                continue
            seen.add((file.name, path, str(result[0])))
            yield Change(kind, file.name, path, text, *result)
            if len(seen) == each:
                break
