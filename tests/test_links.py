"""Links in texts of cards, families and registries: what they lead to, and what is said of the others."""

from __future__ import annotations

import logging
import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from mkdocs.exceptions import Abort
from selectolax.lexbor import LexborHTMLParser

from cardsite.build import build_site, read_catalogue
from cardsite.cli import main
from cardsite.render.paths import Linker
from cardsite.reports.text_report import as_text
from cardsite.site import Docs, SiteInfo
from tinysite import build, write

FILES = {
    "organizations.yaml": "acme: {name: Acme}\n",
    "datasets.yaml": "sand: {name: Sand, summary: Grains., license: mit}\n",
    "stone/family.yaml": "name: Stone\nsummary: Stones.\norganization: acme\n"
    "shared: {organization: acme, license: mit}\n",
    "stone/big.yaml": "name: Stone big\nsummary: A big stone.\n",
    "stone/small.yaml": "name: Stone small\nsummary: A small stone.\n",
    "pebble.yaml": "name: Pebble\nsummary: A pebble.\norganization: acme\nlicense: mit\n",
}
DOCS = Docs("docs", {"guide.md": "guide/", "index.md": "./", "a b/plan.pdf": "a%20b/plan.pdf"})


def cards(folder: Path, **files: str) -> Path:
    """The folder of the cards above, with `stone/small.yaml` given as `stone_small`."""
    named = {
        name: files.get(re.sub(r"\W", "_", name.removesuffix(".yaml")), text) for name, text in FILES.items()
    }
    for name, text in named.items():
        write(folder / "cards" / name, text)
    return folder / "cards"


def with_text(text: str) -> str:
    return f"{FILES['stone/small.yaml']}limitations: |\n  {text}\n"


def problems(folder: Path, text: str, docs: Docs | None = DOCS) -> list[str]:
    """What is said of a text in a card, without its line."""
    found = read_catalogue(cards(folder, stone_small=with_text(text)), folder, docs=docs).problems
    return [re.sub(r"\n  \|[^\n]*", "", as_text([each])) for each in found]


# What they lead to

BUILT = SiteInfo(url="https://s.example/c/", folders=True, built=True, docs=DOCS, plain_ending=".md")
LEADS = {
    # written: (on the page as a folder, in its plain form)
    "card:pebble": ("../../../models/pebble/", "../pebble.md"),
    "card:stone/big#limitations": ("../big/#limitations", "big.md#limitations"),
    "family:stone": ("../../../families/stone/", "../../families/stone.md"),
    "organization:acme": ("../../../organizations/acme/", "../../organizations/acme.md"),
    "dataset:sand": ("../../../datasets/sand/", "../../datasets/sand.md"),
    "benchmark:mmlu": ("../../../benchmarks/mmlu/", "../../benchmarks/mmlu.md"),
    "license:apache-2.0": (
        "../../../licenses/#license-apache-2-0",
        "../../licenses.md#license-apache-2-0",
    ),
    "big.yaml": ("../big/", "big.md"),
    "./big.yaml#limitations": ("../big/#limitations", "big.md#limitations"),
    "big.evals.yaml": ("../big/", "big.md"),
    "../stone/%62ig.yaml": ("../big/", "big.md"),
    "../pebble.yaml": ("../../pebble/", "../pebble.md"),
    "family.yaml": ("../../../families/stone/", "../../families/stone.md"),
    "../organizations.yaml": ("../../../organizations/", "../../organizations/index.md"),
    "../organizations.yaml#acme": ("../../../organizations/acme/", "../../organizations/acme.md"),
    "../../docs/guide.md": ("../../../guide/", "../../guide/"),
    "../../docs/guide.md#one%20two": ("../../../guide/#one%20two", "../../guide/#one%20two"),
    "../../docs/index.md": ("../../../", "../../"),
    "../../docs/a%20b/plan.pdf": ("../../../a%20b/plan.pdf", "../../a%20b/plan.pdf"),
    "#evaluation": ("#evaluation", "#evaluation"),
}


