"""Whether a card and a file say the same, each in its own spelling."""

from __future__ import annotations

from decimal import Context

from ..schema import Card, Quantity, Score, fields_of, model_at
from ..yamlio.document import MappingNode, Node, ScalarNode, SequenceNode

__all__ = ["said", "same", "same_score"]

_FLAGS = {"yes": "yes", "true": "yes", "on": "yes", "no": "no", "false": "no", "off": "no"}


def said(node: Node | None) -> str:
    """What a field of a card says, as text: of a fact in full its value or absence; empty for nothing."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, SequenceNode):
        return f"[{', '.join(said(item) for item in node.items)}]"
    if isinstance(node, MappingNode):
        return said(node.entries.get("value") or node.entries.get("absent") or node.entries.get("id"))
    return ""


def same(path: tuple[str, ...], card: str, file: str) -> bool:
    """Whether the value of a card's field is the file's; `1.3B` is what rounds to it."""
    parent = model_at(Card, path[:-1]) if len(path) > 1 else Card
    spec = fields_of(parent).get(path[-1]) if parent else None
    kind = spec.annotation if spec and isinstance(spec.annotation, type) else None
    if kind is not None and issubclass(kind, Quantity):
        return _same_quantity(kind, card, file)
    if card.casefold() in _FLAGS and file.casefold() in _FLAGS:
        return _FLAGS[card.casefold()] == _FLAGS[file.casefold()]
    if card.startswith("[") and file.startswith("["):
        return _digits(card) == _digits(file)
    return _letters(card) == _letters(file)


def same_score(card: str, file: str) -> bool:
    """Whether two scores are the same to the last digit that both give, in percent or not."""
    return _same_quantity(Score, card, file)


def _same_quantity(kind: type[Quantity], card: str, file: str) -> bool:
    try:
        one, other = kind.parse(card), kind.parse(file)
    except ValueError:
        return False
    if one.value == other.value:
        return True
    rounded = [each for each in (one, other) if not each.exact]
    if not rounded:
        return False
    figures = Context(prec=min(each.figures for each in rounded))
    return figures.plus(one.value) == figures.plus(other.value)


def _digits(text: str) -> list[str]:
    return [item.strip().replace("_", "").replace(",", "") for item in text.strip("[]").split(",")]


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
