"""Base viewsets for the back office: list, filter, search, export, bulk, history, create and edit, narrowed to the officer's reach.

A system declares a screen in its ``viewsets.py`` and registers it in its ``wagtail_hooks.py``::

    class VacancyViewSet(OfficeViewSet):
        model = Vacancy
        icon = "group"
        list_display = ["title", "institution", "closes_at"]
        list_filter = ["status"]
        search_fields = ["title"]
        form_fields = ["institution", "title", "text"]
        operations = [Operation(name="withdraw", label=_("Withdraw"), done=_("Withdrawn."), run=withdraw)]

        def add(self, *, form, by):
            return actions.publish(vacancy=form.instance, by=by)

        def change(self, *, form, by):
            actions.amend(vacancy=form.instance, by=by)

Nothing is ever saved by a form: every change is one call of an action, and a screen whose viewset has no ``add`` or ``change`` has no
such page. Another institution's record is not found (404), and the same policy decides for lists, exports and single records.
"""

from .forms import OfficeForm
from .operations import Operation
from .policy import ReachPolicy
from .viewset import OfficeGroup, OfficeViewSet

__all__ = ["OfficeForm", "OfficeGroup", "OfficeViewSet", "Operation", "ReachPolicy"]
