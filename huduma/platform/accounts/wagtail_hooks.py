"""The words for this room's entries in the audit trail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

VERBS = {
    "accounts.sign_up": (_("Sign up"), _("Signed up")),
    "accounts.enrol": (_("Enrol"), _("Account made on the person's behalf")),
    "accounts.set_phone": (_("Set phone number"), _("Phone number set")),
    "accounts.describe": (_("Change details"), _("Name or language changed")),
    "accounts.give_consent": (_("Agree"), _("Agreed to a text")),
    "accounts.withdraw_consent": (_("Withdraw agreement"), _("Agreement withdrawn")),
    "accounts.end_session": (_("Sign out a device"), _("Device signed out")),
    "accounts.disable": (_("Lock out"), _("Locked out")),
    "accounts.enable": (_("Let in"), _("Was let in again")),
    "accounts.reset_second_factor": (_("Reset second factor"), _("Second factor reset")),
    "accounts.erase": (_("Close account"), _("Account closed and emptied")),
}


@hooks.register("register_log_actions")
def register_verbs(actions: LogActionRegistry) -> None:
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)
