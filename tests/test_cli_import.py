"""`cardsite import` and `cardsite verify`: what they write, what they leave, and how they end."""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from cardsite.authoring.format import formatted
from cardsite.authoring.import_plan import ImportOptions, ImportPlan, changed_card, read_files
from cardsite.build import read_catalogue
from cardsite.cli import main
from cardsite.schema import ids_in
from tinysite import LICENSED, write

IMPORTS = Path(__file__).parent / "imports"
NEOX = IMPORTS / "neox/plain/small.yml"
CONFIG = IMPORTS / "hf-config/gpt-neox-5/config.json"
RESULTS = IMPORTS / "lm-eval/0.3/small_step512.json"
Run = Callable[..., Result]

CARD = f"""\
# a remark on top
{LICENSED}architecture:
  layers: 4  # counted by hand
  # about the width
  hidden_size: 256
training:
  steps: 6_000  # as the paper says
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `cardsite` in a folder with a catalogue of one card and files to import."""
    monkeypatch.chdir(tmp_path)
    write(Path("cards/organizations.yaml"), "acme: {name: Acme}\n")
    write(Path("cards/tiny.yaml"), CARD)
    for file in (NEOX, CONFIG, RESULTS):
        shutil.copy(file, tmp_path)

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def card(name: str = "tiny") -> str:
    return Path(f"cards/{name}.yaml").read_bytes().decode()


def folder() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path("cards").rglob("*") if path.is_file()}


# Into a card


def test_an_import_adds_what_the_card_lacks_and_keeps_what_a_person_wrote(run: Run) -> None:
    result = run("import", "neox", "small.yml", "--into", "tiny")
    assert result.exit_code == 1
    assert result.stdout == (
        "cards/tiny.yaml:11:10  training.steps: card says 6_000, file says 5_000"
        ' (small.yml: "train-iters": 5000)\n'
    )
    assert "1 differ; cards/tiny.yaml changed" in result.stderr
    lines = card().splitlines()
    assert lines[0] == "# a remark on top"
    assert "  layers: 4  # counted by hand" in lines
    assert lines[lines.index("  # about the width") + 1] == "  hidden_size: 256"
    assert "  steps: 6_000  # as the paper says" in lines
    heads = "  attention_heads: {value: 8, source: config, quote: '\"num-attention-heads\": 8'}"
    assert heads in lines
    assert lines[-1] == "  config: {title: Training configuration, file: small.yml}"


def test_a_second_import_changes_nothing(run: Run) -> None:
    for kind, file in (("neox", "small.yml"), ("lm-eval", RESULTS.name)):
        run("import", kind, file, "--into", "tiny")
        before = folder()
        result = run("import", kind, file, "--into", "tiny")
        assert "no file changed" in result.stderr
        assert folder() == before


def test_accept_takes_what_the_file_says_and_leaves_the_remarks(run: Run) -> None:
    result = run("import", "neox", "small.yml", "--into", "tiny", "--accept")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 accepted" in result.stderr
    steps = "  steps: {value: 5_000, source: config, quote: '\"train-iters\": 5000'} # as the paper says"
    assert steps in card()
    assert "  layers: 4  # counted by hand" in card().splitlines()


ROWS = """\
architecture:
  extra:
    - {name: Parallel residual, value: "no", note: By hand.}  # a row
    - {name: Another, value: row}
"""


def test_accept_changes_a_row_of_a_table_in_its_place(run: Run) -> None:
    write(Path("cards/tiny.yaml"), LICENSED + ROWS)
    assert run("import", "neox", "small.yml", "--into", "tiny", "--accept").exit_code == 0
    assert card().count("Parallel residual") == 1
    assert '{name: Parallel residual, value: "yes", note: By hand.' in card()
    assert "# a row" in card()


