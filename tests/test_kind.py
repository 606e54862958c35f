"""What kind of model a card describes, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from cardsite.facts.coverage import DEFAULT, Contents, coverage
from cardsite.facts.derived import head_dimension, tokens_per_parameter, training_compute, training_tokens
from cardsite.facts.kind import Trait, kind, traits
from cardsite.schema import Absence, Card, ModelKind, known
from cardsite.schema.scalars import PIPELINE_TAGS


def card(**fields: Any) -> Card:
    return Card.model_validate({"name": "N", "summary": "S", "organization": "o", **fields})


def shaped(**fields: Any) -> dict[str, Any]:
    return {"architecture": fields}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"pipeline_tag": "text-generation"}, ModelKind.LANGUAGE_MODEL, id="task"),
        pytest.param({"pipeline_tag": "fill-mask"}, ModelKind.ENCODER, id="gaps"),
        pytest.param({"pipeline_tag": "automatic-speech-recognition"}, ModelKind.SPEECH, id="speech"),
        pytest.param({"pipeline_tag": "text-to-image"}, ModelKind.DIFFUSION, id="pictures"),
        pytest.param({"pipeline_tag": "tabular-regression"}, ModelKind.TABULAR, id="tables"),
        pytest.param(shaped(type="resnet"), ModelKind.VISION, id="type alone"),
        pytest.param(
            {"pipeline_tag": "time-series-forecasting", **shaped(type="t5")},
            ModelKind.TIME_SERIES,
            id="a clear task before the type",
        ),
        pytest.param(
            {"pipeline_tag": "translation", **shaped(type="llama")},
            ModelKind.LANGUAGE_MODEL,
            id="the type where a task is vague",
        ),
        pytest.param(
            {"pipeline_tag": "text-generation", **shaped(type="t5")},
            ModelKind.ENCODER_DECODER,
            id="two stacks that write text",
        ),
        pytest.param(
            {"pipeline_tag": "text-generation", **shaped(encoder_layers="6", decoder_layers="6")},
            ModelKind.ENCODER_DECODER,
            id="two stacks without a type that write text",
        ),
        pytest.param({"pipeline_tag": "feature-extraction"}, ModelKind.EMBEDDING, id="vectors"),
        pytest.param(
            {"pipeline_tag": "feature-extraction", **shaped(type="wav2vec2")}, ModelKind.SPEECH, id="of sound"
        ),
        pytest.param(
            {"pipeline_tag": "feature-extraction", **shaped(type="bert")}, ModelKind.EMBEDDING, id="of text"
        ),
        pytest.param(
            {"pipeline_tag": "text-generation", "kind": "embedding"},
            ModelKind.EMBEDDING,
            id="what is stated first",
        ),
        pytest.param({"library_name": "sentence-transformers"}, ModelKind.EMBEDDING, id="library"),
        pytest.param({"tabular": {"features": ["age"]}}, ModelKind.TABULAR, id="features"),
        pytest.param({"library_name": "diffusers"}, ModelKind.DIFFUSION, id="library of pictures"),
        pytest.param(
            shaped(sampling_rate="16 kHz", vocabulary_size="51_865"), ModelKind.SPEECH, id="it reads sound"
        ),
        pytest.param(shaped(image_size="224", classes="1000"), ModelKind.VISION, id="it reads pictures"),
        pytest.param(shaped(image_size="224", vocabulary_size="32_000"), None, id="pictures and text"),
        pytest.param(
            shaped(encoder_layers="6", decoder_layers="6"), ModelKind.ENCODER_DECODER, id="two stacks"
        ),
        pytest.param({"training": {"batch_tokens": "4M"}}, ModelKind.LANGUAGE_MODEL, id="trained on tokens"),
        pytest.param(shaped(parameters="25M", layers="50"), None, id="nothing that tells"),
        pytest.param(shaped(type="mystery"), None, id="a type that nobody knows"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_the_kind_is_stated_or_follows_from_task_type_and_fields(
    fields: dict[str, Any], expected: ModelKind | None
) -> None:
    assert kind(card(**fields)) is expected


@pytest.mark.parametrize("task", PIPELINE_TAGS)
def test_every_task_of_the_hub_has_a_kind(task: str) -> None:
    assert kind(card(pipeline_tag=task)) is not None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(shaped(experts={"total": "8"}), (Trait.MIXTURE_OF_EXPERTS,), id="experts"),
        pytest.param(shaped(active_parameters="3B"), (Trait.MIXTURE_OF_EXPERTS,), id="active parameters"),
        pytest.param(shaped(type="jamba"), (Trait.MIXTURE_OF_EXPERTS, Trait.STATE_SPACE), id="both"),
        pytest.param(
            {"base_model": "a/b", "base_model_relation": "quantized"}, (Trait.QUANTIZED,), id="relation"
        ),
        pytest.param({"adapter": {"rank": "8"}}, (Trait.ADAPTER,), id="an adapter without a relation"),
        pytest.param({"merge": {"models": ["a/b", "a/c"]}}, (Trait.MERGE,), id="a merge without a relation"),
        pytest.param({"quantization": {"method": "FP8"}}, (), id="trained in few bits"),
        pytest.param({"base_model": "a/b", "base_model_relation": "finetune"}, (), id="a tuned model"),
    ],
)
def test_how_a_model_was_made_is_beside_its_kind(fields: dict[str, Any], expected: tuple[Trait, ...]) -> None:
    assert traits(card(**fields)) == expected


TOKENS = {"training": {"tokens": "10B"}}
STEPS = {"training": {"steps": "100", "batch_sequences": "8", "sequence_length": "128"}}


@pytest.mark.parametrize(
    ("fields", "formula"),
    [
        pytest.param(
            shaped(parameters="1B"), "10,000,000,000 tokens ÷ 1,000,000,000 parameters", id="all of them"
        ),
        pytest.param(
            shaped(parameters="1B", active_parameters="200M"),
            "10,000,000,000 tokens ÷ 200,000,000 active parameters",
            id="those that work on a token",
        ),
        pytest.param(
            shaped(parameters="1B", experts={"total": "8"}), None, id="experts, and nobody says how many"
        ),
        pytest.param(
            shaped(parameters="1B") | {"pipeline_tag": "sentence-similarity"}, None, id="pairs of sentences"
        ),
    ],
)
def test_tokens_are_set_against_the_parameters_that_work_on_each(
    fields: dict[str, Any], formula: str | None
) -> None:
    found = tokens_per_parameter(card(**fields, **TOKENS))
    assert (found.formula if found else None) == formula
    assert (training_compute(card(**fields, **TOKENS)) is None) is (formula is None)


@pytest.mark.parametrize(
    ("task", "tokens"),
    [
        ("text-generation", 102_400),
        ("fill-mask", 102_400),
        ("sentence-similarity", None),
        ("image-classification", None),
    ],
)
def test_steps_times_batch_are_tokens_only_of_models_that_are_trained_on_them(
    task: str, tokens: int | None
) -> None:
    found = training_tokens(card(pipeline_tag=task, **STEPS))
    assert (found.value if found else None) == tokens


@pytest.mark.parametrize(
    ("named", "width"), [("bert", 64), ("llama", 64), ("qwen3", None), ("mistral", 64), ("mystery", None)]
)
def test_a_head_has_a_width_only_where_the_type_leaves_no_choice(named: str, width: int | None) -> None:
    shape = card(**shaped(type=named, hidden_size="768", attention_heads="12")).architecture
    assert shape is not None
    found = head_dimension(shape)
    assert (found.value if found else None) == width


# Attention, in all its forms


@pytest.mark.parametrize(
    ("written", "words", "of_kind"),
    [
        pytest.param("dense", "dense", None, id="words"),
        pytest.param("grouped-query", None, "grouped-query", id="a kind"),
        pytest.param({"value": "dense", "source": "paper"}, "dense", None, id="words with a source"),
        pytest.param({"value": "linear", "note": "n"}, None, "linear", id="a kind with a note"),
        pytest.param({"kind": "none"}, None, "none", id="a block"),
        pytest.param(
            {"value": "dense", "window": "4_096"}, "dense", None, id="a family's words, and a field"
        ),
    ],
)
def test_attention_is_words_a_kind_or_a_block(written: Any, words: str | None, of_kind: str | None) -> None:
    shape = card(**shaped(attention=written)).architecture
    assert shape is not None
    assert shape.attention is not None
    assert (known(shape.attention.pattern), known(shape.attention.kind)) == (words, of_kind)


def test_attention_may_be_stated_as_absent() -> None:
    shape = card(**shaped(attention="not_disclosed")).architecture
    assert shape is not None
    assert shape.attention is not None
    assert shape.attention.pattern is not None
    assert shape.attention.pattern.absent is Absence.NOT_DISCLOSED


# What a kind is asked


def asked(**fields: Any) -> set[str]:
    found = coverage(Contents(card(**fields)), DEFAULT)
    return {answer.item.item for section in found for answer in section.answers}


@pytest.mark.parametrize(
    ("fields", "more", "less"),
    [
        pytest.param(
            {"pipeline_tag": "text-generation"}, {"Vocabulary size", "Positions"}, {"Pooling"}, id="text"
        ),
        pytest.param(
            {"pipeline_tag": "sentence-similarity"},
            {"Embedding dimension", "Pooling", "Context length"},
            {"Tied embeddings", "Sampling rate"},
            id="vectors",
        ),
        pytest.param(
            {"pipeline_tag": "image-classification"},
            {"Image size", "Layers"},
            {"Vocabulary size", "Context length", "Attention heads"},
            id="pictures",
        ),
        pytest.param(
            {"pipeline_tag": "automatic-speech-recognition"}, {"Sampling rate"}, {"Pooling"}, id="speech"
        ),
        pytest.param(
            {"pipeline_tag": "tabular-classification"},
            {"Notable choices", "Estimator", "Features", "Target"},
            {"Layers", "Activation"},
            id="a tree",
        ),
        pytest.param(
            {"base_model": "a/b", "files": [{"name": "m.gguf", "quantization": "Q8_0"}]},
            {"Tool", "Sizes of the files"},
            {"Datasets", "Optimizer", "Vocabulary size", "First step"},
            id="quantised",
        ),
        pytest.param(
            {"merge": {"models": ["a/b", "a/c"]}},
            {"Models", "Number format", "Vocabulary size"},
            {"Datasets", "Optimizer", "First step"},
            id="a merge",
        ),
        pytest.param({}, {"Vocabulary size"}, {"Sampling rate", "Image size"}, id="unknown"),
        pytest.param(
            {"pipeline_tag": "text-generation", **shaped(state_size="16")},
            {"Vocabulary size"},
            {"Attention heads", "Positions"},
            id="states",
        ),
    ],
)
def test_a_model_is_asked_what_its_kind_can_answer(
    fields: dict[str, Any], more: set[str], less: set[str]
) -> None:
    items = asked(**fields)
    assert more <= items
    assert not less & items
