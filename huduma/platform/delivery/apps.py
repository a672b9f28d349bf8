from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeliveryConfig(AppConfig):
    name = "huduma.platform.delivery"
    label = "delivery"

    def ready(self) -> None:
        from .portal_site import settle_portal

        post_migrate.connect(settle_portal, sender=self)