def test_a_row_that_is_added_does_not_hide_those_of_the_family(run: Run) -> None:
    shared = "shared:\n  organization: acme\n  license: mit\n" + ROWS.replace("\n", "\n  ").rstrip(" ")
    shared = shared.replace("architecture", "  architecture").replace("Parallel residual", "Bias")
    write(Path("cards/fam/family.yaml"), "name: Fam\nsummary: Fam.\n" + shared)
    write(Path("cards/fam/one.yaml"), "name: One\nsummary: One.\n")
    assert run("import", "neox", "small.yml", "--into", "fam/one").exit_code == 0
    rows = read_catalogue(Path("cards")).cards["fam/one"].card.architecture
    assert rows is not None
    assert [row.name for row in rows.extra] == ["Bias", "Another", "Parallel residual"]


def test_a_dry_run_shows_the_change_and_writes_nothing(run: Run) -> None:
    before = folder()
    result = run("import", "neox", "small.yml", "--into", "tiny", "--dry-run")
    assert result.exit_code == 1
    assert "--- cards/tiny.yaml\n+++ cards/tiny.yaml\n" in result.stdout
    assert "+  type: {value: gpt_neox, source: config" in result.stdout
    assert "training.steps: card says 6_000, file says 5_000" in result.stdout
    assert "cards/tiny.yaml would change" in result.stderr
    assert folder() == before


def test_a_dry_run_of_a_file_with_other_line_ends_shows_only_what_changes(run: Run) -> None:
    Path("cards/tiny.yaml").write_bytes(CARD.replace("\n", "\r\n").encode())
    result = run("import", "neox", "small.yml", "--into", "tiny", "--dry-run")
    assert "-name: Tiny" not in result.stdout
    run("import", "neox", "small.yml", "--into", "tiny")
    assert card().count("\n") == card().count("\r\n") > 20


def test_the_folder_of_cards_may_be_named_by_its_whole_path(run: Run, tmp_path: Path) -> None:
    write(Path("cards/other.yaml"), LICENSED.replace("organization: acme", "organization: nobody"))
    result = run("import", "neox", "small.yml", "--into", "tiny", "--cards", str(tmp_path / "cards"))
    assert "nobody" not in result.stderr
    assert "changed" in result.stderr


# Scores


def test_scores_go_into_a_file_beside_the_card_a_row_a_line(run: Run) -> None:
    assert run("import", "lm-eval", RESULTS.name, "--into", "tiny").exit_code == 0
    lines = card("tiny.evals").splitlines()
    assert lines[:2] == ["# yaml-language-server: $schema=.schema/evals.json", "runs:"]
    assert "      - {benchmark: piqa, metric: acc_norm, score: 0.616, error: 0.01134, version: 0}" in lines
    assert "evaluation" not in card()
    assert run("check").exit_code == 0


def test_a_score_that_differs_is_shown_with_both_places(run: Run) -> None:
    run("import", "lm-eval", RESULTS.name, "--into", "tiny")
    write(Path("cards/tiny.evals.yaml"), card("tiny.evals").replace("0.616", "0.716"))
    result = run("import", "lm-eval", RESULTS.name, "--into", "tiny")
    assert (result.exit_code, result.stdout) == (
        1,
        "cards/tiny.evals.yaml:14:52  piqa acc_norm score: card says 0.716, file says 0.616"
        " (small_step512.json)\n",
    )
    assert run("import", "lm-eval", RESULTS.name, "--into", "tiny", "--accept").exit_code == 0
    assert "score: 0.616," in card("tiny.evals")


RUNS = """\
evaluation:
  runs:
    - title: By hand
      shots: 0
      results:
        - {benchmark: piqa, metric: acc_norm, score: 0.7}  # from the paper
        - {benchmark: gsm8k, metric: acc, score: 0.0, error: 0.0}
"""


def test_scores_that_the_card_itself_has_are_held_against_the_file_and_not_repeated(run: Run) -> None:
    write(Path("cards/tiny.yaml"), LICENSED + RUNS)
    result = run("import", "lm-eval", RESULTS.name, "--into", "tiny")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "cards/tiny.yaml:10:54  piqa acc_norm score: card says 0.7, file says 0.616"
    )
    assert "score: 0.7, error: 0.01134} # from the paper" in card()
    assert "piqa" not in card("tiny.evals")
    assert "gsm8k" not in card("tiny.evals")
    assert "lambada" in card("tiny.evals")


