"""The platform's web process with one address more: ``POST /publish?version=7&stop=raised`` on a site's host publishes there."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

platform = import_module("huduma.project.wsgi").application
publish = import_module("huduma.platform.delivery.tests.publishing").publish  # after Django's apps are there


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) != ("POST", "/publish"):
        return platform(environ, start_response)
    query = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
    publish(environ["HTTP_HOST"], int(query["version"]), query.get("stop", ""))
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
