"""A nation's recruitment at any size: people, vacancies over years, and what became of every application. All of it is invented.

Everything follows from the seed and the day: a person is written again from their number whenever an application needs them, so what is
held in memory is a few bytes a person, however many there are.
"""

from .loading import fill
from .persons import is_loaded
from .plan import Impossible, Size, usual_vacancies

__all__ = ["Impossible", "Size", "fill", "is_loaded", "usual_vacancies"]
