"""Results of lm-evaluation-harness as runs of cards: every shape of file, and what no harness would write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cardsite.catalogue import Registries, load
from cardsite.errors import CardsiteError
from cardsite.importers import Imported, ImportedRun
from cardsite.importers.harness_metrics import Key, MetricChoice, choose
from cardsite.importers.lm_eval import import_lm_eval, result_files
from cardsite.problems import Problem, Severity
from cardsite.reports.text_report import as_text
from cardsite.schema import Benchmark, Metric, Run, Source

FOLDER = Path(__file__).parent / "imports/lm-eval"
CASES = sorted(case.name for case in FOLDER.iterdir())


def shipped() -> Registries:
    """The registries of a catalogue that has none of its own."""
    with TemporaryDirectory() as empty:
        return load(Path(empty), "cards").registries


REGISTRIES = shipped()
BENCHMARKS: dict[str, Benchmark] = {name: entry.value for name, entry in REGISTRIES.benchmarks.items()}
METRICS: dict[str, Metric] = {name: entry.value for name, entry in REGISTRIES.metrics.items()}


def read(*paths: Path, **options: Any) -> Imported:
    return import_lm_eval([(path, path.name) for path in paths], BENCHMARKS, metrics=METRICS, **options)


def written(folder: Path, name: str = "results.json", **data: Any) -> Path:
    """A file of the old shape, unless its keys say otherwise."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def old(folder: Path, tasks: Mapping[str, Mapping[str, Any]], name: str = "results.json") -> Path:
    return written(folder, name, results=tasks, config={"num_fewshot": 0})


def scores(imported: Imported) -> list[tuple[str, str, str]]:
    return [(row["benchmark"], row["metric"], row["score"]) for run in imported.runs for row in run.rows]


def said(imported: Imported) -> list[str]:
    return [f"{problem.code}: {problem.message}" for problem in imported.problems]


def flow(fields: Mapping[str, str]) -> str:
    words = (
        f"{name}: {json.dumps(it, ensure_ascii=False) if name in QUOTED else it}"
        for name, it in fields.items()
    )
    return f"{{{', '.join(words)}}}"


QUOTED = {"title", "prompt", "note"}


def golden(imported: Imported) -> Iterator[str]:
    yield "sources:"
    for key, source in imported.sources.items():
        yield f"  {key}: {flow(source)}"
    yield "runs:"
    for run in imported.runs:
        yield from (
            f"  {'-' if not at else ' '} {flow({name: it})[1:-1]}"
            for at, (name, it) in enumerate(run.fields.items())
        )
        yield "    results:"
        yield from (f"      - {flow(row)}" for row in run.rows)
    for line in as_text(imported.problems).splitlines():
        yield f"# {line}".rstrip()


@pytest.mark.parametrize("case", CASES)
def test_a_file_of_each_version_gives_the_runs_of_its_golden_file(
    case: str, request: pytest.FixtureRequest
) -> None:
    text = "\n".join(golden(read(*result_files(FOLDER / case)))) + "\n"
    expected = FOLDER / case / "expected.yaml"
    if request.config.getoption("--update-goldens"):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8")


def as_run(run: ImportedRun) -> Run:
    return Run.model_validate({**run.fields, "results": list(run.rows)})


def assert_fits_a_card(imported: Imported) -> None:
    for source in imported.sources.values():
        Source.model_validate(dict(source))
    for run in imported.runs:
        assert as_run(run).results
        assert run.fields["source"] in imported.sources
    assert set(imported.sources) == {run.fields["source"] for run in imported.runs}


@pytest.mark.parametrize("case", CASES)
def test_what_is_imported_is_a_run_of_a_card(case: str) -> None:
    imported = read(*result_files(FOLDER / case))
    assert imported.runs
    assert_fits_a_card(imported)
    assert yaml.safe_load((FOLDER / case / "expected.yaml").read_text(encoding="utf-8"))["runs"]


