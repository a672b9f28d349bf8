"""Backup and restore of a living platform: one archive holds the database, the uploads and a manifest that proves both.

The archive is a tar: ``manifest.json`` last (an archive without it is not whole), ``database`` in the database's own format
(an SQLite file, or PostgreSQL's custom dump), and ``media/…``. Secrets (``secret_key``, credentials) are never in it.
"""
