"""Reads headers of safetensors files: how many parameters there are, of which types, and how large files are.

No weight is read: a file begins with a JSON object that has the type, the shape and the place of each tensor.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import CardsiteError
from ..problems import Place, Problem, Severity
from .input_files import Literal, Refused, literal_quote, read_json
from .readings import Imported, Reading

__all__ = ["MOST_HEADER", "import_safetensors", "weight_files_of"]

MOST_HEADER = 100_000_000
"""The longest header that is read, in bytes; the format allows no longer one."""
_BITS = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "I8", "U8", "BOOL"), 8),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    "F4": 4,
}
_FLOATS = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
}
"""The types that parameters have, as PyTorch names them."""
# What GPTQ, AWQ, bitsandbytes and compressed-tensors store several weights of in one number.
_PACKED = re.compile(r"(?:^|\.)(?:qweight|qzeros|weight_packed|\w+_blocks|weight\.quant_state\.\S+|g_idx)$")
_BUFFERS = re.compile(
    r"(?:^|\.)(?:inv_freq|masked_bias|position_ids|token_type_ids|e_score_correction_bias|num_batches_tracked"
    r"|running_mean|running_var|weight_scale_inv|weight_scale|input_scale|k_scale|v_scale|q_scale"
    r"|relative_position_index)$"
)
_MASK = re.compile(r"(?:^|\.)(?:attn|attention)\.bias$")
"""The triangle that GPT-2 and its relatives keep beside their weights, of four dimensions."""
_PART = re.compile(r"-(\d{5})-of-(\d{5})\.safetensors$")
_INDEX = ".safetensors.index.json"


@dataclass(frozen=True, slots=True)
class _Tensor:
    name: str
    type: str
    shape: tuple[int, ...]

    @property
    def numbers(self) -> int:
        return math.prod(self.shape)

    @property
    def is_buffer(self) -> bool:
        return bool(_BUFFERS.search(self.name) or (_MASK.search(self.name) and len(self.shape) == 4))


def weight_files_of(path: Path) -> list[Path]:
    """The files of a folder that belong together, or the one that is named.

    Raises CardsiteError where the folder has none, or several that may be of different models.
    """
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.glob("*.safetensors") if not each.is_symlink())
    index = sorted(path.glob(f"*{_INDEX}"))
    if not found and len(index) == 1:
        return index
    if not found:
        raise CardsiteError(f"{path}: there is no .safetensors file in this folder")
    parts = [each for each in found if _PART.search(each.name)]
    if len(found) > 1 and len(parts) < len(found):
        raise CardsiteError(f"{path}: several models may be in this folder; name the files of one")
    return found


def import_safetensors(files: Sequence[tuple[Path, str]]) -> Imported:
    """What the headers of one model's files say; a broken file gives its problem and nothing else."""
    if len(files) == 1 and files[0][0].name.endswith(".json"):
        return _of_index(*files[0])
    tensors: dict[str, _Tensor] = {}
    sources, readings, problems = {}, [], []
    for number, (path, label) in enumerate(files, 1):
        try:
            found = _tensors(path, label)
        except Refused as refused:
            problems.append(refused.problem)
            continue
        key = "weights" if len(files) == 1 else f"weights-{number}"
        sources[key] = {"title": "Header of the weights", "file": label}
        twice = next((each.name for each in found if each.name in tensors), "")
        if twice:
            message = f'the tensor "{twice[:80]}" is in another file too'
            hint = "name the files of one model, each once"
            problems.append(Problem("import-file", Place(label), message, hint=hint))
        tensors |= {each.name: each for each in found}
    if problems:
        return Imported({}, problems=tuple(problems))
    first = next(iter(sources))
    missing = _missing([path.name for path, _ in files])
    if missing:
        message = f"{missing} of the parts are not here, so that nothing is counted"
        note = Problem("import-left-out", Place(files[0][1]), message, severity=Severity.WARNING)
        return Imported({}, problems=(note,))
    readings = list(_readings(tuple(tensors.values()), first, len(files)))
    return Imported({first: sources[first]}, tuple(readings), problems=tuple(_notes(tensors, files[0][1])))


def _missing(names: Sequence[str]) -> int:
    """How many parts of a split file are not there."""
    found = [match for name in names if (match := _PART.search(name))]
    return max((int(match[2]) for match in found), default=0) - len({match[1] for match in found})


def _readings(tensors: Sequence[_Tensor], source: str, files: int) -> Iterator[Reading]:
    parameters = [each for each in tensors if each.type in _FLOATS and not each.is_buffer]
    if not parameters or any(_PACKED.search(each.name) for each in tensors):
        return
    total = sum(each.numbers for each in parameters)
    where = "the header" if files == 1 else f"the headers of {files} files"
    formula = f"the shapes of {len(parameters):,} tensors in {where}"
    yield Reading(("architecture", "parameters"), f"{total:_}", source, formula=formula)
    by_type = Counter[str]()
    for each in parameters:
        by_type[each.type] += each.numbers
    (most, many), *others = by_type.most_common()
    if many * 100 >= total * 99:
        rest = " and ".join(f"{number:,} are {_FLOATS[kind]}" for kind, number in others)
        note = f"Of the parameters, {rest}." if rest else ""
        formula = f"{most}, the type of {'all' if not rest else 'nearly all'} tensors"
        yield Reading(("architecture", "precision"), _FLOATS[most], source, formula=formula, note=note)


