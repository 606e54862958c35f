"""What an importer writes passes every check: a card is made of each configuration of these tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardsite.authoring.format import formatted
from cardsite.authoring.import_plan import ImportOptions, new_card, read_files
from cardsite.build import read_catalogue
from cardsite.catalogue import Catalogue
from cardsite.problems import Severity, at_least, has_errors
from cardsite.reports.text_report import as_text
from tinysite import write

TESTS = Path(__file__).parent
CONFIGURATIONS = TESTS / "counts/configurations.json"


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """A name for each file: those of the importer's own tests, and those of known models."""
    for path in sorted((TESTS / "imports/hf-config").iterdir()):
        yield (
            path.name,
            path / "config.json"
            if len(list(path.glob("*.json"))) == 1 and (path / "config.json").is_file()
            else path,
        )
    for name, data in json.loads(CONFIGURATIONS.read_text(encoding="utf-8")).items():
        path = folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        yield path.stem, path


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("imported")
    cards = folder / "cards"
    write(cards / "organizations.yaml", "acme: {name: Acme}\n")
    nothing = read_catalogue(cards)
    for name, path in files(folder):
        imported = read_files("hf-config", [path], nothing, ImportOptions())
        if has_errors(imported.problems) or not imported.readings:
            continue
        plan = new_card(cards, f"acme/{name}", "acme", imported)
        (content,) = plan.files.values()
        text = content.decode()
        for hole, words in {"summary": "A model.", "license": "mit"}.items():
            text = re.sub(rf"(?m)^{hole}: \{{.*\}}$", f"{hole}: {words}", text)
        write(cards / f"acme/{name}.yaml", text)
    return read_catalogue(cards)


def test_no_check_says_anything_of_what_was_imported(catalogue: Catalogue) -> None:
    assert as_text(at_least(catalogue.problems, Severity.WARNING)) == ""
    assert len(catalogue.cards) > 80


def test_fmt_leaves_what_was_imported_as_it_is(catalogue: Catalogue) -> None:
    for entry in catalogue.cards.values():
        content = Path(entry.file).read_bytes()
        assert formatted(content, entry.file).content == content
