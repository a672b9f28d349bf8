"""The screen of pages to be looked at: what is due, who keeps which page, and saying that one is still right."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button

from huduma.platform.accounts.models import Person
from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.operations import OperationForm
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView
from huduma.systems.websites.actions.reviews import MODERATE, TEND, keep_page, keepers_of, review_page
from huduma.systems.websites.models import SitePage
from huduma.systems.websites.models.page_review import PageReview, due, due_on, with_review


class ReviewFilterSet(WagtailFilterSet):
    is_due = django_filters.BooleanFilter(method="narrow_to_due", label=_("To be looked at now"))
    is_mine = django_filters.BooleanFilter(method="narrow_to_mine", label=_("Kept by me"))

    class Meta:
        model = SitePage
        fields: list[str] = []

    def narrow_to_due(self, queryset: Any, name: str, value: bool) -> Any:
        wanted = due(queryset).order_by().values("pk")
        return queryset.filter(pk__in=wanted) if value else queryset.exclude(pk__in=wanted)

    def narrow_to_mine(self, queryset: Any, name: str, value: bool) -> Any:
        person = self.request.user.pk
        return queryset.filter(keeper_id=person) if value else queryset.exclude(keeper_id=person)


class ReviewIndexView(NarrowedIndexView):
    page_title = _("Pages to look at")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        edit = Button(_("Edit the page"), url=reverse("wagtailadmin_pages:edit", args=[instance.pk]), icon_name="edit", priority=10)
        return [edit, *super().get_list_more_buttons(instance)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        names = dict(Person.objects.filter(pk__in={page.keeper_id for page in shown}).values_list("pk", "full_name"))
        for page in shown:
            page.keeper_name = names.get(page.keeper_id, "")
        return context


class KeepForm(OperationForm):
    """Who keeps a page right and how often; nobody outside the institution is offered."""

    keeper = forms.ModelChoiceField(
        Person.objects.none(), label=_("Kept by"), required=False, help_text=_("Where empty, whoever keeps the page above it.")
    )
    days = forms.TypedChoiceField(
        choices=[("", _("as the page above it")), *PageReview.Every.choices],
        coerce=int,
        empty_value=None,
        label=_("Looked at"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keeper: Any = self.fields["keeper"]
        keeper.queryset = Person.objects.filter(pk__in=keepers_of(self.record.institution)).order_by("full_name")
        keeper.label_from_instance = lambda person: person.full_name
        own = PageReview.objects.filter(page=self.record).first()
        if own:
            self.initial.update(keeper=own.keeper_id, days=own.days or "")


def _keep(record: SitePage, form: Any, by: Any) -> None:
    keep_page(page=record, keeper=form.cleaned_data["keeper"], days=form.cleaned_data["days"], by=by)


def _review(record: SitePage, form: Any, by: Any) -> None:
    review_page(page=record, by=by)


class ReviewViewSet(OfficeViewSet):
    """The pages that visitors read, with who keeps each and when it is to be looked at."""

    name = "pages-to-review"
    model = SitePage
    icon = "calendar-check"
    menu_label = _("Pages to look at")
    menu_order = 30
    permissions = {"view": TEND, "change": TEND, "keep": MODERATE}
    history_view_enabled = inspect_view_enabled = False
    index_view_class = ReviewIndexView
    filterset_class = ReviewFilterSet
    search_fields = ["title"]
    search_backend_name = None
    ordering = "found_right_at"
    list_display: Sequence[Any] = [
        "title",
        Column("language", accessor="locale.get_display_name", label=_("language"), sort_key="locale"),
        Column("keeper", accessor="keeper_name", label=_("kept by")),
        DateColumn("found_right_at", label=_("last found right"), sort_key="found_right_at"),
        Column("due", accessor=due_on, label=_("to be looked at from")),
    ]
    list_export = ["institution.code", "title", "locale.language_code", "url", "days", "found_right_at"]
    export_filename = "pages-to-review"
    operations = (
        Operation(
            name="right",
            label=_("Looked at, still right"),
            done=_("The page counts as looked at today."),
            question=_("Say so when you have read the whole page and all of it still holds. If something does not, edit the page instead."),
            icon="check",
            run=_review,
        ),
        Operation(
            name="keep",
            label=_("Who keeps it, and how often"),
            done=_("It is written down who keeps the page."),
            question=_("It holds for this page and all pages below it that do not say otherwise."),
            form_class=KeepForm,
            icon="user",
            permission="keep",
            run=_keep,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return with_review(super().records(person, action).filter(live=True).select_related("locale", "institution"))
