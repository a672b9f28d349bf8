"""How django-allauth behaves here: what is limited, who sends its texts, where phone numbers live, what the second factor asks."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.scoping import is_officer

from . import actions, limits
from .addresses import client_address
from .contacts import Contact, normalise_email, read
from .encryption import decrypt, encrypt
from .fields import PhoneField
from .models import Person
from .notices import hand_over, link
from .second_factor import proven_lately

CODE_NOTICES = {
    "account/email/login_code": "accounts.sign_in_code",
    "account/email/email_confirmation": "accounts.verification_code",
    "account/email/email_confirmation_signup": "accounts.verification_code",
    "account/email/password_reset_code": "accounts.password_code",
    "account/email/unknown_account": "accounts.no_account",
    "account/email/account_already_exists": "accounts.account_exists",
}
SECURITY_CHANGES: dict[str, str | Promise] = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_set": _("Your password was set."),
    "account/email/password_reset": _("A new password was chosen with a code."),
    "account/email/email_changed": _("Your e-mail address was changed."),
    "accounts/phone_changed": _("Your phone number was changed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "mfa/email/totp_activated": _("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in, e-mail addresses and phone numbers."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address as the installation's own proxies tell it."""
        return client_address(request)

    # --- Limits (allauth's own are off: they count in the cache, see limits.py) ---

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """The person whose password it is. Raises ``TooManyTries``."""
        account = credentials.get("email") or credentials.get("phone") or ""
        attempt = limits.take("password", account=account, address=client_address(request))
        person = super().authenticate(request, **credentials)
        if person is not None:
            attempt.give_back()
        return person

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        limits.forget("password", account=credentials["email"])

    # --- Texts ---

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code or an explanation to ``email``, which in a password reset may be a phone number. Raises ``TooManyTries``."""
        self._send(CODE_NOTICES[template_prefix], read(email), None, context.get("code", ""))

    def send_verification_code_sms(self, user: Person, phone: str, code: str, **kwargs: Any) -> None:
        """Send a code by SMS: to sign in where the number is known to be theirs, else to prove that it is."""
        known = user.phone_verified and user.phone == phone
        notice = "accounts.sign_in_code" if known else "accounts.verification_code"
        self._send(notice, Contact("sms", phone), user if known else None, code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Say that there is no account, so that nobody waits for a code in vain."""
        self._send("accounts.no_account", Contact("sms", phone), None)

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Say to the owner of an account, and to nobody else, that there is one already."""
        self._send("accounts.account_exists", Contact("sms", phone), None)

    def _send(self, notice: str, contact: Contact, to: Person | None, code: str = "") -> None:
        limits.take("message", account=contact.address, address=client_address(allauth_context.request))
        language = get_language() or settings.LANGUAGE_CODE
        pages = {"sign_in": link("account_login", language), "sign_up": link("account_signup", language)}
        hand_over(notice, contact, to=to, language=language, context={"code": code, **pages})

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner that the account's security was changed, in their language, from where and when."""
        address = email or EmailAddress.objects.get_primary_email(user) or user.phone
        if not address:
            return
        with override(user.language):
            said = {
                "change": str(SECURITY_CHANGES[template_prefix]),
                "at": date_format(timezone.localtime(), "DATETIME_FORMAT"),
                "address": client_address(self.request),
                "device": self.get_http_user_agent(self.request)[:200],
                "sign_in": link("account_login", user.language),
            }
        hand_over("accounts.security_change", read(address), to=user, language=user.language, context=said)

    # --- Contacts ---

    def clean_email(self, email: str) -> str:
        """The address in normal form. Raises ``ValidationError``."""
        return normalise_email(email)

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """A field that takes Tanzanian local forms and gives E.164."""
        return PhoneField(**kwargs)

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        """The number and whether it was proved."""
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        """Keep a number for the person."""
        actions.set_phone(person=user, phone=phone, verified=verified, by=user)

    def set_phone_verified(self, user: Person, phone: str) -> None:
        """Keep a number that the person has just proved to be theirs, and tell whom it replaces."""
        if user.phone_verified and user.phone != phone:
            self.send_notification_mail("accounts/phone_changed", user)
        actions.set_phone(person=user, phone=phone, verified=True, by=user)

    def get_user_by_phone(self, phone: str) -> Person | None:
        """Whose number it is; a number that was never proved is nobody's."""
        return Person.objects.filter(phone=phone, phone_verified=True).first()

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Whether the person can still be reached and sign in without this address."""
        person = email_address.user
        others = EmailAddress.objects.filter(user=person, verified=True).exclude(pk=email_address.pk)
        return (person.phone_verified or others.exists()) and not (email_address.primary and others.exists())

    # --- Ways ---

    def get_login_stages(self) -> list[str]:
        """allauth's own, but whoever signed up with a phone number alone has no e-mail address to prove."""
        ours = "huduma.platform.accounts.stages.EmailVerificationStage"
        return [ours if path == "allauth.account.stages.EmailVerificationStage" else path for path in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers start in the office, citizens at their account."""
        return reverse("wagtailadmin_home" if is_officer(request.user) else "accounts:home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The account's own page."""
        return reverse("accounts:home")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Where there is a second factor the password alone proves nothing new: it would let a stolen session remove the factor."""
        methods = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        if not is_mfa_enabled(user, [Authenticator.Type.TOTP]):  # a recovery code is for when the passkey is lost
            stronger.sort(key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")
        return stronger or methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has proved themselves within the last minutes, by the strongest thing they have, is not asked again."""
        return not proven_lately(allauth_context.request)


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
