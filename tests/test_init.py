"""`cardsite init`: a new catalogue works as it is, and replaces nothing."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from cardsite import __version__
from cardsite.cli import main
from cardsite.files import create_tree
from fences import ROOT
from tinysite import build, read, write

Run = Callable[..., Result]
REQUIREMENT = "cardsite @ git+https://example.org/cardsite@0123abc"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `cardsite` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


# What is in it


def test_a_new_catalogue_checks_clean_and_builds_strictly(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = '模型 & Käse: "100 %" {{ it\'s }} *x*'
    given = ("--name", name, "--repository", "https://github.com/acme/models", "--requirement", REQUIREMENT)
    said = run("init", "new", *given)
    made = files(tmp_path / "new")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout == f"{len(made)} files written; new/README.md says how to go on\n"
    monkeypatch.chdir(tmp_path / "new")
    checked = run("check", "--show", "note")
    assert (checked.exit_code, checked.output) == (0, "1 card read: no problems\n")
    assert run("fmt", "--check").exit_code == 0
    site = build(Path("mkdocs.yml"))
    page = read(site / "models/example/example-9m.html")
    assert "9,195,520" in page
    assert "20,000 steps × 65,536 tokens" in page
    assert f"{name}</title>" in page
    assert "https://github.com/acme/models/edit/main/docs/../cards/example/example-9m.yaml" in page
    assert "Report a mistake" in page
    assert (site / "contributing.html").is_file()
    # What the build leaves is what git is told to leave out.
    assert {path.partition("/")[0] for path in files(tmp_path / "new").keys() - made.keys()} == {"site"}


def test_a_new_catalogue_whose_example_was_deleted_as_its_readme_says_builds_strictly(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", ".", "--requirement", REQUIREMENT)
    readme = Path("README.md").read_text(encoding="utf-8")
    deleted = ["cards/example/example-9m.yaml", "cards/example/family.yaml"]
    deleted += ["cards/datasets.yaml", "cards/benchmarks.yaml"]
    for name in deleted:
        assert f"`{name}`" in readme or "delete the folder `cards/example`" in readme
        Path(name).unlink()
    write(Path("cards/organizations.yaml"), "acme: {name: Acme}\n")
    run("schema", "--write", "cards/.schema")
    assert run("check").output == "0 cards read: no problems\n"
    build(Path("mkdocs.yml"))


def test_a_new_catalogue_in_git_says_which_claims_changed(run: Run, tmp_path: Path) -> None:
    run("init", ".", "--requirement", REQUIREMENT)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    assert "Nothing changed.\n" in run("diff").stdout
    card = Path("cards/example/example-9m.yaml")
    write(card, card.read_text(encoding="utf-8").replace("steps: 20_000", "steps: 30_000"))
    assert "  ~ Steps: 20,000 → 30,000 (+50 %)  [same-source]\n" in run("diff").stdout


def test_a_new_catalogue_shows_a_broken_card_in_a_preview(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", ".", "--requirement", REQUIREMENT)
    card = Path("cards/example/example-9m.yaml")
    write(card, card.read_text(encoding="utf-8").replace("attention_heads:", "atention_heads:"))
    with pytest.raises(Abort):
        build(Path("mkdocs.yml"))
    assert not Path("site").exists()
    monkeypatch.setenv("CARDSITE_BROKEN_CARDS", "show")
    with pytest.raises(Abort, match="The preview shows 1 error"):
        build(Path("mkdocs.yml"))
    assert "atention_heads" in read(Path("site/models/example/example-9m.html"))
    assert Path("site/cardsite-preview.txt").is_file()


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"]
    subprocess.run(["git", "-C", str(folder), *settings, *arguments], check=True, capture_output=True)


def test_the_readme_names_files_that_are_there(run: Run) -> None:
    run("init", ".", "--requirement", REQUIREMENT)
    table = re.findall(r"^\| (`.*?`) \|", Path("README.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = [name for cell in table for name in re.findall(r"`([^`]+)`", cell)]
    assert [name for name in names if not Path(name).exists() and not Path("cards", name).exists()] == []
    assert "docs/contributing.md" in files(Path())


def test_the_example_is_of_no_real_model(run: Run) -> None:
    run("init", ".", "--requirement", REQUIREMENT)
    for path in Path("cards").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "invented" in text.lower()
        assert set(re.findall(r"https?://([^/\s]+)", text)) <= {"example.org"}


# Its names


@pytest.mark.parametrize(
    "name", ["Modelle & Käse", 'a "quoted" #name: *x*', "模型目录", "{{ mine }}", "~", "no", "$name ${x} $$"]
)
def test_any_name_of_a_site_is_read_as_it_was_given(name: str, run: Run) -> None:
    assert run("init", "new", "--name", name, "--requirement", REQUIREMENT).exit_code == 0
    assert load_config("new/mkdocs.yml").site_name == name


def test_the_heading_of_the_readme_is_the_name_and_not_markdown(run: Run) -> None:
    run("init", "new", "--name", "a *b* [c](d)", "--requirement", REQUIREMENT)
    assert Path("new/README.md").read_text(encoding="utf-8").startswith(r"# a \*b\* \[c\](d)")


def test_without_a_name_the_site_is_called_after_its_folder(run: Run) -> None:
    run("init", "Meine Modelle (größer)", "--requirement", REQUIREMENT)
    assert 'site_name: "Meine Modelle (größer)"\n' in Path("Meine Modelle (größer)/mkdocs.yml").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--name", "a\nb"), "--name: it has to be one line of text without < and >"),
        (("--name", " "), "--name: it has to be"),
        (("--name", "<script>"), "--name: it has to be"),
        (("--requirement", "a\n--index-url x"), "--requirement: it has to be one line"),
        (
            ("--repository", "github.com/a/b"),
            '--repository: "github.com/a/b" is not the address of a repository',
        ),
        (("--repository", "https://example.org/a/b"), "set edit_uri in mkdocs.yml"),
        (("--repository", "https://github.com/a"), "is not the address of a repository"),
        (("--without", "nope"), "a new catalogue has no nope that could be left out"),
        (("--without", "READ"), "a new catalogue has no READ that could be left out"),
    ],
)
def test_what_cannot_be_written_is_refused(arguments: tuple[str, ...], message: str, run: Run) -> None:
    result = run("init", "new", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert not Path("new").exists()


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("https://github.com/acme/models", "https://github.com/acme/models/edit/main/docs/"),
        ("https://github.com/acme/models.git/", "https://github.com/acme/models/edit/main/docs/"),
        ("https://gitlab.com/acme/lab/models", "https://gitlab.com/acme/lab/models/-/edit/main/docs/"),
        ("https://codeberg.org/acme/models", "https://codeberg.org/acme/models/_edit/main/docs/"),
    ],
)
def test_the_repository_tells_where_pages_are_edited(repository: str, expected: str, run: Run) -> None:
    run("init", ".", "--repository", repository, "--requirement", REQUIREMENT)
    assert load_config("mkdocs.yml").edit_uri == expected


# What it installs


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (None, f"cardsite=={__version__}"),
        (
            {"url": "https://example.org/c.git", "vcs_info": {"vcs": "git", "commit_id": "0123abc"}},
            "cardsite @ git+https://example.org/c.git@0123abc",
        ),
        ({"url": "https://example.org/c.whl", "archive_info": {}}, "cardsite @ https://example.org/c.whl"),
    ],
    ids=["from-an-index", "a-commit", "a-file"],
)
def test_it_asks_for_the_cardsite_that_made_it(
    recorded: dict[str, Any] | None, expected: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(recorded, monkeypatch)
    assert run("init", "new").stderr == ""
    assert Path("new/requirements.txt").read_text(encoding="utf-8").splitlines()[-1] == expected


def test_a_checkout_is_named_as_seen_from_the_catalogue_and_said_to_be_here_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my cardsite").mkdir()
    where = (tmp_path / "my cardsite").as_uri()
    installed({"url": where, "dir_info": {"editable": True}}, monkeypatch)
    said = run("init", "catalogues/new").stderr
    assert said == (
        "requirements.txt names ../../my cardsite, which only this machine has; before others build the"
        ' catalogue, write an address there, such as "cardsite @ git+https://…"\n'
    )
    for given in ("./my cardsite", str(tmp_path / "my cardsite")):
        run("init", f"with-{len(given)}", "--requirement", given)
        text = Path(f"with-{len(given)}/requirements.txt").read_text(encoding="utf-8")
        assert text.splitlines()[-1] == "../my cardsite"


def installed(recorded: dict[str, Any] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if pip had recorded this of where cardsite came from."""

    class Distribution:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(recorded) if recorded else None

    monkeypatch.setattr(metadata, "distribution", lambda _name: Distribution())


