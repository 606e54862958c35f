"""Code that runs a model: which snippets a card gets, that each of them parses, and what they say."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cardsite.catalogue import snippets
from cardsite.render.environment import shipped_templates
from published import published_catalogue
from quick_starts import (
    ADAPTER,
    CHAT,
    GGUF,
    INVENTED,
    SETTINGS,
    Start,
    chosen_for,
    invented,
    of,
    shaped,
    starts,
    starts_of,
)

BASH = shutil.which("bash")


def parse(start: Start) -> None:
    """Read the code as its language does; raises where it cannot be read."""
    assert start.code.strip()
    if start.language == "python":
        ast.parse(start.code)
    elif start.language == "bash":
        assert BASH
        done = subprocess.run([BASH, "-n"], input=start.code, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert not done.stderr


@pytest.mark.parametrize("name", INVENTED)
def test_each_kind_of_model_is_run_in_the_ways_that_fit_it(name: str) -> None:
    fields, tabs = INVENTED[name]
    assert [start.tab for start in starts_of(fields)] == tabs


@pytest.mark.parametrize("name", INVENTED)
def test_what_is_shown_for_it_parses(name: str) -> None:
    for start in starts_of(INVENTED[name][0]):
        parse(start)


def test_every_snippet_of_our_own_cards_parses() -> None:
    catalogue = published_catalogue()
    found = [start for entry in catalogue.cards.values() for start in starts(entry, catalogue)]
    assert len(found) > 30
    for start in dict.fromkeys(found):
        parse(start)


def test_every_entry_of_the_registry_is_shown_for_one_of_them() -> None:
    used = {id(each) for fields, _ in INVENTED.values() for each in chosen_for(fields)}
    assert [name for name, each in snippets().items() if id(each) not in used] == []


def test_every_template_of_code_is_of_use() -> None:
    named = {each.template for each in snippets().values()} | {
        "checkpoints.py.j2",
        "parts.j2",
        "arguments.j2",
    }
    assert {path.name for path in (shipped_templates() / "code").iterdir()} == named


def test_no_line_is_longer_than_a_page_shows() -> None:
    wide = {start.code for _, start in invented() if max(map(len, start.code.splitlines())) > 120}
    assert wide == set()


def test_no_line_ends_in_a_space_and_no_two_are_empty() -> None:
    untidy = re.compile(r"[ \t]$|\n\n\n|\A\n|,\n\n\)", re.MULTILINE)
    assert [(name, start.code) for name, start in invented() if untidy.search(start.code)] == []


def code(fields: str, tab: str) -> str:
    """What is shown in a tab."""
    return next(start.code for start in starts_of(fields) if start.tab == tab)


TEXT = of("transformers", "text-generation")


@pytest.mark.parametrize(
    ("precision", "dtype"),
    [
        ("bfloat16", "bfloat16"),
        ("BF16", "bfloat16"),
        ("float16", "float16"),
        ("fp32", "float32"),
        ("FP8", "auto"),
        ("float8_e4m3fn", "auto"),
        ("int4", "auto"),
        ("mixed", "auto"),
    ],
)
def test_a_model_is_loaded_as_it_was_published(precision: str, dtype: str) -> None:
    found = code(TEXT + f"architecture: {{precision: {precision}}}\n", "transformers")
    assert f'    dtype="{dtype}",' in found
    assert "torch_dtype=" not in found


def test_a_mamba_is_loaded_in_float32_unless_the_card_says_otherwise() -> None:
    assert 'dtype="float32"' in code(TEXT + shaped("mamba"), "transformers")
    assert 'dtype="float32"' in code(TEXT + shaped("mamba"), "pipeline")
    assert 'dtype="bfloat16"' in code(TEXT + shaped("mamba", ", precision: bfloat16"), "transformers")


def test_where_the_card_has_a_chat_format_nobody_measures_perplexity() -> None:
    assert "Perplexity" in code(TEXT, "transformers")
    assert "Perplexity" not in code(TEXT + CHAT, "transformers")
    assert "apply_chat_template" in code(TEXT + CHAT, "transformers")


def test_a_chat_model_is_measured_in_conversation_and_one_that_thinks_not_at_all() -> None:
    assert "--tasks lambada_openai" in code(TEXT, "Command line")
    assert "--tasks gsm8k --apply_chat_template" in code(TEXT + CHAT, "Command line")
    assert "lm_eval" not in code(TEXT + CHAT + SETTINGS, "Command line")


@pytest.mark.parametrize("relation", ["merge", "quantized"])
def test_nor_of_weights_that_were_put_together_or_rounded(relation: str) -> None:
    fields = f"{TEXT}base_model: base\nbase_model_relation: {relation}\n"
    assert "Perplexity" not in code(fields, "transformers")
    assert "Perplexity" in code(fields.replace(relation, "finetune"), "transformers")


@pytest.mark.parametrize(
    ("prompting", "chat"),
    [
        ("  chat_template: '{{ messages }}'\n", True),
        ("  special_tokens: {additional_special_tokens: [<|im_start|>, <|im_end|>]}\n", True),
        ("  templates: [{title: A, template: '[INST] {prompt} [/INST]'}]\n", True),
        ("  templates: [{title: A, template: '### Instruction: {prompt}'}]\n", False),
        ("  special_tokens: {eos_token: <|endoftext|>}\n", False),
    ],
)
def test_a_chat_format_is_stated_or_seen_in_a_prompt(prompting: str, chat: bool) -> None:
    found = code(f"{TEXT}prompting:\n{prompting}", "transformers")
    assert ("apply_chat_template" in found) == chat


def test_the_settings_are_those_of_the_default_mode() -> None:
    found = code(TEXT + CHAT + SETTINGS, "transformers")
    for line in (
        "enable_thinking=True",
        "do_sample=True",
        "temperature=0.6",
        "top_k=20",
        "max_new_tokens=32768",
    ):
        assert f"    {line},\n" in found
    assert "0.8" not in found


def test_without_settings_none_is_made_up() -> None:
    found = code(TEXT + CHAT, "transformers")
    assert "temperature" not in found
    assert "do_sample" not in found


def test_greedy_decoding_stays_greedy() -> None:
    found = code(f"{TEXT}prompting: {{generation_config: {{do_sample: no}}}}\n", "transformers")
    assert "    do_sample=False,\n" in found


def test_a_server_gets_the_settings_under_its_own_names() -> None:
    fields = TEXT + shaped("qwen3") + CHAT + SETTINGS
    body = re.search(r"-d '(.*)'\Z", code(fields, "vLLM").rstrip(), re.DOTALL)
    assert body
    assert json.loads(body[1]) == {
        "model": "acme/tiny",
        "messages": [{"role": "user", "content": "Why is the sky blue?"}],
        "temperature": 0.6,
        "top_p": 0.95,
        "top_k": 20,
    }


@pytest.mark.parametrize("name", INVENTED)
def test_the_body_of_each_request_is_json(name: str) -> None:
    for start in starts_of(INVENTED[name][0]):
        for body in re.findall(r"-d '(.*?)'$", start.code, re.DOTALL | re.MULTILINE):
            assert json.loads(body)["model"].removeprefix("hf.co/").startswith(("acme/", "openai/"))


def test_of_files_for_llama_cpp_the_usual_one_is_taken() -> None:
    fields = of("gguf", "text-generation", CHAT + GGUF)
    assert "llama serve -hf acme/tiny:Q4_K_M\n" in code(fields, "llama.cpp")
    assert 'filename="tiny.Q4_K_M.gguf"' in code(fields, "llama-cpp-python")
    odd = fields.replace("Q4_K_M", "Q3_K_S").replace("Q2_K}", "'my own; type'}")
    assert "llama serve -hf acme/tiny\n" in code(odd, "llama.cpp")


def test_a_tool_parser_is_one_word_of_the_shell() -> None:
    fields = TEXT + shaped("qwen3") + "prompting: {tool_use: {parser: hermes}}\n"
    assert "vllm serve acme/tiny --enable-auto-tool-choice --tool-call-parser hermes\n" in code(
        fields, "vLLM"
    )
    assert "--tool-call-parser 'a; rm -r ~'\n" in code(fields.replace("hermes", "'a; rm -r ~'"), "vLLM")


@pytest.mark.parametrize("hostile", ['"""', '"); import os; (', "\\", "{{ hub_id }}", "a\nb"])
def test_a_prompt_of_the_card_is_only_ever_text(hostile: str) -> None:
    fields = of("peft", "text-generation", ADAPTER)
    prompts = f"prompting: {{templates: [{{title: A, template: {json.dumps(hostile)}}}]}}\n"
    tree = ast.parse(code(fields + prompts, "peft"))
    (prompt,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "prompt"
    ]
    assert ast.literal_eval(prompt) == hostile


