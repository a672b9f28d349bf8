"""Spreadsheets (XLSX) that officers fill in and send back: read strictly, with the line and the column of whatever is wrong."""

from .workbook import Line, WrongSheet, read, write

__all__ = ["Line", "WrongSheet", "read", "write"]
