"""The outbox: what was sent to whom, what became of it, and sending again what did not arrive."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from huduma.platform.messaging import actions
from huduma.platform.messaging.models import Message

from .viewsets import OfficeViewSet, Operation


class OutboxFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(choices=Message.Status.choices, label=_("Status"))
    channel = django_filters.ChoiceFilter(choices=Message.Channel.choices, label=_("Channel"))
    created_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = Message
        fields: list[str] = []


def _resend(record: Message, form: Any, by: Any) -> None:
    actions.resend(message=record, by=by)


class OutboxViewSet(OfficeViewSet):
    """Every message, newest first. Its text is not shown, for it may hold a code or something private."""

    name = "outbox"
    model = Message
    icon = "mail"
    menu_label = _("Messages sent")
    menu_order = 260
    list_display = ["created_at", "channel_label", "notice", "address", "status_label", "attempts", "error"]
    list_export = ["created_at", "channel", "notice", "status", "attempts", "settled_at", "error"]
    filterset_class = OutboxFilterSet
    search_fields = ["address", "notice"]
    ordering = "-created_at"
    inspect_view_fields = [
        *("public_id", "notice", "channel_label", "person", "institution", "address", "language", "status_label"),
        *("attempts", "created_at", "settled_at", "reference", "error"),
    ]
    operations = (
        Operation(
            name="resend",
            label=_("Send again"),
            done=_("The message will be sent again."),
            question=_("It may arrive a second time if it did arrive."),
            icon="repeat",
            run=_resend,
            offered=lambda record: record.can_be_resent,
            bulk=True,
            refusals=(actions.CannotResend,),
        ),
    )
