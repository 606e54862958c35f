"""Previews: a site with pages that show what is wrong with cards, which is looked at and not published."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from cardsite.engine import plugin, staging
from cardsite.history.card_dates import NoHistory, commit_of
from cardsite.site import Commit, Page, Site
from tinysite import LICENSED, build, catalogue, read, write

SHOW = {"plugins": [{"cardsite": {"broken_cards": "show"}}]}
BROKEN = LICENSED.replace("Tiny", "Broken") + "colour: <b>red\n"
NAMES_IT = LICENSED.replace("Tiny", "Tuned") + (
    "base_model: broken\nbase_model_relation: finetune\nrelated: [broken]\n"
    "description: '[the base](card:broken), [a place on it](broken.yaml#evaluation)'\n"
)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def said(log: pytest.LogCaptureFixture) -> list[str]:
    """The first line of all that is warned of."""
    found = [record.getMessage() for record in log.records if record.levelno >= logging.WARNING]
    return [message.splitlines()[0] for message in found]


def preview(mkdocs_yml: Path, shows: str, **options: object) -> Path:
    """A preview that fails, with what it says last; gives its folder."""
    with pytest.raises(Abort, match=re.escape(f"The preview shows {shows}")):
        build(mkdocs_yml, **options)  # type: ignore[arg-type]
    return mkdocs_yml.parent / "site"


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"]
    command = ["git", "-C", str(folder), *settings, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


# What it shows


@pytest.mark.parametrize("folders", [True, False], ids=["folders", "files"])
def test_a_broken_card_has_a_page_with_its_problems_to_which_others_lead(
    tmp_path: Path, log: pytest.LogCaptureFixture, folders: bool
) -> None:
    validation = {"links": {"anchors": "warn"}, "nav": {"omitted_files": "warn"}}
    lists = ["index.md", *(f"{name}/index.md" for name in ("models", "compare", "families", "organizations"))]
    lists += ["benchmarks/index.md", "datasets/index.md", "licenses.md", "coverage.md"]
    mkdocs_yml = catalogue(tmp_path, **SHOW, validation=validation, nav=lists)
    write(tmp_path / "cards/broken.yaml", BROKEN)
    write(tmp_path / "cards/tuned.yaml", NAMES_IT)
    write(tmp_path / "docs/index.md", "# Home\n\n[broken](models/broken.md)\n")
    site = preview(mkdocs_yml, "1 error in 1 file", use_directory_urls=folders)
    end, to_broken = ("/index.html", "../broken/") if folders else (".html", "broken.html")
    assert said(log) == [
        'cardsite: cards/broken.yaml:5:1  error: colour: unknown field "colour"  [unknown-field]'
    ]
    for page in ("models/broken", "problems"):
        html = read(site / f"{page}{end}")
        assert "cards/broken.yaml:5:1" in html
        assert "colour: <b>red\n^" in html
    assert "A tiny model." in read(site / f"models/tiny{end}")
    html = read(site / f"models/tuned{end}")
    assert html.count(f'href="{to_broken}"') == 5  # facts, lineage, related, and both links of the text
    assert "without a card" not in html
    assert "broken" not in read(site / "catalog.json").replace("tuned", "")


def test_what_is_wrong_with_a_family_stands_on_the_pages_of_its_members(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    write(tmp_path / "cards/one/family.yaml", "name: [\n")
    write(tmp_path / "cards/one/lacking.yaml", "name: Lacking\nsummary: It inherits the rest.\n")
    write(tmp_path / "cards/one/whole.yaml", LICENSED.replace("Tiny", "Whole"))
    shared = "name: Two\nsummary: Two.\nshared: {colour: red}\n"
    write(tmp_path / "cards/two/family.yaml", shared)
    write(tmp_path / "cards/two/member.yaml", LICENSED.replace("Tiny", "Member"))
    site = preview(mkdocs_yml, "2 errors in 2 files")
    assert len(said(log)) == 2
    for page in ("models/one/lacking", "models/one/whole", "families/one"):
        assert "cards/one/family.yaml:" in read(site / page / "index.html")
    for page in ("models/two/member", "families/two"):
        assert "cards/two/family.yaml:3:10" in read(site / page / "index.html")
    assert "A tiny model." in read(site / "models/one/whole/index.html")
    assert "Two." in read(site / "families/two/index.html")
    assert "family.yaml" not in read(site / "models/tiny/index.html")


@pytest.mark.parametrize("text", ["acme: {nmae: Acme}\n", "acme: [\n"], ids=["entry", "file"])
def test_what_is_wrong_with_a_registry_stands_on_the_page_of_all_problems(tmp_path: Path, text: str) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    write(tmp_path / "cards/tiny.yaml", LICENSED + "description: By [us](organization:acme).\n")
    write(tmp_path / "cards/organizations.yaml", text)
    with pytest.raises(Abort, match="The preview shows"):
        build(mkdocs_yml)
    site = tmp_path / "site"
    assert "cards/organizations.yaml:" in read(site / "problems/index.html")
    assert "By us." in read(site / "models/tiny/index.html")
    assert sorted(path.name for path in (site / "models").iterdir() if path.is_dir()) == ["tiny"]


@pytest.mark.parametrize("text", ["web: {nmae: Web}\n", "web: [\n"], ids=["entry", "file"])
def test_what_is_wrong_with_a_registry_stands_on_the_pages_of_cards_that_need_it(
    tmp_path: Path, text: str
) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    write(tmp_path / "cards/other.yaml", LICENSED.replace("Tiny", "Other"))
    write(tmp_path / "cards/trained.yaml", LICENSED.replace("Tiny", "Trained") + "training: {data: [web]}\n")
    write(tmp_path / "cards/datasets.yaml", text)
    with pytest.raises(Abort, match="The preview shows"):
        build(mkdocs_yml)
    assert "cards/datasets.yaml:" in read(tmp_path / "site/models/trained/index.html")
    assert "cards/datasets.yaml:" not in read(tmp_path / "site/models/other/index.html")


def test_a_card_that_a_check_finds_fault_with_keeps_its_page(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    wrong = "architecture: {type: gpt_neox, hidden_size: 5120, attention_heads: 36}\n"
    write(tmp_path / "cards/tiny.yaml", LICENSED + wrong)
    html = read(preview(mkdocs_yml, "1 error in 1 file") / "models/tiny/index.html")
    assert html.index("142.22, not a whole number") < html.index('<p class="cs-summary">')


def test_a_page_that_holds_what_no_page_may_hold_is_shown_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(
        "models/tiny.md", "Tiny", b'# Tiny\n\n<img src="https://e.org/i.png" alt="">\n', "cards/tiny.yaml"
    )
    monkeypatch.setattr(plugin, "build_site", lambda *args: Site((page,), (), ()))
    html = read(preview(catalogue(tmp_path, **SHOW), "1 error in 1 file") / "models/tiny/index.html")
    assert 'may not hold src="https://e.org/i.png" on <img>' in html
    assert '<img src="https://e.org' not in html


def test_a_file_whose_name_cannot_be_that_of_a_page_has_none(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    write(tmp_path / "cards/Big One.yaml", BROKEN)
    write(tmp_path / "cards/a/b/c/d/e.yaml", BROKEN)
    with pytest.raises(Abort, match="The preview shows"):
        build(mkdocs_yml)
    site = tmp_path / "site"
    assert "cards/Big One.yaml:1:1" in read(site / "problems/index.html")
    assert sorted(path.name for path in (site / "models").iterdir() if path.is_dir()) == ["tiny"]


def test_hostile_problems_are_shown_as_text(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    hostile = "'</code><script>alert(1)</script> [x](javascript:a) `` *a* {{ 1 }}'"
    write(tmp_path / "cards/hostile.yaml", f"{LICENSED}{hostile}: 1\nstatus: {hostile}\n")
    write(tmp_path / "cards/[x](javascript:a)<b>.yaml", BROKEN)
    with pytest.raises(Abort, match="The preview shows 4 errors in 2 files"):
        build(mkdocs_yml)
    for page in ("problems", "models/hostile"):
        html = (tmp_path / "site" / page / "index.html").read_text(encoding="utf-8")
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
        assert "</code><script>alert(1)</script> [x](javascript:a) `` *a* {{ 1 }}" in read(
            tmp_path / "site" / page / "index.html"
        )


# That it is one


def test_every_page_of_a_preview_says_so_and_is_listed_nowhere(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(
        tmp_path,
        site_url="https://example.org/",
        theme={"name": "material", "font": False},
        plugins=["search", {"cardsite": {"broken_cards": "show"}}],
    )
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Add cards")
    site = build(mkdocs_yml)
    said = f"Preview of commit {git(tmp_path, 'rev-parse', 'HEAD')[:12]}. This is not the published site."
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 8
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex">' in html, page
        assert page.name == "404.html" or said in re.sub(r"<[^>]*>", "", html), page
    assert not {"sitemap.xml", "sitemap.xml.gz", "feed.atom"} & {path.name for path in site.iterdir()}
    assert "feed.atom" not in read(site / "models/tiny/index.html")
    index = json.loads(read(site / "search/search_index.json"))["docs"]
    assert not [entry for entry in index if "This is not the published site" in entry["text"]]
    write(mkdocs_yml, mkdocs_yml.read_text(encoding="utf-8").replace("show", "stop"))
    published = build(mkdocs_yml)
    assert (published / "sitemap.xml").is_file()
    assert (published / "feed.atom").is_file()
    assert not [page for page in published.rglob("*.html") if "noindex" in page.read_text(encoding="utf-8")]


def test_the_commit_is_named_with_what_it_merged_and_with_changes_since(tmp_path: Path) -> None:
    cards = write(tmp_path / "cards/tiny.yaml", LICENSED).parent
    git(tmp_path, "init", "-q", "-b", "main")
    with pytest.raises(NoHistory):
        commit_of(cards)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Add a card")
    first = git(tmp_path, "rev-parse", "HEAD")[:12]
    assert commit_of(cards) == Commit(first)
    git(tmp_path, "switch", "-q", "-c", "proposal")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Propose")
    second = git(tmp_path, "rev-parse", "HEAD")[:12]
    git(tmp_path, "switch", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "proposal")
    write(cards / "new.yaml", LICENSED)
    write(tmp_path / "notes.txt", "not a card")
    merge = git(tmp_path, "rev-parse", "HEAD")[:12]
    assert commit_of(cards) == Commit(merge, (first, second), changed=True)


def test_what_serve_shows_says_nothing_of_commits(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    site = build(mkdocs_yml, command="serve", site_dir=str(tmp_path / "served"))
    html = read(site / "models/tiny/index.html")
    assert "Preview" not in html
    assert "noindex" not in html


# That it replaces no published site


def test_a_preview_replaces_an_earlier_one_and_a_site_replaces_a_preview(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    build(mkdocs_yml)
    write(tmp_path / "cards/broken.yaml", BROKEN)
    site = preview(mkdocs_yml, "1 error in 1 file")
    assert (site / "cardsite-preview.txt").is_file()
    (tmp_path / "cards/broken.yaml").unlink()
    write(mkdocs_yml, mkdocs_yml.read_text(encoding="utf-8").replace("show", "stop"))
    assert not (build(mkdocs_yml) / "cardsite-preview.txt").exists()


def test_a_preview_that_is_built_in_place_replaces_an_earlier_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    monkeypatch.setattr(staging, "begin", lambda target: None)
    write(tmp_path / "cards/broken.yaml", BROKEN)
    preview(mkdocs_yml, "1 error in 1 file")
    (tmp_path / "cards/broken.yaml").unlink()
    site = build(mkdocs_yml)
    assert (site / "cardsite-preview.txt").is_file()
    assert not (site / "models/broken").exists()
    write(mkdocs_yml, mkdocs_yml.read_text(encoding="utf-8").replace("show", "stop"))
    assert not (build(mkdocs_yml) / "cardsite-preview.txt").exists()


@pytest.mark.parametrize("there", ["index.html", "thesis.tex", ".git"])
def test_a_preview_is_not_written_over_anything_else(
    tmp_path: Path, log: pytest.LogCaptureFixture, there: str
) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    write(tmp_path / "site" / there, "years of work")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Abort):
        build(mkdocs_yml)
    assert said(log) == [
        f"site_dir holds files that are not of a preview: {tmp_path / 'site'}; broken_cards: show writes "
        "to an empty folder, or over an earlier preview; name another folder (mkdocs build --site-dir FOLDER)"
    ]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_preview_is_not_deployed(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    with pytest.raises(Abort):
        build(mkdocs_yml, command="gh-deploy")
    assert said(log) == [
        "gh-deploy publishes the site, and broken_cards: show is for previews; set it to stop"
    ]
    assert not (tmp_path / "site").exists()


def test_what_is_warned_of_fails_a_strict_preview_which_is_there_all_the_same(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, **SHOW)
    write(tmp_path / "docs/index.md", "# Home\n\n[gone](gone.md)\n")
    with pytest.raises(Abort, match="Aborted with 1 warnings in strict mode!"):
        build(mkdocs_yml)
    assert "Preview" in read(tmp_path / "site/index.html")


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_a_variable_of_the_environment_asks_for_a_preview(tmp_path: Path, engine: str) -> None:
    mkdocs_yml = catalogue(tmp_path)
    setting = "- cardsite: {broken_cards: !ENV [CARDSITE_BROKEN_CARDS, stop]}"
    write(mkdocs_yml, mkdocs_yml.read_text(encoding="utf-8").replace("- cardsite", setting))
    write(tmp_path / "cards/broken.yaml", BROKEN)

    done = subprocess.run(
        [sys.executable, "-m", engine, "build", "--quiet", "--strict"],
        cwd=tmp_path,
        env={**os.environ, "CARDSITE_BROKEN_CARDS": "show"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The preview shows 1 error in 1 file" in done.stdout
    assert "Traceback" not in done.stdout
    assert (tmp_path / "site/models/broken/index.html").is_file()