# What is there already


@pytest.mark.parametrize("name", ["README.md", "cards/.schema/card.json", ".github/workflows/check.yml"])
def test_no_file_is_replaced_and_none_is_written_beside_it(name: str, run: Run, tmp_path: Path) -> None:
    write(tmp_path / "new" / name, "Mine.\n")
    result = run("init", "new", "--requirement", REQUIREMENT)
    assert result.exit_code == 2
    assert result.stderr == (
        f"cardsite: in the way: new/{name}; nothing was written. Move what is there, or leave it out of the"
        f" new catalogue: --without {name}\n"
    )
    assert files(tmp_path / "new") == {name: b"Mine.\n"}
    assert run("init", "new", "--requirement", REQUIREMENT, "--without", name).exit_code == 0
    assert files(tmp_path / "new")[name] == b"Mine.\n"


def test_many_files_in_the_way_are_counted(run: Run) -> None:
    run("init", "new", "--requirement", REQUIREMENT)
    before = files(Path("new"))
    said = run("init", "new", "--requirement", REQUIREMENT).stderr
    assert f" and {len(before) - 6} more; nothing was written" in said
    assert files(Path("new")) == before


@pytest.mark.parametrize("what", ["file", "dead-link", "link-elsewhere"])
def test_what_is_no_folder_of_the_catalogue_is_in_the_way(what: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "elsewhere").mkdir()
    if what == "file":
        write(tmp_path / "new/cards", "Mine.\n")
    else:
        (tmp_path / "new/cards").symlink_to("../nowhere" if what == "dead-link" else "../elsewhere")
    said = run("init", "new", "--requirement", REQUIREMENT).stderr
    assert said.startswith("cardsite: in the way: new/cards; nothing was written.")
    assert list(files(tmp_path)) in ([], ["new/cards"])


