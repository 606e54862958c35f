"""A whole catalogue as bytes: the same cards give the same pages and files, wherever they are built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PRINT_DIGEST = """
import hashlib, sys
from pathlib import Path
from cardsite.site import build_site
site = build_site(Path("cards"), Path("templates"))
digest = hashlib.sha256()
for page in site.pages:
    digest.update(repr((page.path, page.title, page.markdown, page.source)).encode())
for asset in site.assets:
    digest.update(repr((asset.path, asset.content)).encode())
print(len(site.pages), digest.hexdigest())
"""


def digest(settings: dict[str, str]) -> subprocess.Popen[str]:
    environment = os.environ | settings
    command = [sys.executable, "-c", PRINT_DIGEST]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def test_the_same_cards_give_the_same_bytes_whatever_the_hash_seed_time_zone_and_locale() -> None:
    settings: list[dict[str, str]] = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    ]
    runs = [digest(each) for each in settings]
    first, second = (run.communicate()[0] for run in runs)
    assert all(run.returncode == 0 for run in runs)
    assert first == second
