"""What recruitment adds to the surfaces of the platform, by the people it is for."""

from . import sift  # noqa: F401  registers itself
