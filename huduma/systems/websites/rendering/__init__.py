"""Making HTML of what editors wrote: cleaned, with links resolved and pictures at the sizes shown. Knows no page types."""
