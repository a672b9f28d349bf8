"""Who did what: Wagtail's log for every action, and a hash chain for decisions about people and money."""
