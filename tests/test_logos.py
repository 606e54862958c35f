"""Logos of organisations: which files are taken, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import build_site
from cardsite.site import Site
from tinysite import LICENSED, write

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "


def catalogue(folder: Path, **files: bytes) -> Path:
    """A folder of cards by the organisation `acme`, with files in `logos/`."""
    cards = folder / "cards"
    write(cards / "organizations.yaml", "acme:\n  name: Acme\n")
    write(cards / "tiny.yaml", LICENSED)
    (cards / "logos").mkdir()
    for name, content in files.items():
        (cards / "logos" / name).write_bytes(content)
    return cards


def built(cards: Path) -> Site:
    """The site of the cards; what the card itself leaves open is not looked at."""
    return build_site(cards, base=cards.parent)


@pytest.mark.parametrize(
    ("name", "content"), [("acme.png", PNG), ("acme.webp", WEBP), ("acme.jpg", b"\xff\xd8\xff")]
)
def test_a_logo_stands_on_the_page_of_its_organisation(tmp_path: Path, name: str, content: bytes) -> None:
    site = built(catalogue(tmp_path, **{name: content}))
    assert site.problems == ()
    assert [asset.content for asset in site.assets if asset.path == f"logos/{name}"] == [content]
    page = next(page for page in site.pages if page.path == "organizations/acme.md")
    assert f"![](../logos/{name})" in page.markdown


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("acme.svg", b"<svg/>", 'cards/logos/acme.svg:1:1  a logo cannot be ".svg"'),
        ("acme.png", b"<svg/>", "cards/logos/acme.png:1:1  this is not a png image"),
        ("acme.png", PNG + bytes(204_800), "cards/logos/acme.png:1:1  the logo has 200 KiB, more than 100"),
        ("acne.png", PNG, 'cards/logos/acne.png:1:1  there is no organisation "acne"'),
    ],
)  # fmt: skip
def test_other_files_are_no_logos(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    site = built(catalogue(tmp_path, **{name: content}))
    assert [f"{problem.place}  {problem.message}" for problem in site.problems] == [said]
    assert [asset.path for asset in site.assets if asset.path.startswith("logos/")] == []


def test_an_organisation_has_one_logo(tmp_path: Path) -> None:
    site = built(catalogue(tmp_path, **{"acme.png": PNG, "acme.webp": WEBP}))
    assert [problem.message for problem in site.problems] == ["there is another logo of acme"]


def test_a_link_is_no_logo(tmp_path: Path) -> None:
    cards = catalogue(tmp_path)
    (tmp_path / "secret").write_bytes(PNG)
    (cards / "logos/acme.png").symlink_to(tmp_path / "secret")
    site = built(cards)
    assert [problem.code for problem in site.problems] == ["symbolic-link"]
    assert [asset.path for asset in site.assets if asset.path.startswith("logos/")] == []
