"""Facts that follow from others, against numbers that were calculated by other means."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cardsite.facts.derived import (
    batch_tokens,
    checkpoint_count,
    checkpoint_steps,
    data_amount,
    head_dimension,
    mean,
    pretraining_tokens,
    stages_total,
    tokens_per_parameter,
    training_compute,
    training_tokens,
)
from cardsite.facts.scores import Notation
from cardsite.schema import Architecture, Card, Checkpoints


def card(**fields: Any) -> Card:
    return Card.model_validate({"name": "N", "summary": "S", "organization": "o", **fields})


def shown(derived: Any) -> tuple[str, str] | None:
    return (derived.text, derived.formula) if derived else None


PYTHIA: dict[str, Any] = {
    "architecture": {
        "type": "gpt_neox",
        "parameters": "162_322_944",
        "hidden_size": "768",
        "attention_heads": "12",
    },
    "training": {"steps": "143_000", "batch_tokens": "2_097_152"},
    "checkpoints": {
        "first": "0",
        "last": "143_000",
        "interval": "1_000",
        "extra_steps": ["1", "2", "4", "8", "16", "32", "64", "128", "256", "512"],
    },
}


def test_the_numbers_of_pythia_160m_follow_from_its_card() -> None:
    pythia = card(**PYTHIA)
    assert shown(training_tokens(pythia)) == ("299,892,736,000", "143,000 steps × 2,097,152 tokens")
    assert shown(tokens_per_parameter(pythia)) == (
        "1,850",
        "299,892,736,000 tokens ÷ 162,322,944 parameters",
    )
    assert pythia.architecture is not None
    assert shown(head_dimension(pythia.architecture)) == ("64", "hidden size 768 ÷ 12 heads")


def test_pythia_has_154_checkpoints() -> None:
    checkpoints = Checkpoints.model_validate(PYTHIA["checkpoints"])
    steps = checkpoint_steps(checkpoints)
    assert (len(steps), steps[:4], steps[-2:]) == (154, (0, 1, 2, 4), (142_000, 143_000))
    assert shown(checkpoint_count(checkpoints)) == (
        "154",
        "every 1,000 steps from 0 to 143,000: 144, and 10 between them",
    )


@pytest.mark.parametrize(
    ("steps", "sequences", "tokens"),
    [
        pytest.param("9_037", "120", "2,220,933,120", id="111M"),
        pytest.param("9_468", "264", "5,119,082,496", id="256M"),
        pytest.param("21_836", "264", "11,806,113,792", id="590M"),
        pytest.param("24_334", "528", "26,313,424,896", id="1.3B"),
        pytest.param("49_041", "528", "53,030,191,104", id="2.7B"),
        pytest.param("62_522", "1040", "133,166,858,240", id="6.7B"),
    ],
)
def test_the_training_tokens_of_cerebras_gpt_are_steps_times_sequences_times_length(
    steps: str, sequences: str, tokens: str
) -> None:
    found = card(
        training={"steps": steps, "batch_sequences": sequences}, architecture={"context_length": "2_048"}
    )
    derived = training_tokens(found)
    assert derived is not None
    assert derived.text == tokens


def test_gpt_neo_read_as_many_tokens_as_its_card_says() -> None:
    neo = card(training={"steps": "362_000", "batch_sequences": "512", "sequence_length": "2_048"})
    assert shown(batch_tokens(neo)) == ("1,048,576", "512 sequences × 2,048 tokens")
    assert shown(training_tokens(neo)) == ("379,584,512,000", "362,000 steps × 1,048,576 tokens")


def test_the_mean_of_gpt_neos_leaderboard_scores_is_29_44() -> None:
    scores = [Decimal(text) / 100 for text in ["31.23", "48.47", "24.82", "39.63", "56.91", "0.45", "4.6"]]
    derived = mean(scores, lambda value: Notation(hundredfold=True, sign=" %").text(value, 4))
    assert shown(derived) == ("29.44 %", "mean of 7 scores, one for each benchmark")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"training": {"steps": "10"}},
        {"training": {"batch_tokens": "10"}},
        {"training": {"steps": "10", "batch_tokens": "not_disclosed"}},
        {"training": {"steps": "unknown", "batch_tokens": "10"}},
        {"training": {"steps": "10", "batch_tokens": "10", "tokens": "99"}},
        {"training": {"steps": "10", "batch_tokens": "10", "tokens": "not_disclosed"}},
        {"training": {"steps": "10", "batch_sequences": "10"}},
    ],
)
def test_without_its_facts_or_where_the_card_speaks_itself_nothing_is_derived(fields: dict[str, Any]) -> None:
    assert training_tokens(card(**fields)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"hidden_size": "768"},
        {"attention_heads": "12"},
        {"hidden_size": "768", "attention_heads": "0"},
        {"hidden_size": "770", "attention_heads": "12"},
        {"hidden_size": "768", "attention_heads": "12", "head_dimension": "128"},
        {"hidden_size": "768", "attention_heads": "12", "head_dimension": "unknown"},
    ],
)
def test_the_head_dimension_needs_a_division_without_a_rest(fields: dict[str, Any]) -> None:
    assert head_dimension(Architecture.model_validate(fields)) is None


@pytest.mark.parametrize(
    ("hidden", "heads", "width"),
    [
        pytest.param("4_096", "32", "128", id="Mistral 7B"),
        pytest.param("12_288", "96", "128", id="three times as wide"),
        pytest.param("5_120", "32", None, id="Mistral Nemo, of width 128"),
        pytest.param("3_072", "32", None, id="a quotient of 96"),
    ],
)
def test_of_a_type_that_states_other_widths_the_quotient_counts_where_it_is_a_usual_width(
    hidden: str, heads: str, width: str | None
) -> None:
    shape = Architecture.model_validate({"type": "mistral", "hidden_size": hidden, "attention_heads": heads})
    found = head_dimension(shape)
    assert (found.text if found else None) == width


def test_zero_parameters_divide_nothing() -> None:
    assert tokens_per_parameter(card(architecture={"parameters": "0"}, training={"tokens": "1B"})) is None


@pytest.mark.parametrize(
    ("fields", "steps"),
    [
        ({"first": "0", "last": "10", "interval": "5"}, (0, 5, 10)),
        ({"first": "0", "last": "11", "interval": "5"}, (0, 5, 10, 11)),
        ({"first": "1", "last": "1", "interval": "5"}, (1,)),
        ({"first": "0", "last": "10", "interval": "5", "extra_steps": "3"}, (0, 3, 5, 10)),
        ({"first": "0", "last": "10"}, ()),
        ({"first": "0", "last": "10", "interval": "0"}, ()),
        ({"last": "10", "interval": "5"}, ()),
        ({"first": "0", "last": "1T", "interval": "1"}, ()),
    ],
)
def test_checkpoints_lie_on_a_grid_that_includes_the_last(
    fields: dict[str, Any], steps: tuple[int, ...]
) -> None:
    assert checkpoint_steps(Checkpoints.model_validate(fields)) == steps


def test_checkpoints_that_begin_after_they_end_are_none() -> None:
    schedule = {"first": "10", "last": "5", "interval": "5"}
    assert checkpoint_count(Checkpoints.model_validate(schedule)) is None


def test_one_score_has_no_mean() -> None:
    assert mean([Decimal(1)], str) is None


# Trainings in stages

OLMO: list[dict[str, Any]] = [
    {"name": "Pretraining", "steps": "928_646", "batch_sequences": "1_024", "sequence_length": "4_096"},
    {"name": "Mid-training", "tokens": "150B"},
    {"name": "SFT", "tokens": "1B"},
]
"""The first stage of OLMo 2 7B has 3,895,023,632,384 tokens: the name of its last checkpoint says 3896B."""


def staged(*stages: dict[str, Any], **fields: Any) -> Card:
    return card(kind="language-model", training={"stages": list(stages)}, **fields)


@pytest.mark.parametrize(
    ("stages", "tokens"),
    [
        pytest.param(OLMO, ("3,895,023,632,384", "tokens of the pretraining stage"), id="one stage"),
        pytest.param(
            [
                {"name": "Pretraining, stage 1", "tokens": "8T"},
                {"name": "Pretraining, stage 2", "tokens": "2T"},
                {"name": "Stage 3", "type": "pretraining", "tokens": "1.1T"},
                {"name": "Long context", "tokens": "100B"},
            ],
            ("11.1T", "sum of the pretraining stages: 8T + 2T + 1.1T"),
            id="three, rounded",
        ),
        pytest.param(
            [
                {
                    "name": "Pretraining",
                    "data": [{"name": "Web", "tokens": "2T"}, {"name": "C", "tokens": "1T"}],
                }
            ],
            ("3,000,000,000,000", "tokens of the pretraining stage"),
            id="by its data",
        ),
        pytest.param(
            [{"name": "Pretraining", "tokens": "2T"}, {"name": "Pretraining 2"}], None, id="one unknown"
        ),
        pytest.param([{"name": "SFT", "tokens": "2B"}], None, id="no pretraining"),
        pytest.param([{"name": "Stage 1", "tokens": "2T"}], None, id="who knows what stage"),
        pytest.param(
            [{"name": "Pretraining", "steps": "10", "batch_sequences": "8"}], None, id="no length of its own"
        ),
    ],
)
def test_the_training_tokens_of_stages_are_those_of_pretraining(
    stages: list[dict[str, Any]], tokens: tuple[str, str] | None
) -> None:
    found = staged(*stages, architecture={"context_length": "131_072"})
    assert shown(training_tokens(found)) == tokens
    assert shown(pretraining_tokens(found)) == tokens


def test_what_the_whole_training_states_comes_before_its_stages() -> None:
    found = card(kind="language-model", training={"tokens": "4T", "stages": OLMO})
    assert training_tokens(found) is None
    assert pretraining_tokens(found) is None


def test_tokens_per_parameter_and_compute_rest_on_the_pretraining_stages() -> None:
    found = staged(*OLMO, architecture={"parameters": "7_298_617_344"})
    ratio = tokens_per_parameter(found)
    assert ratio is not None
    assert ratio.text == "534"
    assert training_compute(found) == 6 * 7_298_617_344 * 3_895_023_632_384


def test_conversations_do_not_fill_their_sequences() -> None:
    sft = staged({"name": "SFT", "steps": "100", "batch_sequences": "8", "sequence_length": "4_096"})
    assert training_tokens(sft, sft.stages[0]) is None
    whole = staged(
        {"name": "Long context", "steps": "100", "batch_sequences": "8", "sequence_length": "4_096"}
    )
    assert shown(training_tokens(whole, whole.stages[0])) == ("3,276,800", "100 steps × 32,768 tokens")


@pytest.mark.parametrize(
    ("stages", "total"),
    [
        pytest.param(
            [{"gpu_hours": "2664K"}, {"gpu_hours": "119K"}, {"gpu_hours": "5K"}],
            ("2.79M", "sum of all stages: 2,664K + 119K + 5K"),
            id="DeepSeek-V3",
        ),
        pytest.param(
            [{"gpu_hours": "3"}, {"gpu_hours": "10"}], ("13", "sum of all stages: 3 + 10"), id="exact"
        ),
        pytest.param(
            [{"gpu_hours": "3.5"}, {"gpu_hours": "10"}], ("13.5", "sum of all stages: 3.5 + 10"), id="half"
        ),
        pytest.param([{"gpu_hours": "3"}, {}], None, id="one does not say"),
        pytest.param([{"gpu_hours": "3"}, {"gpu_hours": "unknown"}], None, id="one is unknown"),
        pytest.param(
            [
                {"gpu_hours": "3", "hardware": {"accelerator": "A100"}},
                {"gpu_hours": "1", "hardware": {"accelerator": "H100"}},
            ],
            None,
            id="hours of two accelerators",
        ),
        pytest.param(
            [{"gpu_hours": "3", "energy": {"covers": "all sizes"}}], None, id="of more than this model"
        ),
        pytest.param([], None, id="no stages"),
    ],
)
def test_a_total_needs_every_stage(stages: list[dict[str, Any]], total: tuple[str, str] | None) -> None:
    found = staged(*({"name": f"Stage {place}", **stage} for place, stage in enumerate(stages)))
    assert shown(stages_total(found, "gpu_hours")) == total


def test_no_total_is_made_of_what_the_card_states_as_a_whole() -> None:
    stages = [{"name": "SFT", "energy": {"energy_mwh": "131"}}]
    assert shown(stages_total(staged(*stages), "energy.energy_mwh")) == ("131", "that of the only stage")
    stated = card(training={"energy": {"energy_mwh": "140"}, "stages": stages})
    assert stages_total(stated, "energy.energy_mwh") is None


@pytest.mark.parametrize(
    ("training", "unit", "amount"),
    [
        pytest.param(
            {"data": [{"name": "A", "hours": "1M"}, {"name": "B", "hours": "4M"}]},
            "hours",
            ("5M", "sum of the data: 1M + 4M"),
            id="Whisper large-v3",
        ),
        pytest.param(
            {"data": [{"name": "A", "images": "11M"}]},
            "images",
            ("11M", "that of the only dataset"),
            id="one",
        ),
        pytest.param({"data": [{"name": "A", "hours": "1M"}, {"name": "B"}]}, "hours", None, id="not of all"),
        pytest.param({"data": [{"name": "A", "hours": "1M"}]}, "images", None, id="another unit"),
        pytest.param(
            {
                "stages": [
                    {"name": "Pretraining", "data": [{"name": "A", "hours": "960"}]},
                    {"name": "Fine-tuning", "data": [{"name": "A", "hours": "960"}]},
                ]
            },
            "hours",
            ("960", "that of the only dataset"),
            id="the same data twice",
        ),
        pytest.param({}, "hours", None, id="no data"),
    ],
)
def test_what_it_was_trained_on_is_counted_where_all_of_it_is(
    training: dict[str, Any], unit: str, amount: tuple[str, str] | None
) -> None:
    assert shown(data_amount(card(training=training), unit)) == amount
