"""What a page shows of what a fact rests on: nothing that the card gives for a value is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import build_site
from tinysite import LICENSED, write

CARD = f"""\
{LICENSED}sources:
  paper: {{title: The paper, url: "https://paper.example"}}
  config: {{title: The configuration, url: "https://config.example"}}
"""


def page(folder: Path, fields: str) -> str:
    """The page of a card with these fields, as plain Markdown."""
    write(folder / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(folder / "cards/benchmarks.yaml", "toss: {name: Toss, measures: Luck., metric: acc}\n")
    write(folder / "cards/tiny.yaml", CARD + fields)
    site = build_site(folder / "cards", base=folder)
    return site.files["models/tiny.md.txt"].decode()


def layers(page: str) -> str:
    (line,) = [line for line in page.splitlines() if line.startswith("| Layers |")]
    return line.removeprefix("| Layers | ").removesuffix(" |")


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        ("value: 12", "12 †"),
        ("value: 12, note: Or so.", "12 † (Or so.)"),
        ("value: 12, source: paper", "12 [1]"),
        ("value: 12, source: paper, note: Or so.", "12 [1] (Or so.)"),
        ("value: 12, formula: 3 · 4", "12 (calculated: 3 · 4)"),
        ("value: 12, formula: 3 · 4, source: paper", "12 [1] (calculated: 3 · 4)"),
        ("value: 12, formula: 3 · 4, source: paper, quote: 3 of 4", "12 [1] (calculated: 3 · 4)"),
        ("value: 12, formula: 3 · 4, note: Or so.", "12 (calculated: 3 · 4) (Or so.)"),
        (
            "value: 12, formula: 3 · 4, source: paper, quote: 3 of 4, note: Or so.",
            "12 [1] (calculated: 3 · 4) (Or so.)",
        ),
        ("absent: unknown, reason: None counted.", "unknown: None counted."),
        ("absent: unknown, source: paper, note: Or so.", "unknown [1] (Or so.)"),
    ],
)
def test_a_fact_shows_its_source_its_formula_and_its_note(tmp_path: Path, fact: str, shown: str) -> None:
    assert layers(page(tmp_path, f"architecture: {{layers: {{{fact}}}}}")) == shown


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        ("value: 12", "12 [1]"),
        ("value: 12, source: paper", "12 [1]"),
        ("value: 12, source: none", "12 †"),
        # What the card calculates, or finds missing, the source of the block does not say,
        ("value: 12, formula: 3 · 4", "12 (calculated: 3 · 4)"),
        ("value: 12, formula: 3 · 4, source: none", "12 (calculated: 3 · 4)"),
        ("absent: unknown", "unknown"),
        ("absent: unknown, source: none", "unknown"),
        # unless the card quotes it.
        ("value: 12, formula: 3 · 4, quote: 3 of 4", "12 [1] (calculated: 3 · 4)"),
        ("absent: unknown, quote: of unknown depth", "unknown [1]"),
    ],
)
def test_a_fact_in_a_block_with_a_source_rests_on_it_where_it_can(
    tmp_path: Path, fact: str, shown: str
) -> None:
    assert layers(page(tmp_path, f"architecture: {{source: config, layers: {{{fact}}}}}")) == shown


def test_key_facts_give_the_formula_behind_the_source_where_there_is_no_room_for_notes(
    tmp_path: Path,
) -> None:
    text = page(tmp_path, "architecture: {parameters: {value: 12_000, formula: 3 · 4k, source: paper}}")
    assert "| Parameters | 12,000 [1] (calculated: 3 · 4k) |" in text


def test_key_facts_have_large_numbers_in_three_figures_and_the_table_below_has_every_digit(
    tmp_path: Path,
) -> None:
    text = page(tmp_path, "architecture: {parameters: 162_322_944, context_length: 131_072}")
    rows = [line for line in text.splitlines() if line.startswith(("| Parameters", "| Context length"))]
    assert rows == [
        "| Parameters | 162M † |",
        "| Context length | 131,072 † |",
        "| Parameters | 162,322,944 † |",
        "| Context length in tokens | 131,072 † |",
    ]


def test_a_score_can_be_taken_out_of_what_the_source_of_its_run_says(tmp_path: Path) -> None:
    results = "[{benchmark: toss, score: 0.5}, {benchmark: toss, metric: f1, score: 0.4, source: none}]"
    text = page(tmp_path, f"evaluation: {{runs: [{{source: paper, results: {results}}}]}}")
    (_, row) = [line for line in text.splitlines() if line.startswith("| [Toss]")]
    assert row.endswith(" | 50 % | 40 % † |")


@pytest.mark.parametrize(
    "fact", ["value: 12, formula: 3 · 4, quote: 3 of 4", "absent: unknown, quote: 3 of 4"]
)
def test_a_quotation_is_listed_with_its_source_whatever_else_the_fact_has(tmp_path: Path, fact: str) -> None:
    text = page(tmp_path, f"architecture: {{source: config, layers: {{{fact}}}}}")
    assert "1. [The configuration](https://config.example)\n\n   **Quoted for 1 fact**\n" in text
    assert "   - `layers`: “3 of 4”" in text


def test_an_absent_energy_is_a_row_of_the_hardware_and_figures_have_a_heading(tmp_path: Path) -> None:
    hardware = "gpu_hours: 12, hardware: {accelerator: A100}"
    text = page(tmp_path, f"training: {{{hardware}, energy: {{energy_mwh: {{absent: not_disclosed}}}}}}")
    assert "| Energy in MWh | not disclosed |" in text
    assert "### Energy and carbon" not in text
    text = page(tmp_path, f"training: {{{hardware}, energy: {{energy_mwh: 3, carbon_tco2eq: 1}}}}")
    assert "### Energy and carbon" in text