@pytest.mark.parametrize("case", CASES)
def test_every_number_is_verbatim_in_its_file(case: str) -> None:
    (path,) = result_files(FOLDER / case)
    text = path.read_text(encoding="utf-8")
    for every in (False, True):
        for run in read(path, every_metric=every).runs:
            for row in run.rows:
                assert f": {row['score']}" in text
                assert f": {row.get('error', '')}" in text


@given(value=st.floats(-1e17, 1e17).filter(lambda value: not value or abs(value) > 1e-17))
def test_a_number_is_never_written_anew(value: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = old(tmp_path_factory.getbasetemp(), {"piqa": {"acc_norm": value}}, "float.json")
    assert scores(read(path)) == [("piqa", "acc_norm", json.dumps(value))]


@pytest.mark.parametrize(
    ("benchmark", "keys", "known", "expected"),
    [
        ("piqa", "acc acc_norm", "acc acc_norm", "acc_norm"),
        ("sciq", "acc acc_norm", "acc acc_norm", "acc"),
        ("lambada", "ppl acc", "ppl acc", "acc"),
        ("drop", "em f1", "em f1", "f1"),
        ("truthfulqa", "mc1 mc2", "mc1 mc2", "mc2"),
        ("truthfulqa", "mc1", "mc1", "mc1"),
        (
            "gsm8k",
            "exact_match,flexible-extract exact_match,strict-match",
            "exact_match",
            "exact_match,strict-match",
        ),
        (
            "gsm8k",
            "exact_match,flexible-extract exact_match,b",
            "exact_match",
            "exact_match,flexible-extract",
        ),
        ("gsm8k", "exact_match,b exact_match,a", "exact_match", "exact_match,a"),
        ("gsm8k", "acc", "acc", "acc"),
        ("wikitext", "bits_per_byte word_perplexity", "bits_per_byte word_perplexity", "word_perplexity"),
        ("wikitext", "ppl", "ppl", "ppl instead of word_perplexity"),
        ("hellaswag", "acc", "acc", "acc instead of acc_norm"),
        ("hellaswag", "acc_norm acc", "acc", "acc instead of acc_norm"),
        ("hellaswag", "acc_bytes", "acc", ""),
    ],
)
def test_a_score_is_given_in_the_metric_that_its_benchmark_is_quoted_in(
    benchmark: str, keys: str, known: str, expected: str
) -> None:
    choice = choose(benchmark, BENCHMARKS[benchmark].metric, map(as_key, keys.split()), known.split())
    assert shown(choice) == expected


def as_key(text: str) -> Key:
    metric, _, filter_ = text.partition(",")
    return metric, filter_


def shown(choice: MetricChoice) -> str:
    keys = " ".join(",".join(part for part in key if part) for key in choice.keys)
    return keys + (f" instead of {choice.instead_of}" if choice.instead_of else "")


def test_every_known_metric_can_be_asked_for_the_quoted_one_first() -> None:
    keys = [("acc", ""), ("exact_match", "b"), ("exact_match", "strict-match"), ("odd", "")]
    choice = choose("gsm8k", "exact_match", keys, METRICS, every=True)
    assert choice.keys == (("exact_match", "strict-match"), ("exact_match", "b"), ("acc", ""))


SUBJECTS = [f"hendrycksTest-subject_{number}" for number in range(57)]


def subjects(count: int = 57) -> dict[str, dict[str, float]]:
    return {name: {"acc": 0.2 + at / 1000, "acc_stderr": 0.03} for at, name in enumerate(SUBJECTS[:count])}


def test_an_old_file_s_subjects_are_averaged_and_the_row_says_so(tmp_path: Path) -> None:
    imported = read(old(tmp_path, subjects()))
    mean = sum(Decimal(200 + at) for at in range(57)) / 57 / 1000
    assert scores(imported) == [("mmlu", "acc", f"{mean:.6f}")]
    (row,) = imported.runs[0].rows
    assert row["error"] == f"{0.03 / 57**0.5:.6f}" == "0.003974"
    assert row["note"] == (
        "Calculated from 57 tasks (`hendrycksTest-*`), weighted equally: sum of `acc` / 57. "
        "The file does not have a mean or an error. "
        "The error is calculated from those of the tasks, weighted equally: sqrt(sum of error²) / 57."
    )
    assert said(imported) == []


@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({SUBJECTS[5]: {"acc": float("nan")}}, 56),
        ({SUBJECTS[5]: {"acc_norm": 0.3}}, 56),
        ({"hendrycksTest-x": {}}, 57),
    ],
    ids=["nan", "another metric", "one more"],
)
def test_a_mean_over_less_than_all_subjects_is_none(
    change: dict[str, dict[str, float]], there: int, tmp_path: Path
) -> None:
    imported = read(old(tmp_path, {**subjects(), **change}))
    assert scores(imported) == []
    (problem,) = [each for each in imported.problems if each.message.startswith("no mean")]
    assert problem.code == "import-left-out"
    assert f"hendrycksTest-* ({there} of" in problem.message


