"""Huduma: one platform for a nation's public websites and digital services."""
