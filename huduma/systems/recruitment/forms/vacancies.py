"""What narrows the list of vacancies: by readers on the page, by machines at the API, and by saved searches."""

from html import escape
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef
from django.forms.utils import flatatt
from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.forms import RegionField
from huduma.platform.search.words import MAX_TYPED
from huduma.systems.recruitment.codes import LEVELS, OCCUPATIONS
from huduma.systems.recruitment.models import Vacancy

MOST_DAYS = 365
_DAYS_OFFERED = (3, 7, 14, 30)


def _levels() -> list[tuple[str, str]]:
    return [("", _now("All")), *((level.code, str(level)) for level in LEVELS)]


class LongSelect(forms.Select):
    """A choice among hundreds: drawn at once, where Django renders a template for each (40 ms for 400 institutions)."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The same markup as ``Select``."""
        chosen, drawn = str(value or ""), []
        for label, inner in self.choices:
            if isinstance(inner, (list, tuple)):
                drawn += [
                    f'<optgroup label="{escape(str(label))}">',
                    *(_option(code, words, chosen) for code, words in inner),
                    "</optgroup>",
                ]
            else:
                drawn.append(_option(label, inner, chosen))
        given = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return mark_safe(f"<select{given}>{''.join(drawn)}</select>")  # noqa: S308  every piece is escaped


def _option(value: Any, label: Any, chosen: str) -> str:
    selected = " selected" if str(value) == chosen else ""
    return f'<option value="{escape(str(value))}"{selected}>{escape(str(label))}</option>'


class VacancyQueryForm(forms.Form):
    """A search for vacancies, from wherever it comes."""

    q = forms.CharField(label=_("Words"), max_length=MAX_TYPED, required=False)
    occupation = forms.CharField(label=_("Occupation"), validators=[RegexValidator(r"\A\d{1,4}\Z")], required=False)
    region = RegionField(label=_("Region"), required=False, empty_label=_("All"), widget=LongSelect)
    institution = forms.ModelChoiceField(Institution.objects.all(), to_field_name="code", label=_("Institution"), required=False)
    level = forms.ChoiceField(label=_("Education asked for"), choices=lazy(_levels, list), required=False, widget=LongSelect)
    scale = forms.CharField(label=_("Salary scale"), max_length=20, required=False)
    closing = forms.IntegerField(label=_("Closing soon"), min_value=1, max_value=MOST_DAYS, required=False)
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)

    KEYS = ("q", "occupation", "region", "institution", "level", "scale", "closing")

    def query(self) -> dict[str, Any]:
        """What was asked for, as ``VacancyQuerySet.matching`` takes it and JSON can keep it; empty for a form that is not valid."""
        given = {key: self.cleaned_data.get(key) for key in self.KEYS} if self.is_valid() else {}
        return {key: getattr(value, "code", value) for key, value in given.items() if value}

    def pages(self, size: int) -> Paginator[Any]:
        """The primary keys of those ``found``, in pages of ``size``; ``rows`` gives the vacancies of one.

        Words are looked up once for count and page, and no text is dragged through the sorting: with 20,000 vacancies that is most of it.
        """
        return Paginator(list(self.found().values_list("pk", flat=True)), size)

    @staticmethod
    def rows(page: Page[Any], vacancies: Any) -> list[Vacancy]:
        """The vacancies of ``page``, in its order, each with as much of it as the queryset ``vacancies`` reads."""
        found = vacancies.in_bulk(list(page.object_list))
        return [found[pk] for pk in page.object_list if pk in found]

    def found(self) -> Any:
        """The vacancies that were asked for: those open, the first to close first; with ``closed`` all, the last to close first.

        This, ``pages`` and ``rows`` are called under ``whole_nation``.
        """
        vacancies = Vacancy.objects.matching(self.query())
        if self.is_valid() and self.cleaned_data["closed"]:
            return vacancies.public().order_by("-closes_at", "-pk")
        return vacancies.open().order_by("closes_at", "pk")


class VacancySearchForm(VacancyQueryForm):
    """The same with choices for a reader: of the institutions and the scales only those that somebody could be looking for now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name = f"name_{get_language() or settings.LANGUAGE_CODE}"
        with whole_nation():
            offered, scales = self._searchable()
        code = self.data.get("institution", "")
        if code not in offered and code.isprintable():  # PostgreSQL takes no NUL
            offered |= dict(Institution.objects.filter(code=code).values_list("code", self._name))
        self._offer("institution", sorted(offered.items(), key=lambda one: one[1].casefold()))
        self._offer("scale", [(scale, scale) for scale in sorted({*scales, self.data.get("scale", "")} - {""})])
        self._offer("occupation", _occupations(self.data.get("occupation", "")))
        days = sorted({*_DAYS_OFFERED, *_number(self.data.get("closing", ""))})
        self._offer("closing", [(day, ngettext("within %(days)s day", "within %(days)s days", day) % {"days": day}) for day in days])

    def _searchable(self) -> tuple[dict[str, str], set[str]]:
        """The institutions, by code, and the salary scales of the vacancies that can be looked for."""
        open_now = list(Vacancy.objects.open().order_by().values_list("institution__code", f"institution__{self._name}", "salary_scale"))
        institutions = {code: name for code, name, _scale in open_now}
        if self.data.get("closed"):
            public = Vacancy.objects.public().order_by()
            theirs = Institution.objects.filter(Exists(public.filter(institution=OuterRef("pk"))))  # one look into the index for each
            institutions = dict(theirs.values_list("code", self._name))
        return institutions, {scale for *_institution, scale in open_now}

    def _offer(self, name: str, choices: list[Any]) -> None:
        """Let the reader choose ``name`` from a list; what is no choice of it may still stand in an address."""
        self.fields[name].widget = LongSelect(choices=[("", _now("All")), *choices])


def _occupations(chosen: str) -> list[Any]:
    """The groups of ISCO-08 under their major groups, each of which can be chosen as a whole; and a longer code that was ``chosen``."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for group in OCCUPATIONS:
        label = str(group) if len(group.code) > 1 else _now("All: %(group)s") % {"group": group}
        groups.setdefault(group.code[0], []).append((group.code, label))
    nearest = OCCUPATIONS.nearest(chosen)
    if nearest and nearest.code != chosen:
        groups[nearest.code[0]].append((chosen, f"{nearest} ({chosen})"))
    return [(str(OCCUPATIONS[major]), offered) for major, offered in groups.items()]


def _number(text: str) -> list[int]:
    return [int(text)] if text.isdecimal() and len(text) < 4 and 0 < int(text) <= MOST_DAYS else []
