"""A check that an adapter fits the network of its base model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...facts.numbers import grouped
from ...facts.parameter_count import Missing, Module, modules
from ...problems import Severity
from ...schema import Adapter, Architecture, known
from ..agreement import cut, exactly, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]

# Only these: relatives of LoRA have other numbers of parameters.
_PLAIN_LORA = re.compile(r"(?:q|rs)?-?lora", re.IGNORECASE)


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
    card, adapter = entry.card, entry.card.adapter
    stated, rank = (known(adapter.parameters), known(adapter.rank)) if adapter else (None, None)
    if adapter is None or stated is None or rank is None or not rank.exact:
        return
    below = (context.catalogue.cards.get(reference.model or "") for reference in card.bases)
    base = next(
        (each.card.architecture for each in below if each and each.card.architecture), card.architecture
    )
    chosen = _changed(adapter, base) if base else ()
    if not chosen or not _PLAIN_LORA.fullmatch((known(adapter.method) or "").strip()):
        return
    total = int(rank) * sum(each.copies * (each.inputs + each.outputs) for each in chosen)
    if not cut(written(stated)).agrees(exactly(total)):
        terms = " + ".join(_term(each, int(rank)) for each in chosen)
        yield Finding(("adapter", "parameters"), f"{stated} parameters, but {terms} = {grouped(total)}")


def _changed(adapter: Adapter, base: Architecture) -> tuple[Module, ...]:
    """The matrices that the adapter lies over; none where one of its targets is not known."""
    network = modules(base)
    if network is None or isinstance(network, Missing):
        return ()
    # Several may stand in one text.
    targets = [
        each.strip(" `'\"") for text in known(adapter.target_modules) or () for each in text.split(",")
    ]
    each = [_meant(target, network) for target in targets]
    return tuple(dict.fromkeys(module for found in each for module in found)) if all(each) else ()


def _meant(target: str, network: tuple[Module, ...]) -> tuple[Module, ...]:
    """The matrices that a target means, as peft finds them: by the end of their path."""
    if target == "all-linear":
        return tuple(each for each in network if each.in_layers)
    return tuple(each for each in network if f".{each.name}".endswith(f".{target}"))


def _term(matrix: Module, rank: int) -> str:
    """What a matrix adds: 32 layers × rank 4 × (4,096 + 12,288) of c_attn."""
    layers = f"{matrix.copies} layers × " if matrix.in_layers else ""
    return f"{layers}rank {rank} × ({grouped(matrix.inputs)} + {grouped(matrix.outputs)}) of {matrix.name}"


CHECKS = (parameters,)
