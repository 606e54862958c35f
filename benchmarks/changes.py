"""The ways in which one thing of a card is made wrong, whatever cards there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, zip_longest
from random import Random
from typing import Any

from files import File, Path_, Plain, changed, field, scalars
from relations import NUMBER, REPEATED, Card, broken, cards_of, repeated, scaled

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
    value: Any

    @property
    def field(self) -> str:
        """The name of the field."""
        return field(self.path)

    @property
    def text(self) -> str:
        """The value as a text."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def card(self) -> Card:
        """The card, or one of those that share the file."""
        return next(cards_of(self.files, self.file.name), Card(self.file.name, self.file.data))

    def others(self, pattern: str) -> list[Any]:
        """The different values of fields of cards that are neither of its family nor of its organisation."""
        organization = self.card.word("organization")
        return sorted(
            {
                text
                for name, other in self.files.items()
                if other.group != self.file.group
                for card in cards_of(self.files, name)
                if card.word("organization") != organization
                for below, texts in card.texts.items()
                if re.fullmatch(pattern, below)
                for text in texts
            }
            - {self.text}
        )

    def neighbours(self) -> list[Any]:
        """The different values of the same field in other files, of the same folder if there are any."""
        found = [
            (other.group, value)
            for other in self.files.values()
            if other.name != self.file.name
            for path, value in _places(other.data)
            if field(path) == self.field and str(value) != str(self.value)
        ]
        near = [value for group, value in found if group == self.file.group]
        return sorted(near or [value for _, value in found], key=str)

    def pick(self, options: list[Any]) -> Any:
        """One of them, or None."""
        return self.chance.choice(options) if options else None


Result = Any
"""What is written in place of a value; None where it cannot be changed so."""
Way = Callable[[Spot], Result]


# Numbers


def transposed(chance: Random, digits: str) -> str | None:
    """Two neighbouring digits change places."""
    pairs = [
        at
        for at, (one, other) in enumerate(pairwise(digits))
        if one.isdigit() and other.isdigit() and one != other and (at or other != "0")
    ]
    at = chance.choice(pairs) if pairs else None
    return None if at is None else digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def another_digit(chance: Random, digits: str) -> str | None:
    """One of the first three digits is another."""
    places = [at for at, sign in enumerate(digits.partition("e")[0]) if sign.isdigit()]
    first = next((at for at, place in enumerate(places) if digits[place] != "0"), None)
    if first is None:
        return None
    at = chance.choice(places[first : first + 3])
    return (
        digits[:at] + chance.choice([sign for sign in "123456789" if sign != digits[at]]) + digits[at + 1 :]
    )


def tenfold(chance: Random, digits: str) -> str | None:
    """Ten times as much, or a tenth."""
    number, e, power = digits.partition("e")
    if e:
        return f"{number}e{int(power) + chance.choice((-1, 1))}"
    return _times(digits, chance.choice((-1, 1)))


def _times(digits: str, power: int) -> str:
    sign = "_" if "_" in digits else "," if "," in digits else ""
    number = scaled(digits, "").scaleb(power)
    whole = number == number.to_integral()
    text = f"{int(number):,}" if whole else f"{number:,f}".rstrip("0")
    return text.replace(",", sign)


def one_more(chance: Random, digits: str) -> str | None:
    """A whole number off by one."""
    return str(int(digits) + chance.choice((-1, 1))) if digits.isdecimal() and int(digits) > 1 else None


_UNITS = {"K": "M", "k": "M", "M": "B", "B": "M", "T": "B", "million": "billion", "billion": "million"} | {
    "thousand": "million",
    "trillion": "billion",
}


def changed_number(
    way: Callable[[Random, str], str | None], text: str, chance: Random, start: int = 0
) -> str | None:
    """The text with its first number made wrong."""
    match = NUMBER.search(text, start)
    digits = way(chance, match[1]) if match else None
    if match is None or digits is None or scaled(digits, "") == scaled(match[1], ""):
        return None
    return text[: match.start(1)] + digits + text[match.end(1) :]


def changed_unit(text: str, chance: Random, start: int = 0) -> str | None:
    """The text with the unit of its first number made wrong; without one, a thousand times it."""
    match = NUMBER.search(text, start)
    if match is None:
        return None
    if match[2]:
        unit = _UNITS[match[2]]
        return text[: match.start(2)] + unit + text[match.end(2) :]
    if start or "e" in match[1]:
        return None
    return text[: match.start(1)] + _times(match[1], chance.choice((-3, 3))) + text[match.end(1) :]


