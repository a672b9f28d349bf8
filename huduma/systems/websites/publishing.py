"""What Wagtail's own publishing sets off: the page, and all that shows it, is drawn anew in the same transaction."""


def listen() -> None:
    pass
