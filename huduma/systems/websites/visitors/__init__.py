"""What visitors leave: how often they read what, and what they say of it."""