@pytest.mark.parametrize(
    ("name", "arguments", "pattern", "checkpoint"),
    [
        ("160m_step143000.json", "revision=step143000", None, "143000"),
        ("160m_step0.json", "", None, "0"),
        ("step007.json", "", None, "7"),
        ("last.json", "pretrained=a/b,revision=step3000", None, "3000"),
        ("last.json", "pretrained=a/b,revision=main", None, None),
        ("last.json", "pretrained=a/step5", None, None),
        ("at-12-of-20.json", "revision=step3", r"at-(\d+)", "12"),
        ("step9999999999999999.json", "", None, None),
        ("stepper.json", "", r"step(\w+)", None),
        ("steps.json", "", r"step(\d)?", None),
    ],
)
def test_the_checkpoint_is_read_from_the_file_s_name_or_the_revision(
    name: str, arguments: str, pattern: str | None, checkpoint: str | None, tmp_path: Path
) -> None:
    path = written(tmp_path, name, results={"piqa": {"acc_norm": 0.6}}, config={"model_args": arguments})
    (run,) = read(path, checkpoint_pattern=pattern).runs
    assert run.fields.get("checkpoint") == checkpoint


def test_a_pattern_of_one_s_own_is_looked_for_in_the_folders_too(tmp_path: Path) -> None:
    path = old(tmp_path, {"piqa": {"acc_norm": 0.6}}, "iter-12/results.json")
    files = [(path, "evals/iter-12/results.json")]
    (run,) = import_lm_eval(files, BENCHMARKS, checkpoint_pattern=r"iter-(\d+)").runs
    assert run.fields["checkpoint"] == "12"


def test_a_name_and_a_revision_that_disagree_are_a_warning(tmp_path: Path) -> None:
    config = {"model_args": "revision=step2000"}
    imported = read(written(tmp_path, "step1000.json", results={"piqa": {"acc_norm": 0.6}}, config=config))
    assert imported.runs[0].fields["checkpoint"] == "1000"
    (problem,) = imported.problems
    assert (problem.code, problem.severity) == ("import-differs", Severity.WARNING)
    assert problem.message == "the file's name and its revision name different checkpoints: 1000 and 2000"


@pytest.mark.parametrize(
    ("pattern", "message"), [("(", "is not a regular expression"), (r"step\d+", "does not have a group")]
)
def test_a_pattern_that_is_none_is_an_error_of_who_gave_it(pattern: str, message: str) -> None:
    with pytest.raises(CardsiteError, match=message):
        read(checkpoint_pattern=pattern)


def dated(folder: Path, name: str, score: float, date: float | None, **more: Any) -> Path:
    data = {"results": {"piqa": {"acc_norm,none": score}}, "date": date, "n-shot": {"piqa": 0}, "configs": {}}
    return written(folder, name, **{**data, **more})


