"""People: one sign-in for citizens and officers, second factor, sessions, consent and their own data."""
