"""What holds between the things that a card states; decided here in simple forms, without cardsite's checks.

A change is *implied* to be wrong where one of these held before and no longer does.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from files import File, Path_, field, scalars

__all__ = ["NUMBER", "REPEATED", "Card", "broken", "cards_of", "repeated", "scaled"]

NUMBER = re.compile(
    r"(?<![\w.-])(\d[\d,_]*(?:\.\d+)?(?:e-?\d+)?)(?: ?(thousand|million|billion|trillion|[kKMBT])\b)?"
)
_POWERS = {"t": 3, "k": 3, "m": 6, "b": 9, "T": 12, "trillion": 12}


def scaled(digits: str, unit: str) -> Decimal:
    """`1.5` and `billion` as a number."""
    power = _POWERS.get(unit) or _POWERS.get(unit[:1].lower(), 0)
    return Decimal(re.sub(r"[_,]", "", digits)).scaleb(power)


def _letters(text: str) -> str:
    """The letters and digits of a name or an address."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@dataclass(frozen=True)
class Card:
    """A card with what its family shares, and the card of its base model."""

    stem: str
    data: Any
    base: Card | None = None

    @cached_property
    def texts(self) -> Mapping[str, list[str]]:
        """All scalars by the dotted names of their fields."""
        found: dict[str, list[str]] = {}
        for path, text in scalars(self.data):
            found.setdefault(field(path), []).append(text)
        return found

    def word(self, name: str) -> str:
        """The text of a field, or an empty one."""
        return self.texts.get(name, [""])[0]

    def number(self, name: str) -> Decimal | None:
        """The number of a field."""
        match = NUMBER.fullmatch(self.word(name).removesuffix("%").strip())
        return scaled(match[1], match[2] or "") if match else None

    def numbers(self, *names: str) -> list[Decimal] | None:
        """The numbers of several fields, if all are there and none is zero."""
        found = [number for name in names if (number := self.number(name))]
        return found if len(found) == len(names) else None

    @cached_property
    def prose(self) -> str:
        """Everything that is written for readers."""
        return "\n".join(
            text
            for name, texts in self.texts.items()
            if not name.endswith((".quote", "citation", ".input", ".output"))
            for text in texts
            if len(text.split()) > 3
        )


def cards_of(files: Mapping[str, File], name: str) -> Iterator[Card]:
    """The cards that a file makes up: itself, the card of its results, or each member of its family."""
    if name.endswith("family.yaml"):
        folder = name.rpartition("/")[0]
        members = [one for one in files if _family(files, one) == folder and not one.endswith("family.yaml")]
        for member in members:
            if not member.endswith(".evals.yaml"):
                yield _card(files, member)
    else:
        yield _card(files, name.replace(".evals.yaml", ".yaml"))


def _family(files: Mapping[str, File], name: str) -> str:
    return str(files[name].data.get("family") or name.rpartition("/")[0])


def _card(files: Mapping[str, File], name: str, with_base: bool = True) -> Card:
    family = files.get(f"{_family(files, name)}/family.yaml")
    data = _merged(family.data.get("shared", {}) if family else {}, files[name].data)
    results = files.get(name.replace(".yaml", ".evals.yaml"))
    if results:
        data = _merged(data, {"evaluation": {"runs": results.data["runs"]}})
    bases = Card("", data).texts.get("base_model", [])
    base = f"{bases[0]}.yaml" if len(bases) == 1 and with_base else ""
    return Card(name.removesuffix(".yaml"), data, _card(files, base, False) if base in files else None)


def _merged(shared: Any, own: Any) -> Any:
    if isinstance(shared, dict) and isinstance(own, dict):
        return shared | {name: _merged(shared.get(name), below) for name, below in own.items()}
    return own


# Each says how often something holds; None where the card does not have what it takes.


