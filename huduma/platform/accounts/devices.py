"""Names for devices, from what their browsers call themselves."""

import re

_BROWSERS = [  # the first that fits: each also claims to be those below it
    ("Edge", r"Edg(A|iOS)?/"),
    ("Opera Mini", r"Opera Mini"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("UC Browser", r"UCBrowser|UCWEB"),
    ("Firefox", r"Firefox/|FxiOS"),
    ("Chrome", r"Chrome/|CriOS|HeadlessChrome"),
    ("Safari", r"Safari/"),
]
_SYSTEMS = [
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("KaiOS", r"KAIOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
]
LONGEST = 60


def device_name(user_agent: str) -> str:
    """Browser and system, as in ``Chrome, Android``; else the beginning of what the browser calls itself; empty for nothing."""
    known = [
        name for names in (_BROWSERS, _SYSTEMS) for name in [next((n for n, sign in names if re.search(sign, user_agent)), "")] if name
    ]
    return ", ".join(known) or user_agent[:LONGEST]
