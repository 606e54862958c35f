"""When cards changed, as git tells it, and what a site makes of it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from cardsite.history.card_dates import NoHistory, card_changes
from cardsite.site import SiteInfo
from tinysite import LICENSED, build, catalogue, write

MONDAY, TUESDAY = "2024-04-01T12:30:00+02:00", "2024-04-02T23:30:00-05:00"


def git(folder: Path, *arguments: str, date: str = MONDAY) -> None:
    """Run git as nobody in particular, at a moment."""
    name = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    # Nothing of this machine: a signing key, a template, hooks.
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**os.environ, **name, **dates, **alone},
        check=True,
        capture_output=True,
    )


def commit(folder: Path, date: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "x", date=date)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project with a card of Monday, and one whose results changed on Tuesday."""
    folder = tmp_path / "project"
    catalogue(folder, site_url="https://cards.example/x")
    git(folder, "init")
    write(folder / "cards/stone/small.yaml", LICENSED.replace("Tiny", "Small"))
    write(folder / ".gitignore", "site\n.site*\n")
    commit(folder, MONDAY)
    write(folder / "cards/stone/small.evals.yaml", "runs: []\n")
    commit(folder, TUESDAY)
    return folder


def test_a_card_changes_with_its_file_and_with_that_of_its_results(repository: Path) -> None:
    found = card_changes(repository / "cards")
    monday, tuesday = (datetime.fromisoformat(date).astimezone(UTC) for date in (MONDAY, TUESDAY))
    assert {"organizations", "stone/small", "tiny"} == found.keys()
    assert (found["tiny"].added, found["tiny"].last) == (monday, monday)
    assert (found["stone/small"].added, found["stone/small"].last) == (monday, tuesday)


def test_without_a_repository_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoHistory, match="not a git repository"):
        card_changes(tmp_path)


def test_without_git_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoHistory, match="there is no git"):
        card_changes(tmp_path)


def test_a_variable_of_the_environment_does_not_lead_to_another_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    assert "tiny" in card_changes(repository / "cards")


def test_a_part_of_the_history_is_none(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--depth", "1", repository.as_uri(), "shallow")
    with pytest.raises(NoHistory, match="shallow"):
        card_changes(tmp_path / "shallow/cards")


def test_a_repository_without_a_commit_has_no_history(tmp_path: Path) -> None:
    git(tmp_path, "init")
    with pytest.raises(NoHistory, match="git says"):
        card_changes(tmp_path)


def locations(site: Path) -> dict[str, str]:
    """The dates of a sitemap by address."""
    root = ElementTree.fromstring((site / "sitemap.xml").read_text(encoding="utf-8"))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return {
        url.findtext(f"{space}loc") or "": url.findtext(f"{space}lastmod") or ""
        for url in root.iter(f"{space}url")
    }


def head(site: Path, page: str) -> LexborHTMLParser:
    parser = LexborHTMLParser((site / page).read_text(encoding="utf-8"))
    assert parser.head is not None
    return LexborHTMLParser(parser.head.html or "")


def data(site: Path, page: str) -> list[dict[str, Any]]:
    (script,) = head(site, page).css('script[type="application/ld+json"]')
    return list(json.loads(script.text())["@graph"])


def test_a_site_tells_programs_when_its_cards_changed(repository: Path) -> None:
    site = build(repository / "mkdocs.yml")
    feed = ElementTree.fromstring((site / "feed.atom").read_text(encoding="utf-8"))
    ids = [element.text for element in feed.iter("{http://www.w3.org/2005/Atom}id")]
    assert ids == [
        "https://cards.example/x/feed.atom",
        "https://cards.example/x/models/stone/small/",
        "https://cards.example/x/models/tiny/",
    ]
    dates = locations(site)
    assert dates["https://cards.example/x/models/stone/small/"] == "2024-04-03"
    assert dates["https://cards.example/x/models/tiny/"] == "2024-04-01"
    plain = '<link rel="alternate" type="application/atom+xml" href="https://cards.example/x/feed.atom">'
    assert plain in (site / "models/tiny/index.html").read_text(encoding="utf-8")
    (link,) = head(site, "models/tiny/index.html").css('link[type="application/atom+xml"]')
    assert link.attributes["href"] == "https://cards.example/x/feed.atom"
    model = data(site, "models/tiny/index.html")[0]
    assert (model["@id"], model["sdDatePublished"]) == ("https://cards.example/x/models/tiny/", "2024-04-01")


def test_a_shallow_clone_is_built_without_a_feed(
    repository: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    git(tmp_path, "clone", "--depth", "1", repository.as_uri(), "shallow")
    site = build(tmp_path / "shallow/mkdocs.yml")
    assert not (site / "feed.atom").exists()
    assert "sdDatePublished" not in data(site, "models/tiny/index.html")[0]
    assert "No feed and no dates of changes: the repository is a shallow clone" in caplog.text


@pytest.mark.parametrize("folders", [True, False])
def test_plain_pages_lie_beside_the_pages_and_are_not_rendered(tmp_path: Path, folders: bool) -> None:
    site = build(catalogue(tmp_path, use_directory_urls=folders))
    assert (site / "models/tiny.md").read_text(encoding="utf-8").startswith("# Tiny\n\nA tiny model.\n")
    page = "models/tiny/index.html" if folders else "models/tiny.html"
    content = (site / page).read_text(encoding="utf-8")
    assert f'href="{"../tiny.md" if folders else "tiny.md"}"' in content
    assert "url" not in data(site, page)[0]


def test_addresses_of_pages_are_those_that_the_engine_gives_them() -> None:
    folders, files = (SiteInfo(url="https://c.example/", folders=folders) for folders in (True, False))
    for path, short, long in (
        ("index.md", "", "index.html"),
        ("models/index.md", "models/", "models/index.html"),
        ("models/a/b.md", "models/a/b/", "models/a/b.html"),
    ):
        assert folders.page(path) == f"https://c.example/{short}"
        assert files.page(path) == f"https://c.example/{long}"
    assert SiteInfo().page("index.md") == ""