def _parameters(card: Card) -> int | None:
    """A transformer's matrices: once or twice the embedding, two or three in each feed-forward layer."""
    found = card.numbers(*(f"architecture.{name}" for name in ("parameters", "layers", "hidden_size")))
    vocabulary = card.number("architecture.vocabulary_size")
    if not found or not vocabulary:
        return None
    parameters, layers, hidden = found
    heads = card.number("architecture.attention_heads") or Decimal(1)
    width = (card.number("architecture.head_dimension") or hidden / heads) * heads
    attention = 2 * hidden * width * (1 + (card.number("architecture.kv_heads") or heads) / heads)
    wide = card.number("architecture.feed_forward_size") or 4 * hidden
    totals = [
        vocabulary * hidden * embeddings + layers * (attention + matrices * hidden * wide)
        for embeddings in (1, 2)
        for matrices in (2, 3)
    ]
    return int(any(abs(total / parameters - 1) < Decimal("0.02") for total in totals))


def _equal(product: tuple[str, str], whole: str) -> Callable[[Card], int | None]:
    def holds(card: Card) -> int | None:
        found = card.numbers(*product, whole)
        return int(abs(found[0] * found[1] / found[2] - 1) < Decimal("0.05")) if found else None

    return holds


def _divides(many: str, few: str) -> Callable[[Card], int | None]:
    def holds(card: Card) -> int | None:
        found = card.numbers(many, few)
        return int(found[0] % found[1] == 0) if found else None

    return holds


def _between(low: str, high: str, *names: str) -> Callable[[Card], int | None]:
    """The first field's number divided by those of the others is in a range of what is possible."""

    def holds(card: Card) -> int | None:
        found = card.numbers(*names)
        if not found:
            return None
        ratio = found[0]
        for number in found[1:]:
            ratio /= number
        return int(Decimal(low) <= ratio <= Decimal(high))

    return holds


def _size_in_name(card: Card) -> int | None:
    match = re.search(r"(?<![\d.])(\d+(?:\.\d+)?) ?([MB])\b", card.word("name"), re.IGNORECASE)
    parameters = card.number("architecture.parameters")
    if not match or not parameters:
        return None
    return int(abs(scaled(match[1], match[2]) / parameters - 1) < Decimal("0.2"))


def _named(first: str, second: str) -> Callable[[Card], int | None]:
    """The one field's text stands in the other's."""

    def holds(card: Card) -> int | None:
        one, other = _letters(card.word(first)), _letters(card.word(second))
        return int(one in other) if one and other else None

    return holds


def _owner(card: Card) -> int | None:
    """The account has the letters of the organisation's id."""
    account, maker = _letters(card.word("hub_id").partition("/")[0]), _letters(card.word("organization"))
    return int(maker in account or account in maker) if account and maker else None


def _stem(name: str) -> Callable[[Card], int | None]:
    return lambda card: int(_letters(card.stem.rpartition("/")[2]) in _letters(card.word(name)))


def _mentioned(name: str) -> Callable[[Card], int | None]:
    """How many of a field's names stand in the texts for readers, without what follows a colon or slash."""

    def holds(card: Card) -> int | None:
        words = _letters(card.prose)
        found = [_letters(text.rpartition("/")[2]) for text in card.texts.get(name, ())]
        return sum(len(text) > 2 and text in words for text in found) if found else None

    return holds


_LICENCES = {
    "apache": r"apache",
    "mit": r"\bMIT\b",
    "cc-by": r"creative commons|cc[- ]by",
    "llama": r"llama \d[\d.]* (community )?licen",
    "gpl": r"\bA?GPL\b",
    "rail": r"\bRAIL",
    "bsd": r"\bBSD\b",
    "gemma": r"gemma (licen|terms)",
}


def _licence(card: Card) -> int | None:
    identity = card.word("license") or card.word("license.id")
    forms = [form for word, form in _LICENCES.items() if word in identity]
    words = f"{card.prose} {card.word('license.quote')} {card.word('license.note')}"
    return int(any(re.search(form, words, re.IGNORECASE) for form in forms)) if identity else None


def _means(card: Card) -> int:
    runs = (card.data.get("evaluation") or {}).get("runs") or []
    return sum(map(_is_mean, runs))


def _is_mean(run: Any) -> bool:
    average = Card("", run).number("average")
    rows = [row.number("score") for row in (Card("", row) for row in run.get("results", ()))]
    known = [row for row in rows if row is not None]
    if average is None or not known:
        return False
    return abs(sum(known, Decimal(0)) / len(known) - average) < Decimal("0.15")


