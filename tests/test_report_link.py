"""The link by which readers report a mistake on the page of a model, where the site knows its repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from mkdocs.exceptions import Abort
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from browser import opened
from cardsite.engine.content_policy import violations
from cardsite.markup.escape import one_line
from cardsite.site import IssueForm, issue_form
from hostile import TOKENS, fitting
from tinysite import LICENSED, build, catalogue, write

GITHUB = "https://github.com/acme/cards"
GITLAB = "https://gitlab.com/acme/models/cards"
CODEBERG = "https://codeberg.org/acme/cards"
THERE = {
    "a repository": (GITHUB, f"{GITHUB}/issues/new"),
    "with a slash": (f"{GITHUB}/", f"{GITHUB}/issues/new"),
    "as it is cloned": (f"{GITHUB}.git", f"{GITHUB}/issues/new"),
    "in other letters": ("HTTPS://GitHub.com/acme/cards", f"{GITHUB}/issues/new"),
    "without encryption": ("http://github.com/acme/cards", f"{GITHUB}/issues/new"),
    "where pages are edited": (f"{GITHUB}/edit/main/docs/", f"{GITHUB}/issues/new"),
    "where pages are shown": (f"{GITHUB}/blob/main/docs/", f"{GITHUB}/issues/new"),
    "a template of addresses": (f"{GITHUB}/edit/main/docs/{{path}}", f"{GITHUB}/issues/new"),
    "of GitLab": (GITLAB, f"{GITLAB}/-/issues/new"),
    "of GitLab, to edit": (f"{GITLAB}/-/edit/main/docs/", f"{GITLAB}/-/issues/new"),
    "of GitLab, to edit, as it was": (f"{GITLAB}/edit/main/docs/", f"{GITLAB}/-/issues/new"),
    "of Codeberg": (CODEBERG, f"{CODEBERG}/issues/new"),
    "of Codeberg, to edit": (f"{CODEBERG}/_edit/branch/main/docs/", f"{CODEBERG}/issues/new"),
}
NOWHERE = {
    "nothing": "",
    "no address": "edit/main/docs/",
    "a host that is not known": "https://git.acme.example/acme/cards",
    "a host in disguise": "https://github.com@evil.example/acme/cards",
    "a host that ends alike": "https://notgithub.com/acme/cards",
    "an owner without a repository": "https://github.com/acme",
    "an owner and a slash": "https://github.com/acme/",
    "a repository without an owner": "https://github.com//cards",
    "another scheme": "ssh://git@github.com/acme/cards",
    "a broken address": "https://[github.com/acme/cards",
}


@pytest.mark.parametrize(("address", "form"), THERE.values(), ids=THERE)
def test_issues_are_opened_in_the_repository(address: str, form: str) -> None:
    found = issue_form(address)
    assert found is not None
    assert found.address == form


@pytest.mark.parametrize("address", NOWHERE.values(), ids=NOWHERE)
def test_nothing_is_guessed_of_a_repository_that_is_not_known(address: str) -> None:
    assert issue_form(address) is None


def test_the_first_address_that_says_something_counts() -> None:
    assert issue_form("", "https://git.acme.example/a/b", GITLAB, GITHUB) == IssueForm(
        f"{GITLAB}/-/issues/new", "issue[title]", "issue[description]"
    )


def links(page: Path) -> list[str]:
    """Where a page's links to report a mistake lead."""
    nodes = LexborHTMLParser(page.read_text(encoding="utf-8")).css(".cs-report a")
    return [node.attributes["href"] or "" for node in nodes]


def test_the_link_begins_an_issue_with_the_page_and_the_file(tmp_path: Path) -> None:
    site = build(
        catalogue(tmp_path, site_url="https://acme.example/m/", edit_uri=f"{GITHUB}/edit/main/docs/")
    )
    (link,) = links(site / "models/tiny/index.html")
    assert link.partition("?")[0] == f"{GITHUB}/issues/new"
    assert parse_qs(urlsplit(link).query) == {
        "title": ["Mistake on the page of Tiny"],
        "body": [
            "Page: https://acme.example/m/models/tiny/\nCard: cards/tiny.yaml\n\n"
            "What is wrong, and where can the right value be read?"
        ],
    }


