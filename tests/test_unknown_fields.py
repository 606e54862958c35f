"""Names that the format does not have, and where each of them leads."""

from __future__ import annotations

import pytest

from cardsite.catalogue.unknown_fields import ROOTS, elsewhere, place_for
from cardsite.schema import (
    Benchmark,
    Card,
    Dataset,
    EvaluationFile,
    Family,
    Metric,
    Part,
    fields_of,
    model_at,
)

A_ROW = "what has no field is a row of architecture.extra (name and value)"
A_SECTION = "what has no field is one of the sections (title and body)"
OF_A_SOURCE = "known here: title, url, file, license, accessed, commit, note"
OF_A_METRIC = (
    "known here: name, short_name, aliases, direction, target, unit, low, high, binary, mean_of_examples"
)
RESULT = ("evaluation", "runs", 0, "results", 0)


@pytest.mark.parametrize("name", elsewhere())
def test_each_name_of_other_formats_leads_to_a_field(name: str) -> None:
    *place, last = elsewhere()[name].split()[0].split(".")
    root: type[Part] = Card
    if place and place[0] in ROOTS and name.startswith(f"{place[0]}."):
        root = ROOTS[place.pop(0)]
    part = model_at(root, tuple(place))
    assert part is not None
    assert last in fields_of(part)