@pytest.mark.parametrize("written", LEADS)
def test_a_link_names_a_thing_by_kind_and_id_or_a_file_by_its_path(tmp_path: Path, written: str) -> None:
    folder = cards(tmp_path, stone_small=with_text(f"See [*it*]({written})."))
    site = build_site(folder, base=tmp_path, site_info=BUILT)
    assert site.problems == ()
    page = next(page for page in site.pages if page.path == "models/stone/small.md")
    address, plain = LEADS[written]
    link = LexborHTMLParser(page.markdown).css_first(".cs-prose a")
    assert link is not None
    assert link.attributes["href"] == shortest(address)
    assert f"See [*it*]({plain})." in site.files["models/stone/small.md.txt"].decode()
    readme = site.files["models/stone/small.huggingface.txt"].decode()
    whole = urljoin("https://s.example/c/models/stone/small/", address)
    assert f"See [*it*]({address if address.startswith('#') else whole})." in readme


def shortest(address: str) -> str:
    """As it leads from `models/stone/small/` with no steps up that are taken back."""
    return address.replace("../../../models/", "../../")


def test_without_the_address_of_the_site_a_readme_leads_to_the_hub_or_has_the_label(tmp_path: Path) -> None:
    big = FILES["stone/big.yaml"] + "hub_id: acme/stone-big\n"
    text = with_text("[a](card:stone/big#use) [`b|[c]`](card:pebble) [d](../../docs/guide.md)")
    site = build_site(cards(tmp_path, stone_small=text, stone_big=big), base=tmp_path)
    readme = site.files["models/stone/small.huggingface.txt"].decode()
    assert "\n[a](https://huggingface.co/acme/stone-big) `b|[c]` d\n" in readme


def test_what_programs_read_has_the_words_of_links(tmp_path: Path) -> None:
    small = "name: Stone small\nsummary: Smaller than [the **big** one](card:stone/big).\n"
    site = build_site(cards(tmp_path, stone_small=small), base=tmp_path, site_info=BUILT)
    (page,) = (page for page in site.pages if page.path == "models/stone/small.md")
    assert "Smaller than the big one." in page.structured
    assert "Smaller than the **big** one." in site.files["llms.txt"].decode()
    for path in ("catalog.json", "models/stone/small.json"):
        assert b"card:stone/big" not in site.files[path] or b"](card:stone/big)" in site.files[path]


# Where a text is shown

SHARED = """\
name: Stone
summary: Stones, all in [the guide](../../docs/guide.md).
organization: acme
description: Not [a pebble](../pebble.yaml), see [below](#models).
shared:
  organization: acme
  license: mit
  limitations: No stone is [the big one](big.yaml), see [above](#licence).
"""


def hrefs(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<a href="([^"]*)" rel="noopener">', page)]


@pytest.mark.parametrize("folders", [True, False])
def test_a_text_that_several_pages_show_leads_to_the_same_from_each(tmp_path: Path, folders: bool) -> None:
    guide = "guide/" if folders else "guide.html"
    info = SiteInfo(folders=folders, built=True, docs=Docs("docs", {"guide.md": guide}))
    pebble = FILES["pebble.yaml"] + "base_model: stone/small\n"
    site = build_site(cards(tmp_path, stone_family=SHARED, pebble=pebble), base=tmp_path, site_info=info)
    assert site.problems == ()
    pages = {page.path: page.markdown for page in site.pages}
    root = "https://s.example/"
    wanted = {
        "models/stone/small.md": ["models/stone/big", "guide", "models/pebble"],
        "models/stone/big.md": ["guide", "models/pebble"],
        "families/stone.md": ["guide", "models/pebble"],
        "families/index.md": ["guide"],
        "index.md": ["guide"],
        "models/pebble.md": ["models/stone/big"],
    }
    for path, targets in wanted.items():
        here = urljoin(root, info.address(path))
        led = {urljoin(here, href) for href in hrefs(pages[path])}
        for target in targets:
            ending = "/" if folders else ".html"
            assert urljoin(root, guide if target == "guide" else target + ending) in led, (path, target)
    # On its own page and on those of members, but not where other models only repeat it.
    assert "#licence" in hrefs(pages["models/stone/small.md"])
    assert "#licence" not in "".join(hrefs(pages["models/pebble.md"]))
    assert "#models" in hrefs(pages["families/stone.md"])


