"""What a family says of all its members, on the page of each member."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from cardsite.build import build_site
from cardsite.site import plain_path
from tinysite import write

STONES = """\
name: Stone
summary: Stones of three sizes, ground in one mill.
organization: acme
description:
  value: |
    All stones were washed before they were weighed.

    See [the quarry](../../docs/quarry.md) and [its owner](https://acme.example).
  source: https://stones.example
  note: The washing was seen by two of us.
shared:
  organization: acme
  license: mit
  limitations: Stones do not swim.
"""
STONE = "name: Stone 1B\nsummary: A stone.\n"


def pages(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The pages of a catalogue, by their addresses, as plain Markdown."""
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    for name, text in files.items():
        write(folder / "cards" / name, text)
    site = build_site(folder / "cards", base=folder)
    return {page.path: site.files[plain_path(page.path)].decode() for page in site.pages}


def member(folder: Path, card: str = STONE, family: str = STONES) -> str:
    return pages(folder, {"stone/family.yaml": family, "stone/1b.yaml": card})["models/stone/1b.md"]


def test_a_member_shows_what_its_family_says_of_all_members(tmp_path: Path) -> None:
    page = member(tmp_path)
    about = "Part of [Stone](../../families/stone.md): Stones of three sizes, ground in one mill."
    assert (
        f"**About the Stone family**\n\n{about}\n\nAll stones were washed before they were weighed." in page
    )
    assert "The washing was seen by two of us." in page
    assert "From the page of [Stone](../../families/stone.md), which names the source." in page


def test_links_of_a_family_of_which_nobody_knows_where_they_lead_are_labels(tmp_path: Path) -> None:
    page = member(tmp_path)
    assert "See the quarry and [its owner](https://acme.example)." in page


def test_nothing_that_a_member_says_in_the_same_words_is_said_twice(tmp_path: Path) -> None:
    (summary, text) = re.findall(r"^(?:summary|    All).*", STONES, re.MULTILINE)
    told = STONES.replace("[the quarry](../../docs/quarry.md)", "the quarry").replace(
        "shared:\n", f"shared:\n  {summary}\n"
    )
    page = member(tmp_path, "name: Stone 1B\n", told)
    assert page.count("Stones of three sizes") == 1
    assert "Family: [Stone](../../families/stone.md)\n" in page
    assert (
        "**About the Stone family**\n\nPart of [Stone](../../families/stone.md).\n\nAll stones were washed"
        in page
    )
    described = told[told.index("description:") : told.index("shared:")]
    page = member(tmp_path, f"name: Stone 1B\n{described}", told)
    assert page.count(text.strip()) == 1
    assert "About the Stone family" not in page


def test_a_family_that_builds_on_another_passes_on_what_that_says(tmp_path: Path) -> None:
    pebbles = "name: Pebble\nsummary: Small stones.\nextends: stone\nshared: {tags: [small]}\n"
    page = pages(
        tmp_path,
        {
            "stone/family.yaml": STONES,
            "pebble/family.yaml": pebbles,
            "pebble/tiny.yaml": "name: Pebble 1M\nsummary: A pebble.\n",
        },
    )["models/pebble/tiny.md"]
    assert "Part of [Pebble](../../families/pebble.md): Small stones." in page
    builds_on = (
        "[Pebble](../../families/pebble.md) builds on [Stone](../../families/stone.md): Stones of three sizes"
    )
    assert builds_on in page
    assert "All stones were washed before they were weighed." in page


def test_a_family_whose_summary_is_said_already_is_still_named_as_what_another_builds_on(
    tmp_path: Path,
) -> None:
    summary = "summary: Stones of three sizes, ground in one mill.\n"
    page = pages(
        tmp_path,
        {
            "stone/family.yaml": STONES,
            "pebble/family.yaml": f"name: Pebble\n{summary}extends: stone\n",
            "pebble/tiny.yaml": f"name: Pebble 1M\n{summary}",
        },
    )["models/pebble/tiny.md"]
    builds_on = "[Pebble](../../families/pebble.md) builds on [Stone](../../families/stone.md).\n"
    assert f"**About the Stone family**\n\n{builds_on}\nAll stones were washed" in page


def test_a_passage_that_a_member_writes_itself_takes_the_place_of_the_shared_one(tmp_path: Path) -> None:
    assert "Stones do not swim." in member(tmp_path)
    page = member(tmp_path, f"{STONE}limitations: This one does not float.\n")
    assert "This one does not float." in page
    assert "Stones do not swim." not in page


def test_a_member_of_a_large_family_has_a_link_to_all_of_them(tmp_path: Path) -> None:
    cards = {f"stone/{size}b.yaml": STONE.replace("1B", f"{size}B") for size in range(1, 35)}
    page = pages(tmp_path, {"stone/family.yaml": STONES, **cards})["models/stone/1b.md"]
    assert "\n[all 34](../../families/stone.md)\n" in page
    assert page.count("b.md)") < len(cards)
