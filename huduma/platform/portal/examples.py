"""What the style page shows: each component with the lines that call it, and believable things to put into it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huduma.platform.portal.widgets import DatePartsInput

SOURCES = Path(__file__).parent / "templates" / "portal" / "examples"


@dataclass(frozen=True)
class Example:
    """One component: its template is ``portal/examples/<key>.html``, which is shown both drawn and as it is written."""

    key: str
    title: str | Promise
    note: str | Promise = ""


EXAMPLES = [
    Example("button", _("Button"), _("One main button a page; the others step back.")),
    Example("link_list", _("Link list")),
    Example("side_menu", _("Side menu"), _("Folded above the text on a phone, beside it where there is room.")),
    Example("tile", _("Service tile"), _("Something one can do here. The whole tile is the tap area.")),
    Example("card", _("Card")),
    Example("tag", _("Tag"), _("The word says it; the colour only helps.")),
    Example("notice", _("Notice")),
    Example("alert", _("Alert"), _("One urgent line under the menu of a whole site.")),
    Example("breadcrumb", _("Breadcrumb")),
    Example("search", _("Search box")),
    Example("filter", _("Filter")),
    Example("media_list", _("News list")),
    Example("pagination", _("Pagination")),
    Example("letters", _("Alphabet"), _("A long list by its first letters; those that lead nowhere are only shown.")),
    Example("table", _("Table"), _("On a narrow screen the box scrolls sideways, the page does not.")),
    Example("summary_list", _("Summary list"), _("Answers to check before sending, or facts about one thing.")),
    Example("figure", _("Figure")),
    Example("details", _("Details"), _("Opens without a script.")),
    Example("stepper", _("Steps")),
    Example("form", _("Form"), _("Any Django form, with the widgets of Django or of any library.")),
    Example("form_errors", _("Form with errors"), _("The summary has a link to each field and is read out first.")),
    Example("contact", _("Contact")),
    Example("helpful", _("Was it helpful?"), _("At the foot of a page; works without a script and without a session.")),
    Example("empty", _("Nothing found")),
    Example("phone", _("Telephone"), _("The dialogues of USSD and SMS, on the web.")),
    Example("prose", _("Running text"), _("What editors write.")),
]


LINKS = [
    {"label": _("Apply for a birth certificate"), "url": "#link_list", "note": _("7 days, 3,500 shillings")},
    {"label": _("Pay land rent"), "url": "#link_list"},
    {"label": _("Report a broken water point"), "url": "#link_list"},
]
CONTACT = {
    "address": _("Government City, Mtumba, Dodoma"),
    "postal_address": _("P.O. Box 2502, Dodoma"),
    "phone": "+255 26 296 0000",
    "email": "info@example.go.tz",
    "hours": _("Monday to Friday, 7:30 to 15:30"),
}


class ApplicationForm(forms.Form):
    """Every kind of field there is."""

    full_name = forms.CharField(label=_("Full name"), help_text=_("As written on your national identity card."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    born = forms.DateField(label=_("Date of birth"), help_text=_("For example 27 3 1994"), widget=DatePartsInput())
    region = forms.ChoiceField(
        label=_("Region"), choices=[("", _("Choose a region")), ("arusha", "Arusha"), ("dodoma", "Dodoma"), ("mwanza", "Mwanza")]
    )
    reply = forms.ChoiceField(
        label=_("How shall we answer you?"), choices=[("sms", "SMS"), ("email", _("E-mail"))], widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        choices=[("sw", "Kiswahili"), ("en", "English"), ("sign", _("Sign language"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    letter = forms.FileField(label=_("Letter"), help_text=_("PDF, at most 2 MB."), required=False)
    message = forms.CharField(label=_("Message"), widget=forms.Textarea)
    consent = forms.BooleanField(label=_("I agree that my answers are kept until my request is closed."))


class FilterForm(forms.Form):
    """A narrow form beside a list."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), ("news", _("News")), ("notice", _("Notices"))], required=False)
    year = forms.ChoiceField(label=_("Year"), choices=[("", _("All")), ("2026", "2026"), ("2025", "2025")], required=False)