def test_a_run_that_names_no_checkpoint_is_that_of_the_last_one(run: Run) -> None:
    write(Path("cards/tiny.yaml"), LICENSED + RUNS)
    for step in (1, 2):
        name = f"r/small_step{step}.json"
        write(
            Path(name), RESULTS.read_text().replace("step512", f"step{step}").replace("0.616", f"0.61{step}")
        )
    result = run("import", "lm-eval", "r", "--into", "tiny", "--benchmark", "piqa")
    assert [line.partition("  ")[2] for line in result.stdout.splitlines()] == [
        "piqa acc_norm score: card says 0.7, file says 0.612 (r/small_step2.json)"
    ]
    assert card("tiny.evals").count("piqa") == 1
    assert "file: 'r/small_step{step}.json'" in card()


def test_files_of_one_name_in_two_folders_are_two_sources(run: Run) -> None:
    for number, folder_name in enumerate(("one", "two")):
        text = RESULTS.read_text().replace("step512", f"step{number + 1}")
        write(Path(folder_name, "results.json"), text)
    run("import", "lm-eval", "one", "two", "--into", "tiny", "--benchmark", "piqa")
    entry = read_catalogue(Path("cards")).cards["tiny"].card
    assert entry.evaluation is not None
    files = {entry.sources[run.source or ""].file for run in entry.evaluation.runs}
    assert files == {"one/results.json", "two/results.json"}


def test_an_empty_list_of_runs_is_filled(run: Run) -> None:
    write(Path("cards/tiny.evals.yaml"), "# scores\nruns: []\n")
    assert run("import", "lm-eval", RESULTS.name, "--into", "tiny").exit_code == 0
    assert card("tiny.evals").startswith("# scores\nruns:\n  - ")


def gsm8k(model: str, **more: object) -> str:
    scores = {"exact_match,strict-match": 0.51, "exact_match,flexible-extract": 0.55}
    config = {"model": "hf", "model_args": f"pretrained={model}"}
    return json.dumps(
        {"results": {"gsm8k": scores, **more}, "configs": {}, "n-shot": {"gsm8k": 5}, "config": config}
    )


def test_what_is_left_out_is_listed_and_taken_when_asked_for(run: Run) -> None:
    write(Path("results.json"), gsm8k("acme/tiny"))
    result = run("import", "lm-eval", "results.json", "--into", "tiny")
    assert "gsm8k (exact_match,flexible-extract)  [import-left-out]" in result.stderr
    assert "--all-metrics takes them too" in result.stderr
    assert "score: 0.55" not in card("tiny.evals")
    result = run("import", "lm-eval", "results.json", "--into", "tiny", "--all-metrics")
    assert "left out" not in result.stderr
    assert "{benchmark: gsm8k, metric: exact_match, score: 0.55, filter: flexible-extract}" in card(
        "tiny.evals"
    )


@pytest.mark.parametrize(
    ("model", "warned"), [("acme/tiny", False), ("Acme/Tiny", False), ("beta/other", True)]
)
def test_results_of_another_model_are_a_warning(run: Run, model: str, warned: bool) -> None:
    write(Path("cards/tiny.yaml"), CARD.replace("license:", "hub_id: acme/tiny\nlicense:"))
    write(Path("results.json"), gsm8k(model))
    result = run("import", "lm-eval", "results.json", "--into", "tiny")
    assert result.exit_code == 0
    message = "warning: the results are of beta/other, and the card's hub_id is acme/tiny  [import-differs]"
    assert (message in result.stderr) == warned


