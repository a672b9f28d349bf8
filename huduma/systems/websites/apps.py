from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WebsitesConfig(AppConfig):
    name = "huduma.systems.websites"
    label = "websites"

    def ready(self) -> None:
        from huduma.systems.websites import addresses, publishing
        from huduma.systems.websites.agency import door
        from huduma.systems.websites.models import editor, permissions, tree_path
        from huduma.systems.websites.quality import translating

        addresses.install()
        permissions.install()
        editor.install()
        tree_path.install()
        translating.install()
        publishing.listen()
        door.listen()
        post_migrate.connect(_plant, sender=self)


def _plant(**kwargs: Any) -> None:
    from django.contrib.contenttypes.models import ContentType

    from huduma.systems.websites import addresses
    from huduma.systems.websites.tree import plant

    ContentType.objects.clear_cache()  # after a flush nothing that was remembered holds
    addresses.forget()
    plant()
