"""What a number with a unit is a number of, by the words around it; knows nothing of cards."""

from __future__ import annotations

import re

from .numerals import number

__all__ = ["IN_USE", "SENTENCE", "is_least", "kind_of"]


def kind_of(match: re.Match[str], before: str, after: str) -> str | None:
    """What the number counts, by its unit and by the words around it."""
    unit = match.lastgroup or ""
    adjective = (match["adjective"] or "").lower()
    if unit == "tokens":
        return _kind_of_tokens(match, adjective, before, after)
    if unit == "parameters":
        few = number(match["number"], match["scale"] or "").value < _FEW_PARAMETERS
        part = _PER.match(after) or _PART.match(after) or _EMBEDDING.search(before)
        return None if few or part else unit
    if unit == "layers":
        return None if before.endswith(" in ") else unit
    if unit == "heads":
        return "kv-heads" if adjective.startswith(("k", "K")) else unit
    if unit == "steps":
        few = number(match["number"], match["scale"] or "").value < _FEW_STEPS
        other = _NOT_OF_THE_TRAINING.search(before) or _PER.match(after) or _AWAY.match(after)
        return None if few or other else unit
    if unit == "devices":
        return unit if _are_the_trainings(before, after) else None
    if unit == "sequences":
        return "batch-sequences" if _BATCH.search(before) else None
    if unit == "rows":
        return "vocabulary" if "mbedding" in before or "ocabulary" in before else None
    return unit


_FEW_PARAMETERS, _FEW_STEPS = 10**5, 100
_EMBEDDING = re.compile(r"(?i)\bembeddings?\b[^,;.]{0,20}$")
_MACHINES = re.compile(r"(?i)\b(?:(?:pre-?)?train(?:ed|ing)?|the run|ran|it took)\b[^.;()]{0,40}$")
_MACHINES_AFTER = re.compile(r"\s(?:took|were used (?:for|in) (?:the )?training|trained)\b")
_NO_MACHINES = re.compile(
    r"(?i)\b(?:inference|serv\w*|generat\w*|load\w*|fits?|needs?|can|could|may|at least|nodes?|hosts?|groups?"
    r"|spread|across|per|up to)\b[^.;]{0,40}$"
)


def _are_the_trainings(before: str, after: str) -> bool:
    """Whether accelerators are all those that the model was trained on."""
    if _PER.match(after) or _NO_MACHINES.search(before):
        return False
    return bool(_MACHINES.search(before) or _MACHINES_AFTER.match(after))