def test_timm_calls_its_own_models_by_their_names() -> None:
    fields = of("timm", "image-classification")
    assert 'create_model("hf-hub:acme/tiny", ' in code(fields, "timm")
    assert 'create_model("tiny", ' in code(fields.replace("acme/tiny", "timm/tiny"), "timm")


def test_what_the_author_wrote_comes_first_and_as_it_was_written() -> None:
    fields = "quick_start:\n  - title: Mine\n    code: |\n      a = 1\n\n      b = 2\n" + TEXT
    first = starts_of(fields)[0]
    assert first == Start("Mine", "python", "a = 1\n\nb = 2")


@pytest.mark.libraries
def test_what_the_snippets_call_is_there_in_the_libraries() -> None:
    """`make test-libraries` makes an environment with them; no weights are loaded."""
    python = os.environ.get("CARDSITE_LIBRARIES") or sys.executable
    entries = [each for each in snippets().values() if each.language == "python"]
    of_transformers = [each for each in entries if "transformers" in each.when.get("library", ())]
    conditions = [each for entry in of_transformers for each in (entry.when, entry.unless)]
    types = {word for each in conditions for word in each.get("type", ())}
    types |= {word for each in of_transformers if each.by == "type" for word in each.cases}
    tasks = {
        case.get("pipeline") or word
        for each in of_transformers
        if each.tab == "pipeline"
        for word, case in each.cases.items()
    }
    asked = {
        "snippets": {
            f"{name}, {each.tab}": each.code for name, each in invented() if each.language == "python"
        },
        "types": sorted(types),
        "tasks": sorted(tasks),
    }
    done = subprocess.run(
        [python, str(Path(__file__).with_name("libraries.py"))],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "KERAS_BACKEND": "torch", "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == []
    # These have no wheels for all systems.
    assert {*found["absent"]} <= {"llama_cpp", "mlx_lm"}