def test_unknown_tasks_are_registered_to_be_filled_in(run: Run) -> None:
    write(Path("cards/benchmarks.yaml"), "own: {name: Own, measures: Nothing., metric: acc}\n")
    write(Path("results.json"), gsm8k("acme/tiny", House_Task={"acc,none": 0.5}, own={"acc,none": 1}))
    result = run("import", "lm-eval", "results.json", "--into", "tiny", "--register")
    assert result.exit_code == 0
    assert 'cards/benchmarks.yaml: the benchmark "house-task" is to be filled in' in result.stderr
    text = Path("cards/benchmarks.yaml").read_text(encoding="utf-8")
    assert text == (
        "own: {name: Own, measures: Nothing., metric: acc}\n"
        "house-task:\n  name: {its name}\n  measures: {what it measures, in a sentence}\n"
        "  metric: acc\n  aliases: [House_Task]\n"
    )
    filled = text.replace("{its name}", "House").replace("{what it measures, in a sentence}", "A house.")
    write(Path("cards/benchmarks.yaml"), filled)
    run("import", "lm-eval", "results.json", "--into", "tiny", "--register")
    assert "{benchmark: house-task, metric: acc, score: 0.5}" in card("tiny.evals")
    assert Path("cards/benchmarks.yaml").read_text(encoding="utf-8") == filled


def test_a_mistake_in_the_registry_is_shown_during_an_import(run: Run) -> None:
    write(Path("cards/benchmarks.yaml"), "house: {name: House, measures: A house., metrics: acc}\n")
    write(Path("results.json"), gsm8k("acme/tiny"))
    result = run("import", "lm-eval", "results.json", "--into", "tiny")
    assert result.exit_code == 0
    assert "cards/benchmarks.yaml:1:" in result.stderr
    assert "metrics" in result.stderr


def test_a_count_is_not_laid_into_a_card_that_has_other_numbers(run: Run) -> None:
    result = run("import", "hf-config", "config.json", "--into", "tiny")
    assert "architecture.layers: card says 4, file says 2" in result.stdout
    assert "parameters:" not in card()
    run("import", "hf-config", "config.json", "--into", "tiny", "--accept")
    assert "parameters: {value: 47_360, source: hub-config, formula:" in card()


def test_the_parts_of_a_pipeline_become_components_beside_what_the_card_says_of_them(run: Run) -> None:
    shutil.copytree(IMPORTS / "hf-config/diffusers-pipeline", "pipeline")
    mine = "components:\n    - {role: denoiser, parameters: 2.6B}\n"
    write(Path("cards/tiny.yaml"), f"{LICENSED}architecture:\n  {mine}")
    assert run("import", "hf-config", "pipeline", "--into", "tiny").exit_code == 0
    text = card()
    assert "- {role: denoiser, type: {value: UNet2DConditionModel, source: pipeline, formula:" in text
    assert "parameters: 2.6B}" in text
    assert "- {role: image decoder, type: {value: AutoencoderKL, source: pipeline," in text
    again = run("import", "hf-config", "pipeline", "--into", "tiny")
    assert again.stderr == "4 agree; no file changed\n"


# A new card


def test_without_a_card_a_new_one_is_made_with_holes_for_its_author(run: Run) -> None:
    result = run("import", "neox", "small.yml", "--id", "acme/small")
    assert result.exit_code == 0
    text = card("acme/small")
    assert text.startswith("# yaml-language-server: $schema=../.schema/card.json\nname: small\nsummary: {")
    assert "  layers: {value: 4, source: config, quote: '\"num-layers\": 4'}" in text
    assert run("check").exit_code == 1
    write(
        Path("cards/acme/small.yaml"), text.replace("{what it is in one or two sentences}", "A small model.")
    )
    assert run("check").exit_code == 0


def test_editors_know_a_new_card_and_its_sources(run: Run) -> None:
    run("import", "neox", "small.yml", "--id", "fresh")
    ids = ids_in(Path("cards/.schema/card.json").read_text(encoding="utf-8"))
    assert ids
    assert (ids["models"], ids["sources"]) == (["fresh", "tiny"], ["config"])


def test_a_new_card_does_not_replace_another(run: Run) -> None:
    before = folder()
    result = run("import", "neox", "small.yml", "--id", "tiny")
    assert result.exit_code == 2
    assert result.stderr.endswith(
        "cardsite: cards/tiny.yaml already exists; --into tiny imports the files into it\n"
    )
    assert folder() == before
    assert run("import", "neox", "small.yml", "--id", "tiny", "--into", "tiny").exit_code == 2


