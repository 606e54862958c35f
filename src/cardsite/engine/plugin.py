"""Places a built catalogue into MkDocs or ProperDocs; the only module that imports mkdocs."""

from __future__ import annotations

import gc
import html
import logging
import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from itertools import accumulate, takewhile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as SitePage
from mkdocs.structure.pages import _RelativePathTreeprocessor
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils import CountHandler, get_theme_dir
from mkdocs.utils.templates import TemplateContext

from .. import markup
from ..build import Rules, build_site
from ..catalogue import Catalogue
from ..changes import card_histories
from ..checks.reading import label_of, without_collecting
from ..errors import CardsiteError
from ..files import PutAside, Shelf
from ..history.card_dates import NoHistory, RenamedCards, card_changes, commit_of
from ..problems import Place, Problem, Severity, did_you_mean
from ..render import contents, not_found
from ..reports.text_report import as_text, summary
from ..site import (
    ABOUT,
    CHANGES,
    FEED,
    PROBLEMS,
    Asset,
    CardDates,
    Docs,
    History,
    Page,
    Preview,
    Site,
    SiteInfo,
    issue_form,
)
from ..terminal import one_line, printed
from . import content_policy, staging
from .csp import in_head, with_policy
from .page_html import Headings, other_syntax, rendered
from .search_text import searchable
from .theme_shell import Shells

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

__all__ = ["CardsiteConfig", "CardsitePlugin"]

log = get_plugin_logger(__name__)
engine_log = logging.getLogger(log.logger.name.partition(".")[0])
"""What MkDocs, or ProperDocs, logs to, with all of its plugins."""


def _on_safe_lines(record: logging.LogRecord) -> bool:
    """What is logged quotes files, and logs are read by terminals and by what runs workflows."""
    record.msg, record.args = printed(record.getMessage()), ()
    return True


log.logger.addFilter(_on_safe_lines)

_EXCLUDED = InclusionLevel.DRAFT.value
_ONLY_INDEX = frozenset(
    {"material.plugins.search.plugin", "mkdocs.contrib.search", "properdocs.contrib.search"}
)
"""Plugins that look at pages and change none."""
_NO_INDEX = '<meta name="robots" content="noindex">'
_BOOST = {"model": 2, "named": 6, "other": 1.5}
"""How much more pages of the catalogue count in searches than hand-written ones: those of models, lists with
names of their own, which answer what readers ask of many models, and all others."""


def _searched_as(page: Page) -> str:
    if not page.names:
        return "other"
    return "model" if page.source else "named"


