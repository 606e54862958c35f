"""A site with a catalogue in it, built by MkDocs."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from cardsite.engine import plugin
from cardsite.engine.content_policy import Held
from cardsite.problems import Place, Problem, Severity
from cardsite.site import Asset, Page, Site
from tinysite import LICENSED, build, catalogue, read, write

MATERIAL = {
    "theme": {"name": "material", "font": False, "palette": {"scheme": "slate"}},
    "plugins": ["search", "cardsite"],
}


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


@pytest.fixture
def mkdocs_yml(tmp_path: Path) -> Path:
    return catalogue(tmp_path)


@pytest.fixture
def made_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have the plugin place these pages: what cards cannot be made to produce, or not on their own."""

    def make(*pages: Page, assets: tuple[Asset, ...] = (), problems: tuple[Problem, ...] = ()) -> None:
        monkeypatch.setattr(plugin, "build_site", lambda *args: Site(pages, assets, problems))

    return make


def model(body: str = "# Tiny\n", **fields: Any) -> Page:
    return Page(
        **{"path": "models/tiny.md", "title": "Tiny", "stored": body.encode(), "source": "cards/tiny.yaml"}
        | fields
    )


def warnings(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno >= logging.WARNING]


# What a build makes


def test_a_card_becomes_a_page_of_the_site(mkdocs_yml: Path) -> None:
    site = build(mkdocs_yml)
    assert "A tiny model." in read(site / "models/tiny/index.html")


def test_a_page_has_a_file_of_its_own_where_addresses_are_not_folders(mkdocs_yml: Path) -> None:
    site = build(mkdocs_yml, use_directory_urls=False)
    assert "A tiny model." in read(site / "models/tiny.html")


def test_a_catalogue_on_material_passes_strict_mode(tmp_path: Path) -> None:
    site = build(catalogue(tmp_path, **MATERIAL))
    assert "A tiny model." in read(site / "models/tiny/index.html")


def test_the_edit_button_opens_the_card(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, repo_url="https://github.com/acme/cards")
    html = read(build(mkdocs_yml) / "models/tiny/index.html")
    assert 'href="https://github.com/acme/cards/edit/master/cards/tiny.yaml"' in html


def test_the_edit_button_opens_the_card_from_a_template_too(
    tmp_path: Path, made_of: Callable[..., None]
) -> None:
    made_of(model(), model(path="models/index.md", source=""))
    mkdocs_yml = catalogue(
        tmp_path, repo_url="https://github.com/acme/cards", edit_uri_template="edit/main/docs/{path}"
    )
    site = build(mkdocs_yml)
    assert "acme/cards/edit/main/cards/tiny.yaml" in read(site / "models/tiny/index.html")
    assert "edit/main" not in read(site / "models/index.html")


def test_navigation_that_nobody_wrote_names_the_lists_and_not_the_models(
    mkdocs_yml: Path, made_of: Callable[..., None], log: pytest.LogCaptureFixture
) -> None:
    made_of(model(), model("# All models\n", path="models/index.md", listed=True))
    home = read(build(mkdocs_yml) / "index.html")
    assert 'href="models/"' in home
    assert "models/tiny" not in home
    assert "not included in the" not in log.text


def test_pages_missing_from_a_written_navigation_are_not_remarked_on(
    tmp_path: Path, made_of: Callable[..., None], log: pytest.LogCaptureFixture
) -> None:
    made_of(model())
    build(catalogue(tmp_path, nav=[{"Home": "index.md"}]))
    assert "not included in the" not in log.text


def test_a_hand_written_page_wins_over_a_generated_one(mkdocs_yml: Path) -> None:
    write(mkdocs_yml.parent / "docs/models/tiny.md", "# By hand\n")
    assert "By hand" in read(build(mkdocs_yml) / "models/tiny/index.html")


