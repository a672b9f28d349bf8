"""That 411 sites are carried: making them, the office, search, drawing all of them anew, and WordPress beside them.

``python -m bench.websites`` fills a nation by ``manage.py nation websites``, looks at what an officer and a visitor wait for, lets
WordPress take turns with the platform on one core, checks the gates, and writes its section of ``bench/RESULTS.md``.
"""
