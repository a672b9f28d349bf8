"""Settings, addresses and the demonstration: the only place that names every system."""