class AnswerForm(forms.Form):
    """The one line of a telephone."""

    answer = forms.CharField(label=_("Your answer"), max_length=160)


class ThemeForm(forms.Form):
    """Two colours to try on the style page."""

    primary = forms.RegexField(label=_("Main colour"), regex=r"\A#[0-9a-fA-F]{6}\Z", widget=forms.TextInput(attrs={"type": "color"}))
    accent = forms.RegexField(label=_("Accent"), regex=r"\A#[0-9a-fA-F]{6}\Z", widget=forms.TextInput(attrs={"type": "color"}))


def rendered(request: HttpRequest) -> list[dict[str, Any]]:
    """Every example as ``{example, html, source}``, in the order of the page and the language of the request."""
    material = _material()
    return [
        {
            "example": example,
            "html": render_to_string(f"portal/examples/{example.key}.html", material, request),
            "source": (SOURCES / f"{example.key}.html").read_text().strip(),
        }
        for example in EXAMPLES
    ]


def _material() -> dict[str, Any]:
    """What the examples name."""
    faulty = ApplicationForm({"full_name": "", "email": "asha@", "born_day": "31", "born_month": "2", "born_year": "1994"}, prefix="wrong")
    return {
        "form": ApplicationForm(),
        "faulty_form": ApplicationForm({f"wrong-{name}": value for name, value in faulty.data.items()}, prefix="wrong"),
        "filter_form": FilterForm(prefix="filter"),
        "answer_form": AnswerForm(prefix="phone"),
        "links": LINKS,
        "crumbs": [
            {"label": _("Home"), "url": "#breadcrumb"},
            {"label": _("News"), "url": "#breadcrumb"},
            {"label": _("Clean water reaches twelve villages")},
        ],
        "news": [
            {
                "title": _("Clean water reaches twelve villages"),
                "url": "#media_list",
                "date": date(2026, 3, 12),
                "text": _("The new pumps run on sunlight and serve 18,400 people."),
            },
            {"title": _("School terms of next year announced"), "url": "#media_list", "date": date(2026, 3, 4)},
        ],
        "page": Paginator(range(90), 10).page(4),
        "letters": [{"letter": letter, "is_there": letter not in "QVX", "current": letter == "D"} for letter in ascii_uppercase],
        "table_head": [{"label": _("Region")}, {"label": _("Councils")}, {"label": _("People, 2022"), "number": True}],
        "table_rows": [
            ["Dodoma", "8", {"text": "3,085,625", "number": True}],
            ["Mwanza", "8", {"text": "3,699,872", "number": True}],
            ["Pwani", "9", {"text": "2,024,947", "number": True}],
        ],
        "answers": [
            {"label": _("Full name"), "value": "Asha Juma Mrisho", "change_url": "#summary_list"},
            {"label": _("Region"), "value": "Dodoma", "change_url": "#summary_list"},
        ],
        "sections": [
            {"label": _("E-mail addresses"), "url": "#side_menu", "current": True},
            {"label": _("Password"), "url": "#side_menu"},
            {"label": _("Where I am signed in"), "url": "#side_menu"},
        ],
        "session_head": [{"label": _("Device")}, {"label": _("Since")}, {"label": _("Internet address")}, {"label": _("Last used")}],
        "session_rows": [
            ["Chrome, Android 14, Tecno Spark 20 Pro", "12.03.2026 07:31", "197.250.198.114", "12.03.2026 18:02"],
            ["Firefox, Debian GNU/Linux 12", "10.03.2026 09:15", "196.216.162.7", "11.03.2026 15:44"],
        ],
        "steps": [_("Your details"), _("Documents"), _("Check"), _("Send")],
        "contact": CONTACT,
        "talk": [
            {"text": _("Welcome to Huduma.\n1. Find an institution\n2. Check an application")},
            {"text": "1", "own": True},
            {"text": _("Write a part of its name.")},
        ],
        "deadline": datetime(2099, 6, 30, 12, tzinfo=UTC),
    }
