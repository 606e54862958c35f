"""The card of the model that a script of this repository trains says what the script wrote."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

from cardsite.schema import Card, known
from fences import ROOT
from published import published_catalogue

EXAMPLE = ROOT / "examples" / "breast-cancer"


@cache
def written() -> dict[str, Any]:
    text = (EXAMPLE / "results.json").read_text(encoding="utf-8")
    results: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return results


def card() -> Card:
    return published_catalogue().cards["breast-cancer-logistic-regression"].card


def test_the_scores_are_those_that_the_script_wrote() -> None:
    on_test, cross_validated = card().runs
    assert {each.metric: each.score.value for each in on_test.results} == written()["test"]
    assert [each.score.value for each in cross_validated.results] == [written()["cross_validation"]["acc"]]


def test_the_confusion_matrix_is_the_one_that_the_script_wrote() -> None:
    evaluation = card().evaluation
    assert evaluation is not None
    (table,) = evaluation.tables
    assert [[int(value) for value in row] for row in table.rows] == written()["confusion_matrix"]


def test_features_ranges_and_coefficients_are_those_that_the_script_wrote() -> None:
    tabular = card().tabular
    assert tabular is not None
    said = {
        each.name: ([Decimal(end) for end in (each.range or "").split(" to ")], each.importance)
        for each in tabular.features
    }
    assert {name: (ends, weight and weight.value) for name, (ends, weight) in said.items()} == {
        name: (each["range"], each["coefficient"]) for name, each in written()["features"].items()
    }


def test_settings_and_counts_are_those_that_the_script_wrote() -> None:
    tabular, training = card().tabular, card().training
    assert tabular is not None
    assert training is not None
    assert tabular.hyperparameters == written()["hyperparameters"]
    (data,) = training.data or ()
    trained = known(data.examples)
    assert trained is not None
    assert trained.value == written()["examples"]["train"]
    assert known(training.library_version) == written()["scikit-learn"]


def test_the_script_pins_the_version_that_the_card_names() -> None:
    script = (EXAMPLE / "train.py").read_text(encoding="utf-8")
    assert f'dependencies = ["scikit-learn=={written()["scikit-learn"]}"]' in script