def test_of_two_runs_of_a_task_the_newer_one_is_taken(tmp_path: Path) -> None:
    older = dated(tmp_path, "b.json", 0.5, 1.7e9)
    newer = dated(tmp_path, "c.json", 0.6, 1.7e9 + 86_400)
    undated = dated(tmp_path, "a.json", 0.4, None)
    imported = read(undated, newer, older)
    assert scores(imported) == [("piqa", "acc_norm", "0.6")]
    assert list(imported.sources) == ["c"]
    message = (
        "import-twice: a result is also in c.json, of 2023-11-15 and newer: what that file says is taken"
    )
    assert said(imported) == [f"{message} (and so in 1 more file)"]
    assert imported == read(older, undated, newer)


def test_of_two_runs_without_a_date_the_first_file_s_is_taken(tmp_path: Path) -> None:
    files = [dated(tmp_path, name, score, None) for name, score in (("a.json", 0.4), ("b.json", 0.5))]
    imported = read(*files)
    assert scores(imported) == [("piqa", "acc_norm", "0.4")]
    assert "and no date says which is newer" in said(imported)[0]


@pytest.mark.parametrize(
    "other",
    [
        {"n-shot": {"piqa": 5}},
        {"config": {"model_args": "revision=step7"}},
        {"chat_template": "{{ x }}"},
        {"n-samples": {"piqa": {"original": 100, "effective": 10}}},
    ],
    ids=["shots", "checkpoint", "prompt", "subset"],
)
def test_runs_that_differ_in_how_they_were_measured_are_both_taken(
    other: dict[str, Any], tmp_path: Path
) -> None:
    imported = read(dated(tmp_path, "a.json", 0.4, None), dated(tmp_path, "b.json", 0.5, None, **other))
    assert sorted(score for _, _, score in scores(imported)) == ["0.4", "0.5"]
    assert said(imported) == []


def test_files_of_two_models_are_a_warning(tmp_path: Path) -> None:
    configs = [
        {"model_args": f"pretrained={model},revision=step{at}"} for at, model in enumerate(("a/b", "/home/x"))
    ]
    files = [
        written(tmp_path, f"{at}.json", results={"piqa": {"acc_norm": 0.5}}, config=config)
        for at, config in enumerate(configs)
    ]
    assert said(read(*files)) == [
        "import-differs: the files are of 2 models: a model without a public name, a/b",
    ]


def test_runs_are_sorted_by_shots_and_step(tmp_path: Path) -> None:
    files = [
        dated(tmp_path, f"{at}_step{step}.json", 0.5, None, **{"n-shot": {"piqa": shots}})
        for at, (step, shots) in enumerate([(1000, 0), (20, 5), (512, 0), (3, 0)])
    ]
    order = [(run.fields["shots"], run.fields["checkpoint"]) for run in read(*files).runs]
    assert order == [("0", "3"), ("0", "512"), ("0", "1000"), ("5", "20")]


def test_files_of_one_name_get_keys_of_their_own(tmp_path: Path) -> None:
    names = ("a b/step1.json", "c/step1.json", "c/d/step1.json", "d/step1.json", "c/1.4b ü.json")
    files = [
        (old(tmp_path, {"piqa": {"acc_norm": 0.5 + at / 100}}, name), name) for at, name in enumerate(names)
    ]
    for at, (path, _) in enumerate(files):
        path.write_text(path.read_text().replace('"num_fewshot": 0', f'"num_fewshot": {at}'))
    imported = import_lm_eval(files, BENCHMARKS)
    assert sorted(imported.sources) == ["1-4b", "a-b-step1", "c-step1", "d-step1", "d-step1-2"]
    assert [source["file"] for source in imported.sources.values()] == sorted(names)
    assert_fits_a_card(imported)


TASKS: dict[str, dict[str, float]] = {
    "piqa": {"acc_norm": 0.5},
    "sciq": {"acc": 0.6},
    "arc_easy": {"acc_norm": 0.4},
    "odd": {},
}


