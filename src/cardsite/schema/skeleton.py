"""The sections of a card's page, in order: the EleutherAI skeleton and what the first real cards added."""

from __future__ import annotations

__all__ = ["HEADINGS", "SECTIONS", "SUBSECTIONS", "section_id"]

SECTIONS: dict[str, str] = {
    "overview": "Overview",
    "quick-start": "Quick start",
    "files": "Files",
    "memory": "Will it fit?",
    "checkpoints": "Accessing intermediate checkpoints",
    "figures": "Figures",
    "architecture": "Architecture",
    "tabular": "Features and target",
    "training": "Training",
    "distillation": "Distillation",
    "instruction-tuning": "Instruction tuning",
    "quantization": "Quantisation",
    "merge": "Merge",
    "evaluation": "Evaluation",
    "capabilities": "Capabilities",
    "prompting": "Prompting",
    "inference-samples": "Inference samples",
    "intended-use": "Limitations and intended use",
    "reproducing": "Reproducing this model",
    "lineage": "Lineage and licences",
    "similar": "Similar models",
    "notes": "Notes",
    "citation": "Citation",
    "software": "Software",
    "authors": "Authors and contact",
    "organization": "About the organisation",
    "sources": "Sources",
    "changes": "Changes to this card",
    "coverage": "Coverage",
    "data": "Data behind this page",
}
"""Section id (its template is `sections/<id>.md.j2`) to heading."""


SUBSECTIONS = (
    "Adapter tuning",
    "About this card",
    "Stages",
    "Data",
    "Procedure",
    "Hardware",
    "Energy and carbon",
    "Over the training",
    "Evaluation samples",
    "Recommended settings",
    "Special tokens",
    "Tool use",
    "Chat template",
    "Intended use",
    "Out of scope",
    "Limitations",
    "Biases",
    "Ethical considerations",
    "Inherited limitations",
)
"""Other headings of templates: the first in place of "Instruction tuning", then that above what folds at the
end, the rest of the third level."""


def section_id(title: str) -> str:
    """The anchor that a heading gets: lower-case words joined by hyphens."""
    words = "".join(character if character.isalnum() else " " for character in title.lower()).split()
    return "-".join(words)


HEADINGS = frozenset(map(section_id, (*SECTIONS.values(), *SUBSECTIONS)))
"""The anchors of all these headings, which no title of a card may take from them."""
