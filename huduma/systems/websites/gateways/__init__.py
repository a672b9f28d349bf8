"""The world outside: what a domain name's own servers say."""
