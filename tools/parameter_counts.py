"""Counts the parameters of configurations as transformers makes networks of them, without their weights.

    python -m tools.parameter_counts tests/counts

reads `configurations.json` in the folder, a mapping from names to configurations, and writes `counts.json`.
It needs transformers and torch, which are no dependencies of the project: `make parameter-counts`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def counts(configurations: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The versions, and for each configuration its trainable parameters, a tied head counted once."""
    import torch  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415  (only here)
    import transformers  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415  (only here)

    transformers.logging.set_verbosity_error()
    found = {}
    for name, data in configurations.items():
        kind = getattr(transformers, data["architectures"][0])
        config = kind.config_class.from_dict(data)
        with torch.device("meta"):
            model = kind(config)
        model.tie_weights()
        found[name] = sum(each.numel() for each in model.parameters() if each.requires_grad)
    versions = {"torch": torch.__version__, "transformers": transformers.__version__}
    return {"versions": versions, "parameters": found}


def main() -> None:
    """Writes the golden table of a folder."""
    if len(sys.argv) != 2:
        sys.exit("name the folder")
    folder = Path(sys.argv[1])
    made = counts(json.loads((folder / "configurations.json").read_text(encoding="utf-8")))
    (folder / "counts.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
