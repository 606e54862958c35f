"""Which capabilities contradict a card's name or text."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import Rules, read_catalogue
from examples import write_example


@pytest.mark.parametrize(
    ("name", "capability", "supported", "text", "against"),
    [
        ("Coder 13B", "Python specialist", "yes", "", None),
        ("Coder 13B Python", "Python specialist", "yes", "", None),
        ("Coder 13B Python", "Python specialist", "no", "", 'the model\'s name says "python"'),
        ("Coder 13B Chat", "Instructions / chat", "no", "", 'the model\'s name says "chat"'),
        ("Coder 13B Chat", "Chat", "yes", "A raw language model.", None),
        ("Coder 13B", "Chat", "yes", "It is a raw language model.", 'limitations says "raw language model"'),
        ("Coder 13B", "Chat", "yes", "It was not tuned on conversations.", None),
        ("Coder 13B", "Chat", "yes", "The base model was not instruction-tuned; this one was.", None),
        (
            "Coder 13B",
            "Infilling",
            "yes",
            "Infilling is not supported.",
            'limitations says "Infilling is not"',
        ),
        (
            "Coder 13B",
            "Infilling",
            "yes",
            "It cannot fill gaps in code.",
            'limitations says "cannot fill gaps"',
        ),
        ("Coder 13B", "Infilling", "yes", "It does infilling.", None),
        ("Coder 13B", "Infilling", "no", "Infilling is not supported.", None),
        (
            "Coder 13B",
            "Python specialist",
            "yes",
            "This repository contains the base version of it.",
            'limitations says "This repository contains the base version"',
        ),
        ("Coder 13B", "Translation", "yes", "It is a raw language model.", None),
    ],
)
def test_a_capability_agrees_with_name_and_text(
    name: str, capability: str, supported: str, text: str, against: str | None, tmp_path: Path
) -> None:
    card = f"name: {name}\ncapabilities: [{{name: {capability}, supported: {supported}}}]\n"
    card += f"limitations: {text}\n" if text else ""
    problems = read_catalogue(write_example(tmp_path, card), tmp_path, Rules(select=("capability",))).problems
    expected = [f'"{capability}" says {supported}, but {against}'] if against else []
    assert [problem.message for problem in problems] == expected


def test_a_tag_can_say_that_it_is_a_base_model(tmp_path: Path) -> None:
    card = "tags: [base]\ncapabilities: [{name: Instructions, supported: yes}]\n"
    problems = read_catalogue(write_example(tmp_path, card), tmp_path, Rules(select=("capability",))).problems
    assert [problem.message for problem in problems] == ['"Instructions" says yes, but a tag says "base"']


@pytest.mark.parametrize(
    ("note", "found"),
    [
        (
            "No instruction tuning; it continues a prompt.",
            ['"Chat" says yes, but capabilities says "No instruction tuning"'],
        ),
        ("Single instructions; it was not tuned on conversations.", []),
    ],
)
def test_the_note_of_a_capability_can_deny_it(note: str, found: list[str], tmp_path: Path) -> None:
    card = f'capabilities: [{{name: Chat, supported: yes, note: "{note}"}}]\n'
    problems = read_catalogue(write_example(tmp_path, card), tmp_path, Rules(select=("capability",))).problems
    assert [problem.message for problem in problems] == found
