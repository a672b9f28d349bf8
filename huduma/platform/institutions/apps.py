from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class InstitutionsConfig(AppConfig):
    name = "huduma.platform.institutions"
    label = "institutions"

    def ready(self) -> None:
        post_migrate.connect(_keep_groups_in_step, sender=self)


def _keep_groups_in_step(using: str, verbosity: int, **kwargs: Any) -> None:
    """Roles may have changed with the code: the permissions of every app have to exist before the groups get them."""
    from django.contrib.auth.management import create_permissions

    from huduma.platform.institutions.groups import sync_groups

    for config in apps.get_app_configs():
        create_permissions(config, using=using, verbosity=verbosity)
    sync_groups()