def test_a_hand_written_page_wins_by_another_name_too(mkdocs_yml: Path, made_of: Callable[..., None]) -> None:
    made_of(model())
    write(mkdocs_yml.parent / "docs/models/tiny/README.md", "# By hand\n")
    assert "By hand" in read(build(mkdocs_yml) / "models/tiny/index.html")


def test_a_hand_written_page_that_is_left_out_of_the_site_does_not_win(tmp_path: Path) -> None:
    write(tmp_path / "docs/models/tiny.md", "# By hand\n")
    site = build(catalogue(tmp_path, exclude_docs="models/tiny.md"))
    assert "A tiny model." in read(site / "models/tiny/index.html")


def test_every_page_loads_the_catalogues_style_and_script_before_the_sites_own(
    tmp_path: Path, made_of: Callable[..., None]
) -> None:
    made_of(
        model(),
        assets=(
            Asset("assets/cardsite/cardsite.css", b"a{}"),
            Asset("assets/cardsite/cardsite.js", b"1"),
            Asset("models/tiny.json", b"\xff"),
        ),
    )
    write(tmp_path / "docs/own.css", "b{}")
    site = build(catalogue(tmp_path, extra_css=["own.css"]))
    html = read(site / "models/tiny/index.html")
    assert 0 < html.index("../../assets/cardsite/cardsite.css") < html.index("../../own.css")
    assert '<script src="../../assets/cardsite/cardsite.js"></script>' in html
    assert (site / "models/tiny.json").read_bytes() == b"\xff"


# What stops a build


