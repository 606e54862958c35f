"""What a reader's browser makes of built pages: of hostile cards, and of the cards of this repository."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from cardsite.checks import CHECKS
from hostile import OF_FINISHED_SITES, hostile, hostile_catalogue
from published import published_catalogue
from quick_starts import starts
from tinysite import build, catalogue, write

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[1]
MATERIAL = {
    "site_name": "</title><script>window.__pwned=1</script>",
    "theme": {"name": "material", "font": False, "features": ["content.code.copy", "search.suggest"]},
    "plugins": ["search", "tags", "cardsite"],
    "use_directory_urls": False,
}
SNIPPET = "models/pythia/pythia-160m.html"
MODELS = [
    SNIPPET, "models/code-llama/code-llama-7b.html", "models/gpt-6.7b-alpaca.html",
    "models/cerebras-gpt/cerebras-gpt-13b.html",
]  # fmt: skip
LISTS = [
    "index.html", "models/index.html", "families/pythia.html", "benchmarks/lambada.html",
    "datasets/pile.html", "organizations/eleutherai.html", "licenses.html",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of cards in which every text is an attack of one kind or another."""
    folder = tmp_path_factory.mktemp("hostile")
    # Cards of hostile text make no sense, which checks would say.
    groups = sorted({code.partition("-")[0] for code in CHECKS})
    plugins = ["search", {"cardsite": {"ignore": groups}}]
    mkdocs_yml = catalogue(folder, **MATERIAL | {"site_name": "Hostile", "plugins": plugins})
    hostile_catalogue(folder / "cards", [hostile(tuple(OF_FINISHED_SITES[n::6]), f"c{n}") for n in range(6)])
    return build(mkdocs_yml, strict=False)


