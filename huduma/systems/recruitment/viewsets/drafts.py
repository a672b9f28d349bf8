"""Records that are edited while they are drafts, and moved from state to state by operations."""

from typing import Any

from django.db.models import Model, QuerySet

from huduma.platform.backoffice.viewsets import ReachPolicy

DRAFT = "draft"


class DraftPolicy(ReachPolicy):
    """Only a draft can be edited, whoever asks; what else is done to a record has actions of its own."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        is_open = action != "change" or instance.state == DRAFT  # type: ignore[attr-defined]
        return is_open and super().user_has_permission_for_instance(user, action, instance)


def editable(records: QuerySet[Any], action: str) -> QuerySet[Any]:
    """The part of ``records`` on which ``action`` can be done."""
    return records.filter(state=DRAFT) if action == "change" else records
