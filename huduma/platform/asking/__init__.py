"""How the database is asked what it is asked with every request: compiled once, and on PostgreSQL planned once."""