def number(way: Callable[[Random, str], str | None]) -> Way:
    """A number of a field, made wrong in a way."""

    def change(spot: Spot) -> Result:
        whole = NUMBER.fullmatch(spot.text.removesuffix("%").strip())
        text = changed_number(way, spot.text, spot.chance) if whole else None
        return Plain(text) if text else None

    return change


def unit(spot: Spot) -> Result:
    """Million for billion."""
    text = changed_unit(spot.text, spot.chance) if NUMBER.fullmatch(spot.text) else None
    return Plain(text) if text else None


def told_elsewhere(spot: Spot) -> Result:
    """A wrong number in a field that a text of the card repeats."""
    ways: tuple[Way, ...] = (number(transposed), number(another_digit), number(tenfold), unit)
    return spot.chance.choice(ways)(spot) if repeated(spot.field, spot.card) else None


def without_percent(spot: Spot) -> Result:
    """A number of percent without the sign."""
    if spot.text.endswith("%"):
        return Plain(spot.text.removesuffix("%").strip())
    match = NUMBER.fullmatch(spot.text)
    return Plain(_times(match[1], 2)) if match and scaled(match[1], "") < 1 else None


def neighbour(spot: Spot) -> Result:
    """What another card has in the same field."""
    return spot.pick(spot.neighbours())


def their_number(spot: Spot) -> Result:
    """The number that another card has in the same field."""
    return neighbour(spot) if NUMBER.fullmatch(spot.text) else None


_SWAPPED = (
    ("layers", "attention_heads"),
    ("hidden_size", "feed_forward_size"),
    ("attention_heads", "kv_heads"),
    ("hidden_size", "vocabulary_size"),
    ("attention_heads", "head_dimension"),
    ("parameters", "vocabulary_size"),
    ("context_length", "hidden_size"),
    ("steps", "batch_tokens"),
    ("batch_sequences", "sequence_length"),
    ("learning_rate", "final_learning_rate"),
    ("energy_mwh", "carbon_tco2eq"),
    ("start", "end"),
)


def swapped(spot: Spot) -> Result:
    """Two fields of a block change places."""
    block = spot.value if isinstance(spot.value, dict) else {}
    pairs = [
        (one, two) for one, two in _SWAPPED if one in block and two in block and block[one] != block[two]
    ]
    pair = spot.pick(pairs)
    return {**block, pair[0]: block[pair[1]], pair[1]: block[pair[0]]} if pair else None


def energy(spot: Spot) -> Result:
    """A thousand times as much carbon or as little, another digit, or ten times."""
    ways: tuple[Way, ...] = (unit, number(tenfold), number(another_digit))
    return spot.chance.choice(ways)(spot)


# Names, ids, links, licences, dates

_SIZE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?[MBmb]\b")


def size(spot: Spot) -> Result:
    """Another size in the name."""
    match = _SIZE.search(spot.text)
    sizes = [
        one
        for one in ("70M", "111M", "350M", "1.3B", "2.7B", "6.9B", "13B", "34B")
        if match and one != match[0]
    ]
    return _SIZE.sub(spot.pick(sizes), spot.text, count=1) if match else None


def foreign(pattern: str) -> Way:
    """The same field of an unrelated card."""
    return lambda spot: spot.pick(spot.others(pattern))


def hub(spot: Spot) -> Result:
    """Another model's id, or a letter missing."""
    if spot.chance.random() < 0.5 or "/" not in spot.text[:-3]:
        return neighbour(spot)
    at = spot.chance.randrange(spot.text.index("/") + 1, len(spot.text) - 1)
    return spot.text[:at] + spot.text[at + 1 :]


def licence(spot: Spot) -> Result:
    """Another licence."""
    ids = ("mit", "apache-2.0", "cc-by-nc-4.0", "llama2", "gpl-3.0", "cc-by-4.0")
    return spot.pick([one for one in ids if one != spot.text])


def base(spot: Spot) -> Result:
    """Another card as the base model."""
    own = spot.file.name.removesuffix(".yaml")
    ids = [
        name.removesuffix(".yaml") for name in spot.files if not name.endswith(("family.yaml", ".evals.yaml"))
    ]
    return spot.pick([one for one in ids if one not in (own, spot.text)])


