"""Pictures of cards: which files are shown, with what size, and what is said of the others."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from cardsite.build import build_site
from cardsite.engine.content_policy import violations
from cardsite.problems import Severity
from cardsite.site import UNPUBLISHED, Site, SiteInfo
from tinysite import LICENSED, write


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join([b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *more, chunk(b"IEND", b"")])


def exif(*tags: int, order: str = "<") -> bytes:
    entries = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, 26) for tag in tags)
    start = b"II*\0" if order == "<" else b"MM\0*"
    return start + struct.pack(f"{order}IH", 8, len(tags)) + entries + bytes(12)


NOT_A_PNG = "error: {}: this is not a picture in the format of .png"
JPEG = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x14\x00\x1e\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
WEBP = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1d\0\0\x13\0\0" + bytes(8)
AVIF = bytes.fromhex(
    "00000020667479706176696600000000617669666d6966316d6961664d413142000000eb6d657461000000000000002168646c72"
    "000000000000000070696374000000000000000000000000000000000e7069746d0000000000010000001e696c6f630000000044"
    "00000100010000000100000113000000280000002869696e660000000000010000001a696e66650200000000010000617630314"
    "36f6c6f72000000006a697072700000004b6970636f0000001469737065000000000000001e000000140000001070697869000000"
    "00030808080000000c6176314381000c0000000013636f6c726e636c780001000d0006800000001769706d6100000000000000"
    "0100010401028304000000306d64617412000a0918113b368808683420321914c78786650208209e5000000045d59b0baec67029"
    "b0edf801"
)
CARD = f"{LICENSED}description: See ![the loss](loss.png) and [another](../organizations.yaml#acme).\n"
FIGURES = f"{LICENSED}figures:\n  - {{file: loss.png, alt: 'The \"loss\"', caption: Of *both* runs}}\n"


def built(folder: Path, card: str, files: dict[str, bytes], site_info: SiteInfo = UNPUBLISHED) -> Site:
    """The site of one card in the folder `acme`, beside these files."""
    cards = folder / "cards"
    write(cards / "organizations.yaml", "acme:\n  name: Acme\n")
    write(cards / "acme/tiny.yaml", card)
    for name, content in files.items():
        (cards / "acme" / name).parent.mkdir(parents=True, exist_ok=True)
        (cards / "acme" / name).write_bytes(content)
    return build_site(cards, base=folder, site_info=site_info)


def page(site: Site) -> str:
    return next(page.markdown for page in site.pages if page.path == "models/acme/tiny.md")


def said(site: Site) -> list[str]:
    found = (each for each in site.problems if each.severity is not Severity.NOTE)
    return [f"{each.severity}: {each.place.file}: {each.message}" for each in found]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("loss.png", png(30, 20), id="PNG"),
        pytest.param("loss.jpg", JPEG, id="JPEG"),
        pytest.param("loss.jpeg", JPEG, id="JPEG with the longer ending"),
        pytest.param("loss.webp", WEBP, id="WebP"),
        pytest.param("loss.avif", AVIF, id="AVIF"),
    ],
)
def test_a_picture_in_a_text_is_shown_with_its_size(tmp_path: Path, name: str, content: bytes) -> None:
    site = built(tmp_path, CARD.replace("loss.png", name), {name: content})
    assert said(site) == []
    path = f"..&#47;..&#47;figures&#47;acme&#47;{name}".replace(".", "&#46;")
    assert f'<img src="{path}" alt="the loss" width="30" height="20" loading="lazy">' in page(site)
    assert [asset.content for asset in site.assets if asset.path == f"figures/acme/{name}"] == [content]


def test_a_note_that_a_template_prints_shows_pictures_too(tmp_path: Path) -> None:
    card = f"{LICENSED}reproducing: {{steps: ['Watch ![the loss](loss.png).']}}\n"
    assert 'alt="the loss" width="30"' in page(built(tmp_path, card, {"loss.png": png(30, 20)}))


def test_its_address_fits_a_site_whose_pages_are_folders(tmp_path: Path) -> None:
    site = built(tmp_path, CARD, {"loss.png": png(30, 20)}, SiteInfo(folders=True))
    assert "&#46;&#46;&#47;" * 3 + "figures&#47;acme&#47;loss&#46;png" in page(site)


def test_a_card_has_figures_of_its_own(tmp_path: Path) -> None:
    site = built(tmp_path, FIGURES, {"loss.png": png(30, 20)})
    assert said(site) == []
    assert "## Figures" in page(site)
    assert 'alt="The &#34;loss&#34;" width="30" height="20"' in page(site)
    assert "<figcaption>Of <em>both</em> runs</figcaption>" in page(site)
    assert violations(page(site).partition("## Figures")[2].partition("##")[0]) == []


def test_the_markdown_of_a_page_has_its_figures_too(tmp_path: Path) -> None:
    card = FIGURES.replace('"loss"', '"loss" [log]')
    site = built(tmp_path, card, {"loss.png": png(30, 20)})
    section = '## Figures\n\n![The "loss" \\[log\\]]({}loss.png)\n\nOf *both* runs\n'
    assert section.format("../../figures/acme/") in site.files["models/acme/tiny.md.txt"].decode()
    readme = "models/acme/tiny.huggingface.txt"
    assert '## Figures\n\nThe "loss" \\[log\\]\n\nOf *both* runs\n' in site.files[readme].decode()
    site = built(tmp_path, card, {"loss.png": png(30, 20)}, SiteInfo(url="https://cards.example/"))
    assert section.format("https://cards.example/figures/acme/") in site.files[readme].decode()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("loss.png", JPEG, NOT_A_PNG, id="format"),
        pytest.param("loss.png", b"<svg/>", NOT_A_PNG, id="SVG"),
        pytest.param(
            "loss.png",
            png(30, 20) + bytes(1024 * 1024),
            "error: {}: the picture has 1,024 KiB, more than 1,024",
            id="bytes",
        ),
        pytest.param(
            "loss.png",
            png(5000, 20),
            "error: {}: the picture has 5,000 × 20 pixels, more than 4,096 on a side",
            id="pixels",
        ),
        pytest.param(
            "loss.png",
            b"\x89PNG\r\n\x1a\n",
            "error: {}: the size of the picture cannot be read",
            id="cut off",
        ),
        pytest.param(
            "Loss 1.PNG",
            png(30, 20),
            'error: {}: "Loss 1.PNG" cannot be part of the address of a picture',
            id="name",
        ),
        pytest.param(
            "loss.png",
            png(30, 20, chunk(b"eXIf", exif(0x010E, 0x8825))),
            "warning: {}: the picture says where it was taken",
            id="place in EXIF",
        ),
        pytest.param(
            "loss.png",
            png(30, 20, chunk(b"eXIf", exif(0x8825, order=">"))),
            "warning: {}: the picture says where it was taken",
            id="place in EXIF of the other order",
        ),
        pytest.param(
            "loss.png",
            png(30, 20, chunk(b"iTXt", b'XML:com.adobe.xmp\0\0\0\0\0<x exif:GPSLatitude="1"/>')),
            "warning: {}: the picture says where it was taken",
            id="place in XMP",
        ),
    ],
)
def test_a_picture_that_should_not_be_published_is_reported(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    site = built(tmp_path, LICENSED, {name: content})
    assert said(site) == [message.format(f"cards/acme/{name}")]
    assert message.startswith("warning") == any(asset.path.startswith("figures/") for asset in site.assets)


def test_metadata_without_a_place_are_no_matter(tmp_path: Path) -> None:
    picture = png(30, 20, chunk(b"eXIf", exif(0x010E)), chunk(b"tEXt", b"II*\0\xff\xff\xff\xff"))
    assert said(built(tmp_path, CARD, {"loss.png": picture})) == []


@pytest.mark.parametrize(
    ("card", "message"),
    [
        pytest.param(CARD, 'warning: there is no picture "cards/acme/loss.png"', id="text"),
        pytest.param(FIGURES, "error: there is no picture cards/acme/loss.png", id="field"),
        pytest.param(
            CARD.replace("loss.png", "../../secret.png"),
            'warning: there is no picture "secret.png"',
            id="outside",
        ),
        pytest.param(
            CARD.replace("[the loss](loss.png)", "[](there.png)"),
            'warning: "![](there.png)" does not say what it shows',
            id="without words",
        ),
        pytest.param(CARD.replace("loss.png", "https://e.example/x.png"), None, id="on another site"),
        pytest.param(
            CARD.replace("loss.png", "card:acme/tiny"),
            'warning: "card:acme/tiny" is no picture',
            id="a card",
        ),
    ],
)
def test_a_picture_that_cannot_be_shown_is_reported(tmp_path: Path, card: str, message: str | None) -> None:
    (tmp_path / "secret.png").write_bytes(png(30, 20))
    site = built(tmp_path, card, {"there.png": png(30, 20)})
    found = [each.replace("cards/acme/tiny.yaml: ", "") for each in said(site)]
    assert found == ([message] if message else [])
    assert "<img" not in page(site)


def test_a_link_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png(30, 20))
    (tmp_path / "cards/acme").mkdir(parents=True)
    (tmp_path / "cards/acme/loss.png").symlink_to(tmp_path / "secret.png")
    site = built(tmp_path, CARD, {})
    assert "error: cards/acme/loss.png: symbolic links are not followed" in said(site)
    assert not any(asset.path.startswith("figures/") for asset in site.assets)
