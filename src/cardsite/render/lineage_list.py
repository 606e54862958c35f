"""The lineage of a model or a family as a page shows it: a nested list, with a drawing beside each line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from .. import markup
from ..catalogue import CardEntry, FamilyEntry
from ..facts.licences import Stricter, added
from ..facts.lineage import DATA, Node, Origin, Role, data_key, family_lineage, lineage, model_key
from ..markup import Safe, join
from ..schema import ModelReference, Status
from .charts.lineage_rails import Step, rails
from .fields import Fields, absent
from .licence_links import license_link
from .paths import Linker
from .render_context import RenderContext

__all__ = ["family_graph", "lineage_graph"]


def lineage_graph(
    entry: CardEntry, context: RenderContext, linker: Linker, stricter: Iterable[Stricter] = ()
) -> Fields | None:
    """What a model was made from and what was made from it; None where there is nothing of either.

    `stricter` are the licences along it that ask for more than the model's own.
    """
    children = context.descendants
    nodes = lineage(entry, context.catalogue, children)
    if len(nodes) == 1:
        return None
    shown = {node.key for node in nodes}
    rest = [child for child in children.get(entry.id, ()) if model_key_of(child) not in shown]
    (own,) = (node for node in nodes if node.role is Role.SELF)
    return Fields(
        rows=_rows(nodes, _reasons(stricter), "This model", context, linker),
        bases=tuple(context.model_link(linker, base) for base in _left_out(own, shown)),
        rest=tuple(linker.page("models", child.id, child.label) for child in rest),
    )


def family_graph(family: FamilyEntry, context: RenderContext, linker: Linker) -> Fields | None:
    """The same for the members of a family; None where nothing is known but the members."""
    members = context.members.get(family.id, [])
    nodes = family_lineage(members, context.catalogue, context.descendants)
    if all(node.role is Role.SELF and not node.origins for node in nodes):
        return None
    return Fields(rows=_rows(nodes, {}, "", context, linker), bases=(), rest=())


def model_key_of(entry: CardEntry) -> str:
    """The key of a card's own node."""
    return f"model {entry.id}"


def _reasons(stricter: Iterable[Stricter]) -> dict[str, list[str]]:
    """What licences ask beyond the model's own, by the node that they belong to."""
    found: dict[str, list[str]] = {}
    for each in stricter:
        if each.base:
            key = model_key_of(each.base.entry) if each.base.entry else model_key(each.base.reference)
        else:
            key = data_key(each.dataset)
        found.setdefault(key, []).append(each.asks)
    return found


def _rows(
    nodes: Sequence[Node], reasons: Mapping[str, list[str]], own: str, context: RenderContext, linker: Linker
) -> tuple[Fields, ...]:
    by_key = {node.key: node for node in nodes}
    drawings = rails([Step(node.key, tuple(o.key for o in node.origins), _symbol(node)) for node in nodes])
    depths = _depths(nodes)
    return tuple(
        Fields(
            indent=Safe("    " * depths[node.key]),
            role="member" if node.role is Role.SELF and not own else node.role.value,
            rail=drawing,
            name=_name(node, own, context, linker),
            state=_state(node),
            words=markup.text(_words(node, own)),
            further=_further(node, by_key, context, linker),
            license=_license(node, context, linker),
            asks=markup.text(", ".join(reasons.get(node.key, ()))),
            added=markup.text(", ".join(_added(node, by_key, context))),
        )
        for node, drawing in zip(nodes, drawings, strict=True)
    )


def _left_out(node: Node, shown: Collection[str]) -> tuple[ModelReference, ...]:
    """The models that a node was made from and that do not fit into the lineage."""
    references = node.models[0].card.bases if node.models else ()
    origins = (origin for origin in node.origins if origin.relation != DATA)
    pairs = zip(origins, references, strict=True)
    return tuple(dict.fromkeys(reference for origin, reference in pairs if origin.key not in shown))


def _further(node: Node, shown: Collection[str], context: RenderContext, linker: Linker) -> Fields | None:
    """How many generations lie above those that a node was made from and that are left out, and the first."""
    if node.role not in (Role.ABOVE, Role.SELF):
        return None
    found = [context.ancestries.get(reference.model or "") for reference in _left_out(node, shown)]
    longest = max((each for each in found if each), key=lambda each: each.generations, default=None)
    if longest is None or longest.root is None:
        return None
    link = context.model_link(linker, longest.root.reference)
    return Fields(count=f"{longest.generations:,}", several=longest.generations > 1, link=link)


