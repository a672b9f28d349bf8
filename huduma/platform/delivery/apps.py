from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "huduma.platform.delivery"
    label = "delivery"
