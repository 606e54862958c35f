"""Compares code with the libraries that it is for: imports, names and arguments; runs none of the code.

    python tests/libraries.py < snippets.json

reads `{"snippets": {name: code}, "types": [], "tasks": []}` and prints `{"wrong": [], "absent": []}`. It runs
on a Python that has the libraries, with nothing else of ours, and loads no weights.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Instance:
    """Something of which only the class is known."""

    of: type


UNKNOWN = object()


class Reading:
    """One snippet, statement by statement: what its names stand for, and what does not agree."""

    def __init__(self, name: str) -> None:
        self.name, self.names = name, dict[str, Any]()
        self.wrong, self.absent = list[str](), set[str]()

    def read(self, code: str) -> None:
        for statement in ast.parse(code).body:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Import):
            for each in node.names:
                self.names[each.asname or each.name.partition(".")[0]] = self.module(each.name)
        elif isinstance(node, ast.ImportFrom):
            module = self.module(node.module or "")
            for each in node.names:
                found = UNKNOWN if module is UNKNOWN else self.member(module, each.name)
                self.names[each.asname or each.name] = found
        elif isinstance(node, ast.Assign):
            self.assign(node.targets[0], self.value(node.value))
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.stmt):
                    self.statement(child)
                elif isinstance(child, ast.expr):
                    self.value(child)

    def assign(self, target: ast.expr, value: Any) -> None:
        """Gives a name a value, or several names what is in it."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple):
            for place, each in enumerate(target.elts):
                self.assign(each, value[place] if isinstance(value, tuple) else UNKNOWN)

    def module(self, name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name and name.startswith(error.name):
                self.absent.add(name.partition(".")[0])
            else:
                self.wrong.append(f"{self.name}: import {name}: {error}")
            return UNKNOWN

    def member(self, owner: Any, name: str) -> Any:
        try:
            return getattr(owner, name)
        except AttributeError:
            self.wrong.append(f"{self.name}: {getattr(owner, '__name__', owner)} has no {name}")
            return UNKNOWN

    def value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            return self.names.get(node.id, UNKNOWN)
        if isinstance(node, ast.Attribute):
            return self.attribute(self.value(node.value), node.attr)
        if isinstance(node, ast.Call):
            return self.call(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return UNKNOWN

    def attribute(self, owner: Any, name: str) -> Any:
        if inspect.ismodule(owner) or inspect.isclass(owner):
            return self.member(owner, name)
        if isinstance(owner, Instance):
            return inspect.getattr_static(owner.of, name, UNKNOWN)
        return UNKNOWN

    def call(self, node: ast.Call) -> Any:
        called = self.value(node.func)
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.value(each)
        if isinstance(called, Instance):
            # Modules of PyTorch, and pipelines, hand their arguments on to `forward`.
            name = "forward" if hasattr(called.of, "forward") else "__call__"
            return self.checked(inspect.getattr_static(called.of, name, UNKNOWN), node, called.of)
        owner = self.value(node.func.value) if isinstance(node.func, ast.Attribute) else None
        if isinstance(owner, Instance) and not hasattr(owner.of, ast.unparse(node.func).rpartition(".")[2]):
            self.wrong.append(f"{self.name}: {owner.of.__name__} has no {ast.unparse(node.func)}()")
        try:
            return self.checked(called, node, owner.of if isinstance(owner, Instance) else None)
        except KeyError as error:
            self.wrong.append(f"{self.name}: {error}")
            return UNKNOWN

    def checked(self, called: Any, node: ast.Call, owner: type | None) -> Any:
        if not callable(called) or called is UNKNOWN:
            return UNKNOWN
        given = [keyword.arg for keyword in node.keywords if keyword.arg]
        try:
            signature = inspect.signature(called)
        except ValueError:
            return UNKNOWN
        spread = any(isinstance(each, ast.Starred) for each in node.args) or len(given) < len(node.keywords)
        bind = signature.bind_partial if spread else signature.bind
        kinds = [each.kind for each in signature.parameters.values()]
        # setfit describes a method without the argument that it begins with.
        places = 0 if kinds[:1] == [inspect.Parameter.KEYWORD_ONLY] else len(node.args) + (owner is not None)
        try:
            bind(*[None] * places, **dict.fromkeys(given))
        except TypeError as error:
            self.wrong.append(f"{self.name}: {ast.unparse(node.func)}(): {error}")
        else:
            named = {*signature.parameters}
            unread = [word for word in given if word not in named and not is_read(called, owner, word)]
            self.wrong += [f"{self.name}: {ast.unparse(node.func)}() knows no {word}" for word in unread]
        return result(called, node)


def is_read(called: Any, owner: type | None, word: str) -> bool:
    """Whether a function that takes any arguments takes note of this one."""
    if called.__name__ == "generate":
        return hasattr(importlib.import_module("transformers").GenerationConfig(), word)
    if called.__name__ == "apply_chat_template":
        return True  # what the template of the model itself asks for
    return any(re.search(rf"\b{word}\b", source) for source in sources(called, owner))


def sources(called: Any, owner: type | None) -> Iterator[str]:
    """The modules of a function and of its class, and those that it hands its arguments on to."""
    if owner is not None:
        yield inspect.getsource(sys.modules[owner.__module__])
    module = inspect.getmodule(inspect.unwrap(called))
    yield inspect.getsource(module) if module else ""
    if module and module.__name__.startswith(("transformers.", "chronos.")):
        for name in ("modeling_utils", "tokenization_utils_base"):
            yield inspect.getsource(importlib.import_module(f"transformers.{name}"))


STANDS_FOR = {
    "AutoTokenizer": "PreTrainedTokenizerBase",
    "AutoFeatureExtractor": "Wav2Vec2FeatureExtractor",
    "AutoModelForCausalLM": "LlamaForCausalLM",
    "AutoModelForSeq2SeqLM": "T5ForConditionalGeneration",
    "AutoModelForImageTextToText": "LlavaForConditionalGeneration",
    "AutoModelForSpeechSeq2Seq": "WhisperForConditionalGeneration",
}
"""A class for each automatic one of transformers of which methods are called."""


def result(called: Any, node: ast.Call) -> Any:
    """What a call gives, as far as its class tells."""
    if inspect.isclass(called):
        return Instance(called)
    owner = getattr(called, "__self__", None)
    if inspect.isclass(owner) and called.__name__ == "from_pretrained":
        if owner.__name__.startswith("Auto"):
            name = STANDS_FOR.get(owner.__name__)
            return Instance(getattr(importlib.import_module("transformers"), name)) if name else UNKNOWN
        # What a pipeline of diffusers can do depends on the model.
        return UNKNOWN if owner.__module__.startswith("diffusers.") else Instance(owner)
    if called.__name__ == "create_model_from_pretrained":
        return (Instance(importlib.import_module("open_clip").CLIP), UNKNOWN)
    if called.__module__ == "transformers.pipelines" and isinstance(node.args[0], ast.Constant):
        pipelines = importlib.import_module("transformers.pipelines")
        found = pipelines.check_task(node.args[0].value)[1]["impl"]
        return Instance(pkgutil.resolve_name(found) if isinstance(found, str) else found)
    return UNKNOWN


def main() -> None:
    """Read, compare, print."""
    asked = json.load(sys.stdin)
    readings = []
    for name, code in asked["snippets"].items():
        readings.append(Reading(name))
        readings[-1].read(code)
    wrong = [each for reading in readings for each in reading.wrong]
    wrong += list(unknown_to_transformers(asked["types"], asked["tasks"]))
    print(json.dumps({"wrong": wrong, "absent": sorted(set().union(*(each.absent for each in readings)))}))


def unknown_to_transformers(types: list[str], tasks: list[str]) -> Iterator[str]:
    """Types of models and tasks of pipelines that the registry names, and transformers does not."""
    known = importlib.import_module("transformers.models.auto.configuration_auto").CONFIG_MAPPING_NAMES
    check_task = importlib.import_module("transformers.pipelines").check_task
    yield from (f"there is no type {each}" for each in types if each not in known)
    for task in tasks:
        try:
            check_task(task)
        except KeyError:
            yield f"there is no pipeline for {task}"


if __name__ == "__main__":
    main()
