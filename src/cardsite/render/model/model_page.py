"""The page of one model: everything its templates print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from ... import markup
from ...catalogue import CardEntry
from ...facts.derived import (
    batch_tokens,
    checkpoint_count,
    checkpoint_steps,
    head_dimension,
    pretraining_tokens,
    tokens_per_parameter,
    training_tokens,
)
from ...facts.kind import kind
from ...facts.repetition import most_repetitive
from ...markup import Safe, join
from ...schema import Card, Section, known
from ...site import Page
from ..coverage_view import coverage_view
from ..data_files import catalogue_files, model_files
from ..evidence import Evidence
from ..fields import NOTHING, Fields, RenderedFact, described, show_derived, show_part, with_mark
from ..licence_links import Notices, license_rows, license_view
from ..lineage_list import lineage_graph
from ..lists.comparison import similar_models
from ..past import past_versions
from ..paths import ALL_MODELS, Linker, page_path
from ..render_context import RenderContext
from ..score_rows import measured, run_views
from .derivation import file_view, merge_view
from .inherited import inherited
from .memory_section import memory_view
from .overview import contact_link, key_facts
from .quick_start import checkpoint_snippet, quick_start, revision_names
from .recommended_settings import chat_template_view, settings_view
from .small_tables import table_view, tabular_view
from .training_history import histories, latest_runs
from .training_stages import stage_extra, stages_view, training_view

__all__ = ["model_page"]


def model_page(entry: CardEntry, context: RenderContext) -> Page:
    """The page of a card."""
    card = entry.card
    path = page_path("models", entry.id)
    linker = context.linker(path)
    evidence = context.evidence(card.sources, context.resolver(linker))
    values = _Values(entry, context, linker, evidence).template_context()
    terms = license_view(card.license, context.catalogue.registries) if card.license else None
    hub_id, licence = known(card.hub_id), terms.name if terms else None
    names = (*card.aliases, *(name for name in (hub_id, licence) if name))
    printed = context.template("card.md.j2", values)
    page = Page(
        path,
        entry.label,
        context.with_notes(printed.page, evidence).encode(),
        entry.file,
        names,
        plain=printed.plain,
        searched=printed.searched,
    )
    return replace(page, report=_report(page, context))


def _report(page: Page, context: RenderContext) -> str:
    """A link to the form for a new issue, with the page and its file filled in."""
    site_info = context.site_info
    if site_info.issues is None:
        return ""
    values = {
        "form": Fields(**asdict(site_info.issues)),
        "name": page.title,
        "page": site_info.page(page.path) or None,
        "file": page.source,
    }
    return context.template("report.html.j2", values).page.strip()


_MOST_MEMBERS = 32
"""A page links to so many models of its family: thousands of pages cannot each have links to all others."""


class _Values:
    """Collects what the templates of one page print."""

    def __init__(self, entry: CardEntry, context: RenderContext, linker: Linker, evidence: Evidence) -> None:
        self.entry, self.context, self.linker, self.evidence = entry, context, linker, evidence
        self.card = entry.card
        self.notices = Notices(entry, context)
        self.graph = lineage_graph(entry, context, linker, self.notices.unsettled)

    def template_context(self) -> dict[str, Any]:
        """Every value by the name that templates use. The order decides the numbers of the sources."""
        card = self.card
        view = show_part(_without_runs(card), self.evidence)
        values: dict[str, Any] = {
            "id": self.entry.id,
            "title": self.entry.label,
            "card": view,
            "contact": contact_link(view, card),
            "licenses": license_rows(
                self.entry, self.context, self.linker, self.evidence, drawn=self.graph is not None
            ),
            "resolve": self.evidence.resolve,
            "figures": tuple(self._figures()),
            "derived": self._derived(),
            "memory": memory_view(self.entry, self.context, self.evidence),
            "facts": None,
            "kind": kind(card) or "",
            "status": self._status(),
            "members": tuple(self._members()),
            "snippets": quick_start(card, self.context.base_hub_id(self.entry), self.context, self.evidence),
            "checkpoint": self._checkpoint(),
            "components": tuple(map(_component, view.architecture.components if view.architecture else ())),
            "training": training_view(view, card, self.evidence),
            "stages": stages_view(view, card, self.evidence),
            "stage_extra": (),
            "datasets": tuple(self._datasets(view)),
            "stage_data": any(stage.data for stage in card.stages),
            "runs": run_views(latest_runs(card), self.context, self.evidence, self.linker),
            "measured": measured(card.runs, self.context, self.linker),
            "histories": histories(self.entry, self.context, self.evidence, self.linker),
            "examples": tuple(_example(item) for item in (view.inference.examples if view.inference else ())),
            "adapter_data": self._adapter_data(view),
            "model_files": file_view(view.files),
            "tabular": tabular_view(view.tabular, card.tabular),
            "merge": merge_view(view.merge, self.context, self.linker),
            "teachers": self._teachers(),
            "settings": settings_view(view.prompting.generation_config if view.prompting else ()),
            "chat_template": chat_template_view(view.prompting and view.prompting.chat_template),
            "tables": tuple(
                table_view(each, self.evidence)
                for each in (card.evaluation.tables if card.evaluation else ())
            ),
            "lineage": self._lineage(),
            "inherited": inherited(self.entry, self.context, self.linker),
            "similar": similar_models(self.entry, self.context, self.linker),
            "organization": self._organization(),
            "changes": past_versions(self.entry, self.context),
            "further": self._further,
        }
        values["stage_extra"] = stage_extra(values["stages"], self.evidence.resolve)
        values["facts"] = key_facts(
            view, values["derived"], self.entry, self.context, self.linker, self.evidence
        )
        values["files"] = model_files(self.entry, self.context, self.linker)
        values["catalogue_files"] = catalogue_files(self.context, self.linker)
        values["sources"] = self._sources()
        values["coverage"] = coverage_view(self.entry, self.context, self.linker)
        values["above"] = self.linker.address(ALL_MODELS)
        values["front_matter"] = markup.front_matter(
            {
                "title": self.entry.label,
                "description": described(card.summary),
                "tags": list(card.tags),
                "hide": ["navigation"],
            }
        )
        return values

    # Identity

    def _status(self) -> Fields:
        card = self.card
        successor = self.context.model_link(self.linker, card.successor) if card.successor else None
        reason = card.successor.note if card.successor else None
        return Fields(name=card.status.value, note=card.status_note, successor=successor, reason=reason)

    def _members(self) -> Iterator[Fields]:
        """Links to the models of its family; of a large one, to those next to it in size and to its page."""
        family = self.entry.family
        members = self.context.members.get(family, [])
        if len(members) < 2:
            return
        here = self.context.places_in_families[self.entry.id]
        first = max(0, min(here - _MOST_MEMBERS // 2, len(members) - _MOST_MEMBERS))
        shown = members[first : first + _MOST_MEMBERS]
        for member in shown:
            link = self.linker.page("models", member.id, self.context.member_label(member))
            yield Fields(link=link, current=member is self.entry)
        if len(shown) < len(members):
            page = self.linker.address(page_path("families", family))
            yield Fields(link=None, current=False, page=page, count=f"{len(members):,}")

    # What follows from the facts

    def _derived(self) -> Fields:
        card, shown = self.card, partial(show_derived, evidence=self.evidence)
        return Fields(
            head_dimension=shown(head_dimension(card.architecture) if card.architecture else None),
            batch_tokens=shown(batch_tokens(card)),
            training_tokens=shown(training_tokens(card)),
            pretraining_tokens=shown(pretraining_tokens(card)),
            tokens_per_parameter=shown(tokens_per_parameter(card)),
        )

    def _checkpoint(self) -> Fields | None:
        checkpoints = self.card.checkpoints
        if checkpoints is None:
            return None
        steps = checkpoint_steps(checkpoints)
        return Fields(
            count=show_derived(checkpoint_count(checkpoints), self.evidence),
            snippet=checkpoint_snippet(self.card, steps, self.context),
            revisions=revision_names(self.card, steps),
        )

    # What the card refers to

    def _datasets(self, view: Any) -> Iterator[Fields]:
        """What the whole training used, then what each stage did."""
        for part in (view.training, *view.training.stages) if view.training else ():
            stage = None if part is view.training else markup.cell(part.name)
            yield from (self._dataset(item, stage) for item in part.data or ())

    def _dataset(self, item: Any, stage: Safe | None) -> Fields:
        entry = self.context.catalogue.registries.datasets.get(item.dataset or "")
        name = (
            self.linker.page("datasets", entry.id, entry.value.name)
            if entry
            else markup.link(item.name or "", item.url or "")
        )
        amounts = tuple(_amounts(item))
        return Fields(
            name=name,
            stage=stage,
            summary=entry.value.summary if entry else None,
            amounts=amounts,
            note=item.note,
            mark=None if amounts else item.mark,
        )

    def _adapter_data(self, view: Fields) -> RenderedFact | None:
        """The dataset of an adapter, as a link with its evidence."""
        shown: RenderedFact | None = view.adapter.data if view.adapter else None
        entry = self.context.catalogue.registries.datasets.get(shown.plain) if shown else None
        if shown is None or entry is None:
            return shown
        return replace(shown, value=self.linker.page("datasets", entry.id, entry.value.name))

    def _lineage(self) -> Fields:
        card, context = self.card, self.context
        return Fields(
            graph=self.graph,
            notices=self.notices.views(context, self.linker),
            bases=tuple(
                Fields(
                    link=context.model_link(self.linker, base),
                    note=base.note,
                    role=base.role,
                )
                for base in card.base_model or ()
            ),
            students=tuple(
                self.linker.page("models", student.id, student.label)
                for student in context.students.get(self.entry.id, ())
            ),
            related=tuple(
                Fields(
                    link=context.model_link(self.linker, related),
                    relation=related.relation,
                    note=related.note,
                )
                for related in card.related or ()
            ),
        )

    def _teachers(self) -> Fields:
        links = [(self.context.model_link(self.linker, each), each.note) for each in self.card.teachers]
        return Fields(
            links=join([link for link, _ in links], Safe(", ")) if links else None,
            remarks=tuple(Fields(link=link, note=note) for link, note in links if note),
        )

    def _organization(self) -> Fields | None:
        entry = self.context.catalogue.registries.organizations.get(self.card.organization)
        if entry is None:
            return None
        value = entry.value
        shown = show_part(value, self.evidence)
        links = [markup.link(link.title, link.url) for link in value.links]
        return Fields(
            name=value.name,
            about=getattr(shown, "about", None),
            summary=value.summary,
            links=join(links, Safe(" · ")),
            page=self.linker.address(page_path("organizations", entry.id)),
        )

    def _figures(self) -> Iterator[Fields]:
        """The card's pictures that are there; what is wrong with the others is reported."""
        for index, figure in enumerate(self.card.figures or ()):
            file = self.entry.located.place(("figures", index, "file")).file
            found = self.context.figure(figure.file, file, self.linker)
            if found:
                mark = self.evidence.mark(figure.source) if figure.source else NOTHING
                shown = {"alt": figure.alt, "caption": figure.caption, "mark": mark}
                yield Fields(address=found.address, width=found.width, height=found.height, **shown)

    def _further(self, after: str) -> tuple[Fields, ...]:
        """The card's own sections that follow a section of the skeleton."""
        sections = self.card.sections or ()
        return tuple(
            Fields(
                title=markup.heading(section.title),
                text=with_mark(self._prose(section.body, "section"), self._mark_of(section)),
            )
            for section in sections
            if (section.after or "notes") == after
        )

    def _prose(self, text: str, key: str) -> Safe:
        return markup.prose(text, key=key, resolve=self.evidence.resolve)

    def _mark_of(self, section: Section) -> Safe:
        """The source of a section; without one it is taken for the card's own words."""
        return self.evidence.mark(section.source) if section.source else Safe("")

    def _sources(self) -> Fields:
        cited = self.evidence.cited
        named = {source.anchor for source in cited}
        others = [s for key, s in self.card.sources.items() if f"source-{key}" not in named]
        return Fields(cited=cited, others=tuple(others))


