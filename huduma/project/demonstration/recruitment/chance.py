"""What happens by chance here, the same each time."""

import random


def chance_of(*about: object) -> random.Random:
    """A sequence of chances of its own for what ``about`` names. To write by, not to keep secrets with."""
    return random.Random(" ".join(map(str, about)))  # noqa: S311
