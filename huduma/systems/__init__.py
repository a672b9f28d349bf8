"""The ten systems. A system knows the platform; no system knows another."""
