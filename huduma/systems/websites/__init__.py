"""Websites: every institution's own site, made from its register row and kept by its own editors."""