def test_a_path_in_equal_texts_of_two_files_means_that_of_each(tmp_path: Path) -> None:
    text = "name: {}\nsummary: Near [home](family.yaml).\norganization: acme\nlicense: mit\n"
    folder = cards(tmp_path, stone_small=text.format("Stone small"))
    write(folder / "sand/family.yaml", FILES["stone/family.yaml"].replace("Stone", "Sand"))
    write(folder / "sand/grain.yaml", text.format("Grain"))
    pages = {page.path: page.markdown for page in build_site(folder, base=tmp_path).pages}
    assert "../../families/stone.md" in hrefs(pages["models/stone/small.md"])
    assert "../../families/sand.md" in hrefs(pages["models/sand/grain.md"])


def test_pages_that_render_writes_lead_to_files_of_markdown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cards(
        tmp_path, stone_small=with_text("[a](card:pebble) [b](../../docs/guide.md) [c](../../docs/a%20b.md)")
    )
    write(tmp_path / "mkdocs.yml", "site_name: S\n")
    write(tmp_path / "docs/guide.md", "# Guide\n")
    write(tmp_path / "docs/a b.md", "# A b\n")
    for out, guide in (("docs/cat", ["../../../guide.md", "../../../a%20b.md"]), ("out", [])):
        with pytest.raises(SystemExit) as ended:
            main(["render", "--out", out])
        assert ended.value.code == 0
        page = (tmp_path / out / "models/stone/small.md").read_text(encoding="utf-8")
        assert hrefs(page) == ["../pebble.md", *guide]


# What is said of the others

GENERAL = "write card:id, the path of a file as seen from this one, or a whole address"


def error(thing: str, identity: str, hint: str) -> str:
    code = {"licence": "license"}.get(thing, thing)
    return f'error: limitations: there is no {thing} "{identity}"  [unknown-{code}]\n    → {hint}'


def warning(message: str, hint: str) -> str:
    return f"warning: limitations: {message}  [dead-link]\n    → {hint}"


def neither(written: str, hint: str) -> str:
    return warning(f'"{written}" is neither the path of a file nor a whole address', hint)


def near(name: str) -> str:
    return f'did you mean "{name}"?'


SAID = {
    "card:stone/bg": error("card", "stone/bg", near("stone/big")),
    "card:big": error("card", "big", "write card:stone/big"),
    "card:stone": error("card", "stone", "write family:stone"),
    "card:../../x": error("card", "../../x", "for a model without a card, write a whole address"),
    "card:stone%2Fbig": error("card", "stone%2Fbig", near("stone/big")),
    "family:stnoe": error("family", "stnoe", near("stone")),
    "benchmark:mmlo": error("benchmark", "mmlo", near("mmlu")),
    "license:mti": error("licence", "mti", near("mit")),
    "big2.yaml": error("card", "stone/big2", near("big.yaml")),
    "../stoone/family.yaml": error("family", "stoone", near("family.yaml")),
    "../organizations.yaml#acne": error("organization", "acne", near("acme")),
    "CARD:pebble": warning('links have no kind "CARD"', "write card:pebble"),
    "model:pebble": warning('links have no kind "model"', "write card:pebble"),
    "javascript:x": warning(
        'pages have no links to "javascript:"',
        "links lead to http, https and mailto, and to card:id and the like",
    ),
    "https://a@b": warning(
        '"https://a@b" is not an address that pages link to',
        "write a whole address, without a user name, spaces and backslashes",
    ),
    "../big/": neither("../big/", "write card:stone/big"),
    "/c/models/stone/big/": neither("/c/models/stone/big/", "write card:stone/big"),
    "stone/big": neither("stone/big", "write card:stone/big"),
    "big": neither("big", "write card:stone/big"),
    "../../../guide/": neither("../../../guide/", "write ../../docs/guide.md"),
    "../../docs/guide/": neither("../../docs/guide/", "write ../../docs/guide.md"),
    "big.html": warning('the site has no file "cards/stone/big.html"', "write card:stone/big"),
    "models/stone/big.md": warning(
        'the site has no file "cards/stone/models/stone/big.md"', "write card:stone/big"
    ),
    "guide.md": warning('the site has no file "cards/stone/guide.md"', "write ../../docs/guide.md"),
    "../../docs/giude.md": warning('the site has no file "docs/giude.md"', near("../../docs/guide.md")),
    "../../pyproject.toml": warning('the site has no file "pyproject.toml"', GENERAL),
    "//s.example/x": neither("//s.example/x", "write https://s.example/x"),
    "huggingface.co/a/b?x=1": neither("huggingface.co/a/b?x=1", "write https://huggingface.co/a/b?x=1"),
    "www.example.net": warning(
        'the site has no file "cards/stone/www.example.net"', "write https://www.example.net"
    ),
    "": warning("the link has no address", GENERAL),
}


