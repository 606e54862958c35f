"""Nothing that a contributor writes breaks a page, runs in a browser, or leaves its folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardsite.cli import main
from cardsite.pages import Site
from cardsite.site import build_site
from tinysite import TINY, write

# References that lead nowhere, and names that would leave the folder


def render(folder: Path) -> Result:
    """`cardsite render` in this process; fails where it ends in a traceback."""
    run = CliRunner().invoke(main, ["render", "--cards", str(folder / "cards"), "--out", str(folder / "out")])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A folder with a catalogue of one card."""
    write(tmp_path / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(tmp_path / "cards/tiny.yaml", TINY)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        pytest.param(
            "tiny.yaml", "name: T\nsummary: s\norganization: x\n", "unknown-organization", id="organization"
        ),
        *(
            pytest.param("tiny.yaml", TINY + text, code, id=text)
            for text, code in (
                ("architecture: {layers: {value: 12, source: x}}\n", "unknown-source"),
                ("architecture: {layers: 12, source: x}\n", "unknown-source"),
                ("capabilities: [{name: x, supported: yes, source: x}]\n", "unknown-source"),
                ("evaluation: {runs: [{source: x, results: []}]}\n", "unknown-source"),
                ("sections: [{title: x, body: x, source: x}]\n", "unknown-source"),
                ("license: {id: mit, source: x}\n", "unknown-source"),
                ("license: x\n", "unknown-license"),
                ("training: {data: [x]}\n", "unknown-dataset"),
                ("adapter: {data: x}\n", "unknown-dataset"),
                ("evaluation: {runs: [{results: [{benchmark: x, score: 1}]}]}\n", "unknown-benchmark"),
                ("successor: x\n", "unknown-card"),
                ("base_model: [x, x]\n", "unknown-card"),
                ("base_model: tiny\nsuccessor: tiny\n", "reference-loop"),
                ("family: x\n", "unknown-family"),
                ("sections: [{title: '!', body: x, after: x}]\n", "section"),
            )
        ),
        pytest.param(
            "organizations.yaml",
            "acme: {name: A, about: {value: b, source: x}}\n",
            "unknown-source",
            id="about",
        ),
        pytest.param(
            "datasets.yaml",
            "x: {name: A, summary: b, description: {value: b, source: x}}\n",
            "unknown-source",
            id="dataset",
        ),
        pytest.param(
            "datasets.yaml", "x: {name: A, summary: b, organization: y}\n", "unknown-organization", id="of"
        ),
        pytest.param(
            "family/family.yaml",
            "name: A\nsummary: b\norganization: y\nextends: family\ndescription: {value: b, source: x}\n",
            "unknown-source",
            id="family",
        ),
    ],
)  # fmt: skip
def test_what_refers_to_nothing_is_a_problem_and_no_traceback(
    tiny: Path, file: str, text: str, code: str
) -> None:
    write(tiny / "cards" / file, text)
    assert code in {problem.code for problem in build_site(tiny / "cards").problems}
    assert render(tiny).exit_code == 1
    assert not (tiny / "out").exists()


NAMES = [
    "..", "../x", "../../x", "a/../../x", "/x", "/etc/x", "C:\\x", "a\\..\\x", "a b", "a\nb", "Ä", "😀",
    "-x", ".x", "x.", "index", "INDEX", "con", "con.x", "nul", "aux.b", "lpt1", "com1.md", "x" * 300,
    "a//b", "a/b", "~", "%2e%2e", "x#y", "x?y", "<b>", "'", "tiny ", "{{x}}", "*", "a:b", "README",
    "a.json", "a.md", "\u202ex",
]  # fmt: skip


@pytest.mark.parametrize("registry", ["organizations", "datasets", "benchmarks"])
def test_ids_of_a_registry_that_could_not_be_files_are_refused(tiny: Path, registry: str) -> None:
    entry = "{name: A, measures: b, metric: acc}" if registry == "benchmarks" else "{name: A, summary: b}"
    lines = [f"{quoted(name)}: {entry}" for name in NAMES]
    write(tiny / f"cards/{registry}.yaml", "\n".join([f"acme: {entry}", *lines]))
    site = build_site(tiny / "cards")
    refused = {problem.place.line for problem in site.problems if problem.code == "registry-id"}
    assert refused == set(range(2, len(NAMES) + 2))
    check_outputs(site)
    assert render(tiny).exit_code == 1