_PART = re.compile(
    r"\s(?:are |is |lie |sit )?(?:in|of|outside) (?:the|its|each) (?:\w+[- ])?"
    r"(?:embedding|head|layers?|adapter|MLP|router)"
)
_PER = re.compile(r"\s?(?:per|a|each|/|for each|for every)\b")
_A_STEP = re.compile(
    r"\s?(?:(?:per|a|each|/|for each)\s?|of each\s)(?:\w+\s)?(?:step|batch|update|iteration)"
)
_AWAY = re.compile(r"\s(?:before|after|later|earlier|apart|ahead)\b")
_NOT_OF_THE_TRAINING = re.compile(
    r"(?i)\bwarm|\bschedule of\b|\bevery\b|\brose\b|checkpoint|\bfirst\b|\binference|diffusion"
    r"|\bramp\w*\b[^.;]*$"
)
_BATCH = re.compile(r"(?i)\bbatch(?:es)?\b[^,;.()]{0,24}$")
_SEQUENCES = re.compile(r"(?i)\bsequences of (?:length )?$")
_NOT_SEEN = re.compile(
    r"(?i)\btokeni[sz]er\b[^,;.]*$|\b(?:of|among) (?:these|them|which|those)[, ][^;.]{0,16}$"
)
_OF_DATA = re.compile(r"[ -](?:corpus|dataset|data set|subset|mixture|sample)\b")
_OF_ATTENTION = re.compile(
    r"(?i)\b(?:attention|attends?|attending|banded|strided|sliding|local|alternat\w+)\b[^;.()]{0,50}$"
)
_CONTEXT = re.compile(
    r"(?i)\b(?:context|window|sequences?|lengths?|positions?|inputs?|prompts?|at most|reads?"
    r"|handles?"
    r"|accepts?|limited to|limit of|truncated (?:to|at)|maximum of)\b[^,;.()]{0,24}$"
)
_OF_CONTEXT = re.compile(r"(?i)[ -](?:of )?(?:context|long|window|sequences?|inputs?)\b")
_VOCABULARY = re.compile(r"(?i)\b(?:vocabulary|vocab|tokeni[sz]er)\b[^;.()]{0,24}$")
_OF_VOCABULARY = re.compile(r"(?i)[ -](?:in (?:its|the) )?vocab")
_TRAINED = re.compile(
    r"(?i)\b(?:pre-?train\w*|train\w*|fine-?tun\w*|saw|seen?|sees|reads?|process\w*|consum\w*|stop\w*|budget"
    r"|total of|exposed)\b"
    r"[^;.()]{0,50}$|\b(?:steps|epochs?)\b.{0,12}\b(?:on|over|of)\b.{0,8}$"
)
_SEEN = re.compile(
    r"(?i)\s(?:were |was |are )?(?:seen|(?:read|used) (?:for|in) training|of training|over \d[\d,]* steps"
    r"|in sequences of)"
)
_MANY = 10**7
"""More tokens than this are not a context, and fewer not a training run."""


def _kind_of_tokens(match: re.Match[str], adjective: str, before: str, after: str) -> str | None:
    if _SEQUENCES.search(before):
        return "sequence"
    if _A_STEP.match(after) or _BATCH.search(before):
        return "batch-tokens"
    if _OF_DATA.match(after) or _OF_ATTENTION.search(before):
        return None
    if _PER.match(after) or "warm" in before.lower():
        return None
    if number(match["number"], match["scale"] or "").value < _MANY:
        if _VOCABULARY.search(before) or _OF_VOCABULARY.match(after):
            return "vocabulary"
        if _CONTEXT.search(before) or _OF_CONTEXT.match(after) or adjective in {"context", "input"}:
            return "context"
        return None
    if _NOT_SEEN.search(before):
        return None
    trained = "train" in adjective or _TRAINED.search(before) or _SEEN.match(after)
    return "tokens" if trained else None


_ON_THE_WAY = re.compile(
    r"(?i)(?:\b(?:after|by|until|till|within|before|since|from|past|beyond|restarted at|again at)\s+"
    r"(?:(?:about|some)\s+)?$"
    r"|\b(?:pilot|trial|tests?|ablations?|crash\w*|spikes?|diverg\w*|restart\w*|best)\b[^.;]*$)"
)
IN_USE = re.compile(
    r"(?i)\b(?:evaluat\w*|tests?|tested|prompts?|few-shot|documents?|summar\w*|outputs?|answers?|generat\w*"
    r"|padded|cache|mean|median|average|shorter|inference|serv\w*|latency|needle\w*|throughput"
    r"|scores?|measured|benchmarks?)\b"
)


def is_least(kind: str, before: str, after: str) -> bool:
    """Whether the model's own number may be larger: a step on the way, a length that was used."""
    if kind == "steps":
        return bool(_ON_THE_WAY.search(before))
    if kind not in {"context", "sequence"}:
        return False
    before, after = SENTENCE.split(before)[-1], SENTENCE.split(after)[0]
    return bool(IN_USE.search(before) or IN_USE.search(after) or _ENOUGH.match(after))


SENTENCE = re.compile(r"[.;!?](?:\s|$)")
_ENOUGH = re.compile(r"\s(?:was|were|is|are) (?:enough|sufficient|long enough)\b")