@pytest.mark.parametrize("written", SAID)
def test_a_link_to_nothing_is_reported_with_what_to_write(tmp_path: Path, written: str) -> None:
    assert problems(tmp_path, f"See [it]({written}).") == [f"cards/stone/small.yaml:4:7  {SAID[written]}"]


def test_links_in_tables_footnotes_and_definitions_are_reported_where_they_stand(tmp_path: Path) -> None:
    text = "a[^1] [b][c]\n\n  | x |\n  |---|\n  | [t](card:t) |\n\n  [^1]: [n](card:n)\n\n  [c]: card:c"
    found = read_catalogue(cards(tmp_path, stone_small=with_text(text)), tmp_path).problems
    assert [(each.place.line, each.place.column, each.message) for each in found] == [
        (4, 9, 'there is no card "c"'),
        (8, 5, 'there is no card "t"'),
        (10, 9, 'there is no card "n"'),
    ]


def test_what_a_family_shares_is_reported_once_at_its_line(tmp_path: Path) -> None:
    family = SHARED.replace("big.yaml", "bigg.yaml")
    found = read_catalogue(cards(tmp_path, stone_family=family), tmp_path).problems
    assert [(str(each.place), each.hint) for each in found] == [
        ("cards/stone/family.yaml:8:28", 'did you mean "big.yaml"?')
    ]


def test_of_hand_written_pages_nothing_is_said_that_nobody_knows(tmp_path: Path) -> None:
    text = "See [it](../../docs/gone.md)."
    assert problems(tmp_path, text, None) == []
    assert problems(tmp_path, text, Docs("docs", {}, complete=False)) == []
    assert len(problems(tmp_path, text, Docs("docs", {}))) == 1


SETTINGS = {
    "nothing but the folder": ("site_name: S\n", 1),
    "inherited": ("INHERIT: base.yml\n", 1),
    "another folder": ("docs_dir: pages\n", 1),
    "a plugin that adds no pages": ("plugins: [search, material/social, cardsite]\n", 1),
    "a plugin that may add pages": ("plugins: [search, gen-files]\n", 0),
    "hooks": ("hooks: [hook.py]\n", 0),
    "a folder of the environment": ("docs_dir: !ENV [DOCS, docs]\n", 0),
    "a folder that is not there": ("docs_dir: gone\n", 0),
}


