"""The overview of all sites: how each is, what it lacks, and what the agency can do about it."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeGroup, OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.operations import OperationForm
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView
from huduma.platform.institutions.models import Institution
from huduma.systems.websites.models import InstitutionSite
from huduma.systems.websites.models.overview import totals, with_overview
from huduma.systems.websites.models.site import LONGEST_REASON

from . import actions
from .exports import actions as exports
from .exports.screen import ExportForm, ExportViewSet
from .invitations import actions as invitations
from .invitations.forms import InviteForm, OrderForm
from .invitations.screen import InvitationViewSet
from .notice_screens import NationalNoticeViewSet

LACKS = {
    "unanswered": _("forms unanswered"),
    "waiting": _("pages not yet published"),
    "untranslated": _("pages in one language only"),
    "stale": _("pages behind the other language"),
    "broken": _("broken links"),
    "findings": _("findings of the checker"),
    "reviews_due": _("pages to look at"),
}


class OverviewFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(field_name="institution__kind", choices=Institution.Kind.choices, label=_("kind"))
    status = django_filters.ChoiceFilter(choices=InstitutionSite.Status.choices, label=_("status"))
    frozen = django_filters.BooleanFilter(field_name="frozen_at", lookup_expr="isnull", exclude=True, label=_("Frozen"))
    lacks = django_filters.ChoiceFilter(choices=list(LACKS.items()), method="narrow_to_what_lacks", label=_("to be dealt with"))

    class Meta:
        model = InstitutionSite
        fields: list[str] = []

    def narrow_to_what_lacks(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(**{f"{value}__gt": 0})


class LacksColumn(Column):
    """What a site waits for somebody to deal with, in words and numbers: a list reads better than a column for each, mostly of zeros."""

    cell_template_name = "websites/office/lacks_cell.html"

    def get_value(self, instance: Any) -> list[tuple[Any, int]]:
        return [(label, getattr(instance, name)) for name, label in LACKS.items() if getattr(instance, name)]


class OverviewIndexView(NarrowedIndexView):
    template_name = "websites/office/overview.html"

    def order_queryset(self, queryset: Any) -> Any:
        """Whoever looks for one thing that sites lack sees those first that lack most of it."""
        asked = self.request.GET.get("lacks")
        if asked in LACKS and "ordering" not in self.request.GET:
            return queryset.order_by(f"-{asked}", "institution")
        return super().order_queryset(queryset)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "totals": totals()}


class FreezeForm(OperationForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The institution’s editors read this whenever they try to change something."),
    )


class HostForm(OperationForm):
    host = forms.CharField(
        label=_("New host name"), max_length=190, help_text=_("For example afya.go.tz, without https:// and without a path.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].initial = self.record.institution.host


def _freeze(record: InstitutionSite, form: Any, by: Any) -> None:
    actions.freeze_site(site=record, reason=form.cleaned_data["reason"], by=by)


def _unfreeze(record: InstitutionSite, form: Any, by: Any) -> None:
    actions.unfreeze_site(site=record, by=by)


def _move(record: InstitutionSite, form: Any, by: Any) -> None:
    actions.move_host(institution=record.institution, host=form.cleaned_data["host"], by=by)


def _export(record: InstitutionSite, form: Any, by: Any) -> None:
    exports.order_export(institution=record.institution, drafts=form.cleaned_data["drafts"], by=by)


def _invite(record: InstitutionSite, form: Any, by: Any) -> None:
    said = form.cleaned_data
    people = [*said["editors"], *said["moderators"]]
    invitations.invite_editors(institution=record.institution, people=people, language=said["language"], by=by)


def _is_open(record: InstitutionSite) -> bool:
    return record.status == InstitutionSite.Status.MADE and record.frozen_at is None


class OverviewViewSet(OfficeViewSet):
    """Every institution's site, for whoever keeps them all."""

    name = "all-websites"
    model = InstitutionSite
    icon = "site"
    menu_label = _("Overview of websites")
    menu_order = 10
    permissions = {
        "add": invitations.ORDER,
        "invite": invitations.INVITE,
        "freeze": actions.FREEZE,
        "move": "institutions.rehost_institution",
        "export": exports.ORDER,
    }
    index_view_class = OverviewIndexView
    filterset_class = OverviewFilterSet
    list_per_page = 50
    form_class = OrderForm
    form_fields = ["institution"]
    list_display: Sequence[Any] = [
        "institution",
        Column("kind", accessor="institution.get_kind_display", label=_("kind"), sort_key="institution__kind"),
        Column("standing", label=_("state"), sort_key="frozen_at"),
        DateColumn("changed_at", label=_("last change"), sort_key="changed_at"),
        Column("pages", label=_("pages"), sort_key="pages"),
        LacksColumn("lacks", label=_("to be dealt with")),
        Column("notices", label=_("notices shown"), sort_key="notices"),
        Column("views", label=_("views in 30 days"), sort_key="views"),
    ]
    list_export = [
        *("institution.code", "institution.name_sw", "institution.name_en", "institution.kind", "institution.host", "status"),
        *("frozen_at", "frozen_reason", "made_at", "changed_at", "pages", "waiting", "untranslated"),
        *("stale", "broken", "findings", "reviews_due", "notices", "unanswered", "views"),
    ]
    export_filename = "websites"
    search_fields = ["institution__code", "institution__name_sw", "institution__name_en", "institution__host"]
    ordering = "institution"
    inspect_view_fields = ["institution", "address", "standing", "frozen_at", "frozen_by", "frozen_reason", "made_at"]
    operations = (
        Operation(
            name="invite",
            label=_("Invite editors"),
            done=_("The invitations are on their way."),
            question=_("Each gets a letter with a link that is good once, for 14 days. They are appointed when they accept."),
            form_class=InviteForm,
            icon="mail",
            permission="invite",
            run=_invite,
        ),
        Operation(
            name="freeze",
            label=_("Freeze"),
            done=_("The website is frozen."),
            question=_("Nobody can edit, publish, move, delete or upload anything until you lift this. Visitors go on reading."),
            form_class=FreezeForm,
            icon="lock",
            permission="freeze",
            run=_freeze,
            offered=_is_open,
        ),
        Operation(
            name="unfreeze",
            label=_("Unfreeze"),
            done=_("The website can be changed again."),
            question=_("Its editors can change it again, and what was scheduled meanwhile is published now."),
            icon="lock-open",
            permission="freeze",
            run=_unfreeze,
            offered=lambda record: record.frozen_at is not None,
        ),
        Operation(
            name="move",
            label=_("Move to another host name"),
            done=_("The website is at its new host name."),
            question=_("Visitors who come by the old host name are sent to the new one. The new name must already lead to this server."),
            form_class=HostForm,
            icon="resubmit",
            permission="move",
            run=_move,
            offered=lambda record: record.status == InstitutionSite.Status.MADE,
        ),
        Operation(
            name="export",
            label=_("Export the whole website"),
            done=_("The archive is being made. It is under “Archives of websites” in a moment."),
            question=_(
                "All pages, pictures and documents, as a website that opens without a server and as data. It is kept for seven days."
            ),
            form_class=ExportForm,
            icon="download",
            permission="export",
            run=_export,
            offered=lambda record: record.status == InstitutionSite.Status.MADE,
        ),
    )

    def add(self, *, form: Any, by: Any) -> InstitutionSite:
        said = form.cleaned_data
        people = [*said["editors"], *said["moderators"]]
        return invitations.order_site(institution=said["institution"], people=people, language=said["language"], by=by)

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return with_overview(super().records(person, action))


class AgencyGroup(OfficeGroup):
    """All websites in one menu."""

    menu_label = _("All websites")
    menu_icon = "site"
    menu_order = 130
    items = (OverviewViewSet, NationalNoticeViewSet, ExportViewSet, InvitationViewSet)