def _quotes(card: Card) -> int:
    return sum(_is_quoted(path, card) for path, _ in scalars(card.data) if path[-1] == "quote")


def _is_quoted(path: Path_, card: Card) -> bool:
    data = card.data
    for step in path[:-1]:
        data = data[step]
    value = str(data.get("value") or data.get("id") or data.get("score") or "")
    match = NUMBER.fullmatch(value.removesuffix("%").strip())
    if match is None:
        return bool(value) and _letters(value) in _letters(data["quote"])
    wanted = scaled(match[1], match[2] or "")
    return any(scaled(each[1], each[2] or "") == wanted for each in NUMBER.finditer(data["quote"]))


_IN_ORDER = (
    ("training.start", "training.end"),
    ("training.end", "release_date"),
    ("training.data_cutoff", "training.end"),
    ("training.data_cutoff", "release_date"),
)


def _dates(card: Card) -> int:
    pairs = [(card.word(first), card.word(second)) for first, second in _IN_ORDER]
    if card.base:
        pairs.append((card.base.word("release_date"), card.word("release_date")))
    return sum(bool(first and second) and first[:7] <= second[:7] for first, second in pairs)


def _dates_in_text(card: Card) -> int:
    found = [card.word(name) for name in ("release_date", "training.start", "training.end")]
    parts = [date.split("-") for date in found if re.match(r"\d{4}-\d\d", date)]
    return sum(
        bool(re.search(rf"{month_name[int(month)]}( \d+,?)? {year}|{year}-{month}", card.prose))
        for year, month, *_ in parts
    )


def _base_shape(card: Card) -> int | None:
    if card.base is None or card.word("base_model_relation") == "merge":
        return None
    names = [f"architecture.{name}" for name in ("type", "layers", "hidden_size", "attention_heads")]
    pairs = [(card.word(name), card.base.word(name)) for name in names]
    return sum(one == other for one, other in pairs if one and other)


_ENTRY = re.compile(r"@\w+\s*\{[^{}]*(\{[^{}]*(\{[^{}]*\}[^{}]*)*\}[^{}]*)*\}")


def _bibtex(card: Card) -> int | None:
    entry = card.word("citation").strip()
    fields = all(re.search(rf"\b{name}\s*=", entry, re.IGNORECASE) for name in ("title", "author"))
    return int(bool(_ENTRY.fullmatch(entry)) and fields) if entry else None


_ARXIV = re.compile(r"\b(\d\d)(\d\d)\.\d{4,5}\b")


def _paper(card: Card) -> int | None:
    one, other = _ARXIV.search(card.word("citation")), _ARXIV.search(card.word("links.paper"))
    return int(one[0] == other[0]) if one and other else None


def _paper_year(card: Card) -> int | None:
    paper = _ARXIV.search(card.word("citation"))
    year = re.search(r"year\s*=\s*\W?(\d{4})", card.word("citation"), re.IGNORECASE)
    return int(abs(int(year[1]) - 2000 - int(paper[1])) <= 1) if paper and year else None


_OF_PICTURES = re.compile(r"image-(?:class|segm|feat)|object-|depth-|zero-shot-image|video-class")
_OF_SOUND = re.compile(r"automatic-speech|audio-class|voice-")


def _task(card: Card) -> int | None:
    """A task of pictures, sound or text for a network that has the fields of such a one."""

    def has(*names: str) -> bool:
        return any(card.word(f"architecture.{name}") for name in names)

    task, reads = card.word("pipeline_tag"), has("vocabulary_size", "context_length")
    sees, hears = has("image_size", "patch_size"), has("sampling_rate", "mel_bins")
    if not task or not (sees or hears or reads):
        return None
    if _OF_PICTURES.match(task) or _OF_SOUND.match(task):
        return int(sees if _OF_PICTURES.match(task) else hears)
    return int("image" in task or reads or not (sees or hears))


