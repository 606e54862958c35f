"""Cards that were renamed or moved: their old addresses, and what is said of whatever names their old ids."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from cardsite.build import build_site
from cardsite.catalogue import load
from cardsite.cli import main
from cardsite.history.card_dates import RenamedCards
from cardsite.problems import Problem
from cardsite.site import CardDates, SiteInfo
from tinysite import LICENSED, build, catalogue, read, write

MOVED = LICENSED + "previous_ids: [small, old/tiny]\n"
TUNED = LICENSED.replace("Tiny", "Tuned") + "base_model: {}\nbase_model_relation: finetune\n"


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"]
    subprocess.run(["git", "-C", str(folder), *settings, *arguments], check=True, capture_output=True)


def problems(folder: Path, **files: str) -> list[Problem]:
    """What is said of cards in a folder that is a git repository or not."""
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    for name, text in files.items():
        write(folder / f"cards/{name.replace('__', '/')}.yaml", text)
    cards = folder / "cards"
    return list(load(cards, "cards", renamed=RenamedCards(cards)).problems)


def said(found: list[Problem]) -> list[tuple[str, str, str]]:
    """The place, the message and the hint of each problem."""
    return [(f"{each.place.line}:{each.place.column}", each.message, each.hint) for each in found]


# Old addresses


@pytest.mark.parametrize("url", ["", "https://example.org/cards/"], ids=["somewhere", "address"])
@pytest.mark.parametrize("folders", [True, False], ids=["folders", "files"])
def test_an_old_address_has_a_page_that_leads_on(tmp_path: Path, folders: bool, url: str) -> None:
    mkdocs_yml = catalogue(tmp_path, site_url=url, plugins=["search", "cardsite"])
    write(tmp_path / "cards/tiny.yaml", MOVED)
    write(tmp_path / "docs/index.md", "# Home\n\n[A link of long ago](models/old/tiny.md)\n")
    site = build(mkdocs_yml, use_directory_urls=folders)
    end, tiny = ("/index.html", "models/tiny/") if folders else (".html", "models/tiny.html")
    there = ("../" * (2 if folders else 1)) + tiny.removeprefix("models/")
    html = read(site / f"models/old/tiny{end}")
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', html) == [url + tiny if url else there]
    assert f'<meta http-equiv="refresh" content="0; url={there}">' in html
    assert f'The page of this model has moved: <a href="{there}">Tiny</a>' in html
    assert "Content-Security-Policy" in html
    assert (site / f"models/small{end}").is_file()
    assert json.loads(read(site / "catalog.json"))["moved_to"] == {"old/tiny": "tiny", "small": "tiny"}
    assert len(json.loads(read(site / "catalog.json"))["models"]) == 1
    if url:
        listed = re.findall(r"<loc>(.*?models/.*?)</loc>", read(site / "sitemap.xml"))
        assert sorted(listed) == sorted([f"{url}models/{'' if folders else 'index.html'}", url + tiny])


def test_a_page_that_leads_on_is_markdown_for_other_engines(tmp_path: Path) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/tiny.yaml", MOVED)
    files = build_site(tmp_path / "cards").files
    assert b"The page of this model has moved: [Tiny](../tiny.md)" in files["models/old/tiny.md"]


def test_a_card_that_was_renamed_is_as_old_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/tiny.yaml", MOVED)
    first, moved, last = (datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2, 3))
    changed = {"tiny": CardDates(moved, last), "old/tiny": CardDates(first, moved)}
    site = build_site(tmp_path / "cards", site_info=SiteInfo(url="https://example.org/", changed=changed))
    feed = site.files["feed.atom"].decode()
    assert re.findall(r"<(?:published|updated)>(.{10}).*</", feed) == [
        "2024-03-01",
        "2024-01-01",
        "2024-03-01",
    ]


@pytest.mark.browser
def test_an_old_address_of_a_comparison_shows_the_same_models(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    mkdocs_yml = catalogue(tmp_path)
    write(tmp_path / "cards/tiny.yaml", MOVED)
    write(tmp_path / "cards/other.yaml", LICENSED.replace("Tiny", "Other"))
    tab = browser.new_page()
    tab.goto(f"{serve(build(mkdocs_yml))}compare/?models=other,old/tiny,constructor")
    expect(tab.locator(".cs-beside-table thead th")).to_have_count(2)
    assert tab.locator(".cs-beside-table thead th").all_inner_texts() == ["Other", "Tiny"]
    assert "constructor" in (tab.locator(".cs-notice").text_content() or "")
    tab.close()


@pytest.mark.browser
def test_a_reader_of_an_old_address_arrives_without_a_script(tmp_path: Path, browser: Browser) -> None:
    mkdocs_yml = catalogue(tmp_path, theme={"name": "material", "font": False})
    write(tmp_path / "cards/tiny.yaml", MOVED)
    site = build(mkdocs_yml, use_directory_urls=False)
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        tab.goto((site / "models/old/tiny.html").as_uri())
        tab.wait_for_url((site / "models/tiny.html").as_uri())
        assert "A tiny model." in (tab.text_content("body") or "")
    finally:
        context.close()


# What names old ids

NEW_NAME = "write {}: the card was renamed from old/tiny"


def test_what_names_an_old_id_is_told_the_new_one_with_what_to_write(tmp_path: Path) -> None:
    text = (
        TUNED.format("old/tiny") + "description: >\n  See [it](card:old/tiny#data) and [it](old/tiny.yaml).\n"
    )
    found = problems(tmp_path, tiny=MOVED, tuned=text)
    dead = 'there is no card "old/tiny"'
    assert said(found) == [
        ("5:13", dead, NEW_NAME.format("tiny")),
        ("8:12", dead, NEW_NAME.format("card:tiny")),
        ("8:41", dead, NEW_NAME.format("tiny.yaml")),
    ]
    lines = text.splitlines()
    for each in found:
        assert lines[each.place.line - 1][each.place.column - 1 :].startswith(each.replaced)
    assert [(each.replaced, each.replacement) for each in found] == [
        ("old/tiny", "tiny"),
        ("card:old/tiny#data", "card:tiny#data"),
        ("old/tiny.yaml", "tiny.yaml"),
    ]


def test_a_command_that_is_given_an_old_id_names_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(catalogue(tmp_path).parent)
    write(tmp_path / "cards/tiny.yaml", MOVED)
    result = CliRunner().invoke(main, ["check", "old/tiny"])
    assert result.exit_code == 2
    assert 'there is no card, file or folder "old/tiny" in cards; it is called tiny now' in result.output


OTHER = LICENSED.replace("Tiny", "Other")
CANNOT = {
    "its own id": ("previous_ids: tiny", "5:15", '"tiny" is the id that the card has now'),
    "a living card": ("previous_ids: [other]", "5:16", '"other" is the id of cards/other.yaml'),
    "twice": ("previous_ids: [a, a]", "5:19", '"a" is written twice'),
    "no id": ("previous_ids: [a/family]", "5:16", '"a/family" cannot have been the id of a card'),
    "too deep": ("previous_ids: [a/b/c/d/e]", "5:16", '"a/b/c/d/e" cannot have been the id of a card'),
    "no path": ("previous_ids: [Old Tiny]", "5:16", "expected the id of a card, such as pythia/pythia-160m, "
                                                    'found "Old Tiny"'),
    "another's": ("previous_ids: [once]", "5:16", '"once" is a previous id of cards/other.yaml too'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), CANNOT.values(), ids=CANNOT)
def test_a_previous_id_that_cannot_lead_to_its_card_is_an_error(
    tmp_path: Path, text: str, place: str, message: str
) -> None:
    other = OTHER + ("previous_ids: once\n" if "once" in text else "")
    (found,) = said(problems(tmp_path, tiny=f"{LICENSED}{text}\n", other=other))
    assert found[:2] == (place, message)


def test_the_id_of_a_broken_card_is_in_use_too(tmp_path: Path) -> None:
    found = problems(tmp_path, tiny=LICENSED + "previous_ids: other\n", other="name: [\n")
    assert '"other" is the id of cards/other.yaml' in [each.message for each in found]


# What git knows of old ids

LONG = (
    LICENSED + "description: A model with a text of its own, which nobody else has written about any model.\n"
)
RENAMED = (
    "write new/tiny: the card was renamed from tiny; with previous_ids: tiny in cards/new/tiny.yaml its old "
    "address still works"
)


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """A repository in which a card was moved and edited, and not yet committed."""
    results = "runs: [{results: [{benchmark: piqa, score: 0.6}]}]\n"
    files = {"tiny": LONG, "tiny.evals": results, "other": OTHER, "tuned": TUNED.format("tiny")}
    assert problems(tmp_path, **files) == []
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Add cards")
    (tmp_path / "cards/tiny.yaml").unlink()
    write(tmp_path / "cards/new/tiny.yaml", LONG + "tags: [moved]\n")
    # A new card like the old one in most that it says is another model.
    write(tmp_path / "cards/tinier.yaml", LICENSED.replace("Tiny", "Tinier"))
    return tmp_path


def test_a_card_that_was_renamed_is_found_by_what_it_says(renamed: Path) -> None:
    of_results = ("1:1", "there is no card tiny.yaml that these results belong to")
    expected = [
        (*of_results, "rename it to new/tiny.evals.yaml, as the card was"),
        ("5:13", 'there is no card "tiny"', RENAMED),
    ]
    assert said(problems(renamed)) == expected
    git(renamed, "add", ".")
    git(renamed, "commit", "-q", "-m", "Move a card")
    git(renamed, "commit", "-q", "--allow-empty", "-m", "Go on")
    assert said(problems(renamed)) == expected


def test_without_git_the_nearest_id_is_offered(renamed: Path) -> None:
    (renamed / ".git").rename(renamed / "git")
    hints = [hint for *_, hint in said(problems(renamed))]
    assert hints == ['did you mean "new/tiny"?', "write new/tiny"]


def test_a_card_that_is_gone_has_no_new_name(renamed: Path) -> None:
    (renamed / "cards/new/tiny.yaml").unlink()
    assert [hint for *_, hint in said(problems(renamed))] == [
        'did you mean "tinier"?',
        'did you mean "tinier"?',
    ]


def test_git_is_asked_only_where_an_id_is_not_known(tmp_path: Path) -> None:
    def never(old: str, _: object) -> str:
        raise AssertionError(old)

    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/tiny.yaml", MOVED)
    write(tmp_path / "cards/tuned.yaml", TUNED.format("small"))
    assert len(load(tmp_path / "cards", "cards", renamed=never).problems) == 1
