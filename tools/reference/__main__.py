"""Writes the reference pages into the folder that the first argument names."""

import sys
from pathlib import Path

from cardsite.files import write_file

from . import PAGES

for name, page in PAGES.items():
    write_file(Path(sys.argv[1], name), page().encode())
