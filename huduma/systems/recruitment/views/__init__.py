"""Pages of recruitment on the portal."""
