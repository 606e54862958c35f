"""A check that an adapter fits the network of its base model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ...catalogue import CardEntry
from ...facts.numbers import grouped
from ...facts.parameter_count import Missing, Module, modules
from ...problems import Severity
from ...schema import Adapter, Architecture, Card, known
from ..agreement import cut, exactly, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]

_ALL = "all-linear"
"""What peft calls every matrix of the layers."""
# Only these: relatives of LoRA have other numbers of parameters.
_PLAIN_LORA = re.compile(r"(?:q|rs)?-?lora", re.IGNORECASE)


def _base(card: Card, context: CheckContext) -> Architecture | None:
    """The network below the adapter: that of the base model's card, else the card's own."""
    for reference in card.bases:
        found = context.catalogue.cards.get(reference.model or "")
        if found is not None and found.card.architecture is not None:
            return found.card.architecture
    return card.architecture


def _targets(adapter: Adapter) -> Iterator[str]:
    """The modules that an adapter changes; several may stand in one text."""
    for text in known(adapter.target_modules) or ():
        for name in text.split(","):
            yield name.strip(" `'\"")


def _meant(target: str, network: tuple[Module, ...]) -> tuple[Module, ...]:
    """The matrices that a target means, as peft finds them: by the end of their path."""
    if target == _ALL:
        return tuple(each for each in network if each.in_layers)
    return tuple(each for each in network if f".{each.name}".endswith(f".{target}"))


@check("adapter-parameters", Severity.WARNING, "adapter")
def parameters(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The adapter does not have the parameters that its rank and the base model's shape give.

    LoRA of rank r lays r · (m + n) parameters over a matrix of m × n, in every layer. Relatives of LoRA, and
    targets that are patterns or single layers, are not calculated.

    Caught: in the project's trial, a wrong digit in the parameters of GPT-6.7B-Alpaca.

    To fix it: look up rank, targets and base model; the formula shows what each contributes.

    Example:

          base_model: base
          base_model_relation: adapter
        - adapter: {method: LoRA, rank: 8, target_modules: c_attn, parameters: 2_097_152}
        + adapter: {method: LoRA, rank: 4, target_modules: c_attn, parameters: 2_097_152}
          # base.yaml
          architecture:
            type: gpt2
            layers: 32
            hidden_size: 4_096
            vocabulary_size: 50_257
            context_length: 2_048
    """
    adapter, base = entry.card.adapter, _base(entry.card, context)
    stated = known(adapter.parameters) if adapter else None
    rank = known(adapter.rank) if adapter else None
    if adapter is None or base is None or stated is None or rank is None or not rank.exact:
        return
    chosen = _changed(adapter, base)
    if not chosen or not _PLAIN_LORA.fullmatch((known(adapter.method) or "").strip()):
        return
    total = int(rank) * sum(each.copies * (each.inputs + each.outputs) for each in chosen)
    if not cut(written(stated)).agrees(exactly(total)):
        message = f"{stated} parameters, but {_formula(int(rank), chosen)} = {grouped(total)}"
        yield Finding(("adapter", "parameters"), message)


def _changed(adapter: Adapter, base: Architecture) -> tuple[Module, ...]:
    """The matrices that the adapter lies over; none where one of its targets is not known."""
    network = modules(base)
    if network is None or isinstance(network, Missing):
        return ()
    each = [_meant(name, network) for name in _targets(adapter)]
    return tuple(dict.fromkeys(module for found in each for module in found)) if all(each) else ()


def _formula(rank: int, chosen: tuple[Module, ...]) -> str:
    """The sum with its numbers: 32 layers × rank 4 × (4,096 + 12,288) of c_attn."""
    terms = []
    for copies, group in groupby(chosen, key=lambda each: each.copies if each.in_layers else 0):
        widths = " + ".join(
            f"({grouped(each.inputs)} + {grouped(each.outputs)}) of {each.name}" for each in group
        )
        terms.append(f"{copies} layers × rank {rank} × {widths}" if copies else f"rank {rank} × {widths}")
    return " + ".join(terms)


CHECKS = (parameters,)
