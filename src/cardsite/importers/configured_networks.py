from __future__ import annotations
def count_of(whole, text): return None