def tries(spot: Spot) -> Result:
    """The scores of two rows of a run change places, of which one had more tries."""
    rows = spot.value if isinstance(spot.value, list) else []
    tried = [at for at, row in enumerate(rows) if "pass@" in str(row.get("metric", "pass@1"))]
    pairs = [
        (one, two)
        for one, two in pairwise(tried)
        if rows[one]["benchmark"] == rows[two]["benchmark"] and rows[one]["score"] != rows[two]["score"]
    ]
    pair = spot.pick(pairs)
    if not pair:
        return None
    one, two = (rows[at] for at in pair)
    changed_rows = {pair[0]: one | {"score": two["score"]}, pair[1]: two | {"score": one["score"]}}
    return [changed_rows.get(at, row) for at, row in enumerate(rows)]


def below_chance(spot: Spot) -> Result:
    """An accuracy of a hundredth of what it is."""
    match = NUMBER.match(spot.text.removesuffix("%").strip())
    run = spot.file.data
    for step in spot.path[:-1]:
        run = run[step]
    wanted = {"hellaswag", "arc-easy", "arc-challenge", "piqa", "winogrande", "mmlu", "openbookqa", "boolq"}
    if match is None or run.get("benchmark") not in wanted:
        return None
    return Plain(f"{_times(match[1], -2)} %" if spot.text.endswith("%") else _times(match[1], -2))


def relation(spot: Spot) -> Result:
    """Another way to be made from a base model."""
    ways = ("adapter", "finetune", "merge", "quantized")
    return spot.pick([way for way in ways if way != spot.text])


def their_shape(spot: Spot) -> Result:
    """Another card's number in the shape of a model that was made from another."""
    return their_number(spot) if spot.card.base else None


def shots(spot: Spot) -> Result:
    """Another number of examples."""
    return Plain(spot.pick([one for one in ("0", "1", "3", "5", "8", "25") if one != spot.text]))


def date(spot: Spot) -> Result:
    """Some years earlier or later."""
    if not re.match(r"\d{4}", spot.text):
        return None
    by = spot.chance.choice((-5, -2, -1, 1, 3, 8))
    return Plain(f"{int(spot.text[:4]) + by}{spot.text[4:]}")


def late(spot: Spot) -> Result:
    """Training that begins, or data that ends, months after the release."""
    year, _, rest = spot.card.word("release_date").partition("-")
    return Plain(f"{int(year) + 1}-{rest or '06'}") if year.isdecimal() and spot.text else None


# Texts, quotes, samples, citations

_WORDS = re.compile(
    r"(summary|description|body|procedure|commentary|limitations|notes?|exceptions|data_description)$"
)


_CLAIM = re.compile(
    r"[ -](?:[a-z-]+ )?"
    r"(?:parameter|weight|token|step|layer|block|head|sequence|GPU|hour|t?CO2|ton|dimension|model|vocab)| ?%",
    re.IGNORECASE,
)


def told(way: Callable[[str, Random, int], str | None]) -> Way:
    """Another number in a text, beside a word of the field."""

    def change(spot: Spot) -> Result:
        starts = [
            match.start() for match in NUMBER.finditer(spot.text) if _CLAIM.match(spot.text, match.end())
        ]
        start = spot.pick(starts)
        return way(spot.text, spot.chance, start) if start is not None else None

    return change


def _wrong(text: str, chance: Random, start: int = 0) -> str | None:
    ways = (transposed, another_digit, another_digit, tenfold)
    return changed_number(chance.choice(ways), text, chance, start)


def _slip(text: str, chance: Random, start: int = 0) -> str | None:
    # Before the start there is always something else, so that a number without a unit is left alone.
    return changed_unit(f" {text}", chance, start + 1)


