"""Huduma: one platform for a nation's public websites and digital services."""

__version__ = "0.1.0"