@pytest.mark.parametrize("name", elsewhere())
def test_names_of_other_formats_are_not_those_of_the_place_already(name: str) -> None:
    *place, last = name.split(".")
    root: type[Part] = ROOTS[place.pop(0)] if place and place[0] in ROOTS else Card
    part = model_at(root, tuple(place))
    assert part is not None, "there is no such place"
    assert last not in fields_of(part)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        # Metadata of the hub.
        ("datasets", "write it as training.data (ids of datasets.yaml)"),
        ("metrics", "write it as evaluation.runs.results (each with its metric and score)"),
        ("model-index", "write it as evaluation.runs"),
        ("new_version", "write it as successor"),
        ("co2_eq_emissions", "write it as training.energy.carbon_tco2eq (in tonnes; the hub has grams)"),
        ("license_name", "write it as license.name"),
        ("license_link", "write it as license.link"),
        ("widget", "write it as inference.examples"),
        ("languages", "write it as language"),
        ("task", "write it as pipeline_tag"),
        # Configurations, in the right part, at the top, and in another part.
        ("architecture.num_hidden_layers", "write it as layers"),
        ("num_hidden_layers", "write it as architecture.layers"),
        ("architecture.numHiddenLayers", "write it as layers"),
        ("training.num-hidden-layers", "write it as architecture.layers"),
        ("architecture.num_local_experts", "write it as architecture.experts.total"),
        ("architecture.experts.num_experts_per_tok", "write it as per_token"),
        ("architecture.sliding_window", "write it as architecture.attention.window"),
        ("architecture.attention.kv_lora_rank", "write it as kv_rank"),
        ("architecture.attention.sliding_window", "write it as window"),
        ("architecture.head_dim", "write it as head_dimension"),
        ("architecture.torch_dtype", "write it as precision"),
        ("architecture.rope_theta", "write it as position_embedding (in words)"),
        ("architecture.num_channels", "write it as image_channels"),
        ("rms_norm_eps", A_ROW),
        ("architecture.rms_norm_eps", A_ROW),
        # Fields of the format, at another level.
        (
            "active_parameters",
            "active_parameters belongs elsewhere: write it as architecture.active_parameters",
        ),
        ("image_size", "image_size belongs elsewhere: write it as architecture.image_size"),
        ("training.image_size", "image_size belongs elsewhere: write it as architecture.image_size"),
        (
            "architecture.license",
            "license belongs to the card as a whole: write it at the beginning of a line",
        ),
        ("macs", "write it as architecture.forward_pass.macs"),
        ("architecture.flops", "write it as architecture.forward_pass.flops"),
        ("learning-rate", "did you mean training.learning_rate?"),
        # Training.
        ("training.lr", "write it as learning_rate"),
        ("adapter.lora_alpha", "write it as alpha"),
        (
            "training.per_device_train_batch_size",
            "what has no field is a row of training.extra (name and value)",
        ),
        ("training.lr_scheduler_type", "write it as schedule"),
        ("training.num_gpus", "write it as training.hardware.count"),
        ("training.hardware.gpu", "write it as accelerator"),
        ("training.optimizer.betas", "write it as beta1 (and beta2)"),
        # Embeddings, images, speech.
        ("architecture.embed_dim", "write it as embedding_dimension"),
        ("architecture.similarity_fn_name", "write it as similarity_function"),
        ("architecture.max_seq_length", "write it as context_length"),
        ("architecture.num_classes", "write it as classes"),
        ("architecture.in_chans", "write it as image_channels"),
        ("architecture.gmacs", "write it as architecture.forward_pass.macs"),
        ("architecture.sample_rate", "write it as sampling_rate"),
        ("architecture.num_mel_bins", "write it as mel_bins"),
        # APIs, MLflow, skops, bioimage.io, NVIDIA, Mitchell, the Model Openness Tool.
        ("context_window", "write it as architecture.context_length"),
        ("knowledge_cutoff", "write it as training.data_cutoff"),
        ("pricing", A_SECTION),
        ("flavors", "write it as library_name"),
        ("utc_time_created", "write it as release_date"),
        ("example_input", "write it as inference.examples"),
        ("git_repo", "write it as links.repository"),
        ("parent", "write it as base_model"),
        ("deployment_geography", A_SECTION),
        ("primary_intended_uses", "write it as intended_use"),
        ("caveats_and_recommendations", "write it as limitations"),
        ("producer", "write it as organization"),
        # Scores.
        ("results", "write it as evaluation.runs.results"),
        ((*RESULT, "value"), "write it as score"),
        ((*RESULT, "num_fewshot"), "write it as shots"),
        ((*RESULT, "config"), "write it as subset"),
        ((*RESULT, "stderr"), "write it as error"),
        # Slips of the hand.
        ("licence", 'did you mean "license"?'),
        ("architecture.hiden_size", 'did you mean "hidden_size"?'),
        ("architecture.vocabluary_size", 'did you mean "vocabulary_size"?'),
        ("architecture.layer", 'did you mean "layers"?'),
        ("contextlength", "did you mean architecture.context_length?"),
        ("num_train_epochs", "write it as training.epochs"),
        ("quant_method", "write it as quantization.method"),
        ("teacher", "write it as distillation.teacher"),
        # Near to nothing: no guess.
        ("wer", A_SECTION),
        ("architecture.blocks", A_ROW),
        ("architecture.hash_size", A_ROW),
        (
            "architecture.attention.pages",
            f"known here: kind, pattern, window, kv_rank, q_rank, rope_dimension, source; {A_ROW}",
        ),
        ("adapter.shape", A_SECTION),
        ("favourite_colour", A_SECTION),
        (
            "training.hardware.colour",
            (
                "known here: accelerator, memory, count, tdp_watts, cluster; "
                "what has no field is a row of training.extra (name and value)"
            ),
        ),
        ((*RESULT, "seed"), "what has no field can be said in evaluation.runs.results.note"),
        (
            ("sources", "config", "homepage"),
            f"{OF_A_SOURCE}; what has no field can be said in sources.config.note",
        ),
    ],
    ids=str,
)
def test_an_unknown_field_of_a_card_leads_to_where_the_thing_belongs(
    path: str | tuple[str | int, ...], hint: str
) -> None:
    assert place_for(Card, tuple(path.split(".")) if isinstance(path, str) else path) == hint


@pytest.mark.parametrize(
    ("model", "name", "hint"),
    [
        (Family, "num_layers", "write it as shared.architecture.layers"),
        (Family, "layers", "layers is for members: write it as shared.architecture.layers"),
        (Family, "datasets", "write it as shared.training.data (ids of datasets.yaml)"),
        (Family, "overview", "write it as description"),
        (EvaluationFile, "results", "write it as runs.results"),
        (Dataset, "homepage", "write it as url"),
        (Dataset, "languages", "write it as language"),
        (Benchmark, "higher_is_better", "write it as direction (higher or lower)"),
        (Benchmark, "description", "write it as measures"),
        (Metric, "max", "write it as high"),
        (Metric, "datasets", OF_A_METRIC),
    ],
)  # fmt: skip
def test_other_files_have_their_own_fields(model: type[Part], name: str, hint: str) -> None:
    assert place_for(model, (name,)) == hint
