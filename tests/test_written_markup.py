"""What of Markdown in a text gets a note, and what stays without one."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from finding import messages

TABLE = "| a | b |\n|---|---|\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("At 10:30, see a:b:c, `:rocket:`, https://e.example/:x: and ::y::.", [], id="colons"),
        pytest.param("It is good :rocket:.", ['":rocket:" is shown as it stands'], id="emoji"),
        pytest.param("Really!!! Really???", [], id="loud"),
        pytest.param(
            '!!! warning "Not safe"\n    x',
            ['"!!! warning "Not safe"" is shown as it stands'],
            id="admonition",
        ),
        pytest.param("```text\n!!! note\n```", [], id="admonition in code"),
        pytest.param(
            "```mermaid\ngraph LR\n```", ["a diagram of Mermaid is shown as its source"], id="diagram"
        ),
        pytest.param(f"{TABLE}| 1 | 2 |\n| 1 \\| 2 | `3\\|4` |\n1 | 2\n| 1 |", [], id="rows that fit"),
        pytest.param(
            f"{TABLE}| 1 | 2 | 3 |",
            ["this row has 3 cells, and its table 2 columns"],
            id="a row that does not",
        ),
        pytest.param(
            f"{TABLE}| 1 | `x|y` |",
            ["this row has 3 cells, and its table 2 columns"],
            id="a bar in code",
        ),
        pytest.param(
            f"{TABLE}| 1 | $|x|$ |",
            ["this row has 4 cells, and its table 2 columns"],
            id="bars in a formula",
        ),
        pytest.param(
            "| a | b | c |\n|---|---|---|\n| $a$ | $b$ |$c$|\n|$5|$6|7$|\n| $1.50 | 2$ |\n| $x\\|y$ | US$ |",
            [],
            id="formulas and money side by side",
        ),
        pytest.param(f"$5 and $6, $x^2$\n\n{TABLE}| $5 | $6 |", [], id="formulas and money"),
        pytest.param(
            r"It is \\(a_{i}\\).", [r'"\\(a_{i}\\)" is not shown as a formula'], id="a formula of MathJax"
        ),
        pytest.param(
            r"It is \(a_{i}\).", [r'"\(a_{i}\)" is not shown as a formula'], id="a formula of LaTeX in a line"
        ),
        pytest.param(r"See \[this\] and \(that\), f\[0\] = x\_1.", [], id="brackets with backslashes"),
        pytest.param(
            "Of H<sub>2</sub>O.\n\n<details>\n<summary>x</summary>\n",
            ['"<sub>" is shown as it stands'],
            id="HTML",
        ),
        pytest.param("<!-- What is it? -->\n\nx", ['"<!--" is shown as it stands'], id="a comment of HTML"),
        pytest.param(
            "Ends with <pad>, <s> or <img>, a <Model>, x<y>z, `<br>`, $a<b>c$, 1 < 2.", [], id="signs"
        ),
        pytest.param(
            r"It is $\frobnicate{x}$.",
            [r'the formula "$\frobnicate{x}$" cannot be read, and is shown as its source'],
            id="a formula that cannot be read",
        ),
    ],
)
def test_a_note_says_what_is_not_shown_as_it_was_meant(text: str, found: list[str], tmp_path: Path) -> None:
    card = f"limitations: |\n{indent(text, '  ')}\n"
    assert messages(tmp_path, "text-markdown", card) == found
