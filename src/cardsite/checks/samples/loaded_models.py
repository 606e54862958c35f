"""Which models a piece of code loads, read from its text: nothing is run; knows nothing of cards."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ...yamlio.text import quoted

__all__ = ["Script", "commands", "script"]


class Script(NamedTuple):
    """What a block of Python does."""

    fault: str
    """Where it does not parse and why; empty where it does."""
    loads: tuple[str, ...]
    """The hub ids, folders or whatever stands there; tokenizers and processors may be another's."""


_LONGEST = 20_000
"""More is not a snippet."""
_PROMPT = re.compile(r"(?m)^[ \t]*(?:>>>|In \[\d+\]:)")
_TYPED = re.compile(r"[ \t]*(?:>>>|\.\.\.:?|In \[\d+\]:)(?: |$)")
# What notebooks and READMEs put beside Python: `!pip install`, `%cd`, `files = !ls`, `model?`, `pip install`.
_NO_PYTHON = re.compile(
    r"(?:\w+[ \t]*=[ \t]*)?[!%$]\S.*|\??[\w.]+\?{1,2}"
    r"|(?:\$ )?(?:pip3?|uv|conda|apt(?:-get)?|git|cd|export|python3?|hf|huggingface-cli|curl|wget) [^=(].*"
)
# Excerpts and gaps to fill in, and the `type` statement, which only later versions of Python read.
_GAP = re.compile(r"\.\.\.|…|<[^<>=\n]+>|\{\{|^type \w+", re.MULTILINE)


@lru_cache(maxsize=1024)
def script(code: str) -> Script:
    """What Python loads, and where it does not parse.

    Sessions with `>>>`, notebooks and commands between the lines are taken as what was typed; a cell that is
    not Python (`%%bash`) and an excerpt with `...` or `<token>` where Python has none are not judged.
    """
    if len(code) > _LONGEST or code.lstrip().startswith("%%"):
        return Script("", ())
    if _PROMPT.search(code):
        lines = code.split("\n")
        code = "\n".join(_TYPED.sub("", line, count=1) if _TYPED.match(line) else "" for line in lines)
    found = _parsed(code)
    if isinstance(found, SyntaxError):
        # Only now: in the middle of an expression, a line may begin with `%` and be Python.
        found = _parsed("\n".join(map(_without_commands, code.split("\n"))))
    if isinstance(found, SyntaxError):
        return Script(_in_words(found, code), ())
    may_load = found and ("pretrained=" in code or any(map(code.__contains__, _CALLS)))
    return Script("", tuple(_loads(found)) if found and may_load else ())


def _without_commands(line: str) -> str:
    text = line.strip()
    return line.replace(text, "pass", 1) if text and _NO_PYTHON.fullmatch(text) else line


def _parsed(code: str) -> ast.Module | SyntaxError | None:
    """The tree; None for what the parser has no room for, which is not to say that it is wrong."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of escapes such as "\d" on standard error
            return ast.parse(code)
    except SyntaxError as error:
        return error
    except (MemoryError, RecursionError, ValueError):
        return None


def _in_words(error: SyntaxError, code: str) -> str:
    lines, number = code.split("\n"), error.lineno or 1
    line = lines[number - 1].strip() if number <= len(lines) else ""
    said = " ".join(str(error.msg).split())[:100]
    # Later versions of Python read more f-strings.
    if _GAP.search(code) or said.startswith("f-string"):
        return ""
    return f"line {number}: {said}" + (f", in {quoted(line)}" if line else "")


# Where the id stands in a call: the position and the name of the argument.
_CALLS = {
    "from_pretrained": (0, "pretrained_model_name_or_path"),
    "pipeline": (1, "model"),
    "snapshot_download": (0, "repo_id"),
    "hf_hub_download": (0, "repo_id"),
    "load_lora_weights": (0, "pretrained_model_name_or_path_or_dict"),
    "LLM": (0, "model"),
    "SentenceTransformer": (0, "model_name_or_path"),
}
_PREPARES = re.compile(r"Tokenizer|Processor|Extractor|Scheduler|Config|Vae|VAE|Encoder")


def _loads(tree: ast.Module) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    values = {
        target.id: node.value.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }
    for node in nodes:
        if isinstance(node, ast.Call):
            yield from _of_call(node, values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "pretrained=" in node.value:
            yield from commands(node.value)


def _of_call(call: ast.Call, values: dict[str, str]) -> Iterator[str]:
    name, owner = _name(call.func), _name(getattr(call.func, "value", None))
    if name not in _CALLS or _PREPARES.search(owner):
        return
    position, keyword = _CALLS[name]
    if owner.startswith("Peft"):
        position, keyword = 1, "model_id"  # the first is the base model, loaded already
    named = {each.arg: _string(each.value, values) for each in call.keywords if each.arg}
    model = named.get(keyword) or (_string(call.args[position], values) if position < len(call.args) else "")
    if model and named.get("repo_type") not in {"dataset", "space"}:
        yield model


def _name(node: ast.expr | None) -> str:
    """The last part of a dotted name; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _string(value: ast.expr, values: dict[str, str]) -> str:
    """The text of a literal, or of a name that is given one; empty for anything else."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return values.get(value.id, "") if isinstance(value, ast.Name) else ""


_ID = r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}(?![\w./-]*[/{<])"
_COMMANDS = re.compile(
    r"(?:\b(?:hf|huggingface-cli)[ \t]+download[ \t]+|\bvllm[ \t]+serve[ \t]+|\b(?:pretrained|peft)="
    r"|--(?:model|model_name_or_path|model-id|model_id|hf-repo)[ =]"
    rf"|\bgit[ \t]+clone[ \t]+(?:https://|git@)(?:huggingface\.co|hf\.co)[/:])[\"']?({_ID})"
)


@lru_cache(maxsize=1024)
def commands(code: str) -> tuple[str, ...]:
    """The models that the commands of a shell download or load, a line each."""
    found: list[str] = []
    for line in code.replace("\\\n", " ").split("\n") if len(code) <= _LONGEST else ():
        if "/" in line and "--repo-type dataset" not in line and "--repo-type=dataset" not in line:
            found += (match[1].removesuffix(".git") for match in _COMMANDS.finditer(line))
    return tuple(dict.fromkeys(found))
