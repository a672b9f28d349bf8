from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "huduma.platform.messaging"
    label = "messaging"