def test_a_file_is_no_place_for_a_catalogue(run: Run) -> None:
    write(Path("file"), "Mine.\n")
    said = run("init", "file", "--requirement", REQUIREMENT).stderr
    assert said == "cardsite: file is a file, and not a folder for a new catalogue\n"


def test_a_folder_with_a_repository_and_an_environment_is_a_place_for_one(run: Run) -> None:
    write(Path(".git/HEAD"), "ref: refs/heads/main\n")
    write(Path(".venv/pyvenv.cfg"), "home = /usr/bin\n")
    assert run("init", ".", "--requirement", REQUIREMENT).exit_code == 0


def test_if_one_file_cannot_be_written_none_is_left(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="name too long"):
        create_tree({"a/b/c": b"1", "a/d": b"2", "z" * 300: b"3"}, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("part", ["cards", ".github", "cards/.schema", "docs/contributing.md", "./.vscode/"])
def test_a_part_can_be_left_out(part: str, run: Run) -> None:
    run("init", "all", "--requirement", REQUIREMENT)
    run("init", "some", "--requirement", REQUIREMENT, "--without", part)
    folder = part.removeprefix("./").removesuffix("/")
    left = {path for path in files(Path("all")) if path == folder or path.startswith(f"{folder}/")}
    assert left
    assert files(Path("some")).keys() == files(Path("all")).keys() - left


# The same as in this repository


def test_editors_know_the_same_files_as_in_this_repository(run: Run) -> None:
    run("init", ".", "--requirement", REQUIREMENT)

    def settings(folder: Path) -> list[str]:
        text = (folder / ".vscode/settings.json").read_text(encoding="utf-8")
        return text.partition('  "[python]"')[0].rstrip(" },\n").splitlines()

    assert settings(Path()) == settings(ROOT)
