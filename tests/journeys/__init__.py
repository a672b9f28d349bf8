"""Whole-platform stories in a real browser, on the demonstration nation, served by the programs that serve it in earnest."""
