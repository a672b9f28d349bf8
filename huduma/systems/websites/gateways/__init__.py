"""The web outside, to which pages link."""
