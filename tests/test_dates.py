"""Which of two dates is certainly later."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.checks.numbers.dates import is_after
from cardsite.schema import Date
from finding import messages


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        ("2023-04-03", "2023-04-02", True),
        ("2023-04-03", "2023-04-03", False),
        ("2023-04", "2023-04-03", False),
        ("2023-05", "2023-04-30", True),
        ("2023", "2023-01-01", False),
        ("2023-12", "2023", False),
        ("2024", "2023", True),
    ],
)
def test_dates_are_compared_as_far_as_both_are_known(one: str, other: str, after: bool) -> None:
    assert is_after(Date(one), Date(other)) is after


def test_one_wrong_date_is_reported_once(tmp_path: Path) -> None:
    training = "training: {start: 2024-10, end: 2023-12}"
    runs = "evaluation: {runs: [{date: 2024-02, results: [{benchmark: piqa, score: 0.5}]}]}"
    assert messages(tmp_path, "date-order", f"release_date: 2024-01-03\n{training}\n{runs}\n") == [
        "the start of the training, 2024-10, comes after the end of the training, 2023-12"
    ]
