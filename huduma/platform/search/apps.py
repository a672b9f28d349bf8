from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "huduma.platform.search"
    label = "search"