# A part that may be written short

WINDOW = '{"model_type": "mistral", "sliding_window": 128, "max_position_embeddings": 1024}'
KIND = "kind: {value: sliding-window, source: hub-config, formula: by sliding_window}"
LENGTH = "window: {value: 128, source: hub-config, quote: '\"sliding_window\": 128'}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n  attention: dense", f"\n  attention:\n    {KIND}\n    pattern: dense\n    {LENGTH}\n"),
        (
            "\n  attention: {value: dense, note: Here.}",
            f"\n  attention:\n    {KIND}\n    pattern: {{value: dense, note: Here.}}\n    {LENGTH}\n",
        ),
        ("\n  attention: sliding-window", f"\n  attention:\n    kind: sliding-window\n    {LENGTH}\n"),
        (" {attention: dense}", f"attention: {{{KIND}, pattern: dense, {LENGTH}}}}}\n"),
        ("\n  attention: {pattern: dense}", f"\n  attention: {{{KIND}, pattern: dense, {LENGTH}}}\n"),
    ],
)
def test_what_was_written_short_is_written_out_where_more_is_known(run: Run, before: str, after: str) -> None:
    write(Path("window.json"), WINDOW)
    write(Path("cards/short.yaml"), f"{LICENSED.replace('Tiny', 'Short')}architecture:{before}\n")
    assert run("import", "hf-config", "window.json", "--into", "short").exit_code == 0
    assert after in card("short")


def test_what_is_written_short_is_compared_with_the_file(run: Run) -> None:
    write(Path("window.json"), WINDOW)
    write(
        Path("cards/short.yaml"), f"{LICENSED.replace('Tiny', 'Short')}architecture: {{attention: linear}}\n"
    )
    result = run("import", "hf-config", "window.json", "--into", "short")
    assert "architecture.attention.kind: card says linear, file says sliding-window" in result.output


