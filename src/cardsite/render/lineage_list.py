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
from .fields import Fields
from .licence_links import license_link
from .paths import Linker, page_path
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
        rows=_rows(nodes, _reasons(stricter), context, linker, of_model=True),
        bases=tuple(context.model_link(linker, base) for base in _left_out(own, shown)),
        rest=tuple(linker.page("models", child.id, child.label) for child in rest),
    )


def family_graph(family: FamilyEntry, context: RenderContext, linker: Linker) -> Fields | None:
    """The same for the members of a family; None where nothing is known but the members."""
    members = context.members.get(family.id, [])
    nodes = family_lineage(members, context.catalogue, context.descendants)
    if all(node.role is Role.SELF and not node.origins for node in nodes):
        return None
    return Fields(rows=_rows(nodes, {}, context, linker, of_model=False), bases=(), rest=())


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
    nodes: Sequence[Node],
    reasons: Mapping[str, list[str]],
    context: RenderContext,
    linker: Linker,
    *,
    of_model: bool,
) -> tuple[Fields, ...]:
    by_key = {node.key: node for node in nodes}
    drawings = rails([Step(node.key, tuple(o.key for o in node.origins), _symbol(node)) for node in nodes])
    depths = _depths(nodes)
    return tuple(
        Fields(
            indent=Safe("    " * depths[node.key]),
            role="member" if node.role is Role.SELF and not of_model else node.role.value,
            rail=drawing,
            name=_name(node, context, linker, of_model=of_model),
            state=_state(node),
            outside=not node.models and page_path("models", node.name) not in context.broken,
            made=tuple(_made(node)),
            beyond=str(node.beyond) if node.beyond else None,
            several=len(node.models) != 1,
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


def _name(node: Node, context: RenderContext, linker: Linker, *, of_model: bool) -> Safe:
    if node.dataset:
        return linker.page("datasets", node.dataset.id, node.name)
    if not node.models:
        # What has no address is the id of a card that cannot be read, of which a preview has a page.
        return markup.link(node.name, node.url) if node.url else linker.page("models", node.name, node.name)
    if node.role is Role.SELF and of_model:
        return markup.around('<strong aria-current="page">', markup.text(node.name), "</strong>", "**{}**")
    if node.role is Role.SELF:
        labels = ((model, context.member_label(model)) for model in node.models)
        return join([linker.page("models", model.id, label) for model, label in labels], Safe(" · "))
    return linker.page("models", node.models[0].id, node.name)


def _state(node: Node) -> str:
    """The status of a model that is not active."""
    states = {model.card.status for model in node.models}
    return states.pop().value if len(states) == 1 and Status.ACTIVE not in states else ""


def _license(node: Node, context: RenderContext, linker: Linker) -> Safe | None:
    terms = [model.card.license for model in node.models] or [node.terms]
    links = [license_link(each, context, linker) for each in terms]
    found = list(dict.fromkeys(link for link in links if link))
    return join(found, Safe(" · ")) if found else None


def _added(node: Node, by_key: Mapping[str, Node], context: RenderContext) -> tuple[str, ...]:
    above = [by_key[origin.key].terms for origin in node.origins if origin.key in by_key]
    return added(node.terms, above, context.catalogue.registries) if above else ()


# What it was made from

_MOST_NAMES = 3
"""Of more names, one less than that are given."""


def _made(node: Node) -> Iterator[Fields]:
    """How it was made, and from what: a relation of the hub, `made`, or `trained` for data."""
    bases = [origin for origin in node.origins if origin.relation != DATA]
    data = [origin for origin in node.origins if origin.relation == DATA]
    if bases:
        yield _origins(bases[0].relation or "made", bases)
    if data:
        yield _origins("made" if node.dataset else "trained", data)


def _origins(how: str, origins: Sequence[Origin]) -> Fields:
    shown = origins[: _MOST_NAMES - 1] if len(origins) > _MOST_NAMES else origins
    rest = len(origins) - len(shown)
    return Fields(
        how=how,
        names=tuple(Fields(name=origin.name, part=origin.part) for origin in shown),
        more=str(rest) if rest else None,
    )
