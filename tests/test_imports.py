"""Training files and configurations as values for cards: a folder of files, and what is read in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardsite.importers import Imported
from cardsite.importers.input_files import MAX_BYTES, Refused, read_json
from cardsite.importers.model_folder import import_model_config
from cardsite.importers.neox import import_neox
from cardsite.reports.text_report import as_text

FOLDER = Path(__file__).parent / "imports"


def neox(folder: Path) -> Imported:
    return import_neox([(path, path.name) for path in sorted(folder.glob("*.yml"))])


def hf_config(folder: Path) -> Imported:
    single = len(list(folder.glob("*.json"))) == 1 and (folder / "config.json").is_file()
    return import_model_config(
        folder / "config.json" if single else folder, "config.json" if single else "model"
    )


KINDS: dict[str, Callable[[Path], Imported]] = {"neox": neox, "hf-config": hf_config}
CASES = [f"{kind}/{case.name}" for kind in KINDS for case in sorted((FOLDER / kind).iterdir())]


def shown(imported: Imported) -> Iterator[str]:
    """A line for each value, with the words that it rests on."""
    for reading in imported.readings:
        basis = reading.quote or (f"= {reading.formula}" if reading.formula else "")
        remark = f"  # {reading.note}" if reading.note else ""
        yield f"{'.'.join(reading.path)}: {reading.value}  <- {basis}{remark}"
    if imported.problems:
        yield as_text(imported.problems)


@pytest.mark.parametrize("case", CASES)
def test_a_file_gives_the_values_of_its_golden_file(case: str, request: pytest.FixtureRequest) -> None:
    folder = FOLDER / case
    words = "\n".join(shown(KINDS[case.partition("/")[0]](folder))) + "\n"
    golden = folder / "expected.txt"
    if request.config.getoption("--update-goldens"):
        golden.write_text(words, encoding="utf-8", newline="\n")
    assert words == golden.read_text(encoding="utf-8")


SMALL = (FOLDER / "neox/plain/small.yml").read_bytes()
CONFIG = (FOLDER / "hf-config/gpt-neox-5/config.json").read_bytes()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order-mark"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_line_ends_and_byte_order_marks_change_nothing(mark: bytes, ends: bytes, tmp_path: Path) -> None:
    (tmp_path / "small.yml").write_bytes(mark + SMALL.replace(b"\n", ends))
    (tmp_path / "config.json").write_bytes(mark + CONFIG.replace(b"\n", ends))
    assert neox(tmp_path).readings == neox(FOLDER / "neox/plain").readings
    assert hf_config(tmp_path).readings == hf_config(FOLDER / "hf-config/gpt-neox-5").readings


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not valid JSON"),
        ("{}".encode("utf-16"), "not UTF-8 text: byte 0 is 0xff"),
        (b"\x00\xff" * 100, "not UTF-8 text"),
        (b"[" * 100_000, "nest more than 60 levels deep"),
        (b'{"a": ' * 100_000, "nest more than 60 levels deep"),
        (b"x" * (MAX_BYTES + 1), "larger than 16 MiB"),
        (b'{"a": 1, "a": 2}', '"a" is given twice'),
    ],
    ids=["empty", "utf-16", "bytes", "brackets", "braces", "large", "twice"],
)
def test_what_is_no_json_is_one_clear_message(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_json(path, "config.json")
    assert message in refused.value.problem.message
    assert not hf_config(tmp_path).readings


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_bytes(CONFIG)
    (tmp_path / "config.json").symlink_to("real.json")
    (problem,) = hf_config(tmp_path).problems
    assert problem.message == "a symbolic link"


def test_there_being_no_file_is_a_message(tmp_path: Path) -> None:
    (problem,) = hf_config(tmp_path).problems
    assert problem.message == "there is no such file"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KEYS = [
    *json.loads(CONFIG),
    "n_embd",
    "n_inner",
    "rope_scaling",
    "attention_types",
    "window_size",
    "rotary_pct",
]
KINDS_OF_MODELS = st.sampled_from(["gpt2", "gpt_neo", "gpt_neox", "llama", "other"])


@example(kind="gpt2", data={"model_type": None, "dtype": ""})
@given(kind=KINDS_OF_MODELS | VALUES, data=st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_configuration_is_too_odd_to_read(
    kind: Any, data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "config.json").write_text(json.dumps({**data, "model_type": kind}), encoding="utf-8")
    for reading in hf_config(folder).readings:
        assert reading.value
        assert "\n" not in reading.value


NEOX_KEYS = [
    *("num-layers", "hidden_size", "num-attention-heads", "optimizer", "fp16", "attention-config", "gas"),
    *("train_micro_batch_size_per_gpu", "extra-save-iters", "rotary-pct", "vocab-file", "hidden-dropout"),
    *("model-parallel-size", "checkpoint-factor", "warmup", "attention-dropout", "pos-emb", "precision"),
]


@given(data=st.dictionaries(st.sampled_from(NEOX_KEYS), VALUES, min_size=1))
def test_no_training_file_is_too_odd_to_read(
    data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.yml"
    path.write_text(json.dumps(data) + "\n# trained on 32 gpus\n", encoding="utf-8")
    for reading in import_neox([(path, path.name)]).readings:
        assert reading.value
        assert "\n" not in reading.value
