"""Somebody who fills in the forms of a site, and what became of what they sent."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.messaging.models import Message
from huduma.systems.websites.models import FormAnswer

from .visitor import visit

HOST = "nemc.localhost"
HERE = {"HTTP_HOST": f"{HOST}:8000", "HTTP_SEC_FETCH_SITE": "same-origin"}
FEEDBACK = "/mawasiliano/maoni/"


def answers() -> list[FormAnswer]:
    with whole_nation():
        return list(FormAnswer.objects.order_by("pk"))


def mails(**wanted: str) -> list[Message]:
    with whole_nation():
        return list(Message.objects.filter(**wanted).order_by("pk"))


class Reader:
    """Somebody with a browser that keeps nothing: fills in the form of an address, and sends what its HTML says to send."""

    def __init__(self, path: str, **headers: str) -> None:
        self.client, self.headers = Client(), HERE | headers
        self.read(visit(HOST, path) or "")

    def read(self, html: str) -> None:
        self.page = BeautifulSoup(html, "html.parser")
        form = self.page.find("form", method="post")
        self.action = form["action"] if form else ""
        fields = form.find_all(["input", "textarea"]) if form else []
        self.data = {
            f["name"]: f.text.removeprefix("\n") if f.name == "textarea" else f.get("value", "")
            for f in fields
            if f.get("type", "") not in ("checkbox", "radio")
        }

    def name(self, label: str) -> str:
        """The name of the field with this label."""
        label = next(tag for tag in self.page.find_all("label") if tag.text.startswith(label))
        return str(self.page.find(id=label["for"])["name"])

    def fill(self, **by_label: Any) -> "Reader":
        self.data |= {self.name(label): value for label, value in by_label.items()}
        return self

    def agree(self) -> "Reader":
        self.data["consent"] = "on"
        return self

    def send(self, **headers: str) -> Any:
        answer = self.client.post(self.action, self.data, **(self.headers | headers))
        if answer.status_code != 303:
            self.read(answer.text)
        return answer

    @property
    def summary(self) -> str:
        found = self.page.find(class_="hd-errors")
        return " ".join(found.text.split()) if found else ""


def feedback(text: str = "Takataka hazizolewi.", path: str = FEEDBACK, **headers: str) -> Reader:
    reader = Reader(path, **headers)
    return reader.fill(**{"Maoni au swali" if path == FEEDBACK else "Your feedback": text}).agree()
