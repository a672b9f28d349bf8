"""What tests of applying share: somebody who can apply, and the requests that they send."""

import uuid
import zlib
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution, make_person
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment import urls
from huduma.systems.recruitment.models import Application, Seeker, Vacancy

from .factories import make_seeker, make_vacancy

if "profile" not in {getattr(pattern, "name", "") for pattern in urls.urlpatterns}:  # where the profile has no pages yet

    def _stand_in(request: HttpRequest, section: str = "") -> HttpResponse:
        return HttpResponse(section)

    urls.urlpatterns += [path("wasifu/", _stand_in, name="profile"), path("wasifu/<slug:section>/", _stand_in, name="profile-section")]


def make_open_vacancy(**fields: Any) -> Vacancy:
    """A vacancy of the institution ``tma`` that takes applications."""
    institution = Institution.objects.filter(code="tma").first() or make_institution("tma")
    return make_vacancy(institution, **fields)


def make_applicant(name: str = "asha", **fields: Any) -> Seeker:
    """A seeker who meets all criteria of ``factories.CRITERIA``, with an e-mail address and a proved phone."""
    phone = f"+25571{zlib.crc32(name.encode()) % 10_000_000:07d}"
    person = make_person(name, phone=phone, phone_verified=True)
    return make_seeker(name, person=person, **fields)


def apply_url(vacancy: Vacancy) -> str:
    return f"/ajira/{vacancy.number}/omba/"


def send(client: Client, vacancy: Vacancy, key: Any = None, **extra: Any) -> HttpResponse:
    """The one small request."""
    return client.post(apply_url(vacancy), {"key": str(key or uuid.uuid4())}, **extra)


def receipt_in(response: HttpResponse) -> str:
    """The receipt number to whose page ``response`` leads."""
    assert response.status_code == 303, (response.status_code, response.content.decode()[:2000])
    before, number, rest = response["Location"].rsplit("/", 2)
    assert (before, rest) == ("/ajira/maombi", "")
    return str(number)


def stored() -> list[Application]:
    """All applications, with what tests look at."""
    with whole_nation():
        return list(Application.objects.order_by("pk").select_related("seeker__person", "vacancy", "institution"))


def closes_in(vacancy: Vacancy, seconds: float) -> None:
    """Let ``vacancy`` close so many seconds from the database's now; fewer than none: it has closed."""
    now = database_now()
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(opens_at=now - timedelta(days=7), closes_at=now + timedelta(seconds=seconds))
