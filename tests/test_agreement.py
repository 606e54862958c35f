"""Which numbers two spellings can both mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cardsite.checks.agreement import Range, exactly, in_1024s, result, written
from cardsite.schema import Number, Percent, Quantity, Steps, Tokens


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("2048", 2048, 2048, id="all digits"),
        pytest.param("143_000", 143_000, 143_000, id="few zeros are digits"),
        pytest.param("0", 0, 0, id="nothing"),
        pytest.param("1.3B", 1_250_000_000, 1_350_000_000, id="two figures"),
        pytest.param("1.30B", 1_295_000_000, 1_305_000_000, id="a zero after the point is a digit"),
        pytest.param("162M", 161_500_000, 162_500_000, id="three figures"),
        pytest.param("410M", 405_000_000, 415_000_000, id="a zero before the suffix may be rounding"),
        pytest.param("300B", 295_000_000_000, 305_000_000_000, id="but two figures count"),
        pytest.param("4M", 3_500_000, 4_500_000, id="one figure"),
        pytest.param("300_000_000_000", 295_000_000_000, 305_000_000_000, id="many zeros may be rounding"),
    ],
)
def test_a_number_stands_for_all_that_round_to_it(text: str, low: int, high: int) -> None:
    assert written(Tokens.parse(text)) == Range(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [
        (Number.parse("6.0e-4"), "0.000595", "0.000605"),
        (Number.parse("0.9"), "0.85", "0.95"),
        (Number.parse("400"), "400", "400"),
        (Percent.parse("85 %"), "0.845", "0.855"),
    ],
)
def test_small_numbers_have_the_figures_that_were_written(quantity: Quantity, low: str, high: str) -> None:
    assert written(quantity) == Range(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "number", "agrees"),
    [
        ("32K", 32_768, True),
        ("512K", 524_288, True),
        ("4M", 4_194_304, True),
        ("32K", 36_000, False),
        ("32_000", 32_768, False),
        ("2048", 2049, False),
    ],
)
def test_a_k_may_be_1024(text: str, number: int, agrees: bool) -> None:
    assert in_1024s(Tokens.parse(text)).agrees(exactly(number)) is agrees


def test_a_product_is_as_precise_as_its_factors() -> None:
    steps, batch = Steps.parse("143_000"), Tokens.parse("2.1M")
    assert written(steps) * written(batch) == Range(
        Decimal(143_000 * 2_050_000), Decimal(143_000 * 2_150_000)
    )
    assert result(steps.value * batch.value, steps, batch) == "300B"
    assert result(steps.value * 2, steps) == "286,000"
