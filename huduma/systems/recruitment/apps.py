from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class RecruitmentConfig(AppConfig):
    name = "huduma.systems.recruitment"
    label = "recruitment"

    def ready(self) -> None:
        pre_migrate.connect(_remove_triggers, sender=self)
        post_migrate.connect(_install_triggers, sender=self)
        user_logged_in.connect(_note_sign_in, dispatch_uid="recruitment.sign_in")


def _remove_triggers(using: str, plan: Any, **kwargs: Any) -> None:
    from huduma.systems.recruitment.models.triggers import remove

    if connections[using].vendor == "sqlite" and any(migration.app_label == RecruitmentConfig.label for migration, _back in plan):
        remove(connections[using])


def _install_triggers(using: str, **kwargs: Any) -> None:
    from huduma.systems.recruitment.models.triggers import install

    if "recruitment_offer" in connections[using].introspection.table_names():  # not yet, while an older state is being migrated to
        install(connections[using])


def _note_sign_in(user: Any, **kwargs: Any) -> None:
    """A job seeker who signs in is active: that is what the published figure says."""
    from django.db.models.functions import Now

    from huduma.systems.recruitment.models import Seeker

    Seeker.objects.to_note_as_active().filter(person=user.pk).update(active_at=Now())
