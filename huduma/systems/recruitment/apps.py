from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RecruitmentConfig(AppConfig):
    name = "huduma.systems.recruitment"
    label = "recruitment"

    def ready(self) -> None:
        post_migrate.connect(_install_triggers, sender=self)


def _install_triggers(using: str, **kwargs: Any) -> None:
    from huduma.systems.recruitment.models.triggers import install

    if "recruitment_offer" in connections[using].introspection.table_names():  # not yet, while an older state is being migrated to
        install(connections[using])