_SENTENCES = {
    "architecture.parameters": (
        "It has {:B} billion parameters.",
        "The network has {:B} billion weights.",
        "This {:B}B model is a plain transformer.",
        "This repository contains the {:B}B parameters model.",
    ),
    "architecture.layers": (
        "It has {} layers.",
        "The model stacks {} transformer layers.",
        "Layers: {}",
        "n_layers = {}",
        "It is built of {:w} layers.",
    ),
    "architecture.attention_heads": (
        "Each layer has {} attention heads.",
        "It uses {} attention heads.",
        "n_heads = {}",
    ),
    "architecture.hidden_size": ("The hidden size is {}.", "d_model = {}"),
    "architecture.vocabulary_size": ("It has a {:k}k vocabulary.", "The vocabulary has {} tokens."),
    "architecture.context_length": ("The context length is {} tokens.", "It reads sequences of {} tokens."),
    "training.tokens": ("It was trained on {:B}B tokens.", "The model saw {:B} billion tokens in training."),
    "training.steps": ("It was trained for {} steps.",),
    "training.gpu_hours": ("Training took {} GPU hours.",),
    "training.hardware.count": ("It was trained on {} GPUs.",),
    "training.learning_rate": ("The learning rate is {}.",),
    "training.energy.carbon_tco2eq": ("Training emitted {} tCO2eq.",),
}
_COUNTS = {
    6: "six",
    12: "twelve",
    16: "sixteen",
    24: "twenty-four",
    32: "thirty-two",
    40: "forty",
    80: "eighty",
}


def sentence(spot: Spot) -> Result:
    """A plain sentence that states another number than a field has."""
    card = spot.card
    names = [name for name in _SENTENCES if card.number(name)]
    name = spot.pick(names)
    if name is None:
        return None
    value = card.number(name) or Decimal(1)
    form = spot.chance.choice(_SENTENCES[name])
    wrong = value * spot.chance.choice((2, 4, 10)) / spot.chance.choice((1, 8))
    if wrong == value or (value == int(value) and wrong != int(wrong)):
        wrong = value * 2
    if "{:w}" in form:
        wrong = Decimal(spot.pick([count for count in _COUNTS if count not in (1, value)]))
    shown = f"{wrong:f}" if wrong >= 1 else f"{float(wrong):.2g}"
    parts = {"{:B}": f"{float(wrong) / 1e9:.3g}", "{:k}": f"{float(wrong) / 1e3:.0f}", "{}": shown}
    for mark, words in (parts | {"{:w}": _COUNTS.get(int(wrong), "")}).items():
        form = form.replace(mark, words)
    return f"{spot.text.rstrip()}\n\n{form}\n"


_DATASETS = (
    "The Pile",
    "C4",
    "RefinedWeb",
    "Common Crawl",
    "Wikipedia",
    "The Stack",
    "Alpaca",
    "ImageNet-21k",
)


def told_dataset(spot: Spot) -> Result:
    """Another dataset in a text."""
    here = spot.pick([name for name in _DATASETS if name in spot.text])
    return spot.text.replace(here, spot.pick([name for name in _DATASETS if name != here])) if here else None


def sample(spot: Spot) -> Result:
    """Another card's output."""
    return spot.pick(spot.others(r"inference\.examples\.output"))


def loop(spot: Spot) -> Result:
    """An output that repeats itself."""
    return f"{spot.text} {' '.join(spot.text.split()[:6] * 7)}"


def looping(spot: Spot) -> Result:
    """A new sample that repeats itself."""
    words = spot.pick(
        ["I am not sure what you mean.", "The capital of France is Paris.", "She went to the market and"]
    )
    return [{"input": "Tell me something.", "output": " ".join([words] * 9)}]


def snippet(spot: Spot) -> Result:
    """Another model's id in the code."""
    own = spot.card.word("hub_id")
    other = spot.pick(sorted(set(spot.others("hub_id")) | {str(value) for value in _hub_ids(spot)} - {own}))
    return spot.text.replace(own, other) if own and other and own in spot.text else None


def _hub_ids(spot: Spot) -> Iterator[str]:
    return (
        text for file in spot.files.values() for path, text in file.texts.items() if field(path) == "hub_id"
    )


def added_snippet(spot: Spot) -> Result:
    """A passage with code that loads another model."""
    other = spot.pick(spot.others("hub_id"))
    code = f'model = AutoModel.from_pretrained("{other}")'
    return (
        f"{spot.text.rstrip()}\n\n```python\nfrom transformers import AutoModel\n\n{code}\n```\n"
        if other
        else None
    )