def test_only_the_benchmarks_asked_for_are_taken_and_the_rest_is_named(tmp_path: Path) -> None:
    path = old(tmp_path, TASKS)
    imported = read(path, tasks=["sciq", "boolq", "wino"])
    assert scores(imported) == [("sciq", "acc", "0.6")]
    assert said(imported) == [
        'import-unknown: no file has a score of "boolq"',
        'import-unknown: there is no benchmark "wino"',
        "import-left-out: left out, since not asked for: arc-easy, piqa",
        "import-unknown: no benchmark for 1 of its tasks: odd",
    ]


def new(folder: Path, results: Any, groups: Any, **more: Any) -> Path:
    return written(folder, results=results, group_subtasks=groups, configs={}, **more)


ACC = {"acc,none": 0.3, "acc_stderr,none": 0.01}


@pytest.mark.parametrize(
    ("results", "groups", "expected"),
    [
        ("mmlu mmlu_a mmlu_b", {"mmlu": ["mmlu_a", "mmlu_b"]}, "mmlu"),
        ("mmlu mmlu_x mmlu_b", {"mmlu": ["mmlu_x"], "mmlu_x": ["mmlu_b"]}, "mmlu"),
        ("pythia mmlu sciq mmlu_b", {"pythia": ["mmlu", "sciq"], "mmlu": ["mmlu_b"]}, "mmlu sciq"),
        ("lambada lambada_openai lambada_standard", {"lambada": ["lambada_openai", "lambada_standard"]},
         "lambada lambada-standard"),
        ("race boolq rte", {"race": ["boolq", "rte"]}, "boolq rte"),
        ("mmlu a b c", {"mmlu": ["a", "b"], "a": ["b"], "b": ["a"]}, ""),
        ("a sciq", {"a": ["b"], "b": ["a", "sciq"]}, "sciq"),
        ("a sciq", {"a": ["a", "sciq"]}, "sciq"),
        ("mmlu x sciq", {"mmlu": ["q"], "x": ["q", "sciq"]}, "mmlu sciq"),
        ("sciq", {"sciq": []}, "sciq"),
        ("sciq", {"none": ["there"]}, "sciq"),
    ],
)  # fmt: skip
def test_a_group_and_its_tasks_never_stand_side_by_side(
    results: str, groups: dict[str, list[str]], expected: str, tmp_path: Path
) -> None:
    imported = read(new(tmp_path, dict.fromkeys(results.split(), ACC), groups))
    assert " ".join(benchmark for benchmark, _, _ in scores(imported)) == expected


def test_a_group_has_the_shots_of_its_tasks_and_a_subset_of_theirs(tmp_path: Path) -> None:
    counts = {name: {"original": 1000, "effective": 10} for name in ("mmlu_a", "mmlu_b")}
    shots = {"mmlu": 0, "mmlu_a": 5, "mmlu_b": 5}
    groups = {"mmlu": ["mmlu_a", "mmlu_b"]}
    path = new(tmp_path, dict.fromkeys(shots, ACC), groups, **{"n-samples": counts, "n-shot": shots})
    (run,) = read(path).runs
    assert run.fields["shots"] == "5"
    assert run.rows[0]["samples"] == "20"
    assert "Scored on 20 of 2,000 examples." in run.rows[0]["note"]


BY_EXAMPLES, BY_TASKS = 0.65, 0.55
"""The means of 0.4 on 100 examples and 0.7 on 500, in the two ways of weighting."""


