"""A passkey in software: makes and answers WebAuthn challenges as a browser with an authenticator would."""

import hashlib
import os
import re
from json import dumps, loads
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from huduma.platform.accounts.models import Person

FLAG = AuthenticatorData.FLAG
ADD, LOGIN, SECOND_STEP = "/account/2fa/webauthn/add/", "/account/2fa/webauthn/login/", "/account/2fa/authenticate/"
AGAIN = "/account/2fa/webauthn/reauthenticate/"


def challenge_on(response: HttpResponse) -> str:
    """The challenge that a page carries."""
    found = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', response.text)
    assert found, response.status_code
    data = loads(found[1])
    return data[next(iter(data))]["publicKey"]["challenge"]


class Passkey:
    """``unlocks``: whether it asks its owner for a PIN or a finger before it answers; ``origin``: where its browser is."""

    def __init__(self, origin: str = "", host: str = "", unlocks: bool = True) -> None:
        self.origin, self.host, self.unlocks = origin or settings.WAGTAILADMIN_BASE_URL, host or settings.HOST, unlocks
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def add_to(self, browser: Client, **extra: Any) -> HttpResponse:
        """Let the person of ``browser`` add this passkey."""
        challenge = challenge_on(browser.get(ADD, **extra))
        public = AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key()))
        attested = AttestationObject.create("none", self._data(FLAG.AT, public), {})
        said = {"clientDataJSON": self._client_data("webauthn.create", challenge), "attestationObject": attested}
        form = {"name": "Simu", "passwordless": "on" if self.unlocks else "", "credential": self._answer(said, credProps={"rk": True})}
        return browser.post(ADD, {key: value for key, value in form.items() if value}, **extra)

    def log_in(self, browser: Client, person: Person) -> HttpResponse:
        """Sign in with this passkey alone."""
        asked = browser.get(LOGIN, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"})
        return browser.post(LOGIN, {"credential": self.answer(asked.json()["request_options"]["publicKey"]["challenge"], person)})

    def answer(self, challenge: str, person: Person) -> str:
        """What the browser sends back for ``challenge``."""
        client_data, data = self._client_data("webauthn.get", challenge), self._data()
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        handle = user_pk_to_url_str(person).encode()
        said = {"clientDataJSON": client_data, "authenticatorData": data, "signature": signature, "userHandle": handle}
        return self._answer(said)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return CollectedClientData.create(kind, challenge, self.origin)

    def _data(self, flags: Any = FLAG.UP, public: bytes = b"") -> AuthenticatorData:
        flags |= FLAG.UP | FLAG.UV if self.unlocks else FLAG.UP
        return AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), flags, 1, public)

    def _answer(self, said: dict[str, bytes], **extensions: Any) -> str:
        identity = websafe_encode(self.id)
        response = {name: websafe_encode(value) for name, value in said.items()}
        return dumps({"id": identity, "rawId": identity, "type": "public-key", "response": response, "clientExtensionResults": extensions})
