"""The telephone on the web, for tests of any system's dialogues."""

import re
from html import unescape

from django.test import Client


class Phone:
    """The simulator as a browser without JavaScript uses it: it sends back what the page's form holds."""

    def __init__(self, client: Client, path: str = "/simulator/"):
        self.client, self.path = client, path
        self.page = client.get(path).content.decode()

    def fields(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for tag in re.findall(r'<input type="hidden"[^>]*>', self.page):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name:
                found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
        return found

    def send(self, **answer: str) -> int:
        self.sent = {**self.fields(), **answer}
        response = self.client.post(self.path, self.sent)
        self.page = response.content.decode()
        return response.status_code

    def screen(self) -> str:
        lines = re.findall(r'<li class="hd-phone__line">(?:<span.*?</span>)?(.*?)</li>', self.page, re.DOTALL)
        return unescape(lines[-1]) if lines else ""
