from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "huduma.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.mfa import signals

        from . import second_factor

        signals.authenticator_added.connect(second_factor.on_added)
        signals.authenticator_removed.connect(second_factor.on_removed)