@pytest.mark.parametrize(
    ("score", "sizes", "error", "said"),
    [
        # sqrt((100 × 0.05)² + (500 × 0.02)²) / 600
        (BY_EXAMPLES, (100, 500), "0.018634", "weighted by their examples: sqrt(sum of (n × error)²) / 600."),
        # sqrt(0.05² + 0.02²) / 2
        (BY_TASKS, (100, 500), "0.026926", "weighted equally: sqrt(sum of error²) / 2."),
        (BY_TASKS, (100, 100), "0.026926", "weighted equally: sqrt(sum of error²) / 2."),
        (BY_TASKS, None, "0.026926", "weighted equally: sqrt(sum of error²) / 2."),
        (BY_EXAMPLES, None, None, ""),
        (0.6, (100, 500), None, ""),
        (0.6500001, (100, 500), None, ""),
    ],
)
def test_a_group_without_an_error_has_that_of_its_tasks_where_the_file_tells_how_it_was_averaged(
    score: float, sizes: tuple[int, int] | None, error: str | None, said: str, tmp_path: Path
) -> None:
    results = {
        "mmlu": {"acc,none": score, "acc_stderr,none": "N/A"},
        "mmlu_a": {"acc,none": 0.4, "acc_stderr,none": 0.05},
        "mmlu_b": {"acc,none": 0.7, "acc_stderr,none": 0.02},
    }
    counts = zip(("mmlu_a", "mmlu_b"), sizes or (), strict=False)
    more = {"n-samples": {name: {"original": size, "effective": size} for name, size in counts}}
    (run,) = read(new(tmp_path, results, {"mmlu": ["mmlu_a", "mmlu_b"]}, **more)).runs
    assert run.rows[0].get("error") == error
    assert ("error is calculated" in run.rows[0]["note"]) == bool(error)
    assert said in run.rows[0]["note"]


@pytest.mark.parametrize("without", ["score", "error", "task"])
def test_an_error_is_combined_from_those_of_all_tasks_or_not_at_all(without: str, tmp_path: Path) -> None:
    results: dict[str, dict[str, Any]] = {
        "mmlu": {"acc,none": BY_TASKS, "acc_stderr,none": "N/A"},
        "mmlu_a": {"acc,none": 0.4, "acc_stderr,none": 0.05},
        "mmlu_b": {"acc,none": 0.7, "acc_stderr,none": 0.02},
    }
    if without == "task":
        del results["mmlu_b"]
    else:
        results["mmlu_b"]["acc,none" if without == "score" else "acc_stderr,none"] = "N/A"
    (run,) = read(new(tmp_path, results, {"mmlu": ["mmlu_a", "mmlu_b"]})).runs
    assert "error" not in run.rows[0]


def test_a_stated_error_of_a_group_stays(tmp_path: Path) -> None:
    results = {"mmlu": {"acc,none": BY_TASKS, "acc_stderr,none": 0.5}, "mmlu_a": ACC, "mmlu_b": ACC}
    (run,) = read(new(tmp_path, results, {"mmlu": ["mmlu_a", "mmlu_b"]})).runs
    assert run.rows[0]["error"] == "0.5"


def test_a_group_of_tasks_with_different_shots_has_none(tmp_path: Path) -> None:
    shots = {"mmlu": 5, "mmlu_a": 5, "mmlu_b": 0}
    path = new(tmp_path, dict.fromkeys(shots, ACC), {"mmlu": ["mmlu_a", "mmlu_b"]}, **{"n-shot": shots})
    (run,) = read(path).runs
    assert "shots" not in run.fields
    assert "different numbers of shots" in run.rows[0]["note"]


def test_two_tasks_of_one_benchmark_are_told_apart(tmp_path: Path) -> None:
    results = {"gsm8k": {"exact_match,strict-match": 0.1}, "gsm8k_cot": {"exact_match,strict-match": 0.2}}
    (run,) = read(new(tmp_path, results, {})).runs
    assert [row["note"] for row in run.rows] == ["Task `gsm8k`.", "Task `gsm8k_cot`."]


@pytest.mark.parametrize(
    ("results", "groups", "expected"),
    [
        ("xnli_fr xnli_sw", {}, "xnli/fr xnli/sw"),
        ("xnli xnli_fr xnli_sw", {"xnli": ["xnli_fr", "xnli_sw"]}, "xnli xnli/fr xnli/sw"),
        ("all xnli_fr sciq", {"all": ["xnli_fr", "sciq"]}, "sciq xnli/fr"),
        ("belebele_fra_Latn paws_de mgsm_direct_es", {}, "belebele/fra_Latn mgsm/es paws-x/de"),
        ("mmlu mmlu_a", {"mmlu": ["mmlu_a"]}, "mmlu"),
        ("xnli_ sciq", {}, "sciq"),
    ],
)
def test_configurations_of_a_benchmark_are_its_subsets(
    results: str, groups: dict[str, list[str]], expected: str, tmp_path: Path
) -> None:
    tasks = {name: {**ACC, "exact_match,none": 0.3} for name in results.split()}
    (run,) = read(new(tmp_path, tasks, groups)).runs
    found = ["/".join(filter(None, (row["benchmark"], row.get("subset")))) for row in run.rows]
    assert " ".join(found) == expected
    # The subset says which task it was.
    assert not [row for row in run.rows if "Task" in row.get("note", "")]


