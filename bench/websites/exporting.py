"""``python -m bench.websites.exporting FILE.xml``: an export that WordPress itself has written, for the tests of importing one.

Needs what ``make wordpress`` installs. The website that it exports, with all that is odd about it, is in ``exporting.php``.
"""

import sys
from pathlib import Path

from bench.processes import Server

from .wordpress import WordPress, missing


def main(file: Path) -> None:
    """Write the export to ``file``."""
    if absent := missing():
        raise SystemExit(absent)
    servers: list[Server] = []
    wordpress = WordPress(servers)
    try:
        file.write_bytes(wordpress.export())
    finally:
        for server in servers:
            server.stop()
        wordpress.remove()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
