"""Parameters from the headers of safetensors files, whatever else is or is not in the files."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cardsite.cli import main
from cardsite.errors import CardsiteError
from cardsite.importers import Imported
from cardsite.importers.safetensors import MOST_HEADER, import_safetensors, weight_files_of
from cardsite.reports.text_report import as_text
from tinysite import LICENSED, write

BYTES = {"F32": 4, "BF16": 2, "F16": 2, "I32": 4, "I64": 8, "U8": 1, "BOOL": 1, "F8_E4M3": 1}
Tensors = dict[str, tuple[str, tuple[int, ...]]]
SMALL: Tensors = {
    "embed.weight": ("BF16", (100, 8)),
    "layer.0.weight": ("BF16", (8, 8)),
    "norm": ("BF16", (8,)),
}


def header(tensors: Tensors) -> dict[str, Any]:
    """The header of a file that holds these tensors one after the other."""
    made: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, (kind, shape) in tensors.items():
        start, end = end, end + BYTES[kind] * math.prod(shape)
        made[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [start, end]}
    return made


def weights(path: Path, content: dict[str, Any] | bytes, *, cut: bool = True) -> Path:
    """A file with a header, and with as many zeros as it says unless it is cut there."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    data = (
        b""
        if cut or isinstance(content, bytes)
        else bytes(max(each["data_offsets"][1] for name, each in content.items() if name != "__metadata__"))
    )
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path


def imported(*paths: Path) -> Imported:
    return import_safetensors([(path, path.name) for path in paths])


def facts(found: Imported) -> dict[str, str]:
    return {reading.path[-1]: reading.value for reading in found.readings}


@pytest.mark.parametrize("cut", [True, False], ids=["cut after its header", "whole"])
def test_parameters_and_their_type_are_those_of_all_tensors(cut: bool, tmp_path: Path) -> None:
    found = imported(weights(tmp_path / "model.safetensors", header(SMALL), cut=cut))
    assert facts(found) == {"parameters": "872", "precision": "bfloat16"}
    assert found.readings[0].formula == "the shapes of 3 tensors in the header"
    assert found.problems == ()


def test_the_parts_of_a_split_file_count_together(tmp_path: Path) -> None:
    names = [f"model-0000{number}-of-00002.safetensors" for number in (1, 2)]
    weights(tmp_path / names[0], header({"a": ("F16", (10, 10))}))
    weights(tmp_path / names[1], header({"b": ("F16", (5,))}))
    found = imported(*weight_files_of(tmp_path))
    assert facts(found) == {"parameters": "105", "precision": "float16"}
    assert found.readings[0].formula == "the shapes of 2 tensors in the headers of 2 files"
    alone = imported(tmp_path / names[0])
    assert alone.readings == ()
    assert "1 of the parts are not here" in as_text(alone.problems)


def test_buffers_and_scales_are_no_parameters(tmp_path: Path) -> None:
    tensors: Tensors = {
        **SMALL,
        "h.0.attn.bias": ("F32", (1, 1, 16, 16)),
        "h.0.attn.c_attn.bias": ("BF16", (24,)),
        "layers.0.rotary_emb.inv_freq": ("F32", (4,)),
        "embeddings.position_ids": ("I64", (1, 16)),
        "bn.running_mean": ("F32", (8,)),
        "bn.num_batches_tracked": ("I64", ()),
        "gate.e_score_correction_bias": ("F32", (4,)),
    }
    found = imported(weights(tmp_path / "model.safetensors", header(tensors)))
    assert facts(found)["parameters"] == str(872 + 24)
    assert "6 tensors are no parameters: buffers and scales" in as_text(found.problems)


@pytest.mark.parametrize(
    "name", ["q_proj.qweight", "q_proj.g_idx", "q_proj.weight_packed", "mlp.down_proj_blocks"]
)
def test_of_packed_weights_nothing_is_counted(name: str, tmp_path: Path) -> None:
    tensors: Tensors = {**SMALL, name: ("I32", (8, 8)), "q_proj.scales": ("F16", (1, 8))}
    found = imported(weights(tmp_path / "model.safetensors", header(tensors)))
    assert found.readings == ()
    assert "hold several weights in one number" in as_text(found.problems)


