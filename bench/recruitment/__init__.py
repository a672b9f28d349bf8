"""Recruitment at a nation's size: the last minutes before a closing, and what officers do with tens of thousands of applications.

``python -m bench.recruitment [--scale 0.1] [--only rush,search,longlist,letters,growth] [--database SQLite,PostgreSQL]``
"""