_DEEPEST = 8
"""Lists are nested this deep; what would be deeper is on the last level."""


def _depths(nodes: Sequence[Node]) -> dict[str, int]:
    """How deep each line stands: inside the nearest open one above it that it was made from."""
    depths: dict[str, int] = {}
    open_: list[str] = []
    for node in nodes:
        origins = {origin.key for origin in node.origins}
        depth = max((place + 1 for place, key in enumerate(open_) if key in origins), default=0)
        depth = min(depth, _DEEPEST)
        open_[depth:] = [node.key]
        depths[node.key] = depth
    return depths


def _symbol(node: Node) -> str:
    if node.role is Role.DATA:
        return "data"
    if node.role is Role.SELF:
        return "self"
    return "model" if node.models else "outside"


def _name(node: Node, own: str, context: RenderContext, linker: Linker) -> Safe:
    if node.dataset:
        return linker.page("datasets", node.dataset.id, node.name)
    if not node.models:
        return markup.link(node.name, node.url) if node.url else markup.text(node.name)
    if node.role is Role.SELF and own:
        return markup.around('<strong aria-current="page">', markup.text(node.name), "</strong>", "**{}**")
    if node.role is Role.SELF:
        labels = ((model, context.member_label(model)) for model in node.models)
        return join([linker.page("models", model.id, label) for model, label in labels], Safe(" · "))
    return linker.page("models", node.models[0].id, node.name)


def _state(node: Node) -> str:
    """The status of a model that is not active."""
    states = {model.card.status for model in node.models}
    return states.pop().value if len(states) == 1 and Status.ACTIVE not in states else ""


def _license(node: Node, context: RenderContext, linker: Linker) -> Safe:
    terms = [model.card.license for model in node.models] or [node.terms]
    links = [license_link(each, context, linker) for each in terms]
    found = list(dict.fromkeys(link for link in links if link))
    return join(found, Safe(" · ")) if found else absent("no licence stated")


def _added(node: Node, by_key: Mapping[str, Node], context: RenderContext) -> tuple[str, ...]:
    above = [by_key[origin.key].terms for origin in node.origins if origin.key in by_key]
    return added(node.terms, above, context.catalogue.registries) if above else ()


# In words

_MADE = {
    "adapter": "adapter of",
    "finetune": "fine-tuned from",
    "merge": "merged from",
    "quantized": "quantised from",
    "": "made from",
}
_MOST_NAMES = 3
"""Of more names, one less than that stand in the words."""


def _words(node: Node, own: str) -> str:
    """What it is, and what it was made from: `Base model: fine-tuned from Llama 2 7B`."""
    kind = {Role.DATA: "Data", Role.ABOVE: "Base model", Role.SELF: own, Role.BELOW: ""}[node.role]
    if not node.models and node.role is Role.ABOVE:
        kind = "Base model without a card here"
    made = ", ".join(_made(node))
    more = f"{node.beyond} more made from {'it' if len(node.models) == 1 else 'these'}" if node.beyond else ""
    words = "; ".join(part for part in (made, more) if part)
    if kind and words:
        return f"{kind}: {words}"
    return kind or words[:1].upper() + words[1:]


def _made(node: Node) -> Iterator[str]:
    bases = [origin for origin in node.origins if origin.relation != DATA]
    data = [origin for origin in node.origins if origin.relation == DATA]
    if bases:
        yield f"{_MADE[bases[0].relation]} {_names(bases)}"
    if data:
        yield f"{'made from' if node.dataset else 'trained on'} {_names(data)}"


def _names(origins: Sequence[Origin]) -> str:
    names = [f"{origin.name} ({origin.part})" if origin.part else origin.name for origin in origins]
    shown = names[: _MOST_NAMES - 1] if len(names) > _MOST_NAMES else names
    rest = len(names) - len(shown)
    last = f"{rest} more" if rest else shown[-1]
    before = shown if rest else shown[:-1]
    return f"{', '.join(before)} and {last}" if before else last
