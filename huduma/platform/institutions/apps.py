from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "huduma.platform.institutions"
    label = "institutions"
