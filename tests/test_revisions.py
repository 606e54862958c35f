"""Revisions are read from objects: a repository of a stranger runs nothing, and odd files are told of."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cardsite.changes.revisions import Repository, is_pointer
from cardsite.cli import main
from cardsite.errors import CardsiteError
from changes_story import git
from tinysite import LICENSED, write

ORGANIZATIONS = "acme: {name: Acme}\n"


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def data(*arguments: str) -> Any:
    result = diff(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def commit(folder: Path, message: str = "x") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--message", message)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one card, in which the process runs."""
    project = tmp_path / "project"
    write(project / "cards/organizations.yaml", ORGANIZATIONS)
    write(project / "cards/tiny.yaml", LICENSED)
    git(project, "init", "--initial-branch", "main")
    commit(project)
    monkeypatch.chdir(project)
    return project


def test_nothing_of_a_repository_is_run(folder: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    program = write(tmp_path / "program", f"#!/bin/sh\ntouch {trap}\ncat\n")
    program.chmod(0o755)
    write(folder / ".gitattributes", "*.yaml filter=x diff=x merge=x working-tree-encoding=UTF-16\n")
    settings = [
        *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.gitProxy", "diff.external"),
        *("filter.x.smudge", "filter.x.process", "diff.x.textconv", "diff.x.command", "merge.x.driver"),
        *(
            "core.alternateRefsCommand",
            "credential.helper",
            "gpg.program",
            "pager.rev-parse",
            "alias.cat-file",
        ),
    ]
    for name in settings:
        git(folder, "config", name, f"!{program}" if name.startswith("alias") else str(program))
    git(folder, "config", "core.hooksPath", str(tmp_path / "hooks"))
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        write(tmp_path / "hooks" / hook, program.read_text(encoding="utf-8")).chmod(0o755)
    trap.unlink(missing_ok=True)
    write(folder / "cards/tiny.yaml", f"{LICENSED}tags: [new]\n")
    assert [card["id"] for card in data("HEAD")["cards"]] == ["tiny"]
    assert data("HEAD..main")["cards"] == []
    assert not trap.exists()


def test_variables_that_name_another_repository_are_not_obeyed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_EXEC_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(tmp_path / "program"))
    assert Repository(folder).root() == folder


def test_objects_are_what_their_names_say(folder: Path) -> None:
    was = git(folder, "rev-parse", "HEAD:cards/tiny.yaml").strip()
    other = git(folder, "hash-object", "-w", str(write(folder / "x", "name: Other\n"))).strip()
    git(folder, "replace", was, other)
    tree = Repository(folder).tree(git(folder, "rev-parse", "HEAD").strip(), "cards")
    assert tree is not None
    assert tree.read("tiny.yaml") == LICENSED.encode()


def test_files_that_look_like_a_repository_are_none(folder: Path) -> None:
    for name, text in {
        "HEAD": "ref: refs/heads/main\n",
        "config": "[core]\nbare = true\n",
        "refs/x": "",
        "objects/x": "",
    }.items():
        write(folder / "cards" / name, text)
    with pytest.raises(CardsiteError, match="bare repository"):
        Repository(folder / "cards").root()


def test_names_of_files_can_be_anything(folder: Path) -> None:
    names = ["a\tb.yaml", "a\nb.yaml", "“ä”.yaml", ":(glob)*.yaml", " .yaml"]
    for name in names:
        write(folder / "cards" / name, LICENSED)
    Path(os.fsdecode(os.fsencode(str(folder / "cards")) + b"/\xff.yaml")).write_text(
        LICENSED, encoding="utf-8"
    )
    commit(folder)
    tree = Repository(folder).tree(git(folder, "rev-parse", "HEAD").strip(), "cards")
    assert tree is not None
    assert {item.name for item in tree.items() or ()} >= {*names, "\udcff.yaml"}
    assert len(data("HEAD~1")["unreadable"]) == len(names) + 1
    for style in ("text", "markdown", "html", "json"):
        assert diff("HEAD~1..HEAD", "--format", style).exit_code == 0