REPEATED = {
    "architecture.parameters": r"param|weights|model",
    "adapter.parameters": r"param|weights",
    "architecture.layers": r"layer|block",
    "architecture.hidden_size": r"hidden|dimension|d_model|width",
    "architecture.attention_heads": r"\bn?_?heads?|query",
    "architecture.kv_heads": r"kv|key",
    "architecture.feed_forward_size": r"feed.?forward|mlp|intermediate|d_ff",
    "architecture.vocabulary_size": r"vocab",
    "architecture.context_length": r"context|sequence|position|window|token",
    "training.tokens": r"token",
    "training.steps": r"step|iteration",
    "training.batch_tokens": r"batch",
    "training.batch_sequences": r"batch|sequence",
    "training.learning_rate": r"rate|lr\b",
    "training.gpu_hours": r"hour",
    "training.hardware.count": r"gpu|tpu|a100|h100|v100|chip|node",
    "training.energy.energy_mwh": r"mwh|energy",
    "training.energy.carbon_tco2eq": r"co2|carbon",
}
"""Fields and the words beside a number of a text that speaks of them."""


def repeated(name: str, card: Card) -> int | None:
    """How often the texts of a card have the number of a field."""
    value = card.number(name)
    if not value:
        return None
    words = card.prose
    return sum(
        _rounds_to(match, value)
        and bool(
            re.search(REPEATED[name], words[max(match.start() - 30, 0) : match.end() + 30], re.IGNORECASE)
        )
        for match in NUMBER.finditer(words)
    )


def _rounds_to(match: re.Match[str], value: Decimal) -> bool:
    """Whether the number of a text is the value, as exactly as it is written."""
    told = scaled(match[1], match[2] or "")
    figures = len(re.sub(r"\D", "", match[1].partition("e")[0]).lstrip("0")) or 1
    return told == value or (
        figures > 1 and abs(told - value) <= Decimal(5).scaleb(told.adjusted() - figures)
    )


_RELATIONS: dict[str, Callable[[Card], int | None]] = {
    "the number of parameters": _parameters,
    "hidden size = heads × head width": _equal(
        ("architecture.attention_heads", "architecture.head_dimension"), "architecture.hidden_size"
    ),
    "heads divide by key-value heads": _divides("architecture.attention_heads", "architecture.kv_heads"),
    "steps × batch = tokens": _equal(("training.steps", "training.batch_tokens"), "training.tokens"),
    "sequences × length = batch": _equal(
        ("training.batch_sequences", "training.sequence_length"), "training.batch_tokens"
    ),
    "checkpoints end with the training": _between("0.95", "1.05", "checkpoints.last", "training.steps"),
    "the size in the name": _size_in_name,
    "carbon for the energy": _between(
        "0.005", "1.2", "training.energy.carbon_tco2eq", "training.energy.energy_mwh"
    ),
    "watts for the GPU hours": _between(
        "30e-6", "2000e-6", "training.energy.energy_mwh", "training.gpu_hours"
    ),
    "carbon for the GPU hours": _between(
        "1e-6", "2000e-6", "training.energy.carbon_tco2eq", "training.gpu_hours"
    ),
    "the owner of the hub id": _owner,
    "the hub id in the link": _named("hub_id", "links.weights"),
    "the name in the hub id": _named("name", "hub_id"),
    "the file's name in the hub id": _stem("hub_id"),
    "the file's name in the name": _stem("name"),
    "the base model in the text": _mentioned("base_model"),
    "the shape of the base model": _base_shape,
    "the dataset in the text": _mentioned("training.data.dataset"),
    "the accelerator in the text": _mentioned("training.hardware.accelerator"),
    "the licence in the text": _licence,
    "the mean of the rows": _means,
    "a quote and its value": _quotes,
    "the order of the dates": _dates,
    "the date in the text": _dates_in_text,
    "the task and the shape": _task,
    "the BibTeX entry itself": _bibtex,
    "the paper's number": _paper,
    "the paper's year": _paper_year,
    "the hub id in the code": lambda card: (
        card.prose.count(card.word("hub_id")) if card.word("hub_id") else None
    ),
} | {f"the text on {name}": partial(repeated, name) for name in REPEATED}


def broken(before: Card, after: Card) -> str:
    """What held more often before."""
    for words, relation in _RELATIONS.items():
        now = relation(after)
        if now is not None and now < (relation(before) or 0):
            return words
    return ""
