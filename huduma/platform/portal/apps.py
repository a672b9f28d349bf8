from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "huduma.platform.portal"
    label = "portal"
