"""The screen of invitations: who was invited, and who has come."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.systems.websites.models import EditorInvitation

from . import actions


def _withdraw(record: EditorInvitation, form: Any, by: Any) -> None:
    actions.withdraw_invitation(invitation=record, by=by)


class InvitationViewSet(OfficeViewSet):
    """Those who were invited to work on a site."""

    name = "invitations"
    model = EditorInvitation
    icon = "mail"
    menu_label = _("Invitations")
    menu_order = 40
    permissions = dict.fromkeys(["view", "change"], actions.INVITE)
    search_fields = ["email", "full_name", "institution__code", "institution__name_sw", "institution__name_en"]
    ordering = "-invited_at"
    list_display: Sequence[Any] = [
        "email",
        "full_name",
        Column("role", accessor="role_label", label=_("role"), sort_key="role"),
        Column("institution", label=_("institution"), sort_key="institution__code"),
        Column("standing", label=_("state")),
        DateColumn("invited_at", label=_("invited"), sort_key="invited_at"),
        Column("last_day", label=_("good until"), sort_key="expires_at"),
    ]
    list_export = ["email", "full_name", "role", "institution.code", "standing", "invited_at", "expires_at", "accepted_at"]
    export_filename = "invitations"
    inspect_view_fields = [
        "email",
        "full_name",
        "role_label",
        "institution",
        "standing",
        "invited_at",
        "invited_by",
        "expires_at",
        "accepted_at",
    ]
    operations = (
        Operation(
            name="withdraw",
            label=_("Withdraw the invitation"),
            done=_("The invitation is withdrawn."),
            question=_("The link in the letter leads nowhere from then on."),
            icon="bin",
            run=_withdraw,
            offered=lambda record: record.is_waiting,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("institution", "invited_by")
