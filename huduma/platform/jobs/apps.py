from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "huduma.platform.jobs"
    label = "jobs"
