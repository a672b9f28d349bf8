from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "huduma.platform.uploads"
    label = "uploads"
