"""The stages of a training: what each is for."""

from __future__ import annotations

import re

from ..schema import Card, StageType, TrainingStage

__all__ = ["stage_type", "stage_types", "stages_of"]

_NAMES = {
    StageType.CONTEXT_EXTENSION: r"long[- ]?context|(?:context|length)[- ]exten\w+|YaRN",
    StageType.MID_TRAINING: r"mid-?training|anneal\w*|cool-?down",
    StageType.PREFERENCE_TUNING: r"preferences?|d?DPO|(?:A|KT|OR|I|Sim)PO",
    StageType.REINFORCEMENT_LEARNING: r"reinforcement|RL(?:HF|VR|AIF|OO)?|(?:P|GR|DA)PO",
    StageType.FINE_TUNING: r"d?SFT|(?:supervised |instruction )?(?:fine-?)?tuning|fine-?tuned?",
    StageType.PRETRAINING: r"pre-?train\w*",
    StageType.DISTILLATION: r"distil\w*",
}
"""Words that name what a stage is for. The first type that has one is meant: preference tuning is no SFT."""
_PATTERNS = {type_: re.compile(rf"\b(?:{words})(?![^\W_])", re.IGNORECASE) for type_, words in _NAMES.items()}


def stage_type(stage: TrainingStage) -> StageType | None:
    """What a stage is for, as the card states it or its name tells; None where neither does."""
    if stage.type is not None:
        return stage.type
    return next((type_ for type_, pattern in _PATTERNS.items() if pattern.search(stage.name)), None)


def stages_of(card: Card, *types: StageType) -> tuple[TrainingStage, ...]:
    """The stages of these types, in the order of the training."""
    return tuple(stage for stage in card.stages if stage_type(stage) in types)


def stage_types(card: Card) -> tuple[StageType, ...]:
    """What the stages of a training are for, each type once, in the order of the training."""
    return tuple(dict.fromkeys(type_ for stage in card.stages if (type_ := stage_type(stage))))
