"""Code in the text of cards: whether it parses, what it loads."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.checks.samples.loaded_models import commands, script
from finding import messages


def section(code: str, language: str = "python") -> str:
    """A card with a block of code in a section of its own."""
    body = "\n".join(f"      {line}".rstrip() for line in f"```{language}\n{code}\n```".split("\n"))
    return f"hub_id: acme/stone\nsections:\n  - title: Loading\n    body: |\n{body}\n"


# Python


@pytest.mark.parametrize(
    "code",
    [
        "import torch\n\nmodel = torch.load('a')",
        "def f(x): ...",
        "await x",
        "return 1",
        "re.match('\\d', x)",
        ">>> for x in y:\n...     print(x)\n1\n2\n>>> x\n2",
        "In [1]: a = 1\n\nIn [2]: a\nOut[2]: 1",
        "!pip install x\n%cd y\nfiles = !ls\nimport x\nx?",
        "if a:\n    !ls\n    %time f()",
        "x = (5\n% 2)",
        "%%bash\nls -la | grep x",
        "f(a, b=..., ..., c)",
        "f(a=1, …)",
        "token = <your token>",
        "model = f(\n    a=b,\n    ...\n)",
        "type A = int",
        "pip install -U x\n$ git clone https://example.org/x\nimport x",
        "print(f'{d['a']}')",
        "-" * 15_000 + "1",
        "x = " + "(" * 30_000,
    ],
    ids=lambda code: code[:15],
)
def test_python_that_a_reader_can_use_has_no_fault(code: str) -> None:
    assert script(code).fault == ""


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("a = f(", "line 1: "),
        ("a = 1\nb = = 2", "line 2: "),
        ('print "a"', "line 1: "),
        ("model = “a”", "line 1: "),
        ("if a:\nb", "line 2: "),
        (">>> a = 1\n>>> b = = 2", "line 2: "),
        ("!pip install x\na = f(", "line 2: "),
    ],
    ids=lambda code: code[:15],
)
def test_python_that_does_not_parse_has_a_fault_with_its_line(code: str, place: str) -> None:
    assert script(code).fault.startswith(place)
    assert code.split("\n")[int(place[5]) - 1].removeprefix(">>> ") in script(code).fault


@pytest.mark.parametrize("code", ["snippet-python", "snippet-model"])
def test_the_authors_own_quick_start_is_checked_as_well(code: str, tmp_path: Path) -> None:
    right = 'model = load("acme/stone")'
    wrong = {
        "snippet-python": right[:-1],
        "snippet-model": 'model = AutoModel.from_pretrained("globex/pebble")',
    }[code]
    card = "hub_id: acme/stone\nquick_start:\n  - title: Loading\n    code: |\n      "
    assert messages(tmp_path, code, f"{card}{right}\n") == []
    assert len(messages(tmp_path, code, f"{card}{wrong}\n")) == 1


def test_code_is_parsed_without_a_word_on_standard_error() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert script("pattern = '\\d'  # of digits").fault == ""


def test_code_is_never_run() -> None:
    assert script("import sys\nsys.cardsite_was_here = True").fault == ""
    assert not hasattr(sys, "cardsite_was_here")


@given(st.text(alphabet="ab(){}[]'\"\\\n\t :=.,#@>!%?…-", max_size=80))
def test_any_text_is_read_as_python(code: str) -> None:
    assert "\n" not in script(code).fault


# Loads


@pytest.mark.parametrize(
    ("code", "loads"),
    [
        ('AutoModel.from_pretrained("a/b")', ["a/b"]),
        ('AutoModel.from_pretrained(\n    "a/b",\n    revision="step1",\n)', ["a/b"]),
        ('transformers.AutoModel.from_pretrained("a/b")', ["a/b"]),
        ('AutoTokenizer.from_pretrained("a/b")', []),
        ('transformers.AutoProcessor.from_pretrained("a/b")', []),
        ('name = "a/b"\nm = AutoModel.from_pretrained(name)', ["a/b"]),
        ("m = AutoModel.from_pretrained(name)", []),
        ('PeftModel.from_pretrained(base, "a/b")', ["a/b"]),
        ('pipe = pipeline("text-generation", "a/b")', ["a/b"]),
        (
            'pipe = pipeline("text-generation", model="a/b", tokenizer="c/d")',
            ["a/b"],
        ),
        ('snapshot_download(repo_id="a/b", revision="main")', ["a/b"]),
        ('snapshot_download("a/b", repo_type="dataset")', []),
        ('load_dataset("a/b")', []),
        ('simple_evaluate(model_args="pretrained=a/b,revision=step1")', ["a/b"]),
        ("x[0]()(1)", []),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_the_models_that_python_loads_are_found(code: str, loads: list[str]) -> None:
    assert list(script(code).loads) == loads


@pytest.mark.parametrize(
    ("code", "loads"),
    [
        ("hf download a/b", ["a/b"]),
        ("$ huggingface-cli download a/b --revision step1", ["a/b"]),
        ("hf download a/b --repo-type dataset", []),
        (
            "lm_eval --model hf \\\n  --model_args pretrained=a/b,revision=step1,dtype=float16",
            ["a/b"],
        ),
        ("lm_eval --model_args pretrained=a/b,peft=c/d", ["a/b", "c/d"]),
        ("lm_eval --model_args pretrained=a/b,revision=step{step}", ["a/b"]),
        ("vllm serve a/b --tokenizer c/d", ["a/b"]),
        ("git clone https://huggingface.co/a/b.git", ["a/b"]),
        ("git clone https://huggingface.co/datasets/a/b", []),
        ("git clone https://github.com/a/b", []),
        ("python train.py --model path/to/my/model --model ./a/b --model $A/b", []),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_the_models_that_commands_load_are_found(code: str, loads: list[str]) -> None:
    assert list(commands(code)) == loads


@given(st.text(alphabet="ab/-_. =,\\\n{}<$'\"", max_size=60))
def test_any_text_is_read_as_commands(code: str) -> None:
    assert all(commands(f"hf download {code}"))


# Ids


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("", 'AutoModel.from_pretrained("acme/stone")'),
        ("", 'AutoModel.from_pretrained("ACME/Stone")'),
        ("", 'AutoModel.from_pretrained("./stone")'),
        ("", 'AutoModel.from_pretrained("out/stone")'),
        ("", 'AutoModel.from_pretrained("path/to/stone")'),
        ("", 'AutoModel.from_pretrained("your-name/your-model")'),
        ("", 'AutoModel.from_pretrained("acme/{model}")'),
        ("", 'AutoModel.from_pretrained(f"acme/{model}")'),
        ("", 'AutoTokenizer.from_pretrained("globex/pebble")'),
        ("", 'AutoModel.from_pretrained("someone/Stone-GGUF")'),
        ("", 'a = AutoModel.from_pretrained("acme/stone")\nb = AutoModel.from_pretrained("globex/pebble")'),
        ("", 'p = Pipe.from_pretrained("globex/pebble")\np.load_lora_weights("acme/stone")'),
        (
            'related: [{title: Pebble, url: "https://huggingface.co/globex/pebble"}]\n',
            'AutoModel.from_pretrained("globex/pebble")',
        ),
        (
            'sources: {hub: {title: Pebble, url: "https://huggingface.co/globex/pebble"}}\n',
            'AutoModel.from_pretrained("globex/pebble")',
        ),
        ("base_model: other\nbase_model_relation: finetune\n", 'AutoModel.from_pretrained("globex/pebble")'),
    ],
    ids=[
        *("own", "own in capitals", "here", "folder", "deep folder", "stand-in", "hole", "computed"),
        *("tokenizer", "converted", "beside", "LoRA", "related", "source", "base"),
    ],
)
def test_code_may_load_what_the_card_names(fields: str, code: str, tmp_path: Path) -> None:
    other = "# other.yaml\nname: Pebble\nhub_id: globex/pebble\n" if "other" in fields else ""
    assert messages(tmp_path, "snippet-model", f"{section(code)}{fields}{other}") == []


@pytest.mark.parametrize(
    ("fields", "code", "found"),
    [
        (
            "",
            'm = AutoModel.from_pretrained("globex/pebble")',
            'the code loads "globex/pebble", but hub_id is "acme/stone"',
        ),
        (
            "",
            'm = AutoModel.from_pretrained("someone/stone")',
            'the code loads "someone/stone", but hub_id is "acme/stone"',
        ),
        (
            "",
            'm = AutoModel.from_pretrained("gpt2-xl")',
            'the code loads "gpt2-xl", but hub_id is "acme/stone"',
        ),
        (
            "",
            't = AutoTokenizer.from_pretrained("acme/stone")\n'
            'm = AutoModel.from_pretrained("acme/stone-chat")',
            'the code loads "acme/stone-chat", but hub_id is "acme/stone"',
        ),
        (
            "# other.yaml\nname: Pebble\nhub_id: globex/pebble\n",
            'm = AutoModel.from_pretrained("globex/pebble")',
            'the code loads "globex/pebble", but hub_id is "acme/stone"',
        ),
    ],
    ids=["unknown", "another owner", "without owner", "own tokenizer", "card"],
)
def test_code_that_loads_another_model_is_reported(
    fields: str, code: str, found: str, tmp_path: Path
) -> None:
    assert messages(tmp_path, "snippet-model", f"{section(code)}{fields}") == [found]


def test_a_block_without_a_language_is_read_as_commands_and_as_python(tmp_path: Path) -> None:
    text = section("hf download globex/pebble", "")
    assert messages(tmp_path, "snippet-model", text) == [
        'the code loads "globex/pebble", but hub_id is "acme/stone"'
    ]
    text = section('m = AutoModel.from_pretrained("globex/pebble")', "text")
    assert len(messages(tmp_path, "snippet-model", text)) == 1
    assert messages(tmp_path, "snippet-model", section("hf download globex/pebble", "yaml")) == []


def test_code_may_load_what_the_text_around_it_names(tmp_path: Path) -> None:
    text = section('m = AutoModel.from_pretrained("globex/pebble")')
    told = text.replace("    body: |\n", "    body: |\n      As shown with globex/pebble:\n\n")
    assert messages(tmp_path, "snippet-model", told) == []


@pytest.mark.parametrize("shared", [True, False])
def test_only_what_a_family_shares_may_show_another_member(shared: bool, tmp_path: Path) -> None:
    code = section('m = AutoModel.from_pretrained("acme/large")').partition("\n")[2]
    inner = "shared:\n" + "".join(f"  {line}\n" for line in code.splitlines())
    text = f"""# stone/family.yaml
