from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    name = "huduma.platform.backoffice"
    label = "backoffice"

    def ready(self) -> None:
        from .hidden import guard_choosers

        guard_choosers()