@pytest.mark.parametrize(("settings", "count"), SETTINGS.values(), ids=SETTINGS)
def test_check_knows_the_hand_written_pages_of_the_site(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: str,
    count: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = "pages" if "pages" in settings else "docs"
    cards(tmp_path, stone_small=with_text(f"[a](../../{folder}/guide.md) [b](../../{folder}/giude.md)"))
    write(tmp_path / f"{folder}/guide.md", "# Guide\n")
    write(tmp_path / "base.yml", "site_name: S\nplugins: {search: {}, cardsite: {ignore: []}}\n")
    write(tmp_path / "mkdocs.yml", settings)
    with pytest.raises(SystemExit):
        main(["check"])
    said = capsys.readouterr().out
    assert said.count("[dead-link]") == count
    assert ("did you mean" in said) == bool(count)


# Whole sites

GUIDE = "# Guide\n\n## Of stones\n"


def site(folder: Path, text: str, **settings: object) -> Path:
    cards(folder, stone_family=SHARED.replace("#licence", "#limitations"), stone_small=with_text(text))
    write(folder / "docs/index.md", "# Home\n")
    write(folder / "docs/guide.md", GUIDE)
    plugins = "plugins: [search, cardsite]\nvalidation: {links: {anchors: warn}}\n"
    options = "".join(f"{name}: {value}\n" for name, value in settings.items())
    return write(
        folder / "mkdocs.yml",
        f"site_name: S\ntheme: {{name: mkdocs, highlightjs: false}}\n{plugins}{options}",
    )


@pytest.mark.parametrize("folders", ["true", "false"])
def test_a_strict_build_has_all_links_in_both_styles_of_addresses_below_a_path(
    tmp_path: Path, folders: str
) -> None:
    text = " ".join(f"[a]({written})" for written in LEADS if "pdf" not in written and "#" not in written)
    text += " [b](../../docs/guide.md#of-stones) [c](card:stone/big#limitations)"
    config = site(tmp_path, text, use_directory_urls=folders, site_url="https://s.example/c/")
    out = build(config)
    page = "models/stone/small/index.html" if folders == "true" else "models/stone/small.html"
    html = (out / page).read_text(encoding="utf-8")
    found = [node.attributes["href"] or "" for node in LexborHTMLParser(html).css(".cs-prose a")]
    assert len(found) >= 18
    for href in found:
        if not href.startswith("#"):
            path = urljoin(f"/{page}", href).partition("#")[0].lstrip("/")
            file = out / path / "index.html" if path.endswith("/") or not path else out / path
            assert file.is_file(), href


def test_a_place_that_a_page_does_not_have_is_a_warning_at_the_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = site(tmp_path, "[a](card:stone/big#limitation) [b](../../docs/guide.md#stones) [c](#gone)")
    with pytest.raises(Abort, match="Aborted with 3 warnings in strict mode!"):
        build(config)
    found = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [re.sub(r"\n  \|[^\n]*", "", each.removeprefix("cardsite: ")) for each in found] == [
        "cards/stone/small.yaml:4:3  "
        + warning('the page models/stone/big.md has no place "#limitation"', near("limitations")),
        "cards/stone/small.yaml:4:34  "
        + warning('the page guide.md has no place "#stones"', near("of-stones")),
        "cards/stone/small.yaml:4:66  "
        + warning('the page models/stone/small.md has no place "#gone"', "").removesuffix("\n    → "),
    ]


@pytest.mark.parametrize(
    ("here", "folders", "path", "address"),
    [
        ("index.md", True, "models/a/b.md", "models/a/b/"),
        ("models/a/b.md", True, "models/a/c.md", "../c/"),
        ("models/a/b.md", True, "index.md", "../../../"),
        ("models/a/index.md", True, "models/a/b.md", "b/"),
        ("models/a/b.md", False, "models/a/c.md", "c.html"),
        ("models/a/b.md", False, "index.md", "../../index.html"),
        ("index.md", True, "models/a/index.md", "models/a/"),
        ("models/a/index.md", True, "index.md", "../../"),
    ],
)
def test_the_address_of_a_page_from_another(here: str, folders: bool, path: str, address: str) -> None:
    linker = Linker(here, frozenset([path]), SiteInfo(folders=folders, built=True))
    found = linker.resolved(path)
    assert found is not None
    assert found.address == address
