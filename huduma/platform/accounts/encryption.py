"""Encryption at rest of the secrets of the second factor."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str) -> str:
    """``text`` encrypted and authenticated (Fernet) under the installation's secret key."""
    return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """What ``encrypt`` was given, also under an earlier secret key. Raises ``cryptography.fernet.InvalidToken``."""
    return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(encrypted.encode()).decode()


@lru_cache(maxsize=4)
def _cipher(*keys: str) -> MultiFernet:
    """Deriving keeps a leak of one use of the secret key from being a leak of another (RFC 5869)."""
    derived = (HKDF(algorithm=SHA256(), length=32, salt=None, info=b"huduma.accounts.mfa").derive(key.encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
