"""Under which letter an institution stands: what people look for is "Afya", not "Wizara ya"."""

# Words with which the names of many institutions begin, and those that tie them to what follows.
_KINDS = {
    *("wizara", "ofisi", "idara", "wakala", "mamlaka", "mkoa", "halmashauri", "jiji", "manispaa", "mji", "wilaya", "tume", "bodi"),
    *("baraza", "shirika", "taasisi", "kituo", "mfuko", "kamisheni"),
    *("ministry", "office", "department", "agency", "authority", "commission", "board", "council", "institute", "region"),
}
_TIES = {"ya", "wa", "la", "za", "cha", "kwa", "of", "the", "for", "and", "na"}


def filed_under(name: str) -> str:
    """``name`` without the words for the kind of institution at its beginning: "Wizara ya Afya" is filed under "Afya".

    Such a word is dropped only together with the one that ties it to the rest, so "Halmashauri" alone stays.
    """
    words = name.split()
    while len(words) > 2 and words[0].lower() in _KINDS and words[1].lower() in _TIES:
        words = words[2:]
        while len(words) > 1 and words[0].lower() in _TIES:
            words = words[1:]
    return " ".join(words)


def letter_of(name: str) -> str:
    """The capital letter under which ``name`` stands, ``#`` when it begins with none."""
    first = filed_under(name)[:1].upper()
    return first if first.isalpha() else "#"
