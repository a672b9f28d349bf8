"""How django-allauth behaves here: the second factor's secrets and names."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from .encryption import decrypt, encrypt


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP, passkeys and recovery codes."""

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows beside the code."""
        return settings.WAGTAIL_SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the portal's host, never to whatever host a request names."""
        return {"id": settings.HOST, "name": settings.WAGTAIL_SITE_NAME}

    def encrypt(self, text: str) -> str:
        """Keep the secrets of the second factor encrypted in the database."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart of ``encrypt``."""
        return decrypt(encrypted_text)
