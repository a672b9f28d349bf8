from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    name = "huduma.platform.backoffice"
    label = "backoffice"
