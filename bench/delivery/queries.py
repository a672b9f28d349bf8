"""``python -m bench.delivery.queries HOST PATH PATH``: the queries of a new process
for its first page, for a miss after it, and for a hit."""

import json
import sys
from importlib import import_module


def main(host: str, first: str, second: str) -> None:
    application = import_module("huduma.project.wsgi").application

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(path: str) -> int:
        environ = {"REQUEST_METHOD": "GET", "HTTP_HOST": host, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_ACCEPT_ENCODING": "br"}
        answered = []
        with CaptureQueriesContext(connection) as captured:
            application(environ, lambda status, headers: answered.append(status))
        assert answered == ["200 OK"], (path, answered)
        return len(captured)

    print(json.dumps({"cold": queries(first), "warm": queries(second), "hit": queries(second)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
