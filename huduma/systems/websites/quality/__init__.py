"""What keeps the content of a site good: both languages in step, links that lead somewhere, pages that somebody looks after."""
