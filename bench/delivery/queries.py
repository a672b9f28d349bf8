"""``python -m bench.delivery.queries HOST PATH PATH``: the queries of a new process
for its first page, for a miss after it, and for a hit."""

import json
import sys
import time
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

    cold, warm = queries(first), queries(second)
    for _ in range(50):  # a new machine's counters are brought to the rows' generations within a second; until then nothing is kept
        if not queries(second):
            break
        time.sleep(0.1)
    print(json.dumps({"cold": cold, "warm": warm, "hit": queries(second)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