class Watched:
    """What a page did that no page may do."""

    def __init__(self, tab: Tab, origin: str) -> None:
        self.tab = tab
        self.found: list[str] = []
        tab.on("pageerror", lambda error: self._fail(str(error)))
        tab.on("popup", lambda popup: self.found.append(f"window {popup.url}"))
        tab.on("request", lambda request: self._see(request.url, origin))

    def _fail(self, error: str) -> None:
        # From a disk, Material finds its index only with its plugin for sites without a server.
        if "search/search_index.js" not in error:
            self.found.append(f"error {error}")

    def _see(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", f"blob:{origin}", "blob:null")):
            self.found.append(f"request {url}")

    def check(self) -> None:
        """Nothing was asked of anybody else, nothing failed, and nothing that a card says was run."""
        assert self.found == []
        assert self.tab.evaluate("window.__pwned") is None


@contextmanager
def opened(browser: Browser, origin: str, **options: object) -> Iterator[tuple[Tab, Watched]]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    # A dialog would wait for an answer; here it tells of itself.
    context.add_init_script("window.alert = window.confirm = window.prompt = () => { window.__pwned = 1 }")
    tab = context.new_page()
    yield tab, Watched(tab, origin)
    context.close()


def test_these_tests_see_what_a_page_does(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    write(tmp_path / "a.html", "<img src=https://evil.example/x.png><script>alert(1); undefined.x</script>")
    origin = serve(tmp_path)
    with opened(browser, origin) as (tab, watched):
        tab.goto(f"{origin}a.html")
        assert [found.partition(" ")[0] for found in watched.found] == ["request", "error"]
        assert tab.evaluate("window.__pwned") == 1


# Hostile cards


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_nothing_that_a_card_says_is_run_or_loaded(
    hostile_site: Path, browser: Browser, serve: Callable[[Path], str], scheme: str
) -> None:
    origin = serve(hostile_site) if scheme == "http" else f"{hostile_site.as_uri()}/"
    with opened(browser, origin) as (tab, watched):
        for page in sorted(
            path.relative_to(hostile_site).as_posix() for path in hostile_site.rglob("*/*.html")
        ):
            # A page at an old address leads to the new one before anything of it could be looked at.
            if 'http-equiv="refresh"' not in (hostile_site / page).read_text(encoding="utf-8"):
                tab.goto(origin + page)
                watched.check()


def test_links_of_a_hostile_card_lead_to_ordinary_addresses(
    hostile_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(hostile_site)
    with opened(browser, origin) as (tab, watched):
        tab.goto(f"{origin}models/card-0.html")
        schemes = tab.evaluate("[...new Set([...document.links].map(link => link.protocol))]")
        assert set(schemes) <= {"http:", "https:", "mailto:"}
        watched.check()


@pytest.mark.parametrize(
    "text", ["acme", "models", "<script>window.__pwned=1", "<img src=x onerror=alert(1)>"]
)
def test_searching_for_an_attack_runs_nothing(
    hostile_site: Path, browser: Browser, serve: Callable[[Path], str], text: str
) -> None:
    origin = serve(hostile_site)
    with opened(browser, origin) as (tab, watched):
        tab.goto(f"{origin}index.html")
        tab.click("input[name=query]")
        tab.keyboard.type(text)
        tab.get_by_text(re.compile("matching documents")).first.wait_for()
        found = tab.locator(".md-search-result__item")
        assert found.count() > 3 or text.startswith("<")
        assert (
            tab.locator(".md-search-result").locator("script, img, iframe, [onclick], [onerror]").count() == 0
        )
        watched.check()


# The cards of this repository


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_published_pages_ask_nothing_of_anyone_else_and_fail_at_nothing(
    own_site: Path, browser: Browser, serve: Callable[[Path], str], scheme: str
) -> None:
    origin = serve(own_site) if scheme == "http" else f"{own_site.as_uri()}/"
    with opened(browser, origin) as (tab, watched):
        for page in (*LISTS, *MODELS):
            tab.goto(origin + page)
            assert tab.locator("h1").count() == 1
            assert tab.evaluate("[...document.styleSheets].some(s => s.href?.endsWith('cardsite.css'))"), page
        watched.check()


@pytest.mark.parametrize("page", [*LISTS, *MODELS])
def test_no_page_scrolls_sideways_on_a_phone(
    own_site: Path, browser: Browser, serve: Callable[[Path], str], page: str
) -> None:
    origin = serve(own_site)
    with opened(browser, origin, viewport={"width": 390, "height": 844}) as (tab, watched):
        tab.goto(origin + page)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tab.evaluate(wide) <= 0
        watched.check()


def test_no_hostile_page_scrolls_sideways_on_a_phone(
    hostile_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(hostile_site)
    with opened(browser, origin, viewport={"width": 390, "height": 844}) as (tab, _):
        for number in range(0, 6, 2):
            tab.goto(f"{origin}models/card-{number}.html")
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390, number


def test_tabs_switch_by_keyboard_without_scripts(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(own_site)
    with opened(browser, origin, java_script_enabled=False) as (tab, _):
        tab.goto(origin + SNIPPET)
        shown = tab.locator(".cs-tab:visible")
        assert shown.count() == 1
        first = shown.inner_text()
        tab.locator(".cs-tabs input").first.focus()
        tab.keyboard.press("ArrowRight")
        assert shown.count() == 1
        assert shown.inner_text() != first
        tab.keyboard.press("ArrowLeft")
        assert shown.inner_text() == first


def test_the_way_to_run_a_model_is_remembered_from_page_to_page(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(own_site)
    with opened(browser, origin) as (tab, watched):
        chosen = tab.locator(".cs-tabs[data-cs-script=tabs] input:checked + label")
        tab.goto(origin + SNIPPET)
        assert chosen.inner_text() == "transformers"
        tab.get_by_text("vLLM", exact=True).click()
        tab.goto(origin + "models/mamba-2.8b.html")
        expect(chosen).to_have_text("vLLM")
        # A page that has no such way shows its first, and the choice stands.
        tab.goto(origin + "models/whisper-small.html")
        expect(chosen).to_have_text("transformers")
        tab.goto(origin + SNIPPET)
        expect(chosen).to_have_text("vLLM")
        watched.check()


def test_the_copy_button_gives_the_code_as_it_was_written(
    own_site: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    own = published_catalogue()
    written = starts(own.cards["pythia/pythia-160m"], own)[0].code
    permissions = ["clipboard-read", "clipboard-write"]
    origin = serve(own_site)
    with opened(browser, origin, permissions=permissions) as (tab, watched):
        tab.goto(origin + SNIPPET)
        block = tab.locator(".cs-tab:visible .highlight")
        assert block.locator("code").text_content() == written.rstrip("\n")
        block.hover()
        block.locator("button").first.click()
        tab.wait_for_selector(".md-dialog--active")
        assert tab.evaluate("navigator.clipboard.readText()").rstrip("\n") == written.rstrip("\n")
        assert watched.found == []
