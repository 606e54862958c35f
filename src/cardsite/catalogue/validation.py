"""From nodes to parts of the card format; every mistake becomes a Problem at its line and column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..problems import Place, Problem, Severity, did_you_mean
from ..schema import Part, Quoted, fields_of, model_at
from ..yamlio.document import MappingNode, Node, ScalarNode, SequenceNode
from .inheritance import is_null
from .unknown_fields import place_for

__all__ = ["PLACEHOLDER", "Located", "Location", "found", "partial", "plain_data", "validate"]

P = TypeVar("P", bound=Part)
Location = tuple[str | int, ...]
"""A path of keys and list positions, such as ("training", "data", 0, "dataset")."""
Excerpt = Callable[[Place], str]
"""Gives the source line of a place."""


def plain_data(node: Node) -> Any:
    """The node as dictionaries, lists and text; quoted scalars are marked as such."""
    if isinstance(node, MappingNode):
        return {name: plain_data(entry) for name, entry in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [plain_data(item) for item in node.items]
    return Quoted(node.text) if node.quoted else node.text


@dataclass(frozen=True, slots=True)
class Located:
    """A node whose inner places can be asked for, so that later checks can point at a line."""

    node: Node
    excerpt: Excerpt

    def find(self, path: Location) -> tuple[Node, Location]:
        """The deepest node on the path, and the part of the path that really exists."""
        node, walked = self.node, []
        for step in path:
            inner = _step(node, step)
            if inner is None:
                continue
            if inner is not node:
                walked.append(step)
            node = inner
        return node, tuple(walked)

    def place(self, path: Location) -> Place:
        """Where the value at the path begins; for a missing one, the nearest thing around it."""
        node = self.node
        for step in path:
            node = _step(node, step) or node
        return node.place

    def key_place(self, path: Location) -> Place:
        """Where the key of the path's last step stands."""
        parent, _ = self.find(path[:-1])
        last = path[-1]
        known = isinstance(parent, MappingNode) and isinstance(last, str) and last in parent.keys
        return parent.keys[last] if known else parent.place  # type: ignore[union-attr,index]

    def only(self, *names: str) -> Located:
        """With these fields only, and without the lines that messages show."""
        entries = self.node.entries if isinstance(self.node, MappingNode) else {}
        kept = {name: entries[name] for name in names if name in entries}
        return Located(MappingNode(kept, {}, self.node.place, flow=False), _no_line)

    def problem(
        self,
        code: str,
        path: Location,
        message: str,
        hint: str = "",
        *,
        at_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at the path's value, or at its key."""
        place = self.key_place(path) if at_key else self.place(path)
        shown = path if at_key else self.find(path)[1]
        return Problem(code, place, message, dotted(shown), hint, self.excerpt(place), severity)


def _no_line(_: Place) -> str:
    return ""


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        return node.entries.get(step)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    # A single item stands for a list of one (`language: en`).
    return node if step == 0 else None


def dotted(path: Location) -> str:
    """The path for people: `training.data[0].dataset`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def validate(model: type[P], located: Located) -> tuple[P | None, tuple[Problem, ...]]:
    """The node as an instance of the model, or None and all that is wrong with it."""
    try:
        return model.model_validate(plain_data(located.node)), ()
    except ValidationError as error:
        found = (
            _problem(model, located, detail)
            for detail in error.errors(include_url=False)
            if not _is_further_piece(located, detail)
        )
        return None, tuple(dict.fromkeys(found))


def partial(model: type[P], located: Located) -> P | None:
    """What of the node follows the format, without the rest.

    References of a broken card can then be checked in the same run; it never becomes a page.
    """
    data = plain_data(located.node)
    required = [name for name, spec in fields_of(model).items() if spec.required]
    data.update({name: PLACEHOLDER for name in required if name not in data})
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
            blamed = [each["loc"][:-1] if each["type"] == "missing" else each["loc"] for each in details]
            _prune(data, blamed, required)
    return None


PLACEHOLDER = "missing"
_ROUNDS = 4
"""Taking one mistake away can show another in what is left; after this many rounds the card is given up."""


def _prune(data: dict[str, Any], paths: Iterable[Location], required: Collection[str]) -> None:
    """Takes the values at the paths out of the data; a required field is replaced instead."""
    spots = {(id(parent), step): (parent, step) for parent, step in (_spot(data, path) for path in paths)}
    # From the back, so that the positions of earlier items of a list stay right.
    for parent, step in sorted(spots.values(), key=lambda spot: str(spot[1]).zfill(9), reverse=True):
        if parent is data and step in required:
            data[step] = PLACEHOLDER
        elif step is not None:
            del parent[step]


def _spot(data: Any, path: Location) -> tuple[Any, Any]:
    """The innermost container on the path and the step that leads on from it."""
    parent, last = data, None
    for step in path:
        here = parent if last is None else parent[last]
        known = isinstance(here, dict) and step in here
        if known or (isinstance(here, list) and isinstance(step, int) and step < len(here)):
            parent, last = here, step
    return parent, last


def _problem(model: type[Part], located: Located, detail: ErrorDetails) -> Problem:
    path: Location = detail["loc"]
    if path and path[-1] == "[key]":
        # A name of the author's own choice that cannot be one.
        what = detail["ctx"]["what"] if "ctx" in detail else "another name"
        return located.problem("value", path[:-1], f'expected {what}, found "{path[-2]}"', at_key=True)
    match detail["type"]:
        case "missing":
            return _missing(model, located, path)
        case "extra_forbidden":
            return _unknown_field(model, located, path)
        case "unknown-name":
            return _unknown_name(located, path, detail)
        case "expected":
            return _expected(model, located, path, detail["ctx"]["what"], detail["ctx"]["hint"])
        case "model_type" | "model_attributes_type" | "dict_type":
            return _expected(model, located, path, "a mapping (fields below it, indented)")
        case "tuple_type" | "list_type":
            return _expected(model, located, path, "a list (each item on a line that begins with -)")
        case _:
            return located.problem("value", path, detail["msg"])


def _missing(model: type[Part], located: Located, path: Location) -> Problem:
    spec = fields_of(model_at(model, path[:-1]) or model).get(str(path[-1]))
    parent = located.find(path[:-1])[1]
    problem = located.problem("missing-field", parent, f'the field "{path[-1]}" is missing')
    hint = f"add {path[-1]}: {spec.doc}" if spec else ""
    return Problem(
        problem.code, problem.place, problem.message, dotted((*parent, path[-1])), hint, problem.excerpt
    )


_CUT_OFF = "a comma ends a value in braces: put text that contains a comma in quotes"


def _unknown_field(model: type[Part], located: Located, path: Location) -> Problem:
    hint = _CUT_OFF if _before_comma(located, path) else place_for(model, path)
    return located.problem("unknown-field", path, f'unknown field "{path[-1]}"', hint, at_key=True)


def _is_further_piece(located: Located, detail: ErrorDetails) -> bool:
    """Whether it is what a second comma has cut off, of which the first piece is reported."""
    before = _before_comma(located, detail["loc"]) if detail["type"] == "extra_forbidden" else None
    return before is not None and not before.text


def _before_comma(located: Located, path: Location) -> ScalarNode | None:
    """The text before a field without a value, in braces: a comma of that text has cut the field off."""
    parent, _ = located.find(path[:-1])
    if not isinstance(parent, MappingNode) or not parent.flow or path[-1] not in parent.entries:
        return None
    names = list(parent.entries)
    place = names.index(str(path[-1]))
    before, node = parent.entries[names[place - 1]], parent.entries[names[place]]
    is_bare = isinstance(node, ScalarNode) and not node.quoted and not node.text
    return before if place and is_bare and isinstance(before, ScalarNode) and not before.quoted else None


def _unknown_name(located: Located, path: Location, detail: ErrorDetails) -> Problem:
    context = detail["ctx"]
    node, _ = located.find(path)
    hint = did_you_mean(getattr(node, "text", ""), context["known"]) or _choices("one of: ", context["known"])
    return located.problem("unknown-name", path, f"expected {context['what']}, found {found(node)}", hint)


def _choices(lead: str, names: Iterable[str], most: int = 8) -> str:
    listed = list(names)
    return lead + ", ".join(listed) if 0 < len(listed) <= most else ""


def _expected(model: type[Part], located: Located, path: Location, what: str, hint: str = "") -> Problem:
    node, walked = located.find(path)
    if isinstance(node, ScalarNode) and not node.quoted and (is_null(node) or not node.text):
        hint = _instead_of_nothing(model, path, walked, is_null(node))
    return located.problem("value", path, f"expected {what}, found {found(node)}", hint)


def _instead_of_nothing(model: type[Part], path: Location, walked: Location, null: bool) -> str:
    """What may stand where a value was left out, or `~` written; `walked` are the steps that the card wrote.

    Not "delete the line": it may hold other items or fields, or the first field of an item.
    """
    if walked and isinstance(walked[-1], int):
        return "write this item, or delete it"
    names = path if isinstance(path[-1], str) else path[:-1]
    parent = model_at(model, names[:-1]) if names else None
    spec = fields_of(parent).get(str(names[-1])) if parent else None
    if spec and spec.required:
        return "write a value"
    if walked and walked[-1] == "value":
        return "write a value, or absent: not_disclosed (not_applicable, unknown) in its place"
    if null:
        return "~ removes what a family shares, and there is nothing to remove: delete this field"
    if path[-1] == "value":
        return "write a value, an absence (not_disclosed, not_applicable, unknown), or delete this field"
    return "write a value, or delete this field"


def found(node: Node) -> str:
    """What stands there, for a message."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    text = " ".join(node.text.split())
    if not text:
        return "nothing"
    shown = f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
    return f"{shown} in quotes" if node.quoted and "\n" not in node.text else shown
