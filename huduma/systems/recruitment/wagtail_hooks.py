"""Where the office of Wagtail calls us."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

_SEEKER_VERBS = {
    "recruitment.confirm_nin": (_("Confirm a national id"), _("National id confirmed")),
    "recruitment.change_profile": (_("Change a job profile"), _("Job profile changed")),
    "recruitment.add_certificate": (_("Add a certificate"), _("Certificate added")),
    "recruitment.remove_certificate": (_("Remove a certificate"), _("Certificate removed")),
    "recruitment.save_search": (_("Save a search"), _("Search saved")),
    "recruitment.remove_search": (_("Remove a saved search"), _("Saved search removed")),
}


@hooks.register("register_log_actions")
def register_verbs_of_seekers(actions: LogActionRegistry) -> None:
    for verb, (label, message) in _SEEKER_VERBS.items():
        actions.register_action(verb, label, message)
