"""The screens of notices: an institution's own banner for its moderators, the nation's notices for the agency."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeForm, OfficeViewSet, Operation
from huduma.systems.websites.models import SiteNotice

from . import actions


class NoticeForm(OfficeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in set(self.fields) - set(SiteNotice.WORDS):
                self.fields[name].disabled = True
            return
        self.fields["starts_at"].required = False
        self.fields["starts_at"].help_text = _("Leave empty to show it at once.")
        if "institution" in self.fields:
            self.fields["institution"].required = True


class NoticeFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(choices=SiteNotice.Kind.choices, label=_("kind"))
    in_force = django_filters.BooleanFilter(method="narrow_to_force", label=_("Shown now"))

    class Meta:
        model = SiteNotice
        fields: list[str] = []

    def narrow_to_force(self, queryset: Any, name: str, value: bool) -> Any:
        in_force = queryset.in_force()
        return in_force if value else queryset.exclude(pk__in=in_force.values("pk"))


def _withdraw(record: SiteNotice, form: Any, by: Any) -> None:
    actions.withdraw_notice(notice=record, by=by)


class NoticeViewSet(OfficeViewSet):
    """What the two screens share: a notice is published, its words are corrected, and it is withdrawn."""

    model = SiteNotice
    icon = "warning"
    form_class = NoticeForm
    filterset_class = NoticeFilterSet
    search_fields = ["text_sw", "text_en"]
    ordering = "-starts_at"
    list_display: Sequence[Any] = [
        "text",
        Column("audience", label=_("to the sites of")),
        Column("kind", accessor="get_kind_display", label=_("kind"), sort_key="kind"),
        DateColumn("starts_at", label=_("from"), sort_key="starts_at"),
        DateColumn("ends_at", label=_("until"), sort_key="ends_at"),
        Column("standing", label=_("state")),
    ]
    list_export = ["text_sw", "text_en", "url", "audience", "kind", "starts_at", "ends_at", "standing", "published_by", "withdrawn_at"]
    inspect_view_fields = [
        *("text_sw", "text_en", "url", "audience", "kind", "starts_at", "ends_at", "standing", "shown"),
        *("published_at", "published_by", "corrected_at", "withdrawn_at"),
    ]
    words = [
        FieldPanel("kind", widget=forms.RadioSelect),
        FieldPanel("text_sw"),
        FieldPanel("text_en"),
        FieldPanel("url"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    ]
    operations = (
        Operation(
            name="withdraw",
            label=_("Withdraw"),
            done=_("The notice is withdrawn."),
            question=_("Visitors stop seeing it. It cannot be shown again; publish another instead."),
            icon="circle-xmark",
            run=_withdraw,
            offered=lambda record: not record.is_over,
        ),
    )

    def add(self, *, form: Any, by: Any) -> SiteNotice:
        return actions.publish_notice(notice=form.instance, by=by)

    def change(self, *, form: Any, by: Any) -> None:
        actions.correct_notice(notice=form.instance, by=by)


class BannerViewSet(NoticeViewSet):
    """The banner at the top of one institution's site, kept by its own moderators."""

    name = "banners"
    menu_label = _("Banner of the website")
    menu_order = 120
    panels = [MultiFieldPanel([FieldPanel("institution"), *NoticeViewSet.words], heading=_("Banner"))]

    def is_offered(self, person: Any) -> bool:
        reach = self.permission_policy.reach(person, "view")
        return bool(reach) and not reach.everywhere

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        own = super().records(person, action).filter(institution__isnull=False)
        return own.select_related("institution", "published_by")


class NationalNoticeViewSet(NoticeViewSet):
    """Notices of the nation, on all sites or on those of one kind of institution."""

    name = "national-notices"
    menu_label = _("National notices")
    menu_order = 20
    permissions = dict.fromkeys(["view", "add", "change"], actions.PROCLAIM)
    panels = [MultiFieldPanel([FieldPanel("institution_kind"), *NoticeViewSet.words], heading=_("Notice"))]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).filter(institution__isnull=True).select_related("published_by")
