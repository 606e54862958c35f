"""Cards made from the schema with any text in every field that takes text, and catalogues of such cards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from cardsite.markup import inline
from cardsite.schema import (
    BaseModelReference,
    Benchmark,
    Card,
    Dataset,
    Evaluation,
    Fact,
    Family,
    Figure,
    LicenseTerms,
    MergedModel,
    ModelReference,
    Organization,
    Part,
    Quoted,
    RelatedModel,
    SampleLink,
    TrainingData,
    fields_of,
)
from cardsite.yamlio.text import clean
from tinysite import write

# What a contributor may try, each with what it aims at.
TOKENS = {
    "script": "<script>window.__pwned=1</script>",
    "script after a title": "</title><script>window.__pwned=1</script>",
    "script in capitals": "<ScRiPt/x>window.__pwned=1</sCrIpT>",
    "handler": "<img src=x onerror=window.__pwned=1>",
    "out of an attribute": '"><img src=x onerror=window.__pwned=1>',
    "out of an attribute in single quotes": "' onmouseover='window.__pwned=1",
    "attribute": '" onclick="window.__pwned=1',
    "address": "javascript:window.__pwned=1",
    "link": "[x](javascript:window.__pwned=1)",
    "link in disguise": "[x](java&#115;cript:window.__pwned=1) <javascript:window.__pwned=1>",
    "image": "![x](https://evil.example/x.png)",
    "reference": "[x]: javascript:window.__pwned=1\n\n[x] [x][x]",
    "autolink": "https://evil.example www.evil.example a@evil.example",
    "attribute list": "{: onclick=window.__pwned=1 #taken }",
    "attribute list of pandoc": "{ .x #y onclick=window.__pwned=1 }",
    "attribute list below": "x\n{: onclick=window.__pwned=1 }\n",
    "snippet": '--8<-- "/etc/passwd"',
    "snippets": '--8<--\n/etc/passwd\n--8<--\n;--8<-- "x"',
    "template": "{{ 7*7 }} {% raw %} {# x #} {{ config }}",
    "diagram": "```mermaid\ngraph TD; a[<img src=x onerror=window.__pwned=1>]\n```",
    "pipes": "a | b || c |",
    "table": "|a|b|\n|---|---|\n|c|d|",
    "delimiter row": "|---|",
    "backtick": "a ` b `` c ``` d",
    "fence": "```",
    "fence of tildes": "~~~ html\n<b>x",
    "heading": "# heading",
    "heading below": "x\n# heading\n## heading\nx\n===\n",
    "code": "    code\n\n\tcode",
    "list": "- a\n- b\n1. c",
    "rule": "---",
    "front matter": "---\ntitle: <b>x</b>\n---\n",
    "comment": "<!-- x --> <!-- left open",
    "character data": "<![CDATA[ ]]> ]]>",
    "instruction": "<?php x ?> <!DOCTYPE x>",
    "escaped": "&lt;script&gt;window.__pwned=1&lt;/script&gt;",
    "escaped by number": "&#60;script&#62;window.__pwned=1&#60;/script&#62;",
    "escaped twice": "&amp;lt;img src=x onerror=window.__pwned=1&amp;gt;",
    "escaped without a semicolon": "&ltimg src=x onerror=window.__pwned=1&gt",
    "emoji": "😀 👩‍💻 :smile: (c) 1st 1/2 -->",
    "right to left": "مرحبا שלום (x) 123",
    "zalgo": "z̸̢̛͎a̵l̶g̷o",
    "invisible": "\u206a\ufff9\U0003fffe",
    "no-break": "\xa0x\xa0\u3000y",
    "container": "::: x\n:::\n!!! note\n    x\n??? x\n    y",
    "tab": '=== "tab"\n    x',
    "block": "/// html | div[onclick=window.__pwned=1]\nx\n///",
    "wiki": "[[x]]",
    "abbreviation": "*[Model]: x\n\n*[a]: x",
    "footnote": "[^1]: x\n\n[^1] [^x]",
    "footnote in a footnote": "[^1]: x[^2]\n\n    [^2]: <b>y</b>[^1]\n\n[^1][^1] [x](#fn:description:1)",
    "footnote with a label like markup": '[^"><img src=x onerror=window.__pwned=1>]\n\n'
    '[^"><img src=x onerror=window.__pwned=1>]: x',
    "alert": "> [!CAUTION]\n> <script>window.__pwned=1</script>\n\n> [!NOTE] x\n\n> [!NOTE]",
    "mathematics": "$$ x $$ \\(y\\) \\[z\\] $a$",
    "mathematics with a script": r"$\text{<script>window.__pwned=1</script>}$"
    r" $\text{</math><img src=x onerror=window.__pwned=1>}$",
    "mathematics with a link": r"$\href{javascript:window.__pwned=1}{x}$"
    r" $\class{cs-prose}{x}$ $\style{color:red}{x}$",
    "mathematics with attributes": r"$\hspace{1em\" onclick=\"window.__pwned=1}$"
    r" $\color{red\" onclick=\"x}{y}$",
    "mathematics without end": "$" + "{" * 200 + "$ $$" + r"\sqrt{" * 40 + "$$ $$",
    "mathematics in a table": "| $a | b$ | $|c|$ |\n|---|---|\n| $x$ | $$ | $y$ | z |",
    "annotation": r"$\text{<annotation-xml encoding='text/html'>"
    r"<style><img src=x onerror=window.__pwned=1>}$",
    "picture": "![x](pixel.png) ![](pixel.png) ![<b>](../../../etc/passwd) [![x](pixel.png)](javascript:x)",
    "picture of another host": "![x](//evil.example/x.png) ![x](data:image/png;base64,x) ![x](x.svg)",
    "picture with a size": '![x" width="9999" onload="window.__pwned=1](pixel.png "t\" onload=x")'
    " <img src=pixel.png>",
    "link to a card": "[x](card:../../x) [x](CARD:c0) [x](card:c0%2f..) [x](card:) ![x](card:x) <card:<b>>"
    " [x](card:javascript:window.__pwned=1) [x](family:'onclick=x) | [x](benchmark:x|y)",
    "link to a file": "[x](../../../../etc/passwd) [x](%2e%2e/%2e%2e/x.yaml) [x](family.yaml#<b>)"
    ' [x](../docs/x.md"onclick=x) [x](//evil.example/a.yaml) [x](organizations.yaml#\'><img>)'
    "\n\n[^l]: [x](c0.yaml)",
    "link to a kind": "[x](javascript:window.__pwned=1) [x](data:text/html,x) [x](JaVaScRiPt&#58;x)"
    " <vbscript:x>",
    "keys": "++ctrl+c++ ==mark== ^^ins^^ {++a++} {--b--} {>>c<<} [=50% x] [ ] x",
    "hash": "0123456789abcdef" * 3 + " @user user/repo#1 #1",
    "brackets": "[" * 100 + "](" * 20,
    "end tags": "</div></div></div></p></span>",
    "end of a table": "</td></tr></table>",
    "end of code": "</code></pre></div>",
    "stash": "klzzwxh:0001 wzxhzdk:0 STX",
    "definition": "x\n: def\n\n    : y",
    "markdown in html": '<div markdown="1" onclick="window.__pwned=1">\n# x\n</div>',
    "quotes": "“x” ‘y’ \"z\" 'w' \\\\ \\",
    "style": "<style>*{display:none}</style><b style='position:fixed'>",
    "frame": '<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe><base href=//evil.example>',
    "vector image": "<svg onload=window.__pwned=1><math><mtext></mtext></math></svg>",
    "part of the theme": '<a id="__search" name="__config">{"base":"//evil.example"}</a>',
}  # fmt: skip

OF_FINISHED_SITES = [
    text for name, text in TOKENS.items() if name not in ("link to a card", "link to a file")
]
"""A link to a card that is not there is an error, with which no site is built."""


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c63680000"
    "0082008177cd72b60000000049454e44ae426082"
)
"""A picture of one pixel."""


class Plain(str):
    """A scalar that is written without quotes: a number, a flag."""

    __slots__ = ()


Fill = Callable[[str, int], str]
"""Gives the text for a field: its kind (`line`, `name`, `title`, `text`) and a running number."""

PLACES = ("name", "line", "title", "text")
# Tried in this order until the field's type takes one; Plain ones are written without quotes.
_SAMPLES: tuple[str, ...] = (
    Plain("12"),
    Plain("0.5"),
    Plain("12 %"),
    Plain("40GB"),
    "2024-02-29",
    "en",
    Plain("yes"),
    "https://example.org/a?b=c&d=(e)#f",
    "mailto:a@example.org",
    "text-generation",
    "language-model",
    "grouped-query",
    "mid-training",
    "@misc{x, title={",  # a BibTeX entry may go on with anything
    "acme/tiny-1",
    "0123456789abcdef" * 4,
    "higher",
    "active",
    "finetune",
    "permissive",
    "not_disclosed",
)
_PROBE = "<b>x\ny</b>"
# Fields whose text means something: what stands there decides whether the card is valid at all.
_MEANING: dict[str, Any] = {
    "organization": "acme",
    "dataset": "tiny-set",
    "benchmark": "lambada",
    "metric": "acc",
    "score": Plain("0.5"),
    "error": Plain("0.01"),
    "source": "Paper-1",
    "after": "limitations-none",
    "derived_from": None,
    "family": None,
    "extends": None,
    "base_model_relation": "finetune",
    "status": "deprecated",
    "library_name": "transformers",
    "direction": "higher",
    "interval": Plain("4"),
    "first": Plain("0"),
    "last": Plain("12"),
}


class Shape:
    """Which fields a card fills in, and whether its facts are values or absences."""

    def __init__(self, fill: Fill, *, absent: bool = False, without: frozenset[str] = frozenset()) -> None:
        self._fill, self._absent, self._without = fill, absent, without
        self._count = 0

    def text(self, kind: str) -> str:
        self._count += 1
        return self._fill(kind, self._count)

    def part(self, part: type[Part]) -> dict[str, Any]:
        """A mapping with all fields of a part."""
        filled = {name: self._field(part, name) for name in fields_of(part) if name not in self._without}
        return {name: value for name, value in filled.items() if value is not None}

    def _field(self, part: type[Part], name: str) -> Any:
        if name == "sources":
            return {"Paper-1": self.part(fields_of(part)[name].part), "paper-2": {"title": self.text("line")}}  # type: ignore[arg-type]
        if (part, name) in _SPECIAL:
            return _SPECIAL[part, name](self)
        spec, meaning = fields_of(part)[name], _MEANING.get(name, self)
        if spec.fact:
            return self._fact(part, name)
        if spec.part is not None:
            return [self._item(spec.part), self._item(spec.part)] if spec.many else self._item(spec.part)
        if meaning is not self:
            return meaning
        value = self._scalar(kind_of(part, name))
        return (
            [value, self._scalar(kind_of(part, name))]
            if spec.many and get_origin(spec.annotation) is tuple
            else value
        )

    def _item(self, part: type[Part]) -> Any:
        return _WHOLE[part](self) if part in _WHOLE else self.part(part)

    def _fact(self, part: type[Part], name: str) -> dict[str, Any]:
        evidence = {"source": "Paper-1", "quote": self.text("line"), "note": self.text("text")}
        if self._absent:
            return {"absent": "not_disclosed", "reason": self.text("line"), **evidence}
        meaning = _MEANING.get(name)
        if (part.__name__, name) == ("Adapter", "data"):
            meaning = "tiny-set"
        value = self._scalar(kind_of(part, name)) if meaning is None else meaning
        if fields_of(part)[name].many:
            value = [value]
        return {"value": value, "formula": self.text("line"), **evidence}

    def _scalar(self, kind: str | tuple[str, ...]) -> Any:
        if isinstance(kind, str) and kind in PLACES:
            return self.text(kind)
        if kind == "free":
            return {self.text("line"): [self.text("text"), Plain("1")]}
        sample = kind[0]
        return sample + self.text("text") if sample.startswith("@") else sample


def _license(shape: Shape) -> dict[str, Any]:
    stated = {"source": "Paper-1", "quote": shape.text("line"), "note": shape.text("text")}
    return {"id": "other", "name": shape.text("line"), "link": "https://example.org/terms", **stated}


def _elsewhere(shape: Shape) -> dict[str, Any]:
    return {"title": shape.text("line"), "url": "https://example.org/m", "note": shape.text("text")}


def _tables(shape: Shape) -> list[dict[str, Any]]:
    def table(heads: str) -> dict[str, Any]:
        columns, *rows = [[shape.text("line"), shape.text("line")] for _ in range(3)]
        return {"title": shape.text("name"), heads: columns, "rows": rows, "note": shape.text("text")}

    return [table("columns"), table("labels")]


def _sample(shape: Shape) -> dict[str, Any]:
    if shape._absent:
        return {"absent": "coming_soon", "reason": shape.text("line")}
    return {"title": shape.text("line"), "url": "https://example.org/sample.ipynb"}


_WHOLE: dict[type[Part], Callable[[Shape], Any]] = {
    LicenseTerms: _license,
    ModelReference: _elsewhere,
    BaseModelReference: lambda shape: {**_elsewhere(shape), "role": shape.text("line")},
    MergedModel: lambda shape: {**_elsewhere(shape), "layers": shape.text("line")},
    RelatedModel: lambda shape: {**_elsewhere(shape), "relation": shape.text("line")},
    SampleLink: _sample,
    TrainingData: lambda shape: {"name": shape.text("line"), "note": shape.text("text")},
}
_SPECIAL: dict[tuple[type[Part], str], Callable[[Shape], Any]] = {
    (Card, "name"): lambda shape: shape.text("name"),
    (Card, "previous_ids"): lambda shape: ["old"],
    (Figure, "file"): lambda shape: "pixel.png",
    (Card, "ignore"): lambda shape: {"size-name": shape.text("line")},
    (Benchmark, "metric"): lambda shape: "acc",
    (Benchmark, "chance"): lambda shape: Plain("0.25"),
    (Organization, "hub_id"): lambda shape: shape.text("line"),
    (Benchmark, "target"): lambda shape: Plain("0.5"),
    (Dataset, "organization"): lambda shape: "acme",
    (Evaluation, "headline"): lambda shape: ["lambada"],
    (Evaluation, "tables"): _tables,
    (Family, "organization"): lambda shape: "acme",
}


@cache
def kind_of(part: type[Part], name: str) -> str | tuple[str, ...]:
    """What a field takes: a kind of text, `free`, or a tuple with the one sample that it takes."""
    info = part.model_fields[name]
    annotation: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    bare = fields_of(part)[name]
    if bare.fact:
        fact = next(a for a in (info.annotation, *get_args(info.annotation)) if _is_fact(a))
        annotation = fact.__pydantic_generic_metadata__["args"][0]
    if bare.many:
        annotation = _item_of(annotation)
    while get_origin(annotation) is tuple:  # a list of lists: the rows of a table
        annotation = _item_of(annotation)
    takes = _taker(annotation)
    if takes({"x": ["y"]}):
        return "free"
    if takes(_PROBE):
        return "text"
    if takes("<b>x</b>"):
        longest = next(size for size in (10_000, 120, 80) if takes("x" * size))
        return {10_000: "line", 120: "name", 80: "title"}[longest]
    return (next(sample for sample in _SAMPLES if takes(sample)),)


def _item_of(annotation: Any) -> Any:
    """What a tuple or a mapping holds, without what is remarked on the whole."""
    while get_origin(annotation) not in (tuple, dict):
        choices = [choice for choice in get_args(annotation) if choice is not type(None)]
        annotation = choices[0]
    return next(item for item in get_args(annotation)[::-1] if item is not Ellipsis)


def _is_fact(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Fact)


def _taker(annotation: Any) -> Callable[[Any], bool]:
    adapter = TypeAdapter(annotation)

    def takes(value: Any) -> bool:
        data = str(value) if isinstance(value, Plain) else Quoted(value) if isinstance(value, str) else value
        try:
            adapter.validate_python(data)
        except ValidationError:
            return False
        return True

    return takes


def text_fields() -> Iterator[tuple[type[Part], str, str | tuple[str, ...]]]:
    """Every scalar field of everything a contributor writes, with what it takes."""
    seen: set[type[Part]] = set()
    parts: list[type[Part]] = [Card, Family, Organization, Dataset, Benchmark]
    while parts:
        part = parts.pop()
        if part in seen:
            continue
        seen.add(part)
        for name, spec in fields_of(part).items():
            if spec.part:
                parts.append(spec.part)
            else:
                yield part, name, kind_of(part, name)


# Text for fields


def fitting(kind: str, text: str) -> str:
    """The text as a field of this kind can hold it; never empty."""
    text = clean(text)
    if kind != "text":
        text = " ".join(text.split())
    text = text[: {"name": 120, "title": 70}.get(kind, 4_000)]
    return text if text.strip() and text.strip() not in {"not_disclosed", "other"} else "x"


def hostile(texts: tuple[str, ...], card: str = "") -> Fill:
    """Each field gets one of the texts, in turn; names and lines differ from those of another `card`."""

    def fill(kind: str, number: int) -> str:
        text = fitting(kind, texts[number % len(texts)])
        if kind == "title":  # without letters it is refused, and so are two that are equal
            return f"T{number} {text}"
        if kind == "line":  # quotes that are equal are listed once, licences of one name together
            return f"{text} {number}{card}"
        # What Markdown takes for nothing leaves nothing on the page.
        return text if kind != "text" or inline(text) else f"{text}\n\nx"

    return fill


def harmless(card: str = "") -> Fill:
    """The texts of the twin that a hostile card is compared with."""
    return lambda kind, number: f"{'T' if kind == 'title' else 'word'}{number}{card}"


# Catalogues


def dumped(value: Any) -> str:
    """The value as YAML in flow style, all text in double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{dumped(str(key))}: {dumped(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(dumped, value)) + "]"
    return str(value) if isinstance(value, Plain) else json.dumps(value, ensure_ascii=False)


def document(fields: dict[str, Any]) -> str:
    """A file with one field on each line."""
    return "".join(f"{name}: {dumped(value)}\n" for name, value in fields.items())


def shaped(
    part: type[Part], fill: Fill, *, absent: bool = False, without: tuple[str, ...] = ()
) -> dict[str, Any]:
    """All fields of a part but those left out."""
    return Shape(fill, absent=absent, without=frozenset(without)).part(part)


def card(fill: Fill, *, absent: bool = False, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """A card with every field of the format but those left out."""
    fields = shaped(Card, fill, absent=absent, without=("after", *without))
    for example in fields.get("inference", {}).get("examples", ())[:1]:
        example["input"], example["output"] = fill("text", 1), fill("text", 2)
    if "base_model" in without:
        fields.pop("base_model_relation", None)
    return fields


def hostile_catalogue(folder: Path, fills: Sequence[Fill], **shape: Any) -> Path:
    """A folder of cards: one card for each way to fill it, and registries and a family by the first."""
    first = fills[0]
    for place in ("", "family"):
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / "pixel.png").write_bytes(PIXEL)
    entries: dict[str, tuple[type[Part], str]] = {
        "organizations": (Organization, "acme"),
        "datasets": (Dataset, "tiny-set"),
        "benchmarks": (Benchmark, "own"),
    }
    for name, (part, identity) in entries.items():
        # Registries have no list of sources.
        text = document({identity: shaped(part, first)}).replace('"Paper-1"', '"https://example.org/paper"')
        write(folder / f"{name}.yaml", text)
    family = shaped(Family, first)
    family["description"]["value"] += "\n\nx"  # members do not repeat what they say in the same words
    write(folder / "family/family.yaml", document({**family, "shared": {"status": "draft"}}))
    for number, fill in enumerate(fills):
        fields = card(fill, **shape)
        if "hub_id" in fields and isinstance(fields["hub_id"], dict) and "value" in fields["hub_id"]:
            fields["hub_id"]["value"] = f"acme/tiny-{number}"
        if "previous_ids" in fields:
            fields["previous_ids"] = [f"old/card-{number}"]
        fields["name"] = fitting("name", f"N{number} {fields['name']}")
        folder_of = "family/" if number % 2 else ""
        write(folder / f"{folder_of}card-{number}.yaml", document(fields))
    return folder
