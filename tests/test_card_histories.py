"""How cards came to be what they are: versions in git as claims with dates, on pages and in the feed."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from cardsite.build import read_catalogue
from cardsite.changes import card_histories
from cardsite.errors import CardsiteError
from cardsite.history.card_dates import NoHistory
from cardsite.site import History
from test_history import git
from tinysite import build, catalogue, write

HOSTILE = "<script>alert(1)</script> **bold** [x](javascript:alert(1)) {{ 7 * 7 }} | <!-- @everyone"

STONE = """\
name: Stone
summary: A language model.
license: mit
organization: acme
architecture:
  layers: 12
limitations: It repeats what it has read.
"""
FAMILY = "name: Rocks\nsummary: Models of stone.\nshared:\n  organization: acme\n  license: {license}\n"
MEMBER = "name: {name}\nsummary: A language model.\narchitecture:\n  parameters: {size}\n"


def commit(folder: Path, day: int) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "x", date=f"2024-04-{day:02}T23:30:00-05:00")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose cards were added, changed, renamed, removed, made unreadable and laid out anew."""
    folder = tmp_path_factory.mktemp("story")
    catalogue(folder, site_url="https://cards.example/", use_directory_urls=False)
    cards = folder / "cards"
    git(folder, "init", "--initial-branch", "main")
    write(folder / ".gitignore", "site\n.site*\n")
    stone = write(cards / "stone.yaml", STONE)
    write(cards / "rocks/family.yaml", FAMILY.format(license="mit"))
    for name, size in (("Chalk", "70M"), ("Marble", "160M")):
        write(cards / f"rocks/{name.lower()}.yaml", MEMBER.format(name=name, size=size))
    write(cards / "gone.yaml", STONE.replace("Stone", "Gone *now*"))
    commit(folder, 1)
    write(stone, STONE.replace("12", "24"))
    commit(folder, 2)
    # The same in another layout, with a remark.
    write(stone, "# A stone.\n" + STONE.replace("12", "24 # deep").replace(": It", ": >\n  It"))
    commit(folder, 3)
    write(stone, STONE.replace("12", "24") + "colour: grey\n")
    commit(folder, 4)
    write(stone, STONE.replace("12", "24").replace("It repeats", "It never repeats"))
    commit(folder, 5)
    write(cards / "rocks/family.yaml", FAMILY.format(license="apache-2.0"))
    commit(folder, 6)
    (cards / "rocks/chalk.yaml").rename(cards / "rocks/limestone.yaml")
    commit(folder, 7)
    (cards / "gone.yaml").unlink()
    write(stone, STONE.replace("12", "48").replace("A language model.", f"'{HOSTILE}'"))
    commit(folder, 8)
    write(stone, STONE.replace("12", "36"))
    commit(folder, 9)
    return folder


def history(folder: Path) -> History:
    return card_histories(folder / "cards", read_catalogue(folder / "cards"))


def told(found: History, card: str) -> list[tuple[str, str, list[str]]]:
    return [
        (each.day, each.previous or each.kind, [f"{c.label}: {c.old} → {c.new} {c.by}" for c in each.claims])
        for each in found.cards.get(card, ())
    ]


def test_versions_of_a_card_are_claims_with_dates(story: Path) -> None:
    """Days are those of commits in UTC. Layout is no change; unreadable versions in a row are one."""
    found = told(history(story), "stone")
    assert [(day, kind) for day, kind, _ in found] == [
        ("2024-04-10", "changed"),
        ("2024-04-09", "changed"),
        ("2024-04-06", "unreadable"),
        ("2024-04-03", "changed"),
        ("2024-04-02", "added"),
    ]
    assert found[0][2][0] == "Layers: 48 → 36 −25 %"
    assert found[3][2] == ["Layers: 12 → 24 +100 %"]
    assert history(story).cards["stone"][2].more == 1


def test_a_change_of_a_family_is_one_of_its_members(story: Path) -> None:
    license_changed = ["Licence: MIT License → Apache License 2.0 "]
    assert told(history(story), "rocks/marble") == [
        ("2024-04-07", "changed", license_changed),
        ("2024-04-02", "added", []),
    ]


def test_a_card_keeps_its_history_when_it_is_renamed(story: Path) -> None:
    found = told(history(story), "rocks/limestone")
    assert [each[:2] for each in found] == [
        ("2024-04-08", "rocks/chalk"),
        ("2024-04-07", "changed"),
        ("2024-04-02", "added"),
    ]


