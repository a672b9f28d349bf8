from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "bench.stock.pages"
    label = "pages"