def test_a_metric_is_known_by_the_names_that_harnesses_write(tmp_path: Path) -> None:
    results = {"xsum": {"rougeL_fmeasure,none": 0.21}, "sciq": ACC}
    imported = read(new(tmp_path, results, {}))
    assert scores(imported) == [("sciq", "acc", "0.3"), ("xsum", "rougeL", "0.21")]
    assert imported.runs[0].rows[1]["note"] == "The file calls it `rougeL_fmeasure`."


def test_an_alias_does_not_take_the_place_of_the_metric_itself(tmp_path: Path) -> None:
    results = {"xsum": {"rougeL,none": 0.22, "rougeL_fmeasure,none": 0.21}}
    assert scores(read(new(tmp_path, results, {}))) == [("xsum", "rougeL", "0.22")]


@pytest.mark.parametrize(
    ("results", "groups", "message"),
    [
        ({"sciq": ACC}, {f"group{number}": ["sciq"] for number in range(501)}, "501 groups, where 500 are"),
        (
            {"sciq": ACC},
            {"a": [str(number) for number in range(10_001)]},
            "10,001 tasks in groups, where 10,000",
        ),
        ({str(number): {} for number in range(20_001)}, {}, "20,001 tasks, where 20,000 are"),
        (
            {"sciq": {f"acc,{number}": 0.5 for number in range(1001)}},
            {},
            "1,001 scores of one task, where 1,000",
        ),
    ],
    ids=["groups", "members", "tasks", "scores"],
)
def test_a_file_larger_than_any_harness_writes_is_refused(
    results: Any, groups: Any, message: str, tmp_path: Path
) -> None:
    imported = read(new(tmp_path, results, groups))
    assert imported.runs == ()
    assert message in said(imported)[0]


def test_a_folder_gives_its_files_in_the_order_of_steps_and_no_links(tmp_path: Path) -> None:
    for name in ("b/step10.json", "b/step2.json", "b/notes.txt", "a/x.json"):
        old(tmp_path, {}, name)
    (tmp_path / "b/step3.json").symlink_to(tmp_path / "b/step2.json")
    (tmp_path / "c").symlink_to(tmp_path / "b", target_is_directory=True)
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    found = [path.relative_to(tmp_path).as_posix() for path in result_files(tmp_path)]
    assert found == ["a/x.json", "b/step2.json", "b/step10.json"]
    assert result_files(tmp_path / "c") == [tmp_path / "c"]
    assert result_files(tmp_path / "b/step2.json") == [tmp_path / "b/step2.json"]