def test_links_submodules_and_pointers_are_told(folder: Path) -> None:
    (folder / "cards/link.yaml").symlink_to("/etc/passwd")
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    write(folder / "cards/large.yaml", pointer)
    git(folder, "add", "--all")
    head = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{head},cards/sub")
    git(folder, "commit", "--message", "x")
    report = data("HEAD~1..HEAD")
    found = {(each["file"], each["code"]) for each in report["problems"]["new"]}
    assert found == {("cards/link.yaml", "symbolic-link"), ("cards/sub", "file-name")}
    assert report["pointers"] == ["cards/large.yaml"]
    assert [each["id"] for each in report["unreadable"]] == ["large"]
    assert is_pointer(pointer.encode())


def test_a_shallow_clone_is_told_to_get_more_of_its_history(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "cards/other.yaml", LICENSED.replace("Tiny", "Other"))
    commit(folder)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--depth", "1", f"file://{folder}", str(clone))
    monkeypatch.chdir(clone)
    result = diff("HEAD~1")
    assert result.exit_code == 2
    assert "git fetch --deepen=100" in result.stderr
    assert "fetch-depth: 100" in result.stderr
    assert data("HEAD")["cards"] == []


def test_a_report_from_where_two_went_apart_says_so(folder: Path) -> None:
    assert data("main")["base"].startswith("main (")
    git(folder, "checkout", "-b", "branch")
    apart = data("HEAD..HEAD")["base"].removeprefix("HEAD (").removesuffix(")")
    git(folder, "checkout", "main")
    write(folder / "cards/other.yaml", LICENSED.replace("Tiny", "Other"))
    commit(folder)
    git(folder, "checkout", "branch")
    assert (
        data("main")["base"] == data("main...branch")["base"] == f"main at {apart}, the last commit in common"
    )


def test_revisions_without_a_common_commit_are_told(folder: Path) -> None:
    git(folder, "checkout", "--orphan", "alone")
    commit(folder, "Begin anew")
    result = diff("main")
    assert result.exit_code == 2
    assert "no commit in common; write BASE..HEAD" in result.stderr
    assert data("main..alone")["cards"] == []


def test_a_folder_that_is_not_there_yet_has_no_cards(folder: Path) -> None:
    write(folder / "more/organizations.yaml", ORGANIZATIONS)
    write(folder / "more/new.yaml", LICENSED)
    report = data("HEAD", "--cards", "more")
    assert [(card["id"], card["state"]) for card in report["cards"]] == [("new", "added")]
    git(folder, "rm", "-r", "--quiet", "cards")
    assert [card["state"] for card in data("HEAD")["cards"]] == ["removed"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("no-such", 'there is no git revision "no-such" here'),
        ("no-such..HEAD", 'there is no git revision "no-such" here'),
        ("HEAD:cards", "there is no git revision"),
        ("", "the name of a version is empty"),
        ("..--output=x", "cannot be a git revision"),
        ("\x1b[31m", r"there is no git revision \"\x1b[31m\""),
    ],
)
def test_what_is_no_version_is_told_on_one_line(named: str, said: str, folder: Path) -> None:
    result = diff("--", named)
    assert result.exit_code == 2
    assert result.stderr.startswith("cardsite: ")
    assert said.replace(r"\"", '"') in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (folder / "x").exists()


def test_a_name_of_a_folder_and_of_a_branch_is_refused(folder: Path) -> None:
    write(folder / "other/organizations.yaml", ORGANIZATIONS)
    git(folder, "branch", "other")
    for named in ("other", "other..HEAD"):
        result = diff(named)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "is a folder and a git revision; write ./other or refs/heads/other" in result.stderr
    assert diff("./other").exit_code == 0
    assert diff("refs/heads/other").exit_code == 0


def test_a_repository_without_commits_is_told(tmp_path: Path) -> None:
    git(tmp_path, "init")
    with pytest.raises(CardsiteError, match='no git revision "HEAD" here; this branch has no commit yet'):
        Repository(tmp_path).commit("HEAD")


def test_without_a_repository_git_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "cards/tiny.yaml", LICENSED)
    monkeypatch.chdir(tmp_path)
    result = diff("main")
    assert (result.exit_code, "not a git repository" in result.stderr) == (2, True)
    assert "Traceback" not in result.output


def test_without_cards_there_is_nothing_to_compare(folder: Path) -> None:
    result = diff("HEAD", "--cards", "none")
    assert result.exit_code == 2
    assert "none" in result.stderr
