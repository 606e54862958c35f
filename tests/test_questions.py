"""Scores and errors that belong to a whole number of questions, and those that cannot."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.checks.scores.questions import fit

FULL = 1e-16
"""One of the last place of a number of sixteen digits."""


@given(n=st.integers(20, 20_000), share=st.floats(0.01, 0.99), less=st.sampled_from((0, 1)))
def test_what_a_harness_writes_fits(n: int, share: float, less: int) -> None:
    right = min(max(round(n * share), 1), n - 1)
    p = right / n
    found = fit(p, FULL, sqrt(p * (1 - p) / (n - less)), FULL)
    assert found


@given(n=st.integers(20, 15_000), share=st.floats(0.05, 0.95), places=st.integers(3, 6))
def test_what_is_rounded_fits_or_tells_nothing(n: int, share: float, places: int) -> None:
    right = min(max(round(n * share), 1), n - 1)
    p = right / n
    error = sqrt(p * (1 - p) / (n - 1))
    unit = 10.0**-places
    found = fit(round(p, places), unit, round(error, places + 2), unit / 100)
    assert found != 0


@pytest.mark.parametrize(
    ("score", "unit", "error", "error_unit", "whole"),
    [
        pytest.param(0.4351851851851852, FULL, 0.010173216430370908, 1e-18, 2376, id="all digits"),
        pytest.param(0.741, 0.001, 0.013860415257527911, 1e-18, 1000, id="a score of few digits"),
        pytest.param(0.751, 0.001, 0.013860415257527911, 1e-18, 0, id="another digit in the score"),
        pytest.param(0.4351851851851852, FULL, 0.010173216930370908, 1e-18, 0, id="a late digit"),
        pytest.param(0.84, 0.01, 0.013512312466565076, 1e-18, 0, id="another of two digits"),
    ],
)
def test_one_digit_decides(score: float, unit: float, error: float, error_unit: float, whole: int) -> None:
    found = fit(score, unit, error, error_unit)
    assert found == whole


@pytest.mark.parametrize(
    ("score", "unit", "error", "error_unit"),
    [
        pytest.param(0.3866, 0.0001, 0.0049, 0.0001, id="two digits of an error"),
        pytest.param(0.5, 0.1, 0.0140520, 1e-7, id="one digit of a score"),
        pytest.param(0.4, 0.0001, 0.0001, 0.0001, id="an error that may be zero"),
        pytest.param(0.5, 1e-18, 1e-9, 1e-27, id="more questions than there are"),
    ],
)
def test_few_digits_tell_nothing(score: float, unit: float, error: float, error_unit: float) -> None:
    assert fit(score, unit, error, error_unit) is None


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(1e-18, 1e18, exclude_min=True),
    st.floats(1e-18, 1, exclude_min=True),
)
def test_no_numbers_stop_it(score: float, unit: float, error: float, error_unit: float) -> None:
    found = fit(score, unit, error, error_unit)
    assert found is None or found >= 0
