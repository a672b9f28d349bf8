"""How a public page travels: rendered rows, the page cache in front of Django, and the counters that make it forget."""