def pasted(spot: Spot) -> Result:
    """A paragraph of an unrelated card is added."""
    paragraphs = [
        paragraph
        for words in spot.others(
            r"(description|limitations|biases|out_of_scope|sections\.body|training\.procedure)"
        )
        for paragraph in re.split(r"\n\s*\n", words)
        if len(paragraph.split()) > 25 and not paragraph.lstrip().startswith(("|", "-", "```"))
    ]
    paragraph = spot.pick(paragraphs)
    return f"{spot.text.rstrip()}\n\n{paragraph}" if paragraph else None


def renamed(spot: Spot) -> Result:
    """A text speaks of another model: wherever it has this one's name, or says what it is or has."""
    name, other = spot.card.word("name"), spot.pick(spot.others("name"))
    if not name or not other:
        return None
    text = spot.text.replace(name, other)
    if text == spot.text:
        text = re.sub(r"\b(It|This model|The model) (?=is|has|was|can|may|uses)", f"{other} ", spot.text)
    return text if text != spot.text else None


def quote(spot: Spot) -> Result:
    """Another number in a quote, or its value gone."""
    data = spot.file.data
    for step in spot.path[:-1]:
        data = data[step]
    value = str(data.get("value") or data.get("id") or "")
    if value and not NUMBER.search(value) and value.lower() in spot.text.lower():
        return re.sub(re.escape(value), "something else", spot.text, flags=re.IGNORECASE)
    return _wrong(spot.text, spot.chance)


def bibtex(spot: Spot) -> Result:
    """An entry that does not parse or lacks a field."""
    gone = spot.chance.choice(("title", "author", "}", ","))
    if gone == "}":
        return spot.text.rstrip().removesuffix("}")
    if gone == ",":
        return re.sub(r",\s*\n(\s*\w+\s*=)", r"\n\1", spot.text, count=1)
    return re.sub(rf"(?mi)^(\s*){gone}(\s*=)", r"\1some\2", spot.text)


def arxiv(spot: Spot) -> Result:
    """Another paper, or a digit gone."""
    match = re.search(r"\b(\d{4})\.(\d{4,5})\b", spot.text)
    if match is None:
        return None
    after = transposed(spot.chance, match[2]) or another_digit(spot.chance, match[2])
    after = spot.chance.choice((f"{match[1]}.{after}", f"{match[1]}.{match[2][:3]}", f"1706.{match[2]}"))
    return spot.text.replace(match[0], after)


def cited_year(spot: Spot) -> Result:
    """Another year."""
    year = re.search(r"(year\s*=\s*\W?)(\d{4})", spot.text, re.IGNORECASE)
    by = spot.chance.choice((-6, -3, 3, 7))
    return spot.text.replace(year[0], f"{year[1]}{int(year[2]) + by}") if year else None


def author(spot: Spot) -> Result:
    """Other authors."""
    other = "Vaswani, Ashish and Shazeer, Noam"
    text = re.sub(r"(?i)(author\s*=\s*[{\"])[^{}\"]*(?=[}\"])", rf"\g<1>{other}", spot.text)
    return text if text != spot.text else None


def flipped(spot: Spot) -> Result:
    """Yes for no."""
    return Plain({"yes": "no", "no": "yes"}[spot.text]) if spot.text in ("yes", "no") else None


def size_in_address(spot: Spot) -> Result:
    """Another size in the address of a source whose title has the model's."""
    source = spot.file.data
    for step in spot.path[:-1]:
        source = source[step]
    own = _SIZE.search(str(source.get("title", "")))
    if own is None or own[0].lower() not in spot.text.lower():
        return None
    other = spot.pick([one for one in ("70M", "350M", "2.7B", "13B", "34B") if one.lower() != own[0].lower()])
    return re.sub(re.escape(own[0]), other, spot.text, flags=re.IGNORECASE)


_ELSEWHERE = {
    "ru": "Гавань находится на восточной стороне города, и каждое утро оттуда уходят лодки.",
    "zh": "港口位于城市的东边，每天早上都有许多渔船从那里出发，晚上才带着鱼回来。",
    "ar": "يقع الميناء في الجانب الشرقي من المدينة وتخرج منه القوارب كل صباح.",
}


def in_another_script(spot: Spot) -> Result:
    """A sample in a language that the card does not state, and in its letters."""
    stated = set(spot.card.texts.get("language", ()))
    others = [text for language, text in _ELSEWHERE.items() if language not in stated]
    return spot.pick(others) if stated and all(len(each) == len("en") for each in stated) else None