def _notes(tensors: Mapping[str, _Tensor], label: str) -> Iterator[Problem]:
    packed = [name for name in tensors if _PACKED.search(name)]
    left = [each for each in tensors.values() if each.is_buffer and each.name not in packed]
    other = [
        each
        for each in tensors.values()
        if each.type not in _FLOATS and not each.is_buffer and each.name not in packed
    ]
    for names, what in (
        (packed, "hold several weights in one number, so that nothing is counted"),
        ([each.name for each in left], "are no parameters: buffers and scales"),
        ([each.name for each in other], "are no parameters: whole numbers or an unknown type"),
    ):
        if names:
            message = f"{len(names):,} tensors {what}: {', '.join(name[:60] for name in names[:3])}"
            more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
            yield Problem("import-left-out", Place(label), message + more, severity=Severity.NOTE)


def _tensors(path: Path, label: str) -> list[_Tensor]:
    """The tensors of one file, each checked against its place; raises Refused."""
    header = _header(path, label)
    found, places = [], []
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        try:
            shape = tuple(int(each) for each in entry["shape"])
            start, stop = (int(each) for each in entry["data_offsets"])
            kind = str(entry["dtype"])
        except (KeyError, TypeError, ValueError):
            raise _refused(label, f'"{name[:80]}" has no type, shape or place') from None
        bits = _BITS.get(kind)
        size = math.prod(shape) * bits if bits else (stop - start) * 8
        if min(shape, default=0) < 0 or not 0 <= start <= stop or size != (stop - start) * 8:
            message = (
                f'"{name[:80]}" cannot have its place: {kind} of shape {list(shape)} in {stop - start} bytes'
            )
            raise _refused(label, message)
        found.append(_Tensor(name, kind, shape))
        places.append((start, stop, name))
    end = 0
    for start, stop, name in sorted(places):
        if start != end:
            raise _refused(
                label, f'"{name[:80]}" begins at byte {start:,}, and what is before it ends at {end:,}'
            )
        end = stop
    if not found:
        raise _refused(label, "it has no tensors")
    return found


def _header(path: Path, label: str) -> dict[str, Any]:
    if path.is_symlink() or not path.is_file():
        raise _refused(label, "a symbolic link" if path.is_symlink() else "there is no such file")
    try:
        with path.open("rb") as file:
            start = file.read(8)
            length = int.from_bytes(start, "little")
            if len(start) < 8 or length < 2:
                raise _refused(label, "expected safetensors, found a file without their header")
            if length > MOST_HEADER:
                raise _refused(label, f"the header would have {length:,} bytes; {MOST_HEADER:,} are the most")
            text = file.read(length)
    except OSError as error:
        raise _refused(label, f"cannot be read: {error.strerror}") from None
    if len(text) < length:
        raise _refused(label, f"the file ends in its header, after {len(text):,} of {length:,} bytes")
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=_once(label))
    except (ValueError, RecursionError):
        raise _refused(label, "expected safetensors, found a file whose header is not JSON") from None
    if not isinstance(header, dict):
        raise _refused(label, "expected safetensors, found a file whose header has no tensors")
    return header


def _once(label: str) -> Any:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(found := dict(pairs)) < len(pairs):
            raise _refused(label, "the header gives a tensor twice")
        return found

    return made


def _of_index(path: Path, label: str) -> Imported:
    """An index says which tensor is in which file; of sizes it has the bytes, and sometimes a count."""
    try:
        data, text = read_json(path, label)
    except Refused as refused:
        return Imported({}, problems=(refused.problem,))
    places = data.get("weight_map") if isinstance(data, dict) else None
    if not isinstance(places, dict):
        message = "expected the index of safetensors files, found no weight_map"
        return Imported({}, problems=(Problem("import-kind", Place(label), message),))
    metadata = data.get("metadata") if isinstance(data.get("metadata"), dict) else {}
    count, size = metadata.get("total_parameters"), metadata.get("total_size")
    readings = []
    if isinstance(count, Literal) and count.isdecimal():
        quote = literal_quote(text, "total_parameters", count)
        readings.append(Reading(("architecture", "parameters"), f"{int(count):_}", "weights", quote))
    problems = []
    if isinstance(size, Literal) and size.isdecimal():
        files = len({str(each) for each in places.values()})
        said = f"{int(size):,} bytes in {files} files"
        more = "" if readings else "; it says nothing of parameters, which the files themselves do"
        note = Problem("import-left-out", Place(label), f"{said}{more}", severity=Severity.NOTE)
        problems.append(note)
    sources = {"weights": {"title": "Index of the weights", "file": label}} if readings else {}
    return Imported(sources, tuple(readings), problems=tuple(problems))


def _refused(label: str, message: str) -> Refused:
    return Refused(Problem("import-file", Place(label), message))
