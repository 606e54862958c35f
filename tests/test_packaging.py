"""What is published: the wheel that is built from the source distribution, installed on its own."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from cardsite.render.environment import shipped_templates
from fences import ROOT
from tinysite import LICENSED, write

PACKAGE = ROOT / "src/cardsite"
DATA = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*")
    if path.is_file() and path.suffix not in (".py", ".pyc")
)
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.j2"))


def run(*command: str, cwd: Path, **variables: str) -> str:
    """Run a command of this environment's Python, which must succeed; gives what it printed."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the installed wheel."""
    target = tmp_path_factory.mktemp("installed")
    run("-m", "pip", "install", "-q", "--no-deps", "--no-index", f"--target={target}", str(wheel), cwd=target)
    return target


def listed(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def text_in(wheel: Path, name: str) -> str:
    """A file of the wheel's own folder of metadata."""
    with zipfile.ZipFile(wheel) as archive:
        (path,) = [path for path in archive.namelist() if path.endswith(f".dist-info/{name}")]
        return archive.read(path).decode()


def test_there_are_files_beside_the_code_to_look_for() -> None:
    assert {"py.typed", "registries/licenses.yaml"} <= set(DATA)
    assert {"assets/styles/base.css", "assets/scripts/cardsite.js"} <= set(DATA)
    assert {f"authoring/catalogue_files/{name}" for name in ("mkdocs.yml.tmpl", "dot-gitignore")} <= set(DATA)
    assert {"templates/card.md.j2", "templates/sections/architecture.md.j2"} <= set(TEMPLATES)


def test_the_wheel_holds_the_code_the_templates_and_the_data_and_nothing_else(wheel: Path) -> None:
    code = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")]
    expected = sorted(f"cardsite/{path}" for path in (*code, *DATA, *TEMPLATES))
    assert sorted(path for path in listed(wheel) if ".dist-info/" not in path) == expected


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    assert text_in(wheel, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_wheel_says_what_the_project_file_says(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = email.message_from_string(text_in(wheel, "METADATA"))
    assert said["Name"] == project["name"]
    assert said["Version"] == project["version"]
    assert said["License-Expression"] == "MIT"
    assert len(said.get_all("Requires-Dist", [])) == len(project["dependencies"])


def test_the_wheel_brings_a_command_and_a_plugin(wheel: Path) -> None:
    assert text_in(wheel, "entry_points.txt").split("\n") == [
        "[console_scripts]",
        "cardsite = cardsite.cli:main",
        "",
        "[mkdocs.plugins]",
        "cardsite = cardsite.engine.plugin:CardsitePlugin",
        "",
    ]


def test_the_version_is_the_same_wherever_it_stands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == metadata.version("cardsite")
    assert run("-c", "import cardsite; print(cardsite.__version__)", cwd=ROOT).strip() == project["version"]


def test_the_source_distribution_can_be_tested_and_documented(dist: Path) -> None:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ["tests/conftest.py", "docs/tutorial.md", "mkdocs.yml", "constraints.txt", "CHANGELOG.md"]
    wanted += [".github/workflows/check.yml", ".readthedocs.yaml"]
    wanted += ["cards/pythia/pythia-160m.yaml", "cards/.schema/card.json", "Makefile", "pyproject.toml"]
    assert set(wanted) - names == set()
    assert not [name for name in names if name.startswith(("site/", ".venv/", "dist/")) or ".pyc" in name]


def test_the_installed_wheel_renders_a_catalogue_with_the_templates_it_carries(
    installed: Path, tmp_path: Path
) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/tiny.yaml", LICENSED)
    template = installed / "cardsite/templates/sections/overview.md.j2"
    before = template.read_text(encoding="utf-8")
    template.write_text(before + "\nRendered by the wheel.\n", encoding="utf-8")
    call = "import sys; from cardsite.cli import main; main(sys.argv[1:])"
    try:
        said = run("-c", call, "render", "--out", "out", cwd=tmp_path, PYTHONPATH=str(installed))
    finally:
        template.write_text(before, encoding="utf-8")
    assert re.fullmatch(r"\d+ pages in out: \d+ files changed, 0 removed\n", said)
    page = (tmp_path / "out/models/tiny.md").read_text(encoding="utf-8")
    assert "A tiny model." in page
    assert "Rendered by the wheel." in page


def test_a_checkout_uses_the_templates_at_its_root() -> None:
    assert not (PACKAGE / "templates").exists(), "one copy: the templates stand at the root"
    assert shipped_templates() == ROOT / "templates"


# What is installed


def pinned() -> dict[str, str]:
    """The versions of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines[1:])}


def required() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for: to build the package, to run it, and by group to work on it."""
    file = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {"build": file["build-system"]["requires"], "run": file["project"]["dependencies"]}
    asked |= file["dependency-groups"]
    return {
        group: [Requirement(line) for line in lines if isinstance(line, str)]
        for group, lines in asked.items()
    }


DISTRIBUTIONS: dict[str, metadata.Distribution] = {
    canonicalize_name(each.name): each for each in metadata.distributions()
}
LACKING = [name for name in pinned() if name not in DISTRIBUTIONS]
"""What is pinned and not installed here: `make test` does without the tools that only developers use."""


def test_every_pinned_version_that_is_here_runs_on_the_oldest_python_there_is_a_promise_for() -> None:
    """Debian 12 has Python 3.11.2; what wants more than that cannot be installed there."""
    here = {name: DISTRIBUTIONS[name] for name in pinned() if name not in LACKING}
    wanted = {name: str(each.metadata.json.get("requires_python", "")) for name, each in here.items()}
    too_new = {name: wants for name, wants in wanted.items() if "3.11.0" not in SpecifierSet(wants)}
    assert too_new == {}


@pytest.mark.skipif("mypy" in LACKING, reason="`make lint` runs it, with the tools of developers")
def test_every_pinned_version_is_here_once_the_tools_of_developers_are() -> None:
    assert LACKING == []


def test_every_requirement_is_pinned_to_a_version_that_it_allows() -> None:
    versions = pinned()
    everything = [each for group in required().values() for each in group]
    assert [each.name for each in everything if canonicalize_name(each.name) not in versions] == []
    unmet = [str(each) for each in everything if versions[canonicalize_name(each.name)] not in each.specifier]
    assert unmet == []


def test_every_version_is_pinned_once() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines)


def test_the_tests_import_only_what_is_installed_for_them() -> None:
    """`make test` is the first command in a fresh clone, and installs nothing that only developers need."""
    allowed = {"cardsite", "pydantic-core"}  # the latter is a part of pydantic
    allowed |= {canonicalize_name(each.name) for group in ("run", "test") for each in required()[group]}
    homes = metadata.packages_distributions()
    elsewhere = [
        f"{path.name} imports {module}"
        for path in sorted((ROOT / "tests").glob("*.py"))
        for module in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if not allowed & {canonicalize_name(name) for name in homes.get(module, ["cardsite"])}
    ]
    assert elsewhere == []
