"""What an editor offers and underlines in cards: asked of the language server that VS Code and others run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cardsite.cli import main
from languageserver import LanguageServer, find_server
from tinysite import LICENSED, write

pytestmark = pytest.mark.editor

FIRST = "# yaml-language-server: $schema={}.schema/card.json\n"
FAMILY = """\
name: Pythia
summary: Models of eight sizes.
shared:
  architecture: {type: gpt_neox, source: config}
  sources:
    config: {title: Configuration, url: https://example.org/config}
"""


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small catalogue, with the schemas for editors."""
    folder = tmp_path_factory.mktemp("catalogue") / "cards"
    write(folder / "organizations.yaml", "acme: {name: Acme}\nhooli: {name: Hooli}\n")
    write(folder / "datasets.yaml", "heron: {name: Heron, summary: Texts about birds.}\n")
    write(folder / "pythia/family.yaml", FAMILY)
    write(folder / "pythia/pythia-1b.yaml", LICENSED.replace("Tiny", "Pythia 1B"))
    write(folder / "tiny.yaml", LICENSED)
    done = CliRunner().invoke(main, ["schema", "--cards", str(folder), "--write", str(folder / ".schema")])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def server(cards: Path) -> Iterator[LanguageServer]:
    """The language server, with the catalogue open."""
    command = find_server()
    if command is None:
        pytest.skip("Node.js or yaml-language-server is not installed; `make test-editor` installs both")
    with LanguageServer(command, cards) as started:
        yield started


RESULT = "evaluation:\n  runs:\n    - results:\n        - "


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("organization: |\n", {"acme", "hooli"}),
        ("family: |\n", {"pythia"}),
        ("license: |\n", {"apache-2.0", "mit", "not_disclosed"}),
        ("successor: |\n", {"tiny", "pythia/pythia-1b"}),
        ("base_model: |\n", {"tiny", "pythia/pythia-1b"}),
        ("base_model: [|]\n", {"tiny", "pythia/pythia-1b"}),
        ("base_model:\n  - |\n", {"tiny", "pythia/pythia-1b"}),
        ("training:\n  data: [|]\n", {"heron"}),
        ("training:\n  data:\n    - dataset: |\n", {"heron"}),
        (f"{RESULT}benchmark: |\n", {"lambada", "mmlu"}),
        (f"{RESULT}{{benchmark: |}}\n", {"lambada", "mmlu"}),
        (f"{RESULT}{{benchmark: mmlu, metric: |}}\n", {"acc", "exact_match"}),
        ("architecture:\n  source: |\n", {"config"}),
        ("architecture:\n  layers: {value: 12, source: |}\n", {"config"}),
        ("pipeline_tag: |\n", {"text-generation"}),
        ("architecture:\n  layers: |\n", {"not_disclosed", "unknown"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_editor_offers_the_ids_of_the_catalogue(
    text: str, offered: set[str], server: LanguageServer, cards: Path
) -> None:
    found = server.offered(cards / "new.yaml", FIRST.format("") + text)
    assert offered <= found.keys()


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("|\n", {"name", "organization", "architecture", "training"}),
        ("name: Tiny\nsummary: A model.\n|\n", {"organization", "license", "aliases"}),
        ("architecture:\n  |\n", {"layers", "hidden_size", "source"}),
        ("architecture:\n  layers:\n    value: 12\n    |\n", {"source", "quote", "note"}),
        ("architecture:\n  layers: {value: 12, s|}\n", {"source", "quote", "note"}),
        ("architecture:\n  layers: {value: 12, source: config, q|}\n", {"quote", "note"}),
        ("training:\n  hardware: {a|}\n", {"accelerator", "memory", "count"}),
        (f"{RESULT}{{benchmark: mmlu, s|}}\n", {"score", "shots"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_editor_offers_fields_and_writes_no_null(
    text: str, offered: set[str], server: LanguageServer, cards: Path
) -> None:
    found = server.offered(cards / "pythia/new.yaml", FIRST.format("../") + text)
    assert offered <= found.keys()
    assert [inserted for inserted in found.values() if "null" in inserted or "[]" in inserted] == []


@pytest.mark.xfail(reason="yaml-language-server 2.0.0 offers nothing in braces before the first letter")
def test_an_editor_offers_fields_in_braces_before_the_first_letter(
    server: LanguageServer, cards: Path
) -> None:
    text = FIRST.format("") + "architecture:\n  layers: {value: 12, |}\n"
    assert "source" in server.offered(cards / "new.yaml", text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("architecture: {layers: twelve}\n", ["twelve"]),
        ("architecture: {layers: {value: about 12, source: config}}\n", ["about 12"]),
        ("architecture: {layers: 12, hidden_size: 2_048, parameters: 1.3B, vocabulary_size: unknown}\n", []),
        ("training: {hardware: {accelerator: NVIDIA A100, memory: 80}}\n", ["80"]),
        ("training: {hardware: {accelerator: NVIDIA A100, memory: 80GB}}\n", []),
        ("release_date: in spring\n", ["in spring"]),
        ("layers: 12\n", ["layers"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_editor_underlines_what_is_no_value_of_a_field(
    text: str, words: list[str], server: LanguageServer, cards: Path
) -> None:
    found = server.underlined(cards / "new.yaml", FIRST.format("") + LICENSED + text)
    assert [each.partition(":")[0] for each in found] == words
