"""A vacancy as search engines read it: schema.org ``JobPosting`` in JSON-LD."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huduma.platform.portal.addresses import origin, portal_url
from huduma.systems.recruitment.codes import LEVELS, OCCUPATIONS
from huduma.systems.recruitment.criteria import Criterion
from huduma.systems.recruitment.models import Vacancy

_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}  # nothing in it can end the element that it stands in
_MONTHS = 12  # of a year


def job_posting(vacancy: Vacancy, criteria: Sequence[Criterion]) -> dict[str, Any]:
    """``vacancy`` in the active language. It names no salary: what a scale pays is not on the platform."""
    institution, group = vacancy.institution, OCCUPATIONS.nearest(vacancy.occupation)
    asked = [str(criterion) for criterion in criteria]
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": vacancy.title,
        "description": _description(vacancy, asked),
        "identifier": {"@type": "PropertyValue", "name": str(_("Number of the vacancy")), "value": vacancy.number},
        "url": portal_url(reverse("recruitment:vacancy", args=[vacancy.number], urlconf=settings.ROOT_URLCONF)),
        "datePosted": timezone.localtime(vacancy.published_at).date().isoformat(),
        "validThrough": timezone.localtime(vacancy.closes_at).isoformat(timespec="seconds"),
        "totalJobOpenings": vacancy.posts,
        "occupationalCategory": {
            "@type": "CategoryCode",
            "inCodeSet": {"@type": "CategoryCodeSet", "name": OCCUPATIONS.standard},
            "codeValue": vacancy.occupation,
            **({"name": str(group)} if group else {}),
        },
        "hiringOrganization": {"@type": "GovernmentOrganization", "name": institution.name, "sameAs": origin(institution.host) + "/"},
        "jobLocation": {"@type": "Place", "address": _address(vacancy)},
        "responsibilities": vacancy.text("duties"),
        "qualifications": "\n".join(asked),
        "directApply": True,
        **_requirements(criteria),
    }


def script(data: dict[str, Any]) -> SafeString:
    """``data`` as it may stand between the tags of a script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))  # noqa: S308  escaped so that no tag is left in it


def _description(vacancy: Vacancy, asked: Sequence[str]) -> str:
    """The announcement as HTML, which is what the readers of this property expect."""
    sections = [vacancy.text("summary"), vacancy.text("duties"), "\n".join(asked), vacancy.text("assessment")]
    return "".join(f"<p>{escape(section).replace(chr(10), '<br>')}</p>" for section in sections if section)


def _address(vacancy: Vacancy) -> dict[str, str]:
    region = {"addressRegion": vacancy.region.name_in(get_language() or settings.LANGUAGE_CODE)} if vacancy.region else {}
    return {"@type": "PostalAddress", "addressCountry": "TZ", **region}


def _requirements(criteria: Sequence[Criterion]) -> dict[str, Any]:
    """What schema.org has properties of its own for."""
    found: dict[str, Any] = {}
    for data in (criterion.as_json() for criterion in criteria):
        if data["kind"] == "education":
            name = str(LEVELS[data["level"]])
            found["educationRequirements"] = {"@type": "EducationalOccupationalCredential", "credentialCategory": name}
        if data["kind"] == "experience":
            months = data["years"] * _MONTHS
            found["experienceRequirements"] = {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": months}
    return found
