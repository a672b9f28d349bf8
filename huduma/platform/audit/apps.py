from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "huduma.platform.audit"
    label = "audit"

    def ready(self) -> None:
        post_migrate.connect(_seal, sender=self)


def _seal(using: str, **kwargs: Any) -> None:
    from huduma.platform.audit.triggers import TABLE, seal_table

    if TABLE in connections[using].introspection.table_names():  # not yet, while an older state is being migrated to
        seal_table(connections[using])
