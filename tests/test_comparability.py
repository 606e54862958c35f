"""Scores that may be compared, the words for those that may not, and ranks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.facts.comparability import (
    FIXED,
    PARTS,
    Interval,
    Key,
    Wording,
    conditions_of,
    contrast,
    interval,
    key_of,
    rank_intervals,
    ranks,
    surely_better,
)
from cardsite.facts.scores import ScoreRow
from cardsite.render.environment import make_environment, template_values
from cardsite.render.score_wording import CONDITIONS, read_wording
from cardsite.schema import Benchmark, Metric, Result, Run

WORDING = read_wording(template_values(make_environment(None), CONDITIONS))


def row(
    score: str = "0.5",
    *,
    direction: str = "higher",
    run: dict[str, Any] | None = None,
    sizes: Any = (),
    of_metric: dict[str, Any] | None = None,
    **more: Any,
) -> ScoreRow:
    """A row as a card states it; `run` is what its rows have in common, `sizes` those of the test set."""
    result = {"benchmark": "lambada", "score": score, **{key: value for key, value in more.items() if value}}
    return ScoreRow(
        Result.model_validate(result),
        Run.model_validate({"results": [result], **(run or {})}),
        Benchmark.model_validate(
            {"name": "LAMBADA", "measures": "The last word.", "metric": "acc", "test_size": sizes}
        ),
        more.get("metric", "acc"),
        Metric.model_validate({"name": "accuracy", "direction": direction, **(of_metric or {})}),
    )


# Keys


def test_a_key_takes_from_the_run_what_the_row_leaves_out() -> None:
    run = {
        "shots": "5",
        "split": "test",
        "harness": "lm-eval",
        "harness_version": "0.4.8",
        "measured_by": "meta",
    }
    assert key_of(row(run=run, shots="0", samples="100", version="2")) == Key(
        "lambada",
        "acc",
        shots=0,
        harness="lm-eval",
        harness_version="0.4",
        split="test",
        version="2",
        samples=100,
        measured_by="meta",
    )


def test_a_key_says_nothing_that_a_card_does_not_state() -> None:
    assert key_of(row()) == Key("lambada", "acc")


@pytest.mark.parametrize(
    ("written", "major"),
    [
        ("0.4.12", "0.4"),
        ("v0.4.0", "0.4"),
        ("0.3", "0.3"),
        ("0.4.0.dev0", "0.4"),
        ("1.2.3", "1"),
        ("13.070", "13"),
        ("0.0.1", "0.0"),
        ("1a2b3c4", "1a2b3c4"),
        ("2023-05-01", "2023-05-01"),
        ("main", "main"),
    ],
)
def test_of_a_version_of_the_harness_the_major_one_counts(written: str, major: str) -> None:
    assert key_of(row(run={"harness_version": written})).harness_version == major


def test_rows_of_a_run_have_its_conditions_in_common() -> None:
    run = Run.model_validate({"shots": "5", "harness": "lm-eval", "harness_version": "0.4.8", "results": []})
    assert conditions_of(run) == Key("", "", shots=5, harness="lm-eval", harness_version="0.4")


def test_scores_of_two_image_sizes_are_not_the_same() -> None:
    small, large = (key_of(row(run={"settings": f"images of {size}"})) for size in ("224 × 224", "288 × 288"))
    assert contrast(small, large, WORDING) == (("images of 224 × 224",), ("images of 288 × 288",))
    assert small.id != large.id
    assert contrast(small, key_of(row()), WORDING) == (("images of 224 × 224",), ("settings not stated",))


def test_a_part_that_came_later_leaves_ids_as_they_were() -> None:
    assert key_of(row()).id == "7e34677274500b9b"


def test_every_part_of_a_key_has_a_name_and_words() -> None:
    assert set(PARTS) == {field.name for field in fields(Key)}
    assert all(set(getattr(WORDING, field.name)) == set(PARTS) for field in fields(Wording))
    assert set(PARTS) > FIXED


BASE = Key("lambada", "acc", shots=0)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (
            Key("lambada", "acc_norm", shots=5, harness_version="0.4"),
            "5-shot acc_norm, harness version 0.4: not the same as 0-shot acc, harness version not stated",
        ),
        (Key("lambada", "acc", shots=5), "5-shot: not the same as 0-shot"),
        (Key("lambada", "acc"), "shots not stated: not the same as 0-shot"),
        (Key("lambada", "ppl"), "shots not stated, ppl: not the same as 0-shot acc"),
        (
            Key("lambada", "acc", shots=0, harness="lm-eval"),
            "lm-eval: not the same as harness not stated",
        ),
        (Key("lambada", "acc", shots=0, samples=50), "50 examples only: not the same as all examples"),
        (
            Key("lambada", "acc", shots=0, measured_by="meta"),
            "measured by Meta: not the same as who measured is not stated",
        ),
        (
            Key("lambada", "acc", shots=0, split="test", version="1", filter="strict", prompt="chat"),
            "filter strict, split test, task version 1, prompt chat: not the same as "
            "answer filter not stated, split not stated, task version not stated, prompt not stated",
        ),
        (
            Key("lambada", "acc", shots=0, prompt=f"{'word ' * 11}and 0.75, then more"),
            f"prompt {'word ' * 11}and…: not the same as prompt not stated",
        ),
        (BASE, ""),
    ],
)
def test_why_scores_are_not_compared_is_said_in_words(other: Key, reason: str) -> None:
    ours, theirs = contrast(other, BASE, WORDING, str.capitalize)
    assert (f"{', '.join(ours)}: not the same as {', '.join(theirs)}" if ours else "") == reason


words = st.none() | st.sampled_from(["", "a", "b", "None", "a', 'b", "0"]) | st.text(max_size=3)
numbers = st.none() | st.integers(0, 3)
keys = st.builds(
    Key,
    benchmark=st.sampled_from(["a", "b"]),
    metric=st.sampled_from(["acc", "ppl"]),
    shots=numbers,
    filter=words,
    harness=words,
    harness_version=words,
    split=words,
    version=words,
    prompt=words,
    samples=numbers,
    measured_by=words,
)


@given(keys, keys)
def test_equal_keys_have_no_difference_and_one_id(a: Key, b: Key) -> None:
    assert (a == b) == (a.id == b.id)
    assert contrast(a, b, WORDING) == ((), ()) if a == b else all(contrast(a, b, WORDING))


@given(keys, keys, st.sets(st.sampled_from(sorted(set(PARTS) - FIXED))))
def test_keys_without_some_parts_are_equal_where_the_other_parts_are(a: Key, b: Key, parts: set[str]) -> None:
    left = {part for part in PARTS if getattr(a, part) != getattr(b, part)} - parts
    assert (a.ignoring(parts) == b.ignoring(parts)) == (not left)


@given(st.lists(keys))
def test_keys_can_be_sorted_whatever_is_not_stated(found: list[Key]) -> None:
    shuffled = random.Random(0).sample(found, len(found))
    assert sorted(found, key=lambda key: key.order) == sorted(shuffled, key=lambda key: key.order)


# Intervals


@pytest.mark.parametrize(
    ("score", "error", "expected"),
    [
        ("0.5", "0.01", Interval(0.5, 0.4804, 0.5196)),
        ("50 %", "1 %", Interval(0.5, 0.4804, 0.5196)),
        ("0.0", "0.0", Interval(0, 0, 0)),
        ("12", None, None),
        ("57 %", None, None),
    ],
)
def test_an_interval_is_the_stated_error(score: str, error: str | None, expected: Interval | None) -> None:
    assert interval(row(score, error=error)) == expected


BINARY = {"unit": "fraction", "binary": "yes"}
MEAN = {"unit": "fraction", "mean_of_examples": "yes"}


# Newcombe 1998, Two-sided confidence intervals for the single proportion, table I.
@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_without_an_error_it_is_calculated_from_the_number_of_examples(
    right: int, count: int, low: float, high: float
) -> None:
    found = interval(row(f"{right / count:.6f}", samples=str(count), of_metric=BINARY))
    assert found is not None
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)
    assert (found.examples, found.widest) == (count, False)


@pytest.mark.parametrize(
    ("text", "more", "examples"),
    [
        pytest.param("50 %", {"of_metric": BINARY}, None, id="nothing known"),
        pytest.param("50 %", {"of_metric": BINARY, "sizes": "164"}, 164, id="the test set"),
        pytest.param("50 %", {"of_metric": MEAN, "sizes": "164"}, 164, id="a mean"),
        pytest.param("50 %", {"of_metric": {"unit": "fraction"}, "sizes": "164"}, None, id="no mean"),
        pytest.param("50 %", {"of_metric": BINARY, "sizes": "164", "samples": "50"}, 50, id="a part of it"),
        pytest.param("50 %", {"of_metric": BINARY, "sizes": "164", "subset": "fr"}, None, id="a subset"),
        pytest.param(
            "50 %",
            {"of_metric": BINARY, "sizes": [{"examples": "9", "subset": "fr"}, "164"], "subset": "fr"},
            9,
            id="the test set of a subset",
        ),
        pytest.param(
            "50 %",
            {"of_metric": BINARY, "sizes": {"examples": "9", "split": "validation"}},
            9,
            id="a split that everybody uses",
        ),
        pytest.param(
            "50 %",
            {"of_metric": BINARY, "sizes": {"examples": "9", "split": "validation"}, "split": "test"},
            None,
            id="another split",
        ),
        pytest.param(
            "50 %",
            {"of_metric": BINARY, "sizes": [{"examples": "9", "split": "validation"}, "164"]},
            None,
            id="one of two splits",
        ),
        pytest.param(
            "50 %",
            {
                "of_metric": BINARY,
                "sizes": [{"examples": "9", "split": "validation"}, "164"],
                "split": "test",
            },
            164,
            id="the split that is stated",
        ),
        pytest.param(
            "50 %", {"of_metric": BINARY, "sizes": "164", "error": "1 %"}, None, id="a stated error"
        ),
        pytest.param(
            "0 %", {"of_metric": BINARY, "sizes": "164", "error": "0 %"}, 164, id="an error of nothing"
        ),
    ],
)
def test_the_number_of_examples_is_that_of_the_result_or_of_its_test_set(
    text: str, more: dict[str, Any], examples: int | None
) -> None:
    found = interval(row(text, **more))
    assert (found and found.examples) == examples
    assert not found or found.widest is (bool(examples) and more["of_metric"] is MEAN)


def test_a_score_is_no_surer_than_it_was_rounded() -> None:
    found = interval(row("57 %", of_metric=BINARY, sizes="1M"))
    assert found is not None
    assert (found.low, found.high) == (0.565, 0.575)


def test_near_a_target_the_distance_from_it_counts() -> None:
    of_metric = {**BINARY, "target": "0.5"}
    found = interval(row("40 %", direction="target", sizes="100", of_metric=of_metric))
    assert found is not None
    assert found.score == 0.1
    assert found.low == pytest.approx(0.0020, abs=1e-4)
    assert found.high == pytest.approx(0.1906, abs=1e-4)
    inside = interval(row("48 %", direction="target", sizes="100", of_metric=of_metric))
    assert inside is not None
    assert inside.low == 0


# Newcombe 1998, Interval estimation for the difference between independent proportions, table II, method 10.
@pytest.mark.parametrize(
    ("one", "other", "better"),
    [
        ((56, 70), (48, 80), True),
        ((9, 10), (3, 10), True),
        ((6, 7), (2, 7), True),
        ((5, 56), (0, 29), False),
        ((0, 10), (0, 20), False),
        ((10, 10), (0, 20), True),
        # HumanEval: 164 problems do not tell 35 % from 30 %, and do tell 50 % from 30 %.
        ((57, 164), (49, 164), False),
        ((82, 164), (49, 164), True),
    ],
)
def test_better_is_what_is_higher_by_more_than_the_error_of_the_difference(
    one: tuple[int, int], other: tuple[int, int], better: bool
) -> None:
    found = [
        interval(row(f"{right / count:.6f}", samples=str(count), of_metric=BINARY))
        for right, count in (one, other)
    ]
    assert found[0] is not None
    assert found[1] is not None
    assert surely_better(found[0], found[1]) is better
    assert not surely_better(found[1], found[0])


# Ranks


def ranked(*scores: str, direction: str = "higher") -> tuple[int | None, ...]:
    """The ranks of scores such as `50±1`, in percent."""
    rows = []
    for text in scores:
        score, _, error = text.partition("±")
        rows.append(row(f"{score} %", direction=direction, error=f"{error} %" if error else None))
    return ranks(rows)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((), ()),
        (("50±1",), (1,)),
        (("50±1", "60±1", "55±1"), (3, 1, 2)),
        (("60±1", "58±1", "50±1"), (1, 1, 3)),
        # 3 is more than 1.96 × √2, though the intervals of 60 and 57 overlap.
        (("60±1", "57±1"), (1, 2)),
        (("50±0", "50±0", "40±0"), (1, 1, 3)),
        (("0±0", "0±0", "0.1±0"), (2, 2, 1)),
        # 57 cannot be told from 60, nor 54 from 57; 54 is surely worse than 60 all the same.
        (("60±2", "57±2", "54±0.1"), (1, 1, 2)),
        # Measured roughly, 49 may be as good as the best; it does not pass 50, which is surely not.
        (("60±1", "50±0.1", "49±10"), (1, 2, 2)),
        # Without an error there is no rank, and nobody else's changes.
        (("60±1", "55", "50±1"), (1, None, 2)),
        (("60", "50"), (None, None)),
    ],
)
def test_scores_that_cannot_be_told_apart_share_a_rank(
    scores: tuple[str, ...], expected: tuple[int | None, ...]
) -> None:
    assert ranked(*scores) == expected


def test_where_lower_is_better_the_lowest_score_is_first() -> None:
    assert ranked("10±0.1", "20±0.1", "19.9±0.1", direction="lower") == (1, 2, 2)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    score, half = draw(st.integers(-20, 20)), draw(st.integers(0, 8))
    return Interval(score, score - half, score + half)


def naive(found: Sequence[Interval]) -> tuple[int, ...]:
    """The definition, word by word."""

    def ahead_of(each: Interval) -> int:
        return sum(surely_better(other, each) for other in found)

    return tuple(
        1 + max(ahead_of(better) for better in found if better.score >= each.score) for each in found
    )


@given(st.lists(intervals(), max_size=12))
def test_ranks_are_what_their_definition_says(found: list[Interval]) -> None:
    assert rank_intervals(found) == naive(found)


@given(st.lists(intervals(), max_size=12), st.randoms())
def test_ranks_do_not_depend_on_the_order(found: list[Interval], luck: random.Random) -> None:
    order = luck.sample(range(len(found)), len(found))
    before = rank_intervals(found)
    assert rank_intervals([found[index] for index in order]) == tuple(before[index] for index in order)


@given(st.lists(intervals(), min_size=1, max_size=12))
def test_a_better_score_never_ranks_behind_a_worse_one(found: list[Interval]) -> None:
    both = sorted(zip(found, rank_intervals(found), strict=True), key=lambda pair: -pair[0].score)
    places = [rank for _, rank in both]
    assert places[0] == 1
    assert places == sorted(places)
    assert all(rank <= number for number, rank in enumerate(places, start=1))


@given(st.lists(intervals(), max_size=12))
def test_a_score_that_is_surely_better_ranks_ahead(found: list[Interval]) -> None:
    places = rank_intervals(found)
    for each, rank in zip(found, places, strict=True):
        for other, ahead in zip(found, places, strict=True):
            assert not (surely_better(other, each) and ahead >= rank)


@given(st.lists(intervals(), max_size=8), intervals())
def test_a_further_score_moves_nobody_forward(found: list[Interval], further: Interval) -> None:
    before = rank_intervals(found)
    after = rank_intervals([*found, further])[:-1]
    assert all(old <= new for old, new in zip(before, after, strict=True))
