"""Scales and panels: where numbers stand, and the whole of a drawing in golden files."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.engine.content_policy import violations
from cardsite.render.charts import Panel, Point, draw_panel, linear, logarithmic

GOLDENS = Path(__file__).parent / "drawings"


def plain(number: Decimal) -> str:
    return f"{number:f}"


# Scales


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((25.1, 36.9), "25 30 35 40"),
        ((0, 100), "0 50 100"),
        ((0, 80), "0 20 40 60 80"),
        ((49.9, 50.1), "49.90 49.95 50.00 50.05 50.10"),
        ((-3, 4), "-4 -2 0 2 4"),
        ((0.123, 0.127), "0.123 0.124 0.125 0.126 0.127"),
        ((5, 5), "4.5 5.0 5.5"),
        ((0, 0), "-1.0 -0.5 0.0 0.5 1.0"),
        ((3_000_000, 17_000_000), "0 5000000 10000000 15000000 20000000"),
    ],
    ids=str,
)
def test_a_linear_axis_runs_between_round_numbers(values: tuple[float, ...], labels: str) -> None:
    scale = linear(values, plain)
    assert " ".join(tick.label for tick in scale.ticks) == labels
    assert scale.at(scale.low) == 0
    assert scale.at(scale.high) == 1


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((70_426_624, 11_846_072_320), "100000000 1000000000 10000000000"),
        ((1, 143_000), "1 10 100 1000 10000 100000"),
        ((0, 1, 143_000), "0 1 10 100 1000 10000 100000"),
        ((7, 34), "10 20"),
        ((2, 5), "2 5"),
        ((3, 3), "2 5"),
        ((1, 1e12), "1 100 10000 1000000 100000000 10000000000 1000000000000"),
        ((11, 12), "11.0 12.0"),
    ],
    ids=str,
)
def test_a_logarithmic_axis_names_powers_of_ten(values: tuple[float, ...], labels: str) -> None:
    assert " ".join(tick.label for tick in logarithmic(values, plain).ticks) == labels


def test_zero_stands_at_the_left_end_of_a_logarithmic_axis_before_a_gap() -> None:
    scale = logarithmic((0, 1, 1000), plain)
    assert scale.at(0) == 0
    assert scale.at(1) == pytest.approx(0.1)
    assert scale.at(1000) == 1
    assert not logarithmic((1, 1000), plain).zero


FINITE = st.floats(min_value=-1e15, max_value=1e15, allow_nan=False)
POSITIVE = st.floats(min_value=1e-15, max_value=1e25, allow_nan=False)


@given(st.lists(FINITE, min_size=1, max_size=5))
def test_every_value_has_a_place_on_a_linear_axis(values: list[float]) -> None:
    scale = linear(values, plain)
    assert all(-1e-6 <= scale.at(value) <= 1 + 1e-6 for value in values)
    assert 2 <= len(scale.ticks) <= 7
    assert sorted(scale.ticks, key=lambda tick: tick.value) == list(scale.ticks)


@given(st.lists(POSITIVE, min_size=1, max_size=5), st.booleans())
def test_every_value_has_a_place_on_a_logarithmic_axis(values: list[float], zero: bool) -> None:
    scale = logarithmic([*values, *([0.0] if zero else [])], plain)
    places = [scale.at(value) for value in sorted(values)]
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in places)
    assert places == sorted(places)
    assert scale.ticks
    assert all(math.isfinite(tick.value) for tick in scale.ticks)


# Drawings


def curve() -> Panel:
    scores = {0: "25.1", 1: "25.1", 8: "25.4", 64: "24.8", 512: "27.0", 3_000: "33.1", 143_000: "36.9"}
    points = tuple(
        Point(
            step,
            float(score),
            0.9,
            f"{step}: {score} ± 0.9 %",
            step > 10**5,
        )
        for step, score in scores.items()
    )
    values = [point.y + side * point.error for point in points for side in (-1, 1)]
    return Panel(
        "Tiny benchmark over the training",
        "Rises from 25.1 % at step 0 to 36.9 % at step 143,000.",
        points,
        logarithmic(map(float, scores), plain),
        linear(values, plain),
        25.0,
        band=True,
    )


def scaling() -> Panel:
    sizes = {70e6: 18.5, 160e6: 32.8, 410e6: 51.6, 12e9: 70.5}
    points = tuple(
        Point(size, score, 0.7, f"{size:.0f}: {score} ± 0.7 %", size > 1e10, key)
        for key, (size, score) in enumerate(sizes.items(), start=1)
    )
    x = logarithmic(sizes, plain, most=5, room=0.04)
    return Panel("Tiny benchmark against parameters", "Rises.", points, x, linear((17.8, 71.2), plain))


DRAWINGS = {
    "curve": draw_panel(curve(), "Curve-1"),
    "scaling": draw_panel(scaling(), "Scaling-1"),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_as_its_golden_file_says(name: str, request: pytest.FixtureRequest) -> None:
    golden = GOLDENS / f"{name}.svg"
    # A line for each element, for whoever reads the difference.
    text = DRAWINGS[name].replace("><", ">\n<") + "\n"
    if request.config.getoption("--update-goldens"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_holds_nothing_that_a_page_may_not(name: str) -> None:
    assert violations(DRAWINGS[name]) == []
    assert "\n" not in DRAWINGS[name]


def test_the_same_panel_gives_the_same_drawing() -> None:
    assert draw_panel(curve(), "a") == draw_panel(curve(), "a")


def test_errors_are_a_band_around_a_curve_only_where_each_point_has_one() -> None:
    assert "cs-band" in DRAWINGS["curve"]
    assert "cs-error" not in DRAWINGS["curve"]
    first, *others = curve().points
    bare = Point(first.x, first.y, 0, first.words)
    gaps = Panel("", "", (bare, *others), curve().x, curve().y, band=True)
    assert "cs-band" not in draw_panel(gaps, "a")


def test_every_word_of_a_drawing_is_escaped() -> None:
    attack = "\"><script>x</script>&'"
    point = Point(1, 1, 0, attack, chief=True)
    panel = Panel(attack, attack, (point,), linear((1,), lambda _: attack), linear((1,), plain), 1)
    drawn = draw_panel(panel, "a")
    assert "<script" not in drawn
    assert violations(drawn) == []


def fields(places: list[tuple[float, float]]) -> list[list[float]]:
    """The part of the drawing in which each of the points is pointed at: left, top, right, bottom."""
    points = tuple(Point(x, y, 0, "words") for x, y in places)
    drawn = draw_panel(Panel("", "", points, linear((0, 2), plain), linear((0, 100), plain)), "a")
    found = re.findall(r'<path d="M([^ ]+) ([^H]+)H([^V]+)V([^H]+)H', drawn.partition("cs-points")[2])
    return [[float(each) for each in field] for field in found]


def test_each_point_has_a_part_of_the_drawing_and_all_parts_together_are_the_whole() -> None:
    (one, other, last) = fields([(0, 10), (1, 20), (2, 30)])
    assert one[2] == other[0] == 70
    assert other[2] == last[0] == 150
    assert (one[0], last[2]) == (22, 198)
    assert {(top, bottom) for _, top, _, bottom in (one, other, last)} == {(16, 130)}


def test_points_above_each_other_share_a_column() -> None:
    (low, high, last) = fields([(0, 10), (0, 90), (2, 30)])
    assert (low[0], low[2]) == (high[0], high[2])
    assert high[3] == low[1]
    assert last[1] < high[3] < last[3]


def test_an_axis_that_does_not_begin_at_zero_has_strokes_at_its_foot() -> None:
    def drawn(values: tuple[float, ...]) -> str:
        points = tuple(Point(x, y, 0, "words") for x, y in enumerate(values))
        return draw_panel(Panel("", "", points, linear((0, 2), plain), linear(values, plain)), "a")

    assert "l6 -3" in drawn((30, 40, 50))
    assert "l6 -3" not in drawn((0, 40, 50))
    assert "l6 -3" not in drawn((-10, 40, 50))


@pytest.mark.parametrize("steps", [(0, 1, 143_000), (1, 1e12), (11, 12), (1e15, 1e25)], ids=str)
def test_names_below_a_drawing_have_room(steps: tuple[float, ...]) -> None:
    x = logarithmic(steps, plain)
    drawn = draw_panel(Panel("", "", (Point(steps[0], 1, 0, "w"),), x, linear((0, 1), plain)), "a")
    below = drawn.partition("cs-below")[2].partition("</g>")[0]
    ends = 0.0
    for middle, name in re.findall(r'x="([^"]+)"[^>]*>([^<]+)<', below):
        assert float(middle) - len(name) * 3.75 >= ends
        ends = float(middle) + len(name) * 3.75
    assert 0 < ends <= 200
