"""What runs for pull requests, of which strangers write every line: what it may do, and what comes of it."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fences import ROOT, fences
from tinysite import write

HOW_TO = ROOT / "docs/how-to/pull-requests.md"
NEW = ROOT / "src/cardsite/authoring/catalogue_files"
"""What `cardsite init` writes into a new catalogue."""
OWN_WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.y*ml"))
NEW_WORKFLOWS = sorted((NEW / "dot-github/workflows").glob("*.y*ml"))
WORKFLOWS = [*OWN_WORKFLOWS, *NEW_WORKFLOWS]
ALL_OF_THEM = pytest.mark.parametrize(
    "path", WORKFLOWS, ids=[f"{'new' if path in NEW_WORKFLOWS else 'own'}-{path.stem}" for path in WORKFLOWS]
)
FOR_STRANGERS = {"pull_request"}
"""The only event of others that may start a run: it comes with a token that can read, and without secrets."""
OURS = {"push"}


def shown(title: str) -> str:
    """A file that the guide shows."""
    (found,) = (each for each in fences(HOW_TO) if each.title == title)
    return found.text


def parsed(text: str) -> dict[str, Any]:
    # For YAML 1.1 the word `on` is a truth value.
    found: dict[Any, Any] = yaml.safe_load(text)
    return {"on" if key is True else key: value for key, value in found.items()}


def events(workflow: dict[str, Any]) -> set[str]:
    on = workflow["on"]
    return {on} if isinstance(on, str) else set(on)


def jobs(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from workflow["jobs"].values()


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in jobs(workflow) for step in job["steps"]]


def test_there_are_workflows_to_look_at() -> None:
    for workflows in (OWN_WORKFLOWS, NEW_WORKFLOWS):
        assert {path.name for path in workflows} >= {"check.yml", "publish.yml"}


@ALL_OF_THEM
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: *(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v[\d.]+", each)] == []


@ALL_OF_THEM
def test_a_job_may_do_what_it_says_and_nothing_else(path: Path) -> None:
    workflow = parsed(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for job in jobs(workflow):
        assert job["permissions"]
        assert job["timeout-minutes"]


def harmless(workflow: dict[str, Any], text: str) -> None:
    """What a workflow has to be that runs what strangers wrote."""
    assert events(workflow) & FOR_STRANGERS
    assert events(workflow) <= FOR_STRANGERS | OURS
    assert workflow["permissions"] == {}
    for job in jobs(workflow):
        assert set(job["permissions"].values()) == {"read"}
    assert not re.search(r"\bsecrets\b|github\.token", text)
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
            assert "ref" not in step["with"]


def test_what_strangers_start_can_only_read_and_has_no_secrets() -> None:
    started = {path.name for path in WORKFLOWS if FOR_STRANGERS & events(parsed(path.read_text("utf-8")))}
    assert started == {"check.yml"}
    for path in WORKFLOWS:
        if path.name == "check.yml":
            text = path.read_text(encoding="utf-8")
            harmless(parsed(text), re.sub(r"#.*", "", text))
    example = shown(".github/workflows/cards.yml")
    harmless(parsed(example), example)


@ALL_OF_THEM
def test_nothing_starts_with_more_rights_at_the_word_of_a_stranger(path: Path) -> None:
    assert events(parsed(path.read_text(encoding="utf-8"))) <= FOR_STRANGERS | OURS


def test_the_report_and_the_preview_of_a_pull_request_are_kept() -> None:
    workflow = parsed((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    cards = workflow["jobs"]["cards"]["steps"]
    (checkout,) = (step for step in cards if step.get("uses", "").startswith("actions/checkout@"))
    assert checkout["with"]["fetch-depth"] == 0
    script = "\n".join(step.get("run", "") for step in cards)
    assert 'cardsite diff HEAD^1..HEAD --format markdown >> "$GITHUB_STEP_SUMMARY"' in script
    assert "cardsite check --format github" in script
    (preview,) = (step for step in cards if step.get("run") == "make site")
    assert preview["env"]["CARDSITE_BROKEN_CARDS"] == "show"
    kept = [step["with"]["path"] for step in cards if "upload-artifact" in step.get("uses", "")]
    assert kept == ["site/", "report/changes.html"]


@pytest.mark.parametrize("name", ["check.yml", "publish.yml"])
def test_the_workflow_of_a_new_catalogue_does_what_that_of_this_repository_does(name: str) -> None:
    own, new = (
        (folder / "workflows" / name).read_text(encoding="utf-8")
        for folder in (ROOT / ".github", NEW / "dot-github")
    )
    own = re.sub(r"^  (?:tests|lint):\n(?:(?!  \w+:$).*\n)*", "", own, flags=re.MULTILINE)
    own = own.replace(".venv/bin/", "").replace("make install", "pip install -r requirements.txt")
    own = own.replace("make site", "mkdocs build --strict").replace('"3.11"', '"3.13"')
    # What installs the package and what builds the site are one command of make.
    new = new.replace("      - run: pip install -r requirements.txt\n", "") if name == "publish.yml" else new
    assert parsed(new) == parsed(own)


def test_the_sites_own_build_is_no_preview_unless_it_is_asked_for() -> None:
    assert "broken_cards: !ENV [CARDSITE_BROKEN_CARDS, stop]" in (ROOT / "mkdocs.yml").read_text("utf-8")
    assert "broken_cards: !ENV [CARDSITE_BROKEN_CARDS, stop]" in (NEW / "mkdocs.yml.tmpl").read_text("utf-8")
    for path in WORKFLOWS:
        assert path.name != "publish.yml" or "CARDSITE_BROKEN_CARDS" not in path.read_text(encoding="utf-8")


# Hosts that build pull requests


def read_the_docs(text: str) -> str:
    (command,) = yaml.safe_load(text)["build"]["jobs"]["build"]["html"]
    return str(command)


def of_netlify(context: str) -> str:
    settings = tomllib.loads(shown("netlify.toml"))
    assert settings["build"]["publish"] == "site"
    return str(settings["context"][context]["command"] if context else settings["build"]["command"])


OWN = (ROOT / ".readthedocs.yaml").read_text(encoding="utf-8")
OF_A_NEW_CATALOGUE = (NEW / "dot-readthedocs.yaml").read_text(encoding="utf-8")
CLOUDFLARE = shown("Build command").removeprefix("pip install -r requirements.txt && ")
READ_THE_DOCS = {"READTHEDOCS_OUTPUT": "out", "READTHEDOCS_CANONICAL_URL": "https://example.org/en/7/"}
HOSTS = {
    "Read the Docs": (read_the_docs(OWN), {"READTHEDOCS_VERSION_TYPE": "external"}, "out/html"),
    "the guide's": (
        read_the_docs(shown(".readthedocs.yaml")),
        {"READTHEDOCS_VERSION_TYPE": "external"},
        "out/html",
    ),
    "that of a new catalogue": (
        read_the_docs(OF_A_NEW_CATALOGUE),
        {"READTHEDOCS_VERSION_TYPE": "external"},
        "out/html",
    ),
    "in one line": (
        " ".join(read_the_docs(OWN).split()),
        {"READTHEDOCS_VERSION_TYPE": "external"},
        "out/html",
    ),
    "Cloudflare": (CLOUDFLARE, {"CF_PAGES_BRANCH": "proposal"}, "site"),
    "Netlify": (of_netlify("deploy-preview"), {}, "site"),
}
PUBLISHED = {
    "Read the Docs": (read_the_docs(OWN), {"READTHEDOCS_VERSION_TYPE": "branch"}, "out/html"),
    "that of a new catalogue": (
        read_the_docs(OF_A_NEW_CATALOGUE),
        {"READTHEDOCS_VERSION_TYPE": "branch"},
        "out/html",
    ),
    "Cloudflare": (CLOUDFLARE, {"CF_PAGES_BRANCH": "main"}, "site"),
    "Netlify": (of_netlify(""), {}, "site"),
}


MKDOCS = """\
#!/bin/sh
for word; do [ "$before" = --site-dir ] && out="$word"; before="$word"; done
[ "$CARDSITE_BROKEN_CARDS" = show ] && mkdir -p "${out:=site}" && touch "$out/cardsite-preview.txt"
exit 1
"""
"""In place of MkDocs, which takes a second to start: what it does where a card is broken."""


def run(folder: Path, command: str, variables: dict[str, str]) -> int:
    """What a host does with a catalogue of which one card is broken; gives the exit status."""
    write(folder / "bin/mkdocs", MKDOCS).chmod(0o755)
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    environment = {**os.environ, **READ_THE_DOCS, **variables, "PATH": path}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, check=False
    ).returncode


@pytest.mark.parametrize(("command", "variables", "out"), HOSTS.values(), ids=HOSTS)
def test_a_host_shows_the_preview_of_a_pull_request_with_a_broken_card(
    tmp_path: Path, command: str, variables: dict[str, str], out: str
) -> None:
    assert run(tmp_path, command, variables) == 0
    assert (tmp_path / out / "cardsite-preview.txt").is_file()


@pytest.mark.parametrize(("command", "variables", "out"), PUBLISHED.values(), ids=PUBLISHED)
def test_a_host_publishes_no_site_with_a_broken_card(
    tmp_path: Path, command: str, variables: dict[str, str], out: str
) -> None:
    assert run(tmp_path, command, variables) != 0
    assert not (tmp_path / out).exists()
