"""The stages of a training: what they are for, and what checks say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import build_site, read_catalogue
from cardsite.checks import Rules
from cardsite.facts.stages import stage_type, stages_of
from cardsite.schema import Card, StageType, TrainingStage
from examples import write_example
from tinysite import TINY, write


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Pretraining", StageType.PRETRAINING),
        ("pre-training, stage 2", StageType.PRETRAINING),
        ("Pretrain", StageType.PRETRAINING),
        ("Contrastive pretraining", StageType.PRETRAINING),
        ("Mid-training", StageType.MID_TRAINING),
        ("Stage 2 (annealing)", StageType.MID_TRAINING),
        ("Pretraining: cooldown", StageType.MID_TRAINING),
        ("Long context", StageType.CONTEXT_EXTENSION),
        ("Context extension to 128K", StageType.CONTEXT_EXTENSION),
        ("SFT", StageType.FINE_TUNING),
        ("dSFT", StageType.FINE_TUNING),
        ("Supervised fine-tuning", StageType.FINE_TUNING),
        ("Finetuning", StageType.FINE_TUNING),
        ("Instruction tuning", StageType.FINE_TUNING),
        ("DPO", StageType.PREFERENCE_TUNING),
        ("dDPO", StageType.PREFERENCE_TUNING),
        ("APO", StageType.PREFERENCE_TUNING),
        ("Preference fine-tuning", StageType.PREFERENCE_TUNING),
        ("RLVR", StageType.REINFORCEMENT_LEARNING),
        ("RLHF with PPO", StageType.REINFORCEMENT_LEARNING),
        ("GRPO", StageType.REINFORCEMENT_LEARNING),
        ("Reinforcement fine-tuning", StageType.REINFORCEMENT_LEARNING),
        ("Distillation from Large", StageType.DISTILLATION),
        ("Stage 2", None),
        ("Projector", None),
        ("Reward model", None),
        ("Adaptation", None),
    ],
)
def test_the_name_of_a_stage_tells_what_it_is_for(name: str, found: StageType | None) -> None:
    assert stage_type(TrainingStage(name=name)) is found


def test_a_stated_type_comes_before_the_name() -> None:
    stages = [
        {"name": "Stage 1", "type": "pretraining"},
        {"name": "Pretraining of the projector", "type": "other"},
    ]
    card = Card.model_validate(
        {"name": "N", "summary": "S", "organization": "o", "training": {"stages": stages}}
    )
    assert [stage.name for stage in stages_of(card, StageType.PRETRAINING)] == ["Stage 1"]


# Checks


def found(folder: Path, text: str) -> list[str]:
    rules = Rules(select=("training", "date", "hardware", "energy", "claim", "foreign"))
    problems = read_catalogue(write_example(folder, text), folder, rules).problems
    return [f"{problem.code} {problem.field}: {problem.message}" for problem in problems]


STAGED = "architecture: {{parameters: 7B, context_length: 65_536}}\ntraining:\n  stages:\n    - {{{}}}\n"


@pytest.mark.parametrize(
    ("stage", "message"),
    [
        pytest.param(
            "name: DPO, learning_rate: 5.0e-7, final_learning_rate: 5.0e-6",
            "training-rate training.stages[0].final_learning_rate: "
            "the final rate 5e-6 is higher than the peak, 5e-7",
            id="rates",
        ),
        pytest.param(
            "name: SFT, optimizer: {beta1: 0.999, beta2: 0.9}",
            "training-rate training.stages[0].optimizer.beta2: "
            "beta2, 0.9, is smaller than beta1, 0.999; they seem to be swapped",
            id="moments",
        ),
        pytest.param(
            "name: Pretraining, steps: 10_000, batch_tokens: 4_194_304, tokens: 4T",
            "training-tokens training.stages[0].tokens: "
            "10,000 steps × 4,194,304 tokens = 41,943,040,000, but tokens says 4T",
            id="tokens",
        ),
        pytest.param(
            "name: Pretraining, batch_sequences: 1_024, sequence_length: 4_096, batch_tokens: 8_000_000",
            "training-tokens training.stages[0].batch_tokens: "
            "1,024 sequences × 4,096 tokens = 4,194,304, but batch_tokens says 8,000,000",
            id="batch",
        ),
        pytest.param(
            "name: Long context, sequence_length: 131_072",
            "training-tokens training.stages[0].sequence_length: "
            "sequences of 131,072 tokens are longer than the context of 65,536",
            id="longer than the context",
        ),
        pytest.param(
            "name: Mid-training, tokens: 50B, data: [{name: Web, tokens: 100B}]",
            "training-tokens training.stages[0].data[0].tokens: "
            "100B tokens of the data are more than the 50B of the stage",
            id="data",
        ),
        pytest.param(
            "name: SFT, start: 2024-05, end: 2024-04",
            "date-order training.stages[0].start: "
            "the start of the training, 2024-05, comes after the end of the training, 2024-04",
            id="dates",
        ),
        pytest.param(
            "name: Pretraining, tokens: 2B, gpu_hours: 400K, hardware: {accelerator: NVIDIA A100}",
            "hardware-utilisation training.stages[0].gpu_hours: "
            "6 × 7B parameters × 2B tokens = 8.4e19 operations, "
            "but 400K hours of one A100 at 312 TFLOP/s are 4.5e23: 0.019 % used",
            id="hours",
        ),
        pytest.param(
            "name: SFT, gpu_hours: 1_000, hardware: {accelerator: NVIDIA A100}, energy: {energy_mwh: 400}",
            "energy-carbon training.stages[0].energy.energy_mwh: "
            "1K hours × 400 W of one A100 = 0.400 MWh, but energy_mwh says 400",
            id="energy",
        ),
        pytest.param(
            "name: SFT, energy: {energy_mwh: 1, carbon_tco2eq: 400}",
            "energy-carbon training.stages[0].energy.carbon_tco2eq: "
            "400 t ÷ 1.00 MWh = 400 t for a megawatt hour, which no grid emits",
            id="carbon",
        ),
    ],
)
def test_a_check_of_the_training_looks_at_each_stage(stage: str, message: str, tmp_path: Path) -> None:
    assert found(tmp_path, STAGED.format(stage)) == [message]


@pytest.mark.parametrize(
    "stages",
    [
        pytest.param(
            ["name: SFT, batch_sequences: 128, sequence_length: 4_096, steps: 1_000, tokens: 90M"],
            id="conversations are shorter than their sequences",
        ),
        pytest.param(
            ["name: RLVR, tokens: 1B, gpu_hours: 400K, hardware: {accelerator: NVIDIA A100}"],
            id="answers are written in reinforcement learning",
        ),
        pytest.param(
            ["name: Pretraining, start: 2023-01, end: 2024-01", "name: SFT, start: 2024-02, end: 2024-02-20"],
            id="one after the other",
        ),
        pytest.param(
            ["name: Pretraining, steps: 100, batch_sequences: 8, tokens: 3_276_800"],
            id="trained on less than the context that it has in the end",
        ),
        pytest.param(
            ["name: Pretraining, tokens: 2T", "name: SFT, data: [{name: Talk, tokens: 1B}]"],
            id="data of a stage that is no pretraining",
        ),
    ],
)
def test_nothing_is_said_of_stages_that_may_be_right(stages: list[str], tmp_path: Path) -> None:
    text = STAGED.format("}\n    - {".join(stages))
    assert found(tmp_path, text) == []


TOLD = "{}\ntraining:\n  stages:\n    - {{name: Pretraining, {}}}\n    - {{name: Mid-training, {}}}\n"


@pytest.mark.parametrize(
    ("text", "first", "second", "right"),
    [
        ("It was trained on 4T tokens.", "tokens: 4T", "tokens: 100B", True),
        ("It was trained on 4.1T tokens.", "tokens: 4T", "tokens: 100B", True),
        ("It was trained on 6T tokens.", "tokens: 4T", "tokens: 100B", False),
        ("It was trained on 6T tokens.", "tokens: 4T", "steps: 10", True),
        (
            "It was trained with a peak learning rate of 3e-4.",
            "learning_rate: 3e-4",
            "learning_rate: 3e-5",
            True,
        ),
        (
            "It was trained with a peak learning rate of 6e-4.",
            "learning_rate: 3e-4",
            "learning_rate: 3e-5",
            False,
        ),
        (
            "It was trained on 64 A100 GPUs.",
            "hardware: {accelerator: A100}",
            "hardware: {accelerator: H100}",
            True,
        ),
        ("It was trained on 64 TPU v4 chips.", "hardware: {accelerator: A100}", "steps: 10", False),
    ],
)
def test_a_text_may_speak_of_any_stage(
    text: str, first: str, second: str, right: bool, tmp_path: Path
) -> None:
    card = TOLD.format(f"description: {text}", first, second)
    assert (found(tmp_path, card) == []) is right, found(tmp_path / "again", card)


def test_data_of_stages_are_looked_up(tmp_path: Path) -> None:
    text = "training: {stages: [{name: Pretraining, data: [nowhere]}]}\n"
    said = [line.partition(":")[0] for line in found(tmp_path, text)]
    assert said == ["unknown-dataset training.stages[0].data[0]"]


# Families


def test_members_inherit_stages_replace_them_or_take_them_away(tmp_path: Path) -> None:
    shared = "name: Fam\nsummary: A family.\nshared:\n  organization: acme\n"
    shared += (
        "  training:\n    library: Hammer\n    stages: [{name: Pretraining}, {name: SFT, data: [nowhere]}]\n"
    )
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/fam/family.yaml", shared)
    for name, stages in {
        "one": "{epochs: 2}",
        "two": "{stages: [{name: DPO}]}",
        "three": "{stages: ~}",
    }.items():
        text = TINY.replace("Tiny", name).replace("organization: acme\n", f"training: {stages}\n")
        write(tmp_path / f"cards/fam/{name}.yaml", text)
    read = read_catalogue(tmp_path / "cards", tmp_path, Rules(select=("training",)))
    names = {name: [stage.name for stage in entry.card.stages] for name, entry in read.cards.items()}
    assert names == {"fam/one": ["Pretraining", "SFT"], "fam/two": ["DPO"], "fam/three": []}
    assert {(each.place.file, each.place.line, each.field) for each in read.problems} == {
        ("cards/fam/family.yaml", 7, "training.stages[1].data[0]")
    }


def test_a_note_on_data_without_a_summary_begins_at_the_top_of_its_cell(tmp_path: Path) -> None:
    data = "data: [{name: Web, note: A tenth of it.}, {dataset: talk, note: Twice.}]"
    write(tmp_path / "organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "datasets.yaml", "talk: {name: Talk, summary: Conversations.}\n")
    write(tmp_path / "model.yaml", f"{TINY}training:\n  stages: [{{name: SFT, {data}}}]\n")
    page = next(page for page in build_site(tmp_path, None).pages if page.path == "models/model.md")
    assert '| SFT | <small class="cs-note">A tenth of it&#46;</small> |' in page.markdown
    assert '| Conversations&#46;<br><small class="cs-note">Twice&#46;</small> |' in page.markdown
