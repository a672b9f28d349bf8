from django.apps import AppConfig


class WebsitesConfig(AppConfig):
    name = "huduma.systems.websites"
    label = "websites"
