"""Screens of recruitment in the back office."""