SEGMENTS = st.sampled_from(
    ["a", "A", "b", "a.json", "a.yaml", "a.md", "index", "family", "a.b", "a.evals", "readme"]
)


def quoted(text: str) -> str:
    escaped = "".join(
        c if c.isascii() and c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text
    )
    return f'"{escaped}"'


def outputs(site: Site) -> list[str]:
    return [*(page.path for page in site.pages), *(asset.path for asset in site.assets)]


def check_outputs(site: Site) -> None:
    """Every file of a site stays below it, and no two take each other's place on any file system."""
    paths = outputs(site)
    assert all(path and not path.startswith("/") and "\\" not in path for path in paths)
    assert all(part not in {"", ".", ".."} for path in paths for part in path.split("/"))
    assert all(len(os.fsencode(part)) < 200 for path in paths for part in path.split("/"))
    for written in (paths, [address(path) for path in paths]):
        folded = [path.casefold() for path in written]
        assert sorted(set(folded)) == sorted(folded)
        folders = {str(parent) for path in folded for parent in PurePosixPath(path).parents}
        assert not folders & set(folded)


def address(path: str) -> str:
    """Where a page lies in a site whose addresses are folders."""
    page = PurePosixPath(path)
    return path if page.suffix != ".md" or page.stem == "index" else f"{path.removesuffix('.md')}/index.html"


FILES = [
    "a b.yaml", "a\nb.yaml", "Ä.yaml", "😀.yaml", "-x.yaml", "--out.yaml", "x..yaml", "index.yaml",
    "INDEX.yaml", "con.yaml", "con.x.yaml", "nul/a.yaml", "Aux/b.yaml", "lpt1.yaml", "x" * 100 + ".yaml",
    "~.yaml", "%2e%2e.yaml", "x#y.yaml", "x?y.yaml", "<b>.yaml", "'.yaml", "tiny .yaml", "{{x}}.yaml",
    "*.yaml", "a:b.yaml", "a\\b.yaml", "README.yaml", "Tiny.yaml", "TINY.yaml", "tiny.json.yaml",
    "tiny.yaml.yaml", "tiny.md.yaml", "tiny.json/a.yaml", "\u202ex.yaml", "\udcff.yaml", "a/b/c/d/e.yaml",
    "a\x1b[31mb.yaml", "tiny/index.yaml", "..x/y.yaml", "index/family.yaml", "a b/family.yaml", "x.yml",
    "a b.evals.yaml", "tiny.EVALS.yaml",
]  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=ascii)
def test_a_file_with_a_bad_name_is_a_problem_and_becomes_no_page_elsewhere(tiny: Path, file: str) -> None:
    write(
        tiny / "cards" / file,
        "runs: []\n" if ".evals." in file else "name: A\nsummary: b\norganization: acme\n",
    )
    site = build_site(tiny / "cards", base=tiny)
    named = [problem for problem in site.problems if problem.place.file != "cards/tiny.yaml"]
    if not file.startswith("."):
        assert named
        assert all(str(problem.place).isprintable() and problem.message.isprintable() for problem in named)
    assert render(tiny).exit_code == (1 if named else 0)
    assert not (tiny / "out").exists() or not named


def test_links_in_the_folder_of_cards_are_not_followed(tiny: Path) -> None:
    (tiny / "cards/link.yaml").symlink_to("/etc/passwd")
    (tiny / "cards/up").symlink_to(tiny)
    (tiny / "cards/loop").symlink_to(tiny / "cards/loop")
    site = build_site(tiny / "cards")
    assert [problem.code for problem in site.problems] == ["symbolic-link"] * 3


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join), min_size=1, max_size=5, unique=True)
)
@example(["a", "a.json", "a.json/b", "a.yaml", "a.md"])
@example(["a", "A", "a/a", "a/A"])
def test_no_two_outputs_of_a_catalogue_that_can_be_published_collide(ids: list[str]) -> None:
    with TemporaryDirectory() as folder:
        cards = Path(folder, "cards")
        write(cards / "organizations.yaml", "acme:\n  name: Acme\n")
        for number, identity in enumerate(ids):
            text = (
                TINY.replace("Tiny", f"Tiny {number}")
                if "family" not in identity
                else "name: F\nsummary: s\n"
            )
            with suppress(OSError):  # one may be a folder where another is a file
                write(cards / f"{identity}.yaml", text)
        site = build_site(cards)
        if site.publishable:
            check_outputs(site)
