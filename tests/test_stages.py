"""What the stages of a training are for, by their names."""

from __future__ import annotations

import pytest

from cardsite.facts.stages import stage_type, stages_of
from cardsite.schema import Card, StageType, TrainingStage


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