def test_a_card_that_says_so_was_renamed_whatever_else_changed(story: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", story.as_uri(), "copy")
    folder = tmp_path / "copy"
    (folder / "cards/stone.yaml").unlink()
    write(
        folder / "cards/pebble.yaml",
        "previous_ids: [stone]\nname: Pebble\nsummary: Small.\norganization: acme\n",
    )
    commit(folder, 20)
    found = history(folder)
    assert told(found, "pebble")[0][:2] == ("2024-04-21", "stone")
    assert len(found.cards["pebble"]) == 6


def test_the_changes_of_all_cards_come_newest_first(story: Path) -> None:
    found = [(each.day, each.kind, [name for _, name in each.cards]) for each in history(story).changes]
    assert found == [
        ("2024-04-10", "changed", ["Stone"]),
        ("2024-04-09", "removed", ["Gone *now*"]),
        ("2024-04-09", "changed", ["Stone"]),
        ("2024-04-08", "renamed", ["Chalk"]),
        ("2024-04-07", "changed", ["Chalk", "Marble"]),
        ("2024-04-06", "unreadable", ["Stone"]),
        ("2024-04-05", "unreadable", ["Stone"]),
        ("2024-04-03", "changed", ["Stone"]),
        ("2024-04-02", "added", ["Chalk", "Gone *now*", "Marble", "Stone", "Tiny"]),
    ]


def test_pages_show_the_changes(story: Path) -> None:
    site = build(story / "mkdocs.yml")
    page = LexborHTMLParser((site / "models/stone.html").read_text(encoding="utf-8"))
    (last,) = page.css('p.cs-note:has(a[href="#changes-to-this-card"])')
    assert last.text() == "Changed on 2024-04-10: Layers: 48 → 36 (−25 %) and 1 more"
    assert [" ".join(each.text().split()) for each in page.css(".cs-change > summary, p.cs-change")] == [
        "2024-04-10: Layers and 1 more",
        "2024-04-09: Layers and 2 more",
        "2024-04-06: changed; today’s format cannot read this version or the one before it; "
        "1 before it likewise",
        "2024-04-03: Layers",
        "2024-04-02: added",
    ]
    assert not page.css(".cs-change[open]")
    text = (site / "changes.html").read_text(encoding="utf-8")
    for content in (page.html or "", text):
        assert "<script>alert" not in content
        assert 'javascript:alert(1)"' not in content
        assert "<strong>bold" not in content
    items = [
        " ".join(each.text().split()) for each in LexborHTMLParser(text).css("article li, [role=main] li")
    ]
    assert "Gone *now*: removed" in items
    assert "Chalk: renamed from rocks/chalk" in items
    assert "Chalk, Marble: Licence: MIT License → Apache License 2.0" in items
    # The plain form and what the hub shows are about the model of today.
    for plain in ("models/stone.md", "models/stone.huggingface.txt"):
        assert "Changed on" not in (site / plain).read_text(encoding="utf-8")
    feed = ElementTree.fromstring((site / "feed.atom").read_text(encoding="utf-8"))
    contents = [each.text or "" for each in feed.iter("{http://www.w3.org/2005/Atom}content")]
    assert contents[0] == "Layers: 48 → 36 (−25 %); Summary changed"


def test_long_texts_code_and_addresses_are_named(tmp_path: Path) -> None:
    """A line says that they changed and not how; an item of a list is one line, and its evidence is none."""
    catalogue(tmp_path)
    stone = tmp_path / "cards/stone.yaml"
    git(tmp_path, "init")
    long = (
        "It repeats what it has read, also where that is wrong, and more so after a long text than a short."
    )
    terms = "license:\n  id: mit\n  link: https://acme.example/license\n"
    write(stone, STONE.replace("license: mit\n", terms))
    commit(tmp_path, 1)
    start = "quick_start:\n  - {title: Plain, language: python, code: import stone}\n"
    data = "training:\n  data: [{name: Sand, tokens: 5B, source: paper}]\n"
    paper = "sources:\n  paper: {title: Stones, url: https://acme.example/paper}\n"
    write(stone, STONE.replace("It repeats what it has read.", long) + start + data + paper)
    commit(tmp_path, 2)
    (claims,) = [each.claims for each in history(tmp_path).cards["stone"] if each.kind == "changed"]
    assert all(each.old is each.new is None for each in claims)
    assert {f"{each.label} {each.done}" for each in claims} == {
        "Licence link removed",
        "Quick start, Plain added",
        "Training: data, Sand added",
        "Sources, paper added",
        "Limitations changed",
    }
    assert not any(each.evidence for each in claims)


def test_the_same_commit_gives_the_same_history(story: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", story.as_uri(), "copy")
    write(tmp_path / "copy/cards/new.yaml", STONE)
    assert history(tmp_path / "copy") == history(story)


def test_a_shallow_clone_has_no_history(
    story: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A navigation may name the page, which is left out then."""
    git(tmp_path, "clone", "--depth", "1", story.as_uri(), "shallow")
    folder = tmp_path / "shallow"
    with pytest.raises(NoHistory, match="shallow"):
        history(folder)
    caplog.set_level(logging.INFO)
    nav = [{"Home": "index.md"}, {"Browse": [{"Changes": "changes.md"}]}]
    site = build(folder / "mkdocs.yml", nav=nav)
    assert not (site / "changes.html").exists()
    assert "Changes to this card" not in (site / "models/stone.html").read_text(encoding="utf-8")
    site = build(story / "mkdocs.yml", nav=nav)
    assert 'href="../changes.html"' in (site / "models/stone.html").read_text(encoding="utf-8")


def test_without_git_pages_are_as_they_were(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises((NoHistory, CardsiteError), match="no git"):
        history(story)


def test_what_both_versions_have_is_left_out_and_changes_nothing(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a file only the fields that changed are read, unless these alone make no card."""
    found = history(story)
    monkeypatch.setattr(
        "cardsite.changes.histories._narrowed", lambda old, new, _: (old, new, frozenset({"evaluation"}))
    )
    whole = history(story)
    assert whole.cards.keys() == found.cards.keys()
    assert told(whole, "stone")[0] == told(found, "stone")[0]


def test_names_of_files_do_no_harm(tmp_path: Path) -> None:
    """What could never have been a page has no history, whatever its name is."""
    catalogue(tmp_path)
    git(tmp_path, "init")
    names = [
        b"\xff\xfe.yaml",
        b"a\nb.yaml",
        b"<b>.yaml",
        b":1 2 3 4 D.yaml",
        b".hidden.yaml",
        b"x.evals.yaml",
    ]
    paths = [tmp_path / "cards" / os.fsdecode(name) for name in names]
    for path in paths:
        path.write_text(STONE, encoding="utf-8")
    commit(tmp_path, 1)
    for path in paths:
        path.unlink()
    commit(tmp_path, 2)
    assert [(each.kind, each.cards) for each in history(tmp_path).changes] == [
        ("added", (("tiny", "Tiny"),)),
    ]