class CardsiteConfig(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin in mkdocs.yml; folders are relative to that file."""

    cards = c.Dir(default="cards")
    """The catalogue: the folder with the YAML files."""
    templates = c.Dir(default="templates")
    """The site's own templates, which come before those of cardsite; the folder need not be there."""
    select = c.ListOfItems(c.Type(str), default=[])
    """The checks to run on cards: codes, or their first words (`score`); all if it is empty."""
    ignore = c.ListOfItems(c.Type(str), default=[])
    """Checks that are left out for the whole site."""
    broken_cards = c.Choice(("stop", "show"), default="stop")
    """What errors in cards do: `stop` the build, or `show` in a preview, which is not published."""


class CardsitePlugin(BasePlugin[CardsiteConfig]):  # type: ignore[no-untyped-call]
    """Adds the pages of a catalogue to a site, and lets the site out only when it is whole."""

    command: Literal["", "build", "gh-deploy", "serve"] = ""
    dirty = False
    staged: staging.Staging | None = None
    marked: SitePage | None = None
    """The list in the navigation on which the page stands that a theme renders just now."""
    histories: Mapping[str, History] = MappingProxyType({})
    """How the cards came to be what they are, by the commit that was last asked for."""

    # One run, or many builds of one `serve`

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note what the run is for; a plugin with this method lives through all builds of `serve`."""
        self.command, self.dirty = command, dirty

    def on_serve(self, server: LiveReloadServer, **_: object) -> None:
        """Rebuild when a card or a template changes."""
        # The templates of a checkout too; those of an installed package do not change.
        checkout = Path(__file__).parents[3]
        shipped = [checkout / "templates"] if (checkout / "src" / "cardsite").is_dir() else []
        for folder in (Path(self.config.cards), Path(self.config.templates), *shipped):
            if folder.is_dir():
                server.watch(str(folder))

    def on_shutdown(self) -> None:
        """Clean up after an interrupt, of which MkDocs tells nobody else."""
        self._discard()

    # One build, in the order of events

    @event_priority(100)  # before any plugin that might warn of something
    def _count_warnings(self, /, config: MkDocsConfig) -> None:
        """Have `--quiet` hide no warning that fails the build: what it drops, `--strict` does not count."""
        if config.strict and engine_log.level > logging.WARNING:
            engine_log.setLevel(logging.WARNING)

    @event_priority(-100)  # after every plugin that might choose the folder of the site
    def _build_aside(self, /, config: MkDocsConfig) -> None:
        """Build into a folder beside the site's; `serve` has one of its own already."""
        # Templates put Markdown into elements of their own; this comes with Python-Markdown, which renders
        # the pages that use other syntax of its own.
        if "md_in_html" not in config.markdown_extensions:
            config.markdown_extensions.append("md_in_html")
        self.problems: list[Problem] = []
        self.shown: list[Problem] = []
        self.pages: dict[str, Page] = {}
        self.said: set[str] = set()
        self.slow: dict[str, str] = {}
        self.held: dict[str, _Held] = {}
        self.places: dict[tuple[str, int, str], tuple[File, str]] = {}
        self.linked: set[str] = set()
        self.shelf: Shelf | None = None
        self.aside: dict[str, PutAside] = {}
        self.headings = Headings.of(config.mdx_configs.get("toc", {}))
        self.preview = self.config.broken_cards == "show" and self.command != "serve"
        if self.preview and self.command == "gh-deploy":
            raise _stop(
                "gh-deploy publishes the site, and broken_cards: show is for previews; set it to stop"
            )
        self._discard()
        if self.preview and (reason := staging.no_preview(Path(config.site_dir))):
            raise _stop(one_line(reason))
        if self.command in ("build", "gh-deploy") and not self.dirty:
            try:
                self.staged = staging.begin(Path(config.site_dir))
            except (CardsiteError, OSError) as error:
                raise _stop(one_line(str(error))) from None
            if self.staged is None:
                log.info("Building in place: no folder can be swapped in at %s", config.site_dir)
            else:
                config.site_dir = str(self.staged.folder)

    on_config = CombinedEvent(_count_warnings, _build_aside)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages and assets of the catalogue, beside the hand-written ones."""
        with without_collecting():
            files = self._with_catalogue(files, config)
            # Nobody else can ask for the text of a page between the events in which it is made and written.
            self.shelf = Shelf() if self._is_alone(config) else None
            # All this is in use to the end of the build: the search for cycles need not walk it once.
            gc.freeze()
        # Navigation that nobody wrote follows the order of the files.
        return Files(sorted(files, key=file_sort_key)) if config.nav is None else files

    def _with_catalogue(self, files: Files, config: MkDocsConfig) -> Files:
        self.site_info = self._publication(config, files)
        self.files = files
        site = self._site(config)
        if self.preview:
            mark = Asset(staging.PREVIEW, b"This folder holds a preview, which the next one may replace.\n")
            site = replace(site, assets=(*site.assets, mark))
        sources = {page.path: page for page in site.pages}
        if config.nav and CHANGES not in sources and not files.get_file_from_path(CHANGES):
            # A navigation names it, whatever git knows in one of the places where the site is built.
            config.nav = _without(config.nav, CHANGES)
        taken = {file.dest_uri for file in files if file.inclusion.value > _EXCLUDED}
        for file in _generated(site, config, self.site_info):
            if file.dest_uri in taken:
                log.debug("A hand-written file stands in place of the generated %s", file.src_uri)
                continue
            if excluded := files.get_file_from_path(file.src_uri):
                files.remove(excluded)
            files.append(file)
            if page := sources.get(file.src_uri):
                self.pages[file.src_uri] = replace(page, stored=b"")
        # Before the site's own styles and scripts, so that those win. What lies in a folder below is for the
        # script to load, on pages that have a use for it.
        paths = [each.path for each in site.assets if posixpath.dirname(each.path) == "assets/cardsite"]
        config.extra_css[:0] = [path for path in paths if path.endswith(".css")]
        config.extra_javascript[:0] = [path for path in paths if path.endswith(".js")]
        return files

    @event_priority(-100)  # after plugins that might put another page in its place
    def on_pre_page(self, page: SitePage, **_: object) -> None:
        """Have each generated page rendered by a CommonMark library, which takes a hundredth of the time."""
        if ours := self.pages.get(page.file.src_uri):
            page.render = partial(self._render, page)  # type: ignore[method-assign]
            page.canonical_url = None if ours.moved_to else page.canonical_url  # its own is in its head

    @event_priority(100)  # what other plugins add to the page is the maintainers' choice
    def on_page_content(self, html: str, *, page: SitePage, **_: object) -> str | None:
        """Check each generated page against the content policy."""
        ours = self.pages.get(page.file.src_uri)
        if changed := self.site_info.last_change(page.file.src_uri):
            page.update_date = changed  # for the sitemap
        if not ours:
            return None
        content = self._above(page) + html
        held = content_policy.held(content)
        self.held[page.file.src_uri] = _Held(hash(content), "\0".join(held.links), "\0".join(held.ids))
        if not held.violations:
            return self._put_aside(page, html)
        place = Place(ours.source or ours.path)
        message = f"the page {ours.path} may not hold"
        problems = [Problem("page-policy", place, f"{message} {what}") for what in held.violations]
        self.problems += problems
        return "".join(f"<p>{markup.text(problem.message)}</p>" for problem in problems)

    @event_priority(-100)  # after plugins that change how templates are rendered
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> None:
        """All pages are read now and none is written: the last moment to stop."""
        self.files = files
        if self.slow:
            path, found = next(iter(self.slow.items()))
            log.info(
                "Python-Markdown renders %d of the generated pages, which takes longer: %s has %s",
                len(self.slow),
                path,
                found,
            )
        self._stop_or_show(self.problems)
        self._by_shells(env, config)

    @event_priority(1)  # before plugins that index pages, which do so at 0
    def _before_indexing(
        self, /, context: TemplateContext, *, page: SitePage, **_: object
    ) -> TemplateContext:
        """Show those who index a page of the catalogue what it is found by: names, key facts and prose."""
        if ours := self.pages.get(page.file.src_uri):
            self.whole = self._content(page), page.meta
            page.content = searchable(ours.searched, tuple(_anchors(page.toc)), self.said)
            page.meta = {
                **page.meta,
                # Themes put what they find into the page as HTML.
                "tags": [markup.title(name) for name in ours.names],
                "search": {"boost": _BOOST[_searched_as(ours)], "exclude": bool(ours.moved_to)},
            }
        return context

    @event_priority(-1)
    def _after_indexing(
        self, /, context: TemplateContext, *, page: SitePage, nav: Navigation, **_: object
    ) -> TemplateContext:
        """Give the page back what readers see, below what stands above it."""
        content = page.content
        if ours := self.pages.get(page.file.src_uri):
            content, page.meta = self.whole
            _shorten(page.toc)
            self.pages[page.file.src_uri] = replace(ours, searched=())
            self._mark(_list_above(page, nav))
        elif sum(len(title.children) for title in page.toc) > 1:
            content = f"{self.contents}\n{content}"
        page.content = self._above(page) + (content or "")
        return context

    on_page_context = CombinedEvent(_before_indexing, _after_indexing)

    @event_priority(-100)  # hashes of scripts hold only if nobody changes the page afterwards
    def on_post_page(self, output: str, *, page: SitePage, **_: object) -> str | None:
        """Give each generated page its content security policy, and what it says to programs."""
        self._mark(None)
        content = page.content or ""
        if page.file.src_uri in self.aside:
            page.content = ""
        # Live reload is a script that `serve` adds to what it has already read from the built page.
        if self.command == "serve":
            return None
        output = in_head(output, _NO_INDEX) if self.preview else output
        if page.file.src_uri not in self.pages:
            return output
        said = [str(page.title), *map(str, page.meta.values())]
        output = in_head(output, self._for_programs(self.pages[page.file.src_uri], page.file))
        return with_policy(output, content, said)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, **_: object
    ) -> TemplateContext:
        """Leave out of the site map what leads on to other pages."""
        if template_name == "sitemap.xml":
            moved = {path for path, page in self.pages.items() if page.moved_to}
            context["pages"] = [file for file in context["pages"] if file.src_uri not in moved]
        return context

    def on_post_template(self, output: str, /, *, template_name: str, **_: object) -> str | None:
        """Have a preview listed nowhere, and help readers on who followed a link to what is not there."""
        if self.preview and template_name == "sitemap.xml":
            return ""
        output = in_head(output, _NO_INDEX) if self.preview else output
        title, end, rest = output.partition("</h1>")
        if template_name != "404.html" or not end:
            return output
        try:
            return f"{title}{end}\n{not_found(self._own_templates(), self.site_info)}{rest}"
        except CardsiteError as error:
            raise _stop(one_line(str(error))) from None

    @event_priority(-100)  # after the search index and whatever else is still written
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Look for dead links, then put the site in its place, unless `--strict` is about to fail it."""
        gc.unfreeze()
        self._warn_of_dead_links(config)
        # Whoever looks at a preview wants to see what is warned of.
        if self.staged and (self.preview or not (config.strict and _warnings())):
            try:
                staging.swap(self.staged)
            except OSError as error:
                raise _stop(f"The built site could not be put in its place: {error}") from None
            config.site_dir = str(self.staged.target)
            log.info("The %s is in %s", "preview" if self.preview else "site", config.site_dir)
            self.staged = None
        if self.preview and self.shown:
            raise Abort(printed(f"The preview shows {summary(self.shown)}"))

    def on_build_error(self, **_: object) -> None:
        """Leave the last good site as it is, and nothing next to it."""
        gc.unfreeze()
        self._discard()

    # What the events above are made of

    def _render(self, page: SitePage, config: MkDocsConfig, files: Files) -> None:
        """What `Page.render` does, for a page of the catalogue."""
        markdown = page.markdown or ""
        if found := other_syntax(markdown):
            self.slow[page.file.src_uri] = found
            SitePage.render(page, config, files)
            return
        links = _Links(page.file, files, config, self.places)
        made = rendered(markdown, self.headings, links.path_to_url)
        page.content, page.toc = made.html, get_toc(made.contents)
        page._title_from_render = made.title or None
        page.present_anchor_ids = made.ids
        if engine_log.getEffectiveLevel() > logging.DEBUG:
            page.links_to_anchors = links.links_to_anchors

    def _mark(self, page: SitePage | None) -> None:
        """Have themes show one page of the navigation as the place of the page that is made."""
        if self.marked:
            self.marked.active = False
        self.marked = page
        if page:
            page.active = True

    def _by_shells(self, env: Environment, config: MkDocsConfig) -> None:
        """Have the theme render only pages that are unlike others.

        Where other plugins, or templates of the site, have a hand in it, any page may be unlike others.
        """
        if self._is_alone(config, "env", "page_context", "post_page"):
            template = env.get_template("main.html")
            template.render = partial(self._in_shell, Shells(env, template.render))  # type: ignore[method-assign]

    def _is_alone(self, config: MkDocsConfig, *events: str) -> bool:
        """Whether pages are for Material as it comes, and no other plugin listens to these events, or any."""
        if config.theme.name != "material" or config.extra.get("alternate"):
            return False
        listening = (config.plugins.events[event] for event in events or config.plugins.events)
        owners = {getattr(method, "__self__", None) for methods in listening for method in methods}
        before = takewhile(lambda folder: folder != get_theme_dir("material"), config.theme.dirs)
        return all(each is self or type(each).__module__ in _ONLY_INDEX for each in owners) and not any(
            path for folder in before for path in Path(folder).rglob("*.html")
        )

    def _put_aside(self, page: SitePage, html: str) -> str | None:
        """Keep the HTML of a page out of memory until the page is written, and let go of its Markdown."""
        if self.shelf is None:
            return None
        # A surrogate by itself is a mistake that is for the engine to meet.
        self.aside[page.file.src_uri] = self.shelf.keep(html.encode(errors="surrogatepass"))
        page.markdown = page.file.content_string = ""
        return ""

    def _content(self, page: SitePage) -> str:
        """The HTML of a page."""
        kept = self.aside.get(page.file.src_uri)
        return kept.content.decode(errors="surrogatepass") if kept else page.content or ""

    def _in_shell(self, shells: Shells, context: Mapping[str, Any]) -> str:
        """What the theme makes of a page; of those that no navigation leads to, shells are made."""
        page, nav = context["page"], context["nav"]
        if not self.linked:
            self.linked = set(_linked(nav))
            shells.folders = frozenset(folder for url in self.linked for folder in _folders(url))
        if page.file.src_uri in self.pages and page.url not in self.linked and not page.is_homepage:
            return shells.page(context)
        return shells.theme(context)

    def _above(self, page: SitePage) -> str:
        """What stands above a page: that it is one of a preview, and the link to report a mistake."""
        ours, problems = self.pages.get(page.file.src_uri), self.files.get_file_from_path(PROBLEMS)
        address = html.escape(problems.url_relative_to(page.file)) if problems else ""
        above = self.banner.replace(f'href="{PROBLEMS}"', f'href="{address}"')
        return above + (ours.report if ours else "")

    def _discard(self) -> None:
        if self.staged:
            staging.discard(self.staged)
            self.staged = None

    def _site(self, config: MkDocsConfig) -> Site:
        """The catalogue; what is wrong with it is logged, and stops a build but not a preview."""
        cards, base = Path(self.config.cards), _base(config)
        if not cards.is_dir():
            raise _stop(f"no folder of cards at {cards}; make it, or set the plugin's option `cards`")
        rules = Rules(tuple(self.config.select), tuple(self.config.ignore))
        try:
            own, renamed = self._own_templates(), RenamedCards(cards)
            site = build_site(cards, own, base, rules, self.site_info, renamed, self._history)
        except CardsiteError as error:
            raise _stop(one_line(str(error))) from None
        for problem in site.problems:
            if problem.severity is Severity.WARNING:
                _log(problem)
        if notes := [problem for problem in site.problems if problem.severity is Severity.NOTE]:
            log.info("%s; `cardsite check --show note` lists them", summary(notes))
        errors = [problem for problem in site.problems if problem.severity is Severity.ERROR]
        self._stop_or_show(errors)
        self.expected, self.banner = site.expected, site.banner if self.preview else ""
        self.contents = contents(own)
        return site

    def _history(self, catalogue: Catalogue) -> History:
        """How the cards came to be what they are; nothing without git, or with a part of its history."""
        if not self.site_info.changed:
            return History()
        cards = Path(self.config.cards)
        try:
            # What is not committed yet, and all that an author sees change while it is served, is no history.
            commit = commit_of(cards).id
            if self.command != "serve" or commit not in self.histories:
                self.histories = {commit: card_histories(cards, catalogue, self._own_templates())}
            return self.histories[commit]
        except NoHistory as reason:
            log.info("No changes of cards: %s", reason)
            return History()

    def _own_templates(self) -> Path | None:
        templates = Path(self.config.templates)
        return templates if templates.is_dir() else None

    def _publication(self, config: MkDocsConfig, files: Files) -> SiteInfo:
        """What the site says of itself; without git, or with a part of its history, there are no dates."""
        changed: Mapping[str, CardDates] = {}
        try:
            changed = card_changes(Path(self.config.cards))
        except NoHistory as reason:
            level = logging.INFO if config.site_url else logging.DEBUG
            log.log(level, "No feed and no dates of changes: %s", reason)
        url = posixpath.join(config.site_url, "") if config.site_url else ""
        return SiteInfo(
            name=config.site_name,
            about=config.site_description or ABOUT,
            url=url,
            folders=config.use_directory_urls,
            changed=changed,
            issues=issue_form(config.repo_url, config.edit_uri, config.edit_uri_template),
            built=True,
            docs=Docs(label_of(Path(config.docs_dir), _base(config)), _addresses(files, config.theme.dirs)),
            plain_ending=".md",
            preview=self._preview(),
        )

    def _preview(self) -> Preview | None:
        """That it is a preview; the author who serves pages knows of which cards."""
        if not self.preview:
            return Preview() if self.command == "serve" else None
        try:
            return Preview(commit_of(Path(self.config.cards)))
        except NoHistory:
            return Preview()

    def _for_programs(self, page: Page, file: File) -> str:
        """What stands in the head of a page: the feed, and what it is about as data, or where it leads on."""
        if (target := self.files.get_file_from_path(page.moved_to)) and page.moved_to:
            there = html.escape(target.url_relative_to(file))
            canonical = html.escape(self.site_info.page(page.moved_to)) or there
            refresh = f'<meta http-equiv="refresh" content="0; url={there}">'
            return f'<link rel="canonical" href="{canonical}">{refresh}'
        feed = self.site_info.file(FEED) if self.site_info.has_feed else ""
        link = f'<link rel="alternate" type="application/atom+xml" href="{html.escape(feed)}">'
        data = f'<script type="application/ld+json">{page.structured}</script>'
        return (link if feed else "") + (data if page.structured else "")

    def _stop_or_show(self, errors: list[Problem]) -> None:
        if errors and self.command != "serve" and not self.preview:
            raise _stop(f"{summary(errors)}\n{as_text(errors)}")
        self.shown += errors
        for problem in errors:
            _log(problem)

    def _warn_of_dead_links(self, config: MkDocsConfig) -> None:
        """Warn of every link in a generated page that leads nowhere on the finished site."""
        site_dir = Path(config.site_dir)
        written = frozenset(_written(config.site_dir))
        root = posixpath.join(urlsplit(config.site_url or "/").path, "")
        files = self.files.documentation_pages()
        contents = {file.dest_uri: file.page.content or "" for file in files if file.page}

        # Other plugins may have changed pages since they were looked at.
        known = {
            file.dest_uri: held
            for file in files
            if (held := self.held.get(file.src_uri))
            and (file.src_uri in self.aside or held.seen == hash(contents[file.dest_uri]))
        }

        @cache
        def anchors(path: str) -> frozenset[str]:
            if held := known.get(path):
                return frozenset(filter(None, held.ids.split("\0")))
            return content_policy.ids(contents.get(path) or (site_dir / path).read_text(encoding="utf-8"))

        missing = self._warn_of_missing_places(anchors)
        for file in files:
            if page := self.pages.get(file.src_uri):
                held = known.get(file.dest_uri)
                # One without an address leads to its page.
                links = (
                    filter(None, held.links.split("\0"))
                    if held
                    else content_policy.links(contents[file.dest_uri])
                )
                for found in content_policy.dead_links(
                    links, file.url, written, lambda path: anchors(path) | missing.get(path, set()), root
                ):
                    log.warning("%s: on the page %s, %s", page.source or page.path, page.path, found)

    def _warn_of_missing_places(self, anchors: content_policy.Anchors) -> dict[str, set[str]]:
        """Warn of every place that a text names and its page does not have; gives them by their pages."""
        missing: dict[str, set[str]] = {}
        for path, anchor, problem in self.expected:
            file = self.files.get_file_from_path(path)
            if file and file.is_documentation_page() and anchor not in (there := anchors(file.dest_uri)):
                missing.setdefault(file.dest_uri, set()).add(anchor)
                _log(replace(problem, hint=did_you_mean(anchor, there)))
        return missing


class _Held(NamedTuple):
    """What a page held when it was looked at: as sets of texts, all pages would take ten times the room."""

    seen: int
    """The hash of its HTML."""
    links: str
    """The addresses that its links name, with NUL between them, which no attribute can hold."""
    ids: str
    """Its anchors, likewise."""


# The part of MkDocs that finds out where a link leads, with its messages; it has no public name.
class _Links(_RelativePathTreeprocessor):
    """Where the links of a page lead; pages of one folder have most of them in common."""

    def __init__(
        self,
        file: File,
        files: Files,
        config: MkDocsConfig,
        places: dict[tuple[str, int, str], tuple[File, str]],
    ) -> None:
        super().__init__(file, files, config)
        self.places = places
        self.folder, self.depth = posixpath.dirname(file.src_uri), file.url.removeprefix("./").count("/")

    def _holds(self, file: File) -> bool:
        """Whether the page is this one, or lies in its folder: then its address from here is another."""
        return file.url.startswith(self.file.url)

    def path_to_url(self, url: str) -> str:
        """The address for the built page; also notes which anchors there have to be."""
        path, mark, anchor = url.partition("#")
        key = self.folder, self.depth, path
        target, place = self.places.get(key, (None, ""))
        if target is None:
            new = super().path_to_url(url)
            found = self.files.get_file_from_path(posixpath.normpath(posixpath.join(self.folder, path)))
            if found and found.inclusion.value > _EXCLUDED and not self._holds(found):
                self.places[key] = found, new.partition("#")[0]
            return new
        if self._holds(target):
            return super().path_to_url(url)
        if anchor:
            self.links_to_anchors.setdefault(target, {}).setdefault(anchor, url)
        return place + mark + anchor


def _stop(message: str) -> PluginError:
    """The error with which MkDocs ends a build; its message goes to the log as it is."""
    return PluginError(printed(message))


def _base(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml, to which all paths in messages are relative."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def _log(problem: Problem) -> None:
    levels = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.NOTE: logging.INFO}
    log.log(levels[problem.severity], "%s", as_text([problem]))


def _warnings() -> bool:
    """Whether MkDocs has counted a warning, by which it decides on `--strict` after the last event."""
    return any(each.get_counts() for each in engine_log.handlers if isinstance(each, CountHandler))


class _File(File):
    """A generated file whose content is read when it is asked for."""

    made: Page | Asset | None = None

    @property
    def _content(self) -> str | bytes | None:
        return self.made.content if self.made else self.__dict__["_content"]

    @_content.setter
    def _content(self, content: str | bytes | None) -> None:
        self.made, self.__dict__["_content"] = None, content


def _generated(site: Site, config: MkDocsConfig, site_info: SiteInfo) -> Iterator[File]:
    for page in site.pages:
        # Nobody writes the page of problems into a navigation, which a site has most of the time without it.
        listed = page.listed and not (config.nav and page.path == PROBLEMS)
        inclusion = InclusionLevel.UNDEFINED if listed else InclusionLevel.NOT_IN_NAV
        file = _File.generated(config, page.path, content=b"", inclusion=inclusion)
        vars(file)["made"] = page
        if page.source:
            # MkDocs puts the address of docs_dir in front of it.
            source = os.path.relpath(_base(config) / page.source, config.docs_dir)
            file.edit_uri = Path(source).as_posix()
        yield file
    for asset in site.assets:
        # Pages link to them, whatever the site leaves out of its hand-written part.
        file = _File.generated(config, asset.path, content=b"", inclusion=InclusionLevel.INCLUDED)
        vars(file)["made"] = asset
        file.dest_uri = site_info.published(asset.path)
        yield file


def _without(nav: Any, path: str) -> Any:
    """A navigation, as it is written, without a page."""
    if isinstance(nav, list):
        return [kept for each in nav if (kept := _without(each, path)) not in ({}, path)]
    if isinstance(nav, dict):
        return {title: kept for title, each in nav.items() if (kept := _without(each, path)) != path}
    return nav


def _addresses(files: Files, theme: Collection[str]) -> dict[str, str]:
    """The addresses of the files of a site, without those of its theme, as seen from its root; by path."""
    shown = (file for file in files if file.inclusion.value > _EXCLUDED and file.src_dir not in theme)
    return {file.src_uri: file.url for file in shown}


def _written(folder: str) -> Iterator[str]:
    """The paths of the files below a folder. A path of `pathlib` for each would take five times as long."""
    for inner, _, names in os.walk(folder):
        below = inner.removeprefix(folder).lstrip(os.sep).replace(os.sep, "/")
        yield from (posixpath.join(below, name) for name in names)


def _linked(items: Iterable[StructureItem]) -> Iterator[str]:
    """The addresses that a navigation leads to."""
    for item in items:
        yield getattr(item, "url", None) or ""
        yield from _linked(getattr(item, "children", None) or ())


def _list_above(page: SitePage, nav: Navigation) -> SitePage | None:
    """The list on which a page stands, where the navigation leads to that and not to the page itself."""
    listed = {each.file.src_uri: each for each in nav.pages}
    if page.file.src_uri in listed:
        return None
    above = (listed.get(f"{folder}/index.md") for folder in reversed([*_folders(page.file.src_uri)]))
    return next(filter(None, above), None)


def _folders(url: str) -> Iterator[str]:
    """The folders of an address, each with those that it lies in."""
    return accumulate(url.split("/")[:-1], "{}/{}".format)


def _shorten(contents: Iterable[AnchorLink]) -> None:
    """Leave sections in the contents of a page, and none of their parts."""
    for link in contents:
        if link.level < 2:
            _shorten(link.children)
        else:
            link.children = []


def _anchors(contents: Iterable[AnchorLink]) -> Iterator[tuple[str, str]]:
    """The titles and ids of a page's headings, in the order of the page."""
    for link in contents:
        yield link.title, link.id
        yield from _anchors(link.children)
