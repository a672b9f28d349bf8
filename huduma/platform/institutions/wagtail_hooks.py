"""The words for this room's entries in the audit trail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

VERBS = {
    "institutions.register": (_("Enter in the register"), _("Entered in the register")),
    "institutions.amend": (_("Amend details"), _("Details amended")),
    "institutions.rehost": (_("Change the host name"), _("Host name changed")),
    "institutions.merge": (_("Merge into another"), _("Merged into another")),
    "institutions.change_status": (_("Change status"), _("Status changed")),
    "institutions.appoint": (_("Appoint"), _("Appointed")),
    "institutions.end_appointment": (_("End appointment"), _("Appointment ended")),
    "institutions.keep_in_step": (_("Keep access in step"), _("Access brought in step with the appointment's dates")),
    "institutions.open_workspace": (_("Open workspace"), _("Workspace opened")),
}


@hooks.register("register_log_actions")
def register_verbs(actions: LogActionRegistry) -> None:
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)
