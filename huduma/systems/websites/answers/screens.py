"""The screen of an institution's answers: read, found again, seen to, and taken along."""

from collections.abc import Iterator, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import FORMULA, NarrowedIndexView, NarrowedInspectView
from huduma.platform.institutions.models import Institution
from huduma.systems.websites.models import FormAnswer
from huduma.systems.websites.models.form_answer import LONGEST_NOTE

from . import actions

SAID = "said."  # begins the names of columns that are questions


class AnswerFilterSet(WagtailFilterSet):
    form = django_filters.ChoiceFilter(label=_("form"))
    status = django_filters.ChoiceFilter(choices=FormAnswer.Status.choices, label=_("status"))
    created_at = django_filters.DateFromToRangeFilter(label=_("sent"), widget=DateRangePickerWidget)

    class Meta:
        model = FormAnswer
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the forms whose answers the person may see, in the person's language where they were answered in it."""
        super().__init__(*args, **kwargs)
        answered = self.queryset.order_by("form_title").values_list("form", "form_title", "language").distinct()
        offered: dict[str, str] = {}
        for form, title, language in answered:
            if language == get_language() or str(form) not in offered:
                offered[str(form)] = title
        self.filters["form"].extra["choices"] = list(offered.items())


class AnswerIndexView(NarrowedIndexView):
    """The list, of which an export has one column for each question."""

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        self.headings = _questions(queryset)
        self.list_export = [*self.viewset.list_export, *self.headings]
        counts = dict(queryset.order_by().values("institution").annotate(n=Count("pk")).values_list("institution", "n"))
        for institution in Institution.objects.filter(pk__in=counts):
            actions.note_export(institution=institution, count=counts[institution.pk], by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def get_heading(self, queryset: Any, field: str) -> str:
        """Questions are an editor's words, which a spreadsheet might take for a formula."""
        heading = str(self.headings[field] if field in self.headings else super().get_heading(queryset, field))
        return f"'{heading}" if FORMULA.match(heading) else heading


def _questions(answers: QuerySet[Any]) -> dict[str, str]:
    """The questions of all ``answers``, in the order and words of the latest."""
    found: dict[str, str] = {}
    for items in _latest_first(answers):
        for item in items:
            found.setdefault(f"{SAID}{item['key']}", item["label"])
    return found


def _latest_first(answers: QuerySet[Any]) -> Iterator[list[dict[str, Any]]]:
    return answers.order_by("-pk").values_list("answers", flat=True).iterator(chunk_size=500)


class AnswerInspectView(NarrowedInspectView):
    def get_fields_context(self) -> list[dict[str, Any]]:
        """What was asked and answered first, then what is known about it."""
        said = [
            {"label": label, "value": linebreaksbr(value, autoescape=True) or "–", "component": None}
            for _key, label, value in self.object.items()
        ]
        return [*said, *super().get_fields_context()]


class AnsweredForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How it was answered, for your colleagues. The sender does not see it."),
    )


def _mark_answered(record: FormAnswer, form: Any, by: Any) -> None:
    actions.mark_answered(answer=record, note=form.cleaned_data.get("note", ""), by=by)


def _erase(record: FormAnswer, form: Any, by: Any) -> None:
    actions.erase_answer(answer=record, by=by)


class AnswerViewSet(OfficeViewSet):
    """What visitors sent through the forms of an institution, for its own officers."""

    name = "answers"
    model = FormAnswer
    icon = "form"
    menu_label = _("Answers to forms")
    menu_order = 110
    index_view_class = AnswerIndexView
    inspect_view_class = AnswerInspectView
    filterset_class = AnswerFilterSet
    search_fields = ["reference", "text"]
    ordering = "-created_at"
    list_display: Sequence[Any] = [
        "reference",
        Column("form_title", label=_("form"), sort_key="form_title"),
        Column("beginning", label=_("beginning")),
        DateColumn("created_at", label=_("sent"), sort_key="created_at"),
        Column("standing", label=_("status"), sort_key="status"),
    ]
    list_export = [*("reference", "form_title", "language", "created_at", "standing", "answered_at", "answered_by", "note")]
    export_filename = "answers"
    inspect_view_fields = [
        *("reference", "form_title", "created_at", "consent", "standing", "answered_at", "answered_by", "note", "erase_at"),
    ]
    operations = (
        Operation(
            name="answered",
            label=_("Mark as answered"),
            done=_("It is marked as answered."),
            question=_("Answer by e-mail or telephone first; this only notes that you did."),
            form_class=AnsweredForm,
            icon="check",
            run=_mark_answered,
            offered=lambda record: record.status == FormAnswer.Status.NEW and record.erased_at is None,
            bulk=True,
        ),
        Operation(
            name="erase",
            label=_("Erase"),
            done=_("What was sent is erased."),
            question=_("For spam, or at the sender’s wish. What was written is gone for good; its number and day stay."),
            icon="bin",
            run=_erase,
            offered=lambda record: record.erased_at is None,
            bulk=True,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        own: Any = super().records(person, action)
        return own.kept().select_related("institution", "answered_by")  # type: ignore[no-any-return]
