"""The exceptions that stop a run; a mistake in a card is a Problem, never one of these."""

__all__ = ["CardsiteError"]


class CardsiteError(Exception):
    """A run cannot go on: no such directory, a template that does not compile, a folder that is not ours.

    The message is for a person: one or two lines that say what was found and what to do.
    """