# What cannot be


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("neox", "small.yml", "--into", "tinny"), 'there is no card "tinny"; did you mean "tiny"?'),
        (("neox", "small.yml", "--into", "a/b/c"), "an id is the path below the folder of cards"),
        (("neox", "nothing.yml", "--into", "tiny"), "there is no such file"),
        (("hf-config", "broken.json", "--into", "tiny"), "broken.json:2:1  error: not valid JSON"),
        (("lm-eval", "config.json", "--into", "tiny"), "found a config.json of transformers"),
        (("hf-config", "config.json", "config.json", "--into", "tiny"), "a configuration is one file"),
        (("neox", "small.yml", "--id", "Small Model"), "cannot be the id of a card"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    write(Path("broken.json"), '{"model_type": "gpt2",\n')
    before = folder()
    result = run("import", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert folder() == before


SITE = "site_name: x\ntheme: {name: material}\n"
LIGHT = '{"mteb_version": "1.1", "task_name": "STS", "scores": {"test": [{"main_score": 0.8}]}}'
UNKNOWN = '{"results": {"no_such_task": {"acc": 0.3}}, "versions": {"no_such_task": 0}}'
EXPECTED = {
    "neox": "expected a training file of GPT-NeoX, found ",
    "hf-config": "expected a config.json of transformers, found ",
    "lm-eval": "expected a file of results of lm-evaluation-harness or LightEval, found ",
}


@pytest.mark.parametrize("target", [("--into", "tiny"), ("--id", "new"), ("--id", "new", "--dry-run")])
@pytest.mark.parametrize(
    ("kind", "file", "found"),
    [
        ("neox", "word.yml", "fields asd  [import-kind]\n    → such a file has num-layers, pos-emb,"),
        ("neox", "site.yml", "fields site_name, theme  [import-kind]\n"),
        ("neox", "cards/tiny.yaml", "fields name, summary, organization, license, architecture, training  "),
        (
            "neox",
            "config.json",
            "a config.json of transformers  [import-kind]\n    → cardsite import hf-config",
        ),
        ("neox", "empty.json", "an empty file  [import-file]\n"),
        (
            "hf-config",
            "small.yml",
            "a training file of GPT-NeoX  [import-kind]\n    → cardsite import neox reads",
        ),
        (
            "hf-config",
            RESULTS.name,
            "a file of results of lm-evaluation-harness or LightEval  [import-kind]\n",
        ),
        ("hf-config", "site.yml", "fields site_name, theme  [import-kind]\n    → such a file names its type"),
        ("hf-config", "list.json", "a list  [import-kind]\n"),
        ("lm-eval", "light.json", "fields mteb_version, task_name, scores  [import-kind]\n"),
        ("lm-eval", "small.yml", "a training file of GPT-NeoX  [import-kind]\n"),
        ("lm-eval", "samples.jsonl", "JSON Lines  [import-file]\n"),
        ("lm-eval", "empty.json", "an empty file  [import-file]\n"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_no_card_is_written_or_changed(
    run: Run, kind: str, file: str, found: str, target: tuple[str, ...]
) -> None:
    texts = {"word.yml": '{"asd": "sdf"}', "site.yml": SITE, "light.json": LIGHT, "list.json": "[1]"}
    texts |= {"empty.json": "", "samples.jsonl": '{"doc_id": 0}\n{"doc_id": 1}\n'}
    for name, text in texts.items():
        write(Path(name), text)
    before = folder()
    result = run("import", kind, file, *target)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{file}:1:1  error: {EXPECTED[kind]}{found}" in result.stderr
    assert result.stderr.endswith("cardsite: nothing was written\n")
    assert folder() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("lm-eval", RESULTS.name, "light.json"), "light.json:1:1  error: expected a file of results"),
        (("neox", "small.yml", "site.yml"), "site.yml:1:1  error: expected a training file"),
        (("neox", "cards"), "cards:1:1  error: this is a folder"),
        (("lm-eval", "bare"), "cardsite: bare: there is no .json file in this folder"),
        (("lm-eval", "mixed"), "mixed/light.json:1:1  error: expected a file of results"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_of_several_files_all_are_read_or_none(run: Run, arguments: tuple[str, ...], message: str) -> None:
    write(Path("light.json"), LIGHT)
    write(Path("site.yml"), SITE)
    write(Path("mixed/light.json"), LIGHT)
    shutil.copy(RESULTS, "mixed")
    Path("bare").mkdir()
    before = folder()
    result = run("import", *arguments, "--into", "tiny")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert folder() == before


@pytest.mark.parametrize("target", [("--into", "tiny"), ("--id", "new")])
@pytest.mark.parametrize(
    ("kind", "text", "note"),
    [
        ("lm-eval", UNKNOWN, "no benchmark for 1 of its tasks: no_such_task"),
        ("hf-config", '{"architectures": ["X"], "wings": 2}', "not understood: wings"),
        ("lm-eval", RESULTS.read_text(), 'no file has a score of "winogrande"'),
    ],
)
def test_a_file_of_the_kind_with_nothing_for_a_card_ends_with_1_and_writes_nothing(
    run: Run, kind: str, text: str, note: str, target: tuple[str, ...]
) -> None:
    write(Path("file.json"), text)
    before = folder()
    chosen = ("--benchmark", "winogrande") if "winogrande" in note else ()
    result = run("import", kind, "file.json", *target, *chosen)
    assert (result.exit_code, result.stdout) == (1, "")
    assert note in result.stderr
    assert result.stderr.endswith("nothing was written: no card has a field for what is in it\n")
    assert folder() == before


@pytest.mark.parametrize(
    ("value", "found"),
    [("gelu\nlicense: mit \u202e", r"gelu\nlicense: mit \u202e"), ("x" * 9_000, "x" * 199 + "…")],
    ids=["several-lines", "endless"],
)
def test_a_value_that_no_card_may_hold_is_left_out_of_a_new_card(run: Run, value: str, found: str) -> None:
    write(Path("odd.json"), json.dumps({"model_type": "llama", "hidden_act": value}))
    result = run("import", "hf-config", "odd.json", "--id", "new")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == (
        "odd.json:1:1  warning: architecture.activation: expected a line of plain text,"
        f' found "{found}"  [import-value]'
    )
    assert "activation" not in card("new")


def test_nothing_is_written_when_the_card_would_be_wrong(run: Run) -> None:
    write(Path("cards/tiny.yaml"), LICENSED + "architecture:\n  hidden_size: 300\n")
    before = folder()
    result = run("import", "neox", "small.yml", "--into", "tiny")
    assert result.exit_code == 2
    assert "hidden size 300 ÷ 8 heads" in result.stderr
    assert "nothing was written: the card would have these mistakes" in result.stderr
    assert folder() == before


def test_a_card_with_mistakes_is_left_alone(run: Run) -> None:
    write(Path("cards/tiny.yaml"), CARD + "wings: 2\n")
    before = folder()
    result = run("import", "neox", "small.yml", "--into", "tiny")
    assert (result.exit_code, "cardsite check says why" in result.stderr) == (2, True)
    assert folder() == before


def test_a_file_of_results_with_mistakes_is_left_alone(run: Run) -> None:
    write(Path("cards/tiny.evals.yaml"), "runs: [\n")
    before = folder()
    assert run("import", "lm-eval", RESULTS.name, "--into", "tiny").exit_code == 2
    assert folder() == before


def test_an_import_that_is_interrupted_leaves_the_old_card(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = folder()

    def stop(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", stop)
    result = run("import", "neox", "small.yml", "--into", "tiny")
    assert (result.exit_code, "No space left on device" in result.stderr) == (2, True)
    assert folder() == before


# verify


def test_verify_ends_with_0_when_the_card_says_what_the_files_say(run: Run) -> None:
    run("import", "neox", "small.yml", "--into", "tiny", "--accept")
    run("import", "lm-eval", RESULTS.name, "--into", "tiny")
    result = run("verify")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(" values agree with 2 files\n")


def test_verify_shows_what_the_card_and_the_file_say_and_ends_with_1(run: Run) -> None:
    run("import", "neox", "small.yml", "--into", "tiny", "--accept")
    run("import", "lm-eval", RESULTS.name, "--into", "tiny")
    write(
        Path("small.yml"), Path("small.yml").read_text().replace('"train-iters": 5000', '"train-iters": 7000')
    )
    write(Path("cards/tiny.evals.yaml"), card("tiny.evals").replace("0.616", "0.716"))
    result = run("verify", "tiny")
    assert result.exit_code == 1
    assert [line.partition("  ")[2] for line in result.stdout.splitlines()] == [
        'training.steps: card says 5_000, file says 7_000 (small.yml: "train-iters": 7000)',
        'checkpoints.last: card says 5_000, file says 7_000 (small.yml: "train-iters": 7000)',
        "piqa acc_norm score: card says 0.716, file says 0.616 (small_step512.json)",
    ]


def test_verify_looks_only_at_what_rests_on_the_file(run: Run) -> None:
    run("import", "neox", "small.yml", "--into", "tiny")
    assert run("verify", "tiny").exit_code == 0  # the steps are a person's, and name no file


def test_verify_says_how_many_files_are_not_here(run: Run) -> None:
    run("import", "neox", "small.yml", "--into", "tiny")
    Path("small.yml").unlink()
    result = run("verify")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 values agree with 0 files; not here: 1 file that sources name\n"


def test_verify_finds_files_in_other_folders(run: Run) -> None:
    run("import", "neox", "small.yml", "--into", "tiny")
    write(Path("elsewhere/models/small.yml"), Path("small.yml").read_text())
    Path("small.yml").unlink()
    assert "agree with 1 file\n" in run("verify", "--files", "elsewhere").stderr


@pytest.mark.parametrize("name", ["../small.yml", "/etc/small.yml"])
def test_verify_opens_nothing_outside_of_the_folders(run: Run, name: str) -> None:
    write(Path("cards/tiny.yaml"), f"{LICENSED}sources:\n  config: {{title: T, file: {name}}}\n")
    Path("below").mkdir()
    assert "agree with 0 files; not here: 1 file" in run("verify", "--files", "below").stderr


def test_verify_ends_with_1_when_a_file_cannot_be_read(run: Run) -> None:
    run("import", "neox", "small.yml", "--into", "tiny")
    write(Path("small.yml"), "{ broken\n")
    result = run("verify")
    assert (result.exit_code, "small.yml:" in result.stdout) == (1, True)


def test_verify_counts_files_of_another_kind_and_takes_nothing_from_them(run: Run) -> None:
    sources = "sources:\n  a: {title: A, file: site.yml}\n  b: {title: B, file: light.json}\n"
    write(Path("cards/tiny.yaml"), f"{LICENSED}architecture: {{tied_embeddings: no, source: a}}\n{sources}")
    write(Path("site.yml"), SITE)
    write(Path("light.json"), LIGHT)
    result = run("verify")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 values agree with 0 files; of a kind that is not read: 2 files\n"


def test_verify_of_a_card_that_is_not_there_names_the_nearest(run: Run) -> None:
    result = run("verify", "tinny")
    assert (result.exit_code, result.stderr) == (
        2,
        'cardsite: there is no card "tinny"; did you mean "tiny"?\n',
    )


# Any order of imports


FILES = (("neox", NEOX), ("hf-config", CONFIG), ("lm-eval", RESULTS))
BY_HAND = (
    "# on top",
    "  layers: 4  # four",
    "  # about the size",
    "  hidden_size: 256  # wide",
    "  steps: {value: 6_000, note: By hand.}",
    "  # at the end",
    "tags: [small]  # one",
)
MIXED = """\
# on top

tags: [small]  # one
training:
  steps: {value: 6_000, note: By hand.}
  # at the end
architecture:
  # about the size
  hidden_size: 256  # wide
  layers: 4  # four
"""


def lay(cards: Path, kind: str, file: Path) -> ImportPlan:
    catalogue = read_catalogue(cards)
    plan = changed_card(
        cards, catalogue, "tiny", read_files(kind, [file], catalogue, ImportOptions()), accept=False
    )
    assert plan.refused is False
    plan.write()
    return plan


@settings(max_examples=settings().max_examples // 10)
@given(
    order=st.sampled_from([order for n in (1, 2, 3) for order in itertools.permutations(FILES, n)]),
    seed=st.integers(0, 1000),
)
def test_after_imports_in_any_order_and_fmt_everything_written_by_hand_is_there(
    order: tuple[tuple[str, Path], ...], seed: int
) -> None:
    fields = LICENSED.splitlines()
    Random(seed).shuffle(fields)
    with tempfile.TemporaryDirectory() as place:
        cards = Path(place, "cards")
        write(cards / "organizations.yaml", "acme: {name: Acme}\n")
        path = write(cards / "tiny.yaml", MIXED + "\n".join(fields) + "\n")
        for kind, file in order:
            lay(cards, kind, file)
        for each in cards.glob("tiny*.yaml"):
            done = formatted(each.read_bytes(), each.name)
            assert done.problems == ()
            each.write_bytes(done.content)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [line for line in (*BY_HAND, *LICENSED.splitlines()) if line not in lines] == []
        before = {each: each.read_bytes() for each in cards.rglob("*.yaml")}
        for kind, file in order:
            again = lay(cards, kind, file)
            assert (again.files, again.added) == ({}, [])
        assert {each: each.read_bytes() for each in cards.rglob("*.yaml")} == before
        for each in cards.glob("tiny*.yaml"):
            assert formatted(each.read_bytes(), each.name).content == each.read_bytes()


def test_the_files_of_these_tests_are_as_their_tests_take_them() -> None:
    assert json.loads(RESULTS.read_text())["results"]["piqa"]["acc_norm"] == 0.616
    assert '"train-iters": 5000' in NEOX.read_text()
