"""Figures, measured beside their peers: what it costs to answer."""
