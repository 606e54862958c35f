"""Which models a piece of code loads, read from its text: nothing is run; knows nothing of cards."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ...yamlio.text import quoted

__all__ = ["Load", "Script", "commands", "script"]


@dataclass(frozen=True, slots=True)
class Load:
    """One model that is loaded or downloaded."""

    model: str
    """The hub id, or a folder, or whatever stands there."""
    revision: str = ""
    tokenizer: bool = False
    """Whether it is only the tokenizer."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a block of Python does."""

    fault: str
    """Where it does not parse and why; empty where it does."""
    loads: tuple[Load, ...]


_LONGEST = 20_000
"""More is not a snippet; the parser of Python is fast, but nobody has to find out how fast."""
_PROMPT = re.compile(r"(?m)^[ \t]*(?:>>>|In \[\d+\]:)")
_TYPED = re.compile(r"[ \t]*(?:>>>|\.\.\.:?|In \[\d+\]:)(?: |$)")
# What notebooks add to Python: `!pip install`, `%cd`, `files = !ls`, `model?`.
_MAGIC = re.compile(r"(?:\w+[ \t]*=[ \t]*)?[!%]\S.*|\??[\w.]+\?{1,2}")


@lru_cache(maxsize=1024)
def script(code: str) -> Script:
    """What Python loads, and where it does not parse.

    Sessions with `>>>` and notebooks are taken as what was typed; a cell that is not Python (`%%bash`) and an
    excerpt with `...` where Python has none are not judged.
    """
    if len(code) > _LONGEST or code.lstrip().startswith("%%"):
        return Script("", ())
    typed = _typed(code) if _PROMPT.search(code) else code
    found = _parsed(typed)
    if isinstance(found, SyntaxError):
        # Only now: in the middle of an expression, a line may begin with `%` and be Python.
        found = _parsed("\n".join(map(_without_magic, typed.split("\n"))))
    if isinstance(found, SyntaxError):
        return Script(_in_words(found, typed), ())
    return Script("", tuple(_loads(found)) if found else ())


def _typed(session: str) -> str:
    """What was typed in a session, on the lines it stands on."""
    typed = (_TYPED.sub("", line, count=1) if _TYPED.match(line) else "" for line in session.split("\n"))
    return "\n".join(typed)


def _without_magic(line: str) -> str:
    text = line.strip()
    return line.replace(text, "pass", 1) if text and _MAGIC.fullmatch(text) else line


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
    if "..." in line or "…" in line:
        return ""
    said = " ".join(str(error.msg).split())[:100]
    return f"line {number}: {said}" + (f", in {quoted(line)}" if line else "")


# Where the id stands in a call: the position and the name of the argument.
_CALLS = {
    "from_pretrained": (0, "pretrained_model_name_or_path"),
    "pipeline": (1, "model"),
    "snapshot_download": (0, "repo_id"),
    "hf_hub_download": (0, "repo_id"),
    "LLM": (0, "model"),
    "SentenceTransformer": (0, "model_name_or_path"),
}


def _loads(tree: ast.Module) -> Iterator[Load]:
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


def _of_call(call: ast.Call, values: dict[str, str]) -> Iterator[Load]:
    name, owner = _called(call.func)
    if name not in _CALLS:
        return
    position, keyword = _CALLS[name]
    if owner.startswith("Peft"):
        position, keyword = 1, "model_id"  # the first is the base model, loaded already
    named = {each.arg: _string(each.value, values) for each in call.keywords if each.arg}
    if named.get("repo_type") in {"dataset", "space"}:
        return
    given = call.args[position] if position < len(call.args) else None
    model = named.get(keyword) or (_string(given, values) if given else "")
    tokenizer = "Tokenizer" in owner or "Processor" in owner
    if model:
        yield Load(model, named.get("revision", ""), tokenizer)
    if named.get("tokenizer"):
        yield Load(named["tokenizer"], tokenizer=True)


def _called(function: ast.expr) -> tuple[str, str]:
    """The name of what is called, and that of what it belongs to."""
    if isinstance(function, ast.Name):
        return function.id, ""
    if isinstance(function, ast.Attribute):
        inner = function.value
        owner = (
            inner.id
            if isinstance(inner, ast.Name)
            else inner.attr
            if isinstance(inner, ast.Attribute)
            else ""
        )
        return function.attr, owner
    return "", ""


def _string(value: ast.expr, values: dict[str, str]) -> str:
    """The text of a literal, or of a name that is given one; empty for anything else."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return values.get(value.id, "") if isinstance(value, ast.Name) else ""


_ID = r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}(?![\w./-]*[/{<])"
_COMMANDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:hf|huggingface-cli)[ \t]+download[ \t]+[\"']?({_ID})",
        rf"\bvllm[ \t]+serve[ \t]+[\"']?({_ID})",
        rf"--(?:model|model_name_or_path|model-id|model_id|hf-repo)[ =][\"']?({_ID})",
        rf"\bgit[ \t]+clone[ \t]+(?:https://|git@)(?:huggingface\.co|hf\.co)[/:]({_ID})",
        rf"\b(?:pretrained|peft)=({_ID})",
    )
)
_TOKENIZER = re.compile(rf"(?:--tokenizer[ =]|,tokenizer=)[\"']?({_ID})")
_REVISION = re.compile(r"(?:--revision[ =]|[,\"' ]revision=)[\"']?([\w./-]{1,100})(?![\w./-]*[{<$])")


@lru_cache(maxsize=1024)
def commands(code: str) -> tuple[Load, ...]:
    """What the commands of a shell download or load, a line each."""
    found: list[Load] = []
    for line in code.replace("\\\n", " ").split("\n") if len(code) <= _LONGEST else ():
        if "/" not in line or "--repo-type dataset" in line or "--repo-type=dataset" in line:
            continue
        revision = _REVISION.search(line)
        models = (match[1].removesuffix(".git") for pattern in _COMMANDS for match in pattern.finditer(line))
        found += (Load(model, revision[1] if revision else "") for model in models)
        found += (Load(match[1], tokenizer=True) for match in _TOKENIZER.finditer(line))
    return tuple(dict.fromkeys(found))
