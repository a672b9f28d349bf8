from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "huduma.project"
    label = "project"
