from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ContributionsConfig(AppConfig):
    name = "huduma.platform.contributions"
    label = "contributions"

    def ready(self) -> None:
        autodiscover_modules("contributions")
