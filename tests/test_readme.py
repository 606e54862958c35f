"""What the README and the tutorial tell a reader to do works, and gives what they show."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cardsite.build import build_site
from cardsite.problems import Severity, at_least
from fences import ROOT, Command, commands, fences
from tinysite import write
from walkthrough import follow, run

README = ROOT / "README.md"
TUTORIAL = ROOT / "docs/tutorial.md"


def test_the_tutorial_leads_to_a_built_site(tmp_path: Path) -> None:
    follow(TUTORIAL, tmp_path)
    page = (tmp_path / "site/models/acme/tiny-8m.html").read_text(encoding="utf-8")
    assert "7,616,000" in page
    assert "20,000 steps × 65,536 tokens" in page
    assert "not disclosed" in page


def test_the_tutorial_shows_every_step_that_it_needs() -> None:
    shown = [fence for fence in fences(TUTORIAL) if fence.language in {"sh", "console"}]
    lines = [command.line for fence in shown for command in commands(fence)]
    for needed in ("cardsite new", "cardsite check", "mkdocs serve", "mkdocs build --strict"):
        assert any(line.startswith(needed) for line in lines), needed


def test_the_commands_for_importing_do_what_their_page_shows(tmp_path: Path) -> None:
    follow(ROOT / "docs/how-to/import.md", tmp_path)
    card = (tmp_path / "cards/acme/tiny-8m.yaml").read_text(encoding="utf-8")
    assert "# counted by hand" in card
    scores = (tmp_path / "cards/acme/tiny-8m.evals.yaml").read_text(encoding="utf-8")
    assert "score: 0.2210, error: 0.0058" in scores


@pytest.fixture
def readme_site(tmp_path: Path) -> Path:
    """A folder with the card and the mkdocs.yml of the README."""
    card, config = (fence.text for fence in fences(README) if fence.language == "yaml")
    name = re.match(r"# (\S+)", card)
    assert name is not None
    write(tmp_path / name[1], card)
    for registry in ("organizations.yaml", "datasets.yaml"):
        shutil.copy(ROOT / "cards" / registry, tmp_path / "cards")
    write(tmp_path / "mkdocs.yml", config)
    return tmp_path


def test_the_card_of_the_readme_is_right_and_its_page_says_what_the_readme_says(readme_site: Path) -> None:
    site = build_site(readme_site / "cards", base=readme_site)
    assert at_least(site.problems, Severity.WARNING) == ()
    page = next(page.markdown for page in site.pages if page.source.endswith("pythia-160m.yaml"))
    assert re.search(r">Layers</a> \| 12<sup> <button [^>]*>&#91;<q>", page)
    assert re.search(r">Parameters</a> \| 162,322,944<sup class=\"cs-asserted\">", page)
    assert re.search(r">Energy in MWh</a> \| <span class=\"cs-absent\">not disclosed", page)


def test_the_configuration_of_the_readme_builds_its_card(readme_site: Path) -> None:
    run(Command("mkdir docs"), readme_site)
    run(Command("mkdocs build --strict"), readme_site)
    assert (readme_site / "site/models/pythia/pythia-160m/index.html").is_file()


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    found = [command for fence in fences(README) for command in commands(fence)]
    assert [command.line for command in found][:2] == ["make site", "make test"]
    for command in found:
        run(command, tmp_path)
    assert (tmp_path / "cards/acme/tiny-8m.yaml").is_file()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_links_to_files_of_the_repository_lead_somewhere(page: str) -> None:
    targets = re.findall(
        r"(?<!!)\[[^]]*\]\((?!https?:)([^)#]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8")
    )
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_readme_fits_on_a_screen() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 80