GOOD = (FOLDER / "0.4.2/step_1000.json").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b""),
    ],
    ids=["byte order mark", "crlf", "one line"],
)
def test_marks_and_line_ends_change_nothing(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "step_1000.json"
    path.write_bytes(change(GOOD))
    assert read(path).runs == read(FOLDER / "0.4.2/step_1000.json").runs


BROKEN = {
    "empty": (b"", "found an empty file"),
    "truncated": (GOOD[:700], "not valid JSON"),
    "utf-16": (GOOD.decode().encode("utf-16"), "not UTF-8 text"),
    "deep": (b'{"results": ' + b'{"a":' * 5000, "nest more than 60 levels deep"),
    "nonsense": (b'{"x": "[' * 2_500_000, "larger than 16 MiB"),
    "strings": (b'"\\' * 8_000_000, "found other text"),
    "twice": (b'{"results": {"piqa": {}, "piqa": {}}}', '"piqa" is given twice'),
    "list": (b"[]", "found a list"),
    "other": (b'{"model_type": "gpt_neox"}', "found a config.json of transformers"),
    "nothing": (b'{"results": {}}', "found fields results"),
    "rows": (b'{"results": [1]}', "found fields results"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_error_and_the_others_are_read(name: str, tmp_path: Path) -> None:
    content, message = BROKEN[name]
    (tmp_path / "broken.json").write_bytes(content)
    good = tmp_path / "step_1000.json"
    good.write_bytes(GOOD)
    imported = read(tmp_path / "broken.json", good)
    (problem,) = errors(imported)
    assert problem.place.file == "broken.json"
    assert problem.code in ("import-file", "import-kind")
    assert message in problem.message
    assert imported.runs == read(good).runs


def errors(imported: Imported) -> list[Problem]:
    return [problem for problem in imported.problems if problem.severity is Severity.ERROR]


def test_a_truncated_file_is_reported_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_bytes(b'{\n  "results": {\n    "piqa": {"acc": 0.')
    (problem,) = read(path).problems
    assert str(problem.place) == "results.json:3:22"


def test_a_link_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(FOLDER / "0.4.2/step_1000.json")
    imported = read(tmp_path / "link.json", tmp_path / "missing.json")
    assert said(imported) == ["import-file: a symbolic link", "import-file: there is no such file"]


def test_names_of_a_file_reach_a_message_on_one_line_and_shortened(tmp_path: Path) -> None:
    path = old(tmp_path, {"a\nb\x1b[31m\ud800": ACC, "y" * 5000: {}, "piqa": {"acc\n`x`": 1, "acc": 0.5}})
    for problem in read(path).problems:
        shown = as_text([problem])
        assert "\x1b" not in shown
        assert len(problem.message) < 300
        assert "\n" not in problem.message + problem.field
        shown.encode()


def test_what_is_private_to_who_measured_is_not_imported() -> None:
    for case in CASES:
        imported = read(*result_files(FOLDER / case))
        text = "\n".join(golden(imported))
        assert "/home/" not in text
        assert "not-to-be-published" not in text


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["N/A", " - x", "step5", "a/b", "pretrained=a/b,,=,revision=step1", "acc,none", "mmlu"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FILES = [json.loads(path.read_text(encoding="utf-8")) for path in result_files(FOLDER)]


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, (dict, list)):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield (*path, key)
            yield from places(inner, (*path, key))


PLACES = [(at, place) for at, data in enumerate(FILES) for place in places(data)]


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    inner = changed(data[path[0]], path[1:], value)
    if isinstance(data, list):
        return [inner if at == path[0] else each for at, each in enumerate(data)]
    return {**data, path[0]: inner}


@given(
    place=st.sampled_from(PLACES),
    value=VALUES,
    more=st.dictionaries(st.text(max_size=12), VALUES, max_size=2),
)
def test_no_file_is_too_odd_to_read(
    place: tuple[int, tuple[Any, ...]],
    value: Any,
    more: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = {**more, **changed(FILES[place[0]], place[1], value)}
    path = tmp_path_factory.getbasetemp() / "odd_step3.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert_fits_a_card(read(path))
    imported = read(path, every_metric=True)
    assert_fits_a_card(imported)
    assert all("\n" not in problem.message for problem in imported.problems)


@given(
    data=VALUES,
    results=VALUES,
    rows=st.dictionaries(st.text(max_size=8) | st.just("piqa"), VALUES, max_size=3),
)
def test_nothing_is_too_odd_to_be_no_results(
    data: Any, results: Any, rows: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.json"
    for content in (data, {"results": results}, {"results": rows}, {"results": {"piqa": rows}}):
        told = {"versions": {}, **content} if isinstance(content, dict) else content
        path.write_text(json.dumps(told), encoding="utf-8")
        assert_fits_a_card(read(path))
