"""What commands and builds print of hostile files: nothing that a terminal or what runs a workflow obeys."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mkdocs.exceptions import Abort

from cardsite.checks import CHECKS
from cardsite.cli import COMMANDS as ALL_COMMANDS
from cardsite.cli import main
from test_terminal import assert_inert
from tinysite import LICENSED, build, catalogue, write

EVIL = "x\n::error::forged\n\x1b[31mred\x07 \u202edib\u2028::warning::y\x85##[group]z \r::stop-commands::q"
"""A text with all of it."""
NAME = "y\n::error::\x1b[1m\u202e##[a]"
"""A file's name with as much of it as a name can have."""
BYTES = b"\xff\xfe"

CARD = f"""\
{LICENSED}description: |
  ::error::in a block
  ##[group]in a block
architecture:
  activation: {{value: gelu, source: config}}
  layers: 12
sources:
  config: {{title: Configuration, file: evil.json}}
  training: {{title: Training, file: evil.yml}}
"""
CONFIG = {
    "model_type": "llama",
    "hidden_act": EVIL,
    "num_hidden_layers": EVIL,
    EVIL: 1,
    "rope_scaling": {"type": EVIL},
}
TRAINING = {
    "num-layers": 24,
    "hidden-size": EVIL,
    "pos-emb": "rotary",
    "activation": EVIL,
    EVIL: 1,
    "norm": "##[x]",
}
RESULTS = {
    "results": {EVIL: {"acc": 0.5}, "piqa": {"acc_norm": 0.5, EVIL: 0.5}, "sciq": {"acc": EVIL}},
    "versions": {EVIL: EVIL},
    "config": {"model": EVIL, "model_args": f"pretrained={EVIL}", "limit": EVIL},
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `cardsite` in a folder of files that somebody hostile has written and named."""
    monkeypatch.chdir(tmp_path)
    write(Path("cards/organizations.yaml"), "acme: {name: Acme}\n")
    write(Path("cards/good.yaml"), CARD)
    write(Path("cards/bad.yaml"), f"name: {json.dumps(EVIL)}\n##[error]x: 1\n::error::y: {{}}\n")
    write(Path("cards/folded.yaml"), f"{LICENSED}unknown: >-\n  ::error::x\n\n  {EVIL}\n")
    write(Path("cards/unsure.yaml"), LICENSED + "architecture: {type: '::error::x ##[y]', parameters: 1B}\n")
    write(Path("cards", f"{NAME}.yaml"), LICENSED.replace("Tiny", "Other"))
    write(Path("cards", f"{NAME}.yml"), LICENSED)
    write(Path("cards", NAME, "a.yaml"), "name: [\n")
    Path("cards", f"link {NAME}.yaml").symlink_to("good.yaml")
    Path(os.fsdecode(b"cards/" + BYTES + b".yaml")).write_text("name: x\n")
    for name, data in (("evil.json", CONFIG), ("evil.yml", TRAINING), ("results.json", RESULTS)):
        write(Path(name), json.dumps(data))
    for name, data in ((f"{NAME}.json", CONFIG), (f"{NAME}.yml", TRAINING), (f"r {NAME}.json", RESULTS)):
        write(Path(name), json.dumps(data))
    write(Path("::error::x.json"), "{}")
    write(Path("broken.json"), '{"model_type": "llama",\n ::error::##[group] \x1b[31m \u202e')
    write(Path("broken.yml"), 'num-layers: 1\n::error::##[group] \u202e"\n')
    write(Path("mkdocs.yml"), f"plugins: [{{cardsite: {{ignore: {json.dumps([EVIL])}}}}}]\n")
    write(Path("notyaml.yml"), "plugins: [\n##[error] \x1b[31m\u202e::error::x\n")
    write(Path("templates", "sections", "notes.md.j2"), "{{ card['x\u202e ##[group]'] }}\n")

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


NO = ("--config", "none.yml")
PREVIEW = ("--into", "good", "--dry-run")
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "check": (
        ("check", *NO, "--show", "note"),
        *(("check", *NO, "--format", style) for style in ("github", "json", "sarif")),
        ("check",),
        ("check", "--config", "notyaml.yml"),
        ("check", *NO, "--select", EVIL),
        ("check", *NO, "--explain", EVIL),
        ("check", *NO, "--cards", NAME),
        ("check", f"--{NAME}"),
        ("check", *NO, f"cards/{NAME}.yaml", f"cards/{NAME}"),
        ("check", *NO, EVIL),
        ("check", *NO, f"{NAME}.json"),
    ),
    "verify": (("verify",), ("verify", "good"), ("verify", EVIL), ("verify", "--files", NAME)),
    "import": (
        ("import", "hf-config", "evil.json", *PREVIEW),
        ("import", "hf-config", f"{NAME}.json", *PREVIEW),
        ("import", "neox", "evil.yml", *PREVIEW),
        ("import", "neox", f"{NAME}.yml", *PREVIEW),
        ("import", "lm-eval", "results.json", *PREVIEW),
        ("import", "lm-eval", f"r {NAME}.json", *PREVIEW),
        ("import", "lm-eval", "results.json", "--into", "good", "--benchmark", EVIL),
        ("import", "lm-eval", "results.json", "--into", "good", "--checkpoint", f"({EVIL}"),
        ("import", "hf-config", "evil.json", "--into", "good", "--accept"),
        ("import", "hf-config", "evil.json", "--id", "new", "--dry-run"),
        ("import", "hf-config", f"{NAME}.json"),
        ("import", "hf-config", "broken.json", "--id", "new"),
        ("import", "hf-config", "::error::x.json", "--id", "new"),
        ("import", "hf-config", "evil.yml", "--id", "new"),
        ("import", "neox", "broken.yml", "--id", "new"),
        ("import", "neox", "evil.json", "--id", "new"),
        ("import", "neox", EVIL, "--id", "new"),
        ("import", "neox", "evil.yml", "--into", EVIL),
        ("import", "neox", "evil.yml", "--id", EVIL),
        ("import", EVIL, "evil.yml"),
    ),
    "gaps": (
        ("gaps", "good"),
        ("gaps", "good", "--format", "json"),
        ("gaps", EVIL),
        ("gaps", "good", "--lens", EVIL),
    ),
    "diff": (
        ("diff",),
        ("diff", EVIL),
        ("diff", NAME),
        ("diff", "HEAD", "--cards", NAME),
        ("diff", "cards..cards"),
        ("diff", "--preview-url", EVIL),
    ),
    "init": (("init", NAME, "--name", EVIL), ("init", "cards"), ("init", "new", "--repository", EVIL)),
    "fmt": (("fmt", "--check"), ("fmt", "--check", f"cards/{NAME}"), ("fmt", "--check", EVIL)),
    "new": (("new", EVIL), ("new", "good"), ("new", "fine", "--cards", NAME)),
    "render": (
        ("render", *NO, "--out", "out"),
        ("render", "--out", "out"),
        ("render", *NO, "--out", f"cards/{NAME}"),
        ("render", *NO, "--out", NAME, "--cards", "none"),
    ),
    "schema": (("schema",), ("schema", "--write", NAME), ("schema", EVIL)),
}


def test_every_command_is_among_the_cases() -> None:
    assert sorted(COMMANDS) == sorted(ALL_COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [each for cases in COMMANDS.values() for each in cases],
    ids=lambda arguments: " ".join(map(ascii, arguments)),
)
def test_nothing_that_a_command_prints_of_files_acts(
    run: Callable[..., Result], arguments: tuple[str, ...]
) -> None:
    result = run(*arguments)
    assert result.output
    text = result.output
    if "github" in arguments:
        text = re.sub(r"(?m)^::(?:error|warning|notice) file=[^:\n]*,title=[a-z-]+::", "", text)
    assert_inert(text)


def test_a_card_that_is_good_but_for_its_name_is_rendered_with_nothing_that_acts(
    run: Callable[..., Result],
) -> None:
    for path in Path("cards").glob("*.y*ml"):
        if path.name not in ("organizations.yaml", "good.yaml"):
            path.unlink()
    (Path("cards") / NAME / "a.yaml").unlink()
    (Path("cards") / NAME).rmdir()
    result = run("render", *NO, "--out", NAME)
    assert result.exit_code == 2  # for the template
    assert_inert(result.output)
    Path("templates/sections/notes.md.j2").unlink()
    result = run("render", *NO, "--out", NAME)
    assert result.exit_code == 0
    assert_inert(result.output)


def test_the_examples_of_checks_are_printed_as_they_are(run: Callable[..., Result]) -> None:
    for code in CHECKS:
        assert_inert(run("check", "--explain", code).output)


def test_a_file_s_text_is_shown_quoted_on_the_line_that_is_about_it(run: Callable[..., Result]) -> None:
    (line,) = (line for line in run("verify", "good").stdout.splitlines() if "evil.json" in line)
    assert line == (
        "cards/good.yaml:9:23  architecture.activation: card says gelu, file says "
        r'"x\n::error::forged\n\x1b[31mred\x07 \u202edib\u2028::warning::y\x85#\#[group]z '
        r'\r::stop-commands::q"'
        " (evil.json)"
    )


def test_a_preview_keeps_its_lines(run: Callable[..., Result]) -> None:
    write(
        Path("cards/good.yaml"), LICENSED + "description: |\n  ::error::in a block\n  ##[group]in a block\n"
    )
    write(Path("config.json"), '{"model_type": "gpt_neox", "num_hidden_layers": 4}')
    lines = run("import", "hf-config", "config.json", "--into", "good", "--dry-run").stdout.splitlines()
    assert lines[:7] == [
        "--- cards/good.yaml",
        "+++ cards/good.yaml",
        "@@ -5,3 +5,19 @@",
        " description: |",
        r"   \::error::in a block",
        r"   #\#[group]in a block",
        "+",
    ]
    assert {line[:1] for line in lines[7:]} == {"+"}


# Builds


class Lines(logging.Handler):
    """What a build logs, as MkDocs formats it on a terminal that is as narrow as one can be."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += re.sub(r" +", "\n", record.getMessage()) + "\n"


@pytest.fixture
def log() -> Lines:
    return Lines()


@pytest.mark.parametrize("command", ["build", "serve"])
def test_nothing_that_a_build_logs_of_files_acts(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Lines
) -> None:
    monkeypatch.setattr(logging.getLogger("mkdocs"), "handlers", [log])
    monkeypatch.setattr(logging.getLogger("mkdocs"), "level", logging.DEBUG)
    config = catalogue(tmp_path)
    write(
        tmp_path / "cards/good.yaml", f"{CARD}links: [{{title: ' ::error::x', url: 'https://e.org/::x'}}]\n"
    )
    write(tmp_path / "cards" / f"{NAME}.yaml", LICENSED)
    write(tmp_path / "cards/bad.yaml", f"name: {json.dumps(EVIL)}\n::error::y: {{##[x]}}\n")
    with nullcontext() if command == "serve" else pytest.raises(Abort):
        build(config, command=command, strict=False)
    assert "forged" in log.text
    assert_inert(log.text)


def test_nothing_that_a_build_logs_of_links_acts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Lines
) -> None:
    monkeypatch.setattr(logging.getLogger("mkdocs"), "handlers", [log])
    monkeypatch.setattr(logging.getLogger("mkdocs"), "level", logging.DEBUG)
    config = catalogue(tmp_path)
    text = "description: 'See [x](../::error::x.html) and [y](<../##[group] ::error::.html>).'\n"
    write(tmp_path / "cards/tiny.yaml", LICENSED + text)
    build(config, strict=False)
    assert "neither the path of a file" in re.sub("\n", " ", log.text)
    assert "the site has no file" in re.sub("\n", " ", log.text)
    assert_inert(log.text)