def test_a_missing_folder_of_cards_is_one_clear_error(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    mkdocs_yml = catalogue(tmp_path, plugins=[{"cardsite": {"cards": "karten"}}])
    with pytest.raises(Abort):
        build(mkdocs_yml)
    expected = f"no folder of cards at {tmp_path / 'karten'}; make it, or set the plugin's option `cards`"
    assert warnings(log) == [expected]


def test_errors_in_cards_are_told_at_once_and_stop_the_build(
    mkdocs_yml: Path, log: pytest.LogCaptureFixture
) -> None:
    write(mkdocs_yml.parent / "cards/tiny.yaml", LICENSED + "colour: red\nlayers: 3\n")
    with pytest.raises(Abort):
        build(mkdocs_yml, strict=False)
    [message] = warnings(log)
    assert message.startswith("2 errors in 1 file\ncards/tiny.yaml:5:1  error: ")
    assert "cards/tiny.yaml:5:1  error: " in message


def test_a_warning_stops_only_a_strict_build(
    mkdocs_yml: Path, made_of: Callable[..., None], log: pytest.LogCaptureFixture
) -> None:
    place = Place("cards/tiny.yaml", 2, 1)
    note = Problem("n", place, "could be longer", severity=Severity.NOTE)
    made_of(model(), problems=(note, Problem("w", place, "looks odd", severity=Severity.WARNING)))
    build(mkdocs_yml, strict=False)
    assert warnings(log) == ["cardsite: cards/tiny.yaml:2:1  warning: looks odd  [w]"]
    assert "1 note in 1 file; `cardsite check --show note` lists them" in log.text
    with pytest.raises(Abort, match="Aborted with 1 warnings in strict mode!"):
        build(mkdocs_yml)


def test_a_page_that_holds_what_no_page_may_hold_stops_the_build(
    mkdocs_yml: Path, made_of: Callable[..., None], log: pytest.LogCaptureFixture
) -> None:
    made_of(model('# Tiny\n\n<img src="https://e.org/i.png" alt="">\n'))
    with pytest.raises(Abort):
        build(mkdocs_yml, strict=False)
    found = 'the page models/tiny.md may not hold src="https://e.org/i.png" on <img>  [page-policy]'
    assert warnings(log) == [f"1 error in 1 file\ncards/tiny.yaml:1:1  error: {found}"]
    assert not (mkdocs_yml.parent / "site").exists()


def test_a_hand_written_page_may_hold_what_its_author_wants(mkdocs_yml: Path) -> None:
    write(mkdocs_yml.parent / "docs/film.md", '<iframe src="https://e.org"></iframe>\n')
    html = read(build(mkdocs_yml) / "film/index.html")
    assert "<iframe" in html
    assert "Content-Security-Policy" not in html


@pytest.mark.parametrize("folders", [True, False], ids=["folders", "files"])
def test_a_link_that_leads_nowhere_is_a_warning_with_the_card(
    mkdocs_yml: Path, made_of: Callable[..., None], log: pytest.LogCaptureFixture, folders: bool
) -> None:
    here = "models/tiny/index.html" if folders else "models/tiny.html"
    good = "[a](#tiny) [b](../index.md#home) [c](index.md#all) [d](index.md)"
    made_of(
        model(f'# Tiny\n\n{good} <a href="#gone">x</a> <a href="gone.html">y</a>\n'),
        model("# All\n", path="models/index.md"),
    )
    build(mkdocs_yml, strict=False, use_directory_urls=folders)
    away = "models/tiny/gone.html" if folders else "models/gone.html"
    start = "cardsite: cards/tiny.yaml: on the page models/tiny.md, "
    assert warnings(log) == [
        f'{start}"#gone" leads to no anchor: {here} has no id "gone"',
        f'{start}"gone.html" leads to no file: there is no {away}',
    ]


def test_links_in_markdown_are_checked_by_mkdocs(
    tmp_path: Path, made_of: Callable[..., None], log: pytest.LogCaptureFixture
) -> None:
    made_of(model("# Tiny\n\n[a](#gone) [b](../index.md#gone) [c](gone.md)\n"))
    build(catalogue(tmp_path, validation={"links": {"anchors": "warn"}}), strict=False)
    start = "Doc file 'models/tiny.md' contains a link"
    assert [each for each in warnings(log) if not each.startswith("cardsite:")] == [
        f"{start} 'gone.md', but the target 'models/gone.md' is not found among documentation files.",
        f"{start} '#gone', but there is no such anchor on this page.",
        f"{start} '../index.md#gone', but the doc 'index.md' does not contain an anchor '#gone'.",
    ]


def test_a_page_of_a_sites_own_template_may_use_the_sites_extensions(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "templates/sections/notes.md.j2", "!!! note\n    Beware.\n\n## Ours {: .us }\n")
    site = build(catalogue(tmp_path, markdown_extensions=["admonition", "attr_list"]))
    html = read(site / "models/tiny/index.html")
    assert '<p class="admonition-title">Note</p>' in html
    assert '<h2 class="us" id="ours">Ours</h2>' in html
    said = "Python-Markdown renders 1 of the generated pages, which takes longer: models/tiny.md has !!! note"
    assert [said] == [record.getMessage().removeprefix("cardsite: ") for record in log.records
                      if "renders" in record.getMessage()]  # fmt: skip


SIZE = "architecture: {parameters: 1B}\n"
WARNED_OF = {
    "MkDocs": ("docs/index.md", "# Home\n\n[gone](gone.md)\n", "contains a link 'gone.md'"),
    "the plugin": (
        "cards/tiny.yaml",
        LICENSED + "description: '[gone](card:tiny#gone)'\n",
        'the page models/tiny.md has no place "#gone"',
    ),
    "a check": (
        "cards/tiny.yaml",
        LICENSED.replace("Tiny", "Tiny 7B") + SIZE,
        "cards/tiny.yaml:1:7  warning: name: ",
    ),
}


@pytest.mark.parametrize(("file", "text", "said"), WARNED_OF.values(), ids=WARNED_OF)
def test_what_anyone_warns_of_fails_strict_mode_however_quiet_the_build_is(
    mkdocs_yml: Path, log: pytest.LogCaptureFixture, file: str, text: str, said: str
) -> None:
    write(mkdocs_yml.parent / file, text)
    log.set_level(logging.ERROR, logger="mkdocs")  # what `--quiet` does
    log.handler.setLevel(logging.INFO)
    with pytest.raises(Abort, match="Aborted with 1 warnings in strict mode!"):
        build(mkdocs_yml)
    assert said in "".join(warnings(log))
    assert not (mkdocs_yml.parent / "site").exists()


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_a_quiet_build_says_only_why_it_fails(mkdocs_yml: Path, engine: str) -> None:
    def said(*options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", engine, "build", "--quiet", *options]
        done = subprocess.run(command, cwd=mkdocs_yml.parent, capture_output=True, text=True, check=False)
        return done.returncode, re.sub(r"\s+", " ", done.stderr + done.stdout)

    assert said("--strict") == (0, "")
    write(mkdocs_yml.parent / "docs/index.md", "# Home\n\n[gone](gone.md)\n")
    assert said() == (0, "")
    assert said("--strict") == (
        1,
        "WARNING - Doc file 'index.md' contains a link 'gone.md', but the target is not found among "
        "documentation files. Aborted with 1 warnings in strict mode! ",
    )


# The last good site


def test_a_build_that_fails_leaves_the_last_good_site(mkdocs_yml: Path) -> None:
    site = build(mkdocs_yml)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    write(mkdocs_yml.parent / "cards/tiny.yaml", "name: [\n")
    with pytest.raises(Abort):
        build(mkdocs_yml)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert not list(mkdocs_yml.parent.glob(".site.*"))


def test_strict_mode_leaves_the_last_good_site_too(mkdocs_yml: Path) -> None:
    site = build(mkdocs_yml)
    write(mkdocs_yml.parent / "docs/index.md", "# New home\n\n[gone](gone.md)\n")
    with pytest.raises(Abort):
        build(mkdocs_yml)
    assert "New home" not in read(site / "index.html")
    assert not list(mkdocs_yml.parent.glob(".site.*"))
    build(mkdocs_yml, strict=False)
    assert "New home" in read(site / "index.html")


@pytest.mark.parametrize("event", ["on_files", "on_post_page", "on_post_build"])
def test_an_interrupt_leaves_the_last_good_site_and_nothing_else(
    mkdocs_yml: Path, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    build(mkdocs_yml)
    before = sorted(mkdocs_yml.parent.iterdir())

    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(plugin.CardsitePlugin, event, interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(mkdocs_yml)
    assert (mkdocs_yml.parent / "site/index.html").is_file()
    assert sorted(mkdocs_yml.parent.iterdir()) == before


def test_gh_deploy_finds_the_site_where_it_is_configured(mkdocs_yml: Path) -> None:
    assert build(mkdocs_yml, command="gh-deploy") == mkdocs_yml.parent / "site"


def test_a_folder_that_is_no_site_is_not_replaced(mkdocs_yml: Path, log: pytest.LogCaptureFixture) -> None:
    write(mkdocs_yml.parent / "site/thesis.tex", "years of work")
    with pytest.raises(Abort):
        build(mkdocs_yml)
    assert warnings(log)[0].startswith("site_dir holds files but no built site: ")
    assert (mkdocs_yml.parent / "site/thesis.tex").exists()


# A preview


def test_a_preview_shows_what_is_wrong_with_a_card_and_serves_the_rest(
    mkdocs_yml: Path, tmp_path: Path
) -> None:
    card = LICENSED.replace("Tiny", "Broken")
    write(tmp_path / "cards/broken.yaml", f"{card}colour: <b>red\n")
    site = build(mkdocs_yml, command="serve", strict=False, site_dir=str(tmp_path / "preview"))
    assert "A tiny model." in read(site / "models/tiny/index.html")
    for page in ("models/broken/index.html", "problems/index.html"):
        html = read(site / page)
        assert "cards/broken.yaml:5:1" in html
        assert "colour: <b>red" in html
    write(tmp_path / "cards/broken.yaml", card)
    build(mkdocs_yml, command="serve", site_dir=str(tmp_path / "preview"))
    assert "A tiny model." in read(site / "models/broken/index.html")


WRONG = LICENSED + "architecture: {type: gpt_neox, hidden_size: 5120, attention_heads: 36}\n"


def test_a_preview_keeps_the_page_of_a_card_that_a_check_finds_fault_with(
    mkdocs_yml: Path, tmp_path: Path
) -> None:
    write(tmp_path / "cards/tiny.yaml", WRONG)
    site = build(mkdocs_yml, command="serve", strict=False, site_dir=str(tmp_path / "preview"))
    html = read(site / "models/tiny/index.html")
    assert "A tiny model." in html
    assert "142.22, not a whole number" in html
    assert "142.22, not a whole number" in read(site / "problems/index.html")


def test_a_build_stops_at_what_cannot_be_true_unless_the_site_ignores_the_check(
    mkdocs_yml: Path, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "cards/tiny.yaml", WRONG)
    with pytest.raises(Abort):
        build(mkdocs_yml)
    (found,) = warnings(log)
    assert found.startswith("1 error in 1 file\ncards/tiny.yaml:5:68  error: architecture.attention_heads: ")
    settings = mkdocs_yml.read_text(encoding="utf-8")
    write(mkdocs_yml, settings.replace("- cardsite", "- cardsite: {ignore: [shape]}"))
    assert build(mkdocs_yml).is_dir()


def test_notes_of_checks_are_counted_in_a_build(
    mkdocs_yml: Path, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "cards/tiny.yaml", LICENSED + "description: It has 6.7 billion parameters.\n")
    build(mkdocs_yml)
    assert "`cardsite check --show note` lists them" in log.text


def test_a_preview_shows_what_a_page_may_not_hold_in_its_place(
    mkdocs_yml: Path, tmp_path: Path, made_of: Callable[..., None]
) -> None:
    made_of(model("# Tiny\n\n<script>evil()</script>\n"))
    site = build(mkdocs_yml, command="serve", strict=False, site_dir=str(tmp_path / "preview"))
    html = read(site / "models/tiny/index.html")
    assert "may not hold element <script>" in html
    assert "evil" not in html


def test_a_preview_writes_nothing_where_it_watches(mkdocs_yml: Path, tmp_path: Path) -> None:
    def state() -> dict[str, int]:
        return {
            str(path): path.stat().st_mtime_ns for path in tmp_path.rglob("*") if "preview" not in str(path)
        }

    before = state()
    build(mkdocs_yml, command="serve", site_dir=str(tmp_path / "preview"))
    assert state() == before


def test_a_preview_watches_cards_and_templates(mkdocs_yml: Path, tmp_path: Path) -> None:
    class Server:
        watched: list[str] = []  # noqa: RUF012

        def watch(self, path: str) -> None:
            self.watched.append(path)

    (tmp_path / "templates").mkdir()
    config = load_config(str(mkdocs_yml))
    config.plugins.on_serve(Server(), config=config, builder=print)  # type: ignore[arg-type]
    shipped = Path(__file__).parents[1] / "templates"
    assert Server.watched == [str(tmp_path / "cards"), str(tmp_path / "templates"), str(shipped)]


def test_live_reload_is_not_held_back_by_the_policy(mkdocs_yml: Path, tmp_path: Path) -> None:
    site = build(mkdocs_yml, command="serve", site_dir=str(tmp_path / "preview"))
    assert "Content-Security-Policy" not in read(site / "models/tiny/index.html")


# The same bytes


def test_two_builds_give_the_same_bytes_whatever_the_folder_hash_seed_time_zone_and_locale(
    tmp_path: Path,
) -> None:
    def built(name: str, **environment: str) -> dict[str, bytes]:
        mkdocs_yml = catalogue(tmp_path / name, site_url="https://acme.example/", **MATERIAL)
        subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", mkdocs_yml],
            env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"} | environment,
            check=True,
        )
        site = mkdocs_yml.parent / "site"
        files = sorted(path for path in site.rglob("*") if path.is_file())
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}

    first = built("one", PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C")
    second = built("a/second one", PYTHONHASHSEED="2", TZ="America/Los_Angeles", LC_ALL="C.UTF-8")
    assert "sitemap.xml.gz" in first
    assert "models/tiny/index.html" in first
    assert first == second


# In a browser


def console(tab: Tab) -> list[str]:
    """What the browser complains of, filled as the page loads."""
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("requestfailed", lambda request: said.append(request.url))
    return said


STYLE = Asset("assets/cardsite/cardsite.css", b"body { --styled: yes }")
SCRIPT = Asset("assets/cardsite/cardsite.js", b"document.documentElement.dataset.scripted = 'yes'")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize(
    "theme", [{"name": "mkdocs", "highlightjs": False}, MATERIAL["theme"]], ids=lambda t: t["name"]
)
def test_the_policy_lets_the_themes_own_scripts_and_styles_work(
    tmp_path: Path,
    browser: Browser,
    serve: Callable[[Path], str],
    made_of: Callable[..., None],
    scheme: str,
    theme: dict[str, Any],
) -> None:
    made_of(model(), assets=(STYLE, SCRIPT))
    site = build(catalogue(tmp_path, theme=theme))
    tab = browser.new_page()
    said = console(tab)
    tab.goto((serve(site) if scheme == "http" else f"{site.as_uri()}/") + "models/tiny/index.html")
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate("getComputedStyle(document.body).getPropertyValue('--styled')") == "yes"
    assert tab.evaluate("document.documentElement.dataset.scripted") == "yes"
    assert tab.evaluate("typeof (window.base_url ?? window.__md_scope)") in ("string", "object")
    # MkDocs' own theme complains without a policy too: it looks for a search that is not there.
    assert [message for message in said if "Security" in message or "http" in message] == []
    tab.close()


@pytest.mark.browser
def test_the_search_of_material_works_under_the_policy(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    site = build(catalogue(tmp_path, **MATERIAL))
    tab = browser.new_page()
    said = console(tab)
    tab.goto(serve(site) + "models/tiny/")
    tab.click("input[name=query]")
    tab.keyboard.type("tiny")
    tab.wait_for_selector(".md-search-result__item")
    assert said == []
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_script_that_got_past_everything_else_is_not_run(
    tmp_path: Path,
    browser: Browser,
    serve: Callable[[Path], str],
    made_of: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    attack = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"
    made_of(model(f"# Tiny\n\n<div>{attack}</div>\n"))
    monkeypatch.setattr("cardsite.engine.content_policy.held", lambda html: Held([], [], frozenset()))
    site = build(catalogue(tmp_path))
    tab = browser.new_page()
    said = console(tab)
    tab.goto((serve(site) if scheme == "http" else f"{site.as_uri()}/") + "models/tiny/index.html")
    tab.wait_for_load_state("networkidle")
    assert tab.title() == "Tiny - Tiny"
    assert any("Content Security Policy" in message for message in said)
    tab.close()


# What is put aside

SEES_ALL = """
from pathlib import Path

def on_env(env, *, config, files):
    pages = [file.page for file in files.documentation_pages()]
    seen = [f"{len(page.content)} {len(page.markdown)} {len(page.file.content_bytes)}" for page in pages]
    (Path(config.config_file_path).parent / "seen.txt").write_text("\\n".join(seen))
"""


def test_another_plugin_sees_the_text_of_every_page_and_alone_pages_are_the_same(
    tmp_path: Path,
) -> None:
    alone = build(catalogue(tmp_path / "alone", **MATERIAL))
    write(tmp_path / "other/hook.py", SEES_ALL)
    other = build(catalogue(tmp_path / "other", **MATERIAL, hooks=["hook.py"]))
    seen = (tmp_path / "other/seen.txt").read_text().splitlines()
    assert len(seen) > 5
    assert all(int(length) > 0 for line in seen for length in line.split())
    pages = sorted(path.relative_to(other) for path in other.rglob("*.html"))
    assert [read(alone / page) for page in pages] == [read(other / page) for page in pages]