def test_several_types_are_told_apart(tmp_path: Path) -> None:
    mostly: Tensors = {
        "a": ("F8_E4M3", (100, 100)),
        "norm": ("F32", (10,)),
        "a.weight_scale_inv": ("F32", (1,)),
    }
    found = imported(weights(tmp_path / "a.safetensors", header(mostly)))
    assert facts(found) == {"parameters": "10_010", "precision": "float8_e4m3fn"}
    assert found.readings[1].note == "Of the parameters, 10 are float32."
    half: Tensors = {"a": ("F16", (10,)), "b": ("F32", (10,))}
    assert facts(imported(weights(tmp_path / "b.safetensors", header(half)))) == {"parameters": "20"}


def changed(**changes: Any) -> dict[str, Any]:
    made = header(SMALL)
    made["layer.0.weight"] = {**made["layer.0.weight"], **changes}
    return made


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (changed(data_offsets=[1600, 1600]), '"layer.0.weight" cannot have its place'),
        (changed(data_offsets=[1728, 1600]), "cannot have its place"),
        (changed(data_offsets=[-128, 0]), "cannot have its place"),
        (changed(shape=[-8, -8]), "cannot have its place"),
        (changed(data_offsets=[1700, 1828]), "begins at byte"),
        (changed(data_offsets=[0, 128]), "begins at byte"),
        (changed(shape="8x8"), "has no type, shape or place"),
        ({"a": 1}, "has no type, shape or place"),
        ({"__metadata__": {}}, "it has no tensors"),
        (b"[1, 2]", "no tensors"),
        (b"{\xff", "header is not JSON"),
        (b'{"a": 1, "a": 2}', "gives a tensor twice"),
        (b"[" * 50_000, "header is not JSON"),
    ],
)
def test_what_cannot_be_right_is_refused(content: Any, message: str, tmp_path: Path) -> None:
    found = imported(weights(tmp_path / "model.safetensors", content))
    assert found.readings == ()
    (problem,) = found.problems
    assert (problem.code, problem.place.file) == ("import-file", "model.safetensors")
    assert message in problem.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "without their header"),
        (b"PK\x03\x04", "without their header"),
        ((MOST_HEADER + 1).to_bytes(8, "little"), "100,000,001 bytes; 100,000,000 are the most"),
        ((100).to_bytes(8, "little") + b"{", "ends in its header, after 1 of 100 bytes"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    (problem,) = imported(path).problems
    assert message in problem.message


def test_a_tensor_in_two_files_is_refused(tmp_path: Path) -> None:
    files = [weights(tmp_path / f"{name}.safetensors", header(SMALL)) for name in ("a", "b")]
    assert "is in another file too" in as_text(imported(*files).problems)
    with pytest.raises(CardsiteError, match="several models may be in this folder"):
        weight_files_of(tmp_path)


@pytest.mark.parametrize(
    ("metadata", "parameters"),
    [({"total_size": 210}, None), ({"total_size": 210, "total_parameters": 105}, "105"), ({}, None)],
)
def test_an_index_has_a_count_only_where_it_states_one(
    metadata: dict[str, int], parameters: str | None, tmp_path: Path
) -> None:
    places = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    path = write(
        tmp_path / "model.safetensors.index.json", json.dumps({"metadata": metadata, "weight_map": places})
    )
    found = imported(*weight_files_of(tmp_path))
    assert facts(found) == ({"parameters": parameters} if parameters else {})
    assert ("210 bytes in 2 files" in as_text(found.problems)) == bool(metadata)
    assert "no weight_map" in as_text(imported(write(path, '{"a": 1}')).problems)


@given(content=st.binary(max_size=200), length=st.integers(0, 300))
def test_no_file_is_too_odd_to_read(
    content: bytes, length: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.safetensors"
    path.write_bytes(length.to_bytes(8, "little") + content)
    assert imported(path).readings == ()


def test_a_count_goes_into_a_card_and_agrees_with_a_rounded_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("cards/organizations.yaml"), "acme: {name: Acme}\n")
    write(Path("cards/tiny.yaml"), f"{LICENSED}architecture: {{parameters: 0.9K}}\n")
    weights(Path("model.safetensors"), header(SMALL))
    result = CliRunner().invoke(main, ["import", "safetensors", "model.safetensors", "--into", "tiny"])
    assert result.exit_code == 0
    assert result.output.startswith("1 added, 1 agree; ")
    assert "precision: {value: bfloat16, source: weights, formula:" in Path("cards/tiny.yaml").read_text()
