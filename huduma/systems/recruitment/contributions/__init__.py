"""What recruitment adds to the surfaces of the platform, by the people it is for."""

from . import applications, interviews, officers, seekers, sift, vacancies

__all__ = ["applications", "interviews", "officers", "seekers", "sift", "vacancies"]  # each registers itself
