"""What a page costs: hit, miss, full re-render and nginx mode, beside nginx itself and a stock Wagtail site.

``python -m bench.delivery`` builds the same nation of 1, 41 and 411 sites in SQLite and PostgreSQL, lets each way of answering take its
turn on one core while wrk asks from the other, checks the gates, and writes ``bench/RESULTS.md``.
"""