def exchanged(spot: Spot) -> Result:
    """The outputs of two examples change places, of which each begins with its input."""
    examples = spot.value.get("examples", []) if isinstance(spot.value, dict) else []
    echoing = [
        at
        for at, each in enumerate(examples)
        if isinstance(each.get("output"), str) and each["output"].startswith(str(each.get("input")))
    ]
    if len(echoing) < len(("one", "other")):
        return None
    one, other = spot.chance.sample(echoing, 2)
    made = list(examples)
    made[one] = examples[one] | {"output": examples[other]["output"]}
    made[other] = examples[other] | {"output": examples[one]["output"]}
    return spot.value | {"examples": made}


_HEADS = {"text-generation": "MaskedLM", "fill-mask": "CausalLM", "text-classification": "CausalLM"}


def code_of_another_task(spot: Spot) -> Result:
    """A passage with code that loads the model for another task than its tag."""
    own, head = spot.card.word("hub_id"), _HEADS.get(spot.card.word("pipeline_tag"))
    if not own or not head:
        return None
    code = f'model = AutoModelFor{head}.from_pretrained("{own}")'
    return f"{spot.text.rstrip()}\n\n```python\nfrom transformers import AutoModelFor{head}\n\n{code}\n```\n"


_NUMBERS = (
    r"(architecture|adapter|checkpoints)\.(?!tied|type)\w+"
    r"|training\.(optimizer\.|hardware\.|energy\.|data\.)?\w+"
)
_TEXT = rf"(.*\.)?{_WORDS.pattern}"
_URL = r"links\.\w+|sources\.\w+\.url|training\.config|sections\.link"

KINDS: dict[str, tuple[str, Way, str]] = {
    "transposed digits": (_NUMBERS, number(transposed), ""),
    "another digit": (_NUMBERS, number(another_digit), ""),
    "ten times, a tenth": (_NUMBERS, number(tenfold), ""),
    "million for billion": (_NUMBERS, unit, ""),
    "off by one": (_NUMBERS, number(one_more), ""),
    "another card's number": (_NUMBERS, their_number, ""),
    "field that a text repeats": ("|".join(map(re.escape, REPEATED)), told_elsewhere, ""),
    "two fields swapped": (r"architecture|training(\.energy)?", swapped, ""),
    "another card's block": (r"architecture|training|adapter", neighbour, ""),
    "score": (r"(evaluation\.)?runs\.(results\.(score|error)|average)", number(another_digit), ""),
    "score ten times": (r"(evaluation\.)?runs\.results\.(score|error)", number(tenfold), ""),
    "percent sign lost": (r"(evaluation\.)?runs\.(results\.(score|error)|average)", without_percent, ""),
    "shots": (r"(evaluation\.)?runs\.(results\.)?shots", shots, ""),
    "benchmark": (r"(evaluation\.)?runs\.results\.benchmark", neighbour, ""),
    "dataset": (r"training\.data\.(dataset|name)|adapter\.data", neighbour, ""),
    "dataset in a text": (_TEXT, told_dataset, ""),
    "carbon": (r"training\.(gpu_hours|energy\.(carbon_tco2eq|energy_mwh))", energy, ""),
    "year off": (r"release_date|training\.(start|end|data_cutoff)", date, ""),
    "training after release": (r"training\.(start|end|data_cutoff)", late, "the order of the dates"),
    "licence": (r"(license|data_license|base_model_license)(\.id)?", licence, ""),
    "base model": (r"base_model", base, ""),
    "name": (r"name", neighbour, "two cards of one name"),
    "size in the name": (r"name", size, ""),
    "hub id": (r"hub_id", hub, ""),
    "address": (_URL, neighbour, ""),
    "number in a text": (_TEXT, told(_wrong), ""),
    "unit in a text": (_TEXT, told(_slip), ""),
    "sentence against a field": (r"description", sentence, "the field"),
    "another model's name": (_TEXT, renamed, "the name of the card"),
    "another organisation's paragraph": (
        r"description|limitations|biases",
        pasted,
        "the same paragraph elsewhere",
    ),
    "quote": (r".*\.quote", quote, ""),
    "another card's sample": (r"inference\.examples\.output(\.\d+)?", sample, "the same sample elsewhere"),
    "sample that loops": (r"inference\.examples\.output(\.\d+)?", loop, "the sample itself"),
    "new sample that loops": (r"inference\.examples", looping, "the sample itself"),
    "hub id in code": (r"(.*\.)?(body|code|description|reproducing|\w*usage)", snippet, ""),
    "code for another model": (r"description", added_snippet, "the hub id"),
    "BibTeX": (r"citation", bibtex, ""),
    "arXiv id of the citation": (r"citation", arxiv, ""),
    "year of the citation": (r"citation", cited_year, ""),
    "authors of the citation": (r"citation", author, ""),
    "capability": (r"capabilities\.supported", flipped, ""),
    "organisation": (r"organization", neighbour, ""),
    "score of another number of tries": (
        r"(evaluation\.)?runs\.results",
        tries,
        "more tries solve no fewer tasks",
    ),
    "score far below chance": (r"(evaluation\.)?runs\.results\.score", below_chance, "chance"),
    "relation": (r"base_model_relation", relation, ""),
    "shape of a fine-tune": (r"architecture\.\w+", their_shape, ""),
    "pipeline tag": (r"pipeline_tag", neighbour, ""),
    "code of another task": (r"description", code_of_another_task, "the pipeline tag"),
    "sample in another script": (
        r"inference\.examples\.output(\.\d+)?",
        in_another_script,
        "the languages of the card",
    ),
    "outputs exchanged": (r"inference", exchanged, "the inputs"),
    "size in the address of a source": (r"sources\.\w+\.url", size_in_address, "the title of the source"),
}
"""For each kind of change the fields that it is made to, how, and what always contradicts it."""