name: Stone
summary: Stones.
{inner if shared else ""}
# stone/large.yaml
name: Stone large
hub_id: acme/large
# stone/small.yaml
name: Stone small
hub_id: acme/small
{"" if shared else code}"""
    assert len(messages(tmp_path, "snippet-model", text)) == (0 if shared else 1)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('assistant = AutoModel.from_pretrained("globex/pebble")', 0),
        ('# a draft model for speculative decoding\nsmall = AutoModel.from_pretrained("globex/pebble")', 0),
        ('teacher = AutoModel.from_pretrained(\n    "globex/pebble"\n)', 0),
        ('a = AutoModel.from_pretrained("acme/stone")\nb = AutoModel.from_pretrained("globex/pebble")', 0),
        (
            'a = AutoTokenizer.from_pretrained("acme/stone")\nb = AutoModel.from_pretrained("globex/pebble")',
            1,
        ),
        ('model = AutoModel.from_pretrained("globex/draft-pebble")', 1),
        ('model = PeftModel.from_pretrained(base_model, "globex/pebble")', 1),
        ('base_model = AutoModel.from_pretrained("globex/pebble")', 0),
    ],
)
def test_a_second_model_may_help_the_first(code: str, count: int, tmp_path: Path) -> None:
    assert len(messages(tmp_path, "snippet-model", section(code))) == count
