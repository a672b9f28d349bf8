"""Domain names of institutions: added by them, proven by a record in the DNS, and only then used for their sites."""