_NO_VALUE = {"not_disclosed", "unknown", "not_applicable", "~"}


def _places(data: Any) -> Iterator[tuple[Path_, Any]]:
    """Every value with its path: scalars, and the blocks of a card."""
    yield from scalars(data)
    if isinstance(data, dict):
        for outer, below in (((), data), (("shared",), data.get("shared"))):
            for name in ("architecture", "training", "adapter"):
                if isinstance(below, dict) and isinstance(below.get(name), dict):
                    yield (*outer, name), below[name]
                    if isinstance(below[name].get("energy"), dict):
                        yield (*outer, name, "energy"), below[name]["energy"]
        for runs, part in ((("runs",), data), (("evaluation", "runs"), data.get("evaluation") or {})):
            for at, run in enumerate(part.get("runs", ())):
                yield (*runs, at, "results"), run.get("results")
        if isinstance(data.get("inference"), dict) and len(data["inference"].get("examples", ())) > 1:
            yield ("inference",), data["inference"]
        if "hub_id" in data and "examples" not in data.get("inference", {}):
            yield ("inference", "examples"), []


def changes(files: dict[str, File], chance: Random, each: int) -> Iterator[Change]:
    """So many changes of each kind, spread over the fields that it is made to."""
    for kind, (pattern, way, always) in KINDS.items():
        seen: set[tuple[str, Path_, str]] = set()
        for file, path, value in _spread(files, chance, pattern, each):
            if len(seen) == each:
                break
            after = way(Spot(chance, files, file, path, value))
            if after is None or after == value or (file.name, path, str(after)) in seen:
                continue
            seen.add((file.name, path, str(after)))
            implied = always or _broken(files, file, path, after)
            yield Change(kind, file.name, path, str(value), after, implied)


def _spread(files: dict[str, File], chance: Random, pattern: str, each: int) -> list[tuple[File, Path_, Any]]:
    """The places that a pattern allows, a field after the other, and again where there are few."""
    by_field = defaultdict(list)
    for file in files.values():
        for path, value in _places(file.data):
            if re.fullmatch(pattern, field(path)) and str(value) not in _NO_VALUE:
                by_field[field(path)].append((file, path, value))
    columns = [chance.sample(places, len(places)) for _, places in sorted(by_field.items())]
    chance.shuffle(columns)
    rows = [place for row in zip_longest(*columns) for place in row if place]
    return rows * min(each // max(len(rows), 1) + 1, 4)


def _broken(files: dict[str, File], file: File, path: Path_, after: Any) -> str:
    data = changed(file.data, path, after)
    others = files | {file.name: File(file.name, data, dict(scalars(data)))}
    pairs = zip(cards_of(files, file.name), cards_of(others, file.name), strict=True)
    return next((words for before, now in pairs if (words := broken(before, now))), "")
