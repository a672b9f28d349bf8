"""The world outside: the web to which pages link, and what the servers of domain names say."""
