from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "huduma.platform.accounts"
    label = "accounts"