def _component(item: Any) -> Fields:
    """A network inside the model; what it was taken from is a link to the hub."""
    base: RenderedFact | None = item.base
    if base and base.known:
        base = replace(base, value=markup.link(base.plain, f"https://huggingface.co/{base.plain}"))
    # Its facts carry the mark; without any it stands at the name.
    marked = item.type or item.parameters or item.base
    return Fields(
        role=item.role,
        name=item.name,
        type=item.type,
        parameters=item.parameters,
        base=base,
        mark=None if marked else item.mark,
        note=item.note,
    )


_UNITS = ("tokens", "examples", "pairs", "images", "hours", "residues", "epochs", "share")


def _amounts(item: Any) -> Iterator[Fields]:
    """How much of a dataset was seen."""
    for unit in _UNITS:
        if fact := getattr(item, unit):
            yield Fields(unit=unit, fact=fact)


def _example(item: Any) -> Fields:
    """A sample input and output as code."""
    return Fields(
        title=item.title,
        input=_block(item.input),
        parameters=_json(item.parameters) if item.parameters else None,
        output=_block(item.output) if item.output is not None else None,
        revision=item.revision or None,
        seed=item.seed,
        repetition=_repetition(item.output),
        mark=item.mark,
        note=item.note,
    )


def _repetition(output: Any) -> str | None:
    """Of an output that repeats itself, how many per cent of its four-word sequences are different."""
    found = most_repetitive(output)
    return str(found.percent) if found and found.loops else None


def _block(value: Any) -> Fields:
    if isinstance(value, str):
        return Fields(text=value, language="text")
    return Fields(text=_json(value), language="json")


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _without_runs(card: Card) -> Card:
    """The card without its scores, of which templates have a view of their own."""
    if card.evaluation is None:
        return card
    return card.model_copy(update={"evaluation": card.evaluation.model_copy(update={"runs": ()})})
