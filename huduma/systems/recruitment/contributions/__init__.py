"""What recruitment adds to the surfaces of the platform, by the people it is for."""

from . import applications, officers, seekers, sift, vacancies

__all__ = ["applications", "officers", "seekers", "sift", "vacancies"]  # each registers itself
