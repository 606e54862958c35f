"""Other forms of cards, for machines: data, text, citations, and what the site tells other programs."""

from .benchmark_data import benchmarks_json
from .bibliography import catalogue_bib
from .catalog import VERSION, catalog_entry, catalog_json
from .data import card_json, card_schema_text
from .exported_files import exports, exports_beside, with_structured_data
from .feed import atom_feed
from .huggingface import eval_results_text, hub_metadata, hub_readme
from .llms import llms_txt
from .plain import plain_page
from .score_table import evals_csv
from .structured import structured_data

__all__ = [
    "VERSION",
    "atom_feed",
    "benchmarks_json",
    "card_json",
    "card_schema_text",
    "catalog_entry",
    "catalog_json",
    "catalogue_bib",
    "eval_results_text",
    "evals_csv",
    "exports",
    "exports_beside",
    "hub_metadata",
    "hub_readme",
    "llms_txt",
    "plain_page",
    "structured_data",
    "with_structured_data",
]
