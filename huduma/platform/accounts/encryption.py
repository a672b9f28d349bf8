"""Encryption at rest: of the secrets of the second factor, and of whatever else asks for a key of its own."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SECOND_FACTOR = "huduma.accounts.mfa"


def encrypt(text: str, use: str = SECOND_FACTOR) -> str:
    """``text`` encrypted and authenticated (Fernet) under the installation's secret key, with a key of its own for each ``use``."""
    return _cipher(use, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()


def decrypt(encrypted: str, use: str = SECOND_FACTOR) -> str:
    """What ``encrypt`` was given for the same ``use``, also under an earlier secret key. Raises ``cryptography.fernet.InvalidToken``."""
    return _cipher(use, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(encrypted.encode()).decode()


@lru_cache(maxsize=8)
def _cipher(use: str, *keys: str) -> MultiFernet:
    """Deriving keeps a leak of one use of the secret key from being a leak of another (RFC 5869)."""
    derived = (HKDF(algorithm=SHA256(), length=32, salt=None, info=use.encode()).derive(key.encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
