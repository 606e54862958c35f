"""What follows from cards: derived numbers, comparable scores, licences along a lineage."""

__all__: list[str] = []
