"""Static files in a test process: looked for once, where every client of a test would look through the whole folder again."""

from whitenoise.base import WhiteNoise

_look_through = WhiteNoise.update_files_dictionary
_found: dict[tuple[str, str], dict[str, object]] = {}


def scan_once() -> None:
    """Let every client of a test, which starts the middleware anew, share what the first one found in a folder."""
    WhiteNoise.update_files_dictionary = _share


def _share(self: WhiteNoise, root: str, prefix: str) -> None:
    if (root, prefix) not in _found:
        others, self.files = self.files, {}
        _look_through(self, root, prefix)
        _found[root, prefix], self.files = self.files, others
    self.files.update(_found[root, prefix])
