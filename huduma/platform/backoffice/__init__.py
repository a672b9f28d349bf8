"""The one place where officers work: base viewsets narrowed to the officer's institutions."""
