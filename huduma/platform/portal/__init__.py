"""The public shell: home, search, statistics, sitemap, base templates and components."""