def test_a_site_without_an_address_names_the_file_alone(tmp_path: Path) -> None:
    (link,) = links(build(catalogue(tmp_path, repo_url=GITLAB)) / "models/tiny/index.html")
    query = parse_qs(urlsplit(link).query)
    assert query["issue[title]"] == ["Mistake on the page of Tiny"]
    assert query["issue[description]"][0].startswith("Card: cards/tiny.yaml\n")


def test_names_that_are_attacks_arrive_as_they_were_written(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, repo_url=GITHUB, plugins=[{"cardsite": {"select": ["ignore"]}}])
    names = {
        f"m{number}": f"{fitting('name', text)[-110:]} {number}"
        for number, text in enumerate(TOKENS.values())
    }
    for identity, name in names.items():
        quoted = name.replace("'", "''")
        write(tmp_path / f"cards/{identity}.yaml", LICENSED.replace("Tiny", f"'{quoted}'", 1))
    site = build(mkdocs_yml, strict=False)
    for identity, name in names.items():
        page = (site / f"models/{identity}/index.html").read_text(encoding="utf-8")
        (link,) = links(site / f"models/{identity}/index.html")
        assert set(parse_qs(urlsplit(link).query, strict_parsing=True)) == {"title", "body"}
        assert parse_qs(urlsplit(link).query)["title"] == [f"Mistake on the page of {one_line(name)}"]
        begin = page.index('<p class="cs-report">')
        assert violations(page[begin : page.index("</p>", begin) + 4]) == []


def test_only_the_page_of_a_model_has_the_link(tmp_path: Path) -> None:
    """Not lists, plain pages, files for machines, or what a search knows."""

    def built(name: str, **config: str) -> dict[str, bytes]:
        site = build(catalogue(tmp_path / name, plugins=["search", "cardsite"], **config))
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.*")}

    known, unknown = built("known", repo_url=GITHUB), built("unknown")
    assert [
        path for path, content in known.items() if b"cs-report" in content and path.endswith(".html")
    ] == ["models/tiny/index.html"]
    assert {
        path for path, content in unknown.items() if b"cs-report" in content and path.endswith(".html")
    } == set()
    assert {path for path in known if not path.endswith(".html") and known[path] != unknown[path]} == set()


def test_a_site_can_say_it_in_its_own_words_or_not_at_all(tmp_path: Path) -> None:
    mkdocs_yml = catalogue(tmp_path, repo_url=GITHUB)
    template = write(tmp_path / "templates/report.html.j2", "")
    assert links(build(mkdocs_yml) / "models/tiny/index.html") == []
    write(template, '<p class="cs-report"><a href="mailto:cards@acme.example">{{ name }}</a></p>')
    assert links(build(mkdocs_yml) / "models/tiny/index.html") == ["mailto:cards@acme.example"]
    write(template, "<script>evil()</script>")
    with pytest.raises(Abort):
        build(mkdocs_yml)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_the_link_stands_beside_the_edit_button_and_is_not_printed(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str], width: int
) -> None:
    theme = {"name": "material", "font": False, "features": ["content.action.edit"]}
    mkdocs_yml = catalogue(tmp_path, theme=theme, edit_uri=f"{GITHUB}/edit/main/docs/")
    write(tmp_path / "cards/tiny.yaml", LICENSED.replace("Tiny", "RecurrentGemma 2B"))
    address = serve(build(mkdocs_yml)) + "models/tiny/"
    with opened(browser, address, viewport={"width": width, "height": 900}) as tab:
        link = tab.get_by_role("link", name="Report a mistake")
        report, edit = link.bounding_box(), tab.get_by_title("Edit this page").bounding_box()
        title = tab.get_by_role("heading", level=1).bounding_box()
        assert report is not None
        assert edit is not None
        assert title is not None
        assert edit["x"] - 40 < report["x"] + report["width"] <= edit["x"]
        assert edit["y"] <= report["y"] + report["height"] / 2 <= edit["y"] + edit["height"]
        # Where it is narrow, the name has the line to itself, or it would be broken within a word.
        assert (title["y"] > report["y"] + report["height"]) == (width == 390)
        tab.emulate_media(media="print")
        assert not link.is_visible()
