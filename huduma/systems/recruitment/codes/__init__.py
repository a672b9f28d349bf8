"""The standard codes in which vacancies and profiles are written: a machine compares them, a person reads their words."""

from .code import Code, Codes
from .education import FIELDS, LEVELS
from .occupations import OCCUPATIONS
from .papers import BOARDS, DOCUMENTS, LANGUAGES

__all__ = ["BOARDS", "DOCUMENTS", "FIELDS", "LANGUAGES", "LEVELS", "OCCUPATIONS", "Code", "Codes"]
