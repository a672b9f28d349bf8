"""allauth's forms, with one field for e-mail or phone, and with limits that hold across processes."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.fields import PasswordField
from allauth.core import context as allauth_context
from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import CollectedClientData

from . import actions, limits
from .addresses import client_address
from .consents import PURPOSES, Purpose
from .contacts import Contact
from .fields import ContactField, NameField
from .models import Person


def _address() -> str:
    return client_address(allauth_context.request)


def _consent_field(purpose: Purpose) -> forms.BooleanField:
    text = format_html('<a href="{}">{}</a>', reverse("accounts:consent_text", args=[purpose.key]), _("What this means"))
    return forms.BooleanField(label=str(purpose.label), required=purpose.required, help_text=text)


def _drop_placeholders(form: forms.Form) -> None:
    """They repeat the label in grey, and look like something that has been filled in already."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _owner(contact: Contact) -> Person | None:
    """The active person who has proved that the contact is theirs."""
    if contact.channel == "sms":
        return Person.objects.filter(phone=contact.address, phone_verified=True, is_active=True).first()
    return Person.objects.filter(emailaddress__email=contact.address, emailaddress__verified=True, is_active=True).first()


class LoginForm(account_forms.LoginForm):
    """Sign in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        _drop_placeholders(self)
        self.order_fields(["login", "password", "remember"])

    def clean_login(self) -> str:
        """allauth finds out again which of the two it is."""
        return self.cleaned_data["login"].address


class SignupForm(account_forms.SignupForm):
    """Make an account with one contact; without a password a code is sent at each sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "full_name": NameField(),
            "contact": ContactField(),
            "password1": PasswordField(
                label=_("Password"),
                required=False,
                autocomplete="new-password",
                help_text=_("At least 10 characters. Leave it empty to receive a code each time you sign in."),
            ),
            **{f"consent_{key}": _consent_field(purpose) for key, purpose in PURPOSES.items()},
        }
        _drop_placeholders(self)

    def clean_contact(self) -> Contact:
        """Hand the contact to allauth under the names it knows."""
        contact: Contact = self.cleaned_data["contact"]
        self.cleaned_data["email" if contact.channel == "email" else "phone"] = contact.address
        self.account_already_exists = Person.objects.finished().with_contact(contact.address).exists()
        return contact

    def _clean_phone(self) -> None:
        """``clean_contact`` has looked already."""

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        """Make the account, or do the same work in vain where there is one, so that neither page nor clock tells which."""
        limits.take("sign_up", address=client_address(request))
        try:
            if not self.account_already_exists:
                return self.save(request), None
        except IntegrityError:  # the same contact signed up in this very moment
            self.account_already_exists = True
        make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def save(self, request: HttpRequest) -> Person:
        """Make the account; its contact is still to be proved."""
        return actions.sign_up(
            full_name=self.cleaned_data["full_name"],
            contact=self.cleaned_data["contact"],
            password=self.cleaned_data["password1"] or None,
            language=get_language() or "sw",
            consents=tuple(key for key in PURPOSES if self.cleaned_data[f"consent_{key}"]),
        )


class DescribeForm(forms.ModelForm):
    """How the platform calls the person, and in which language it writes to them."""

    full_name = NameField()

    class Meta:
        model = Person
        fields = ["full_name", "language"]


class RequestLoginCodeForm(account_forms.RequestLoginCodeForm):
    """Ask for a code to sign in with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"contact": ContactField()}

    def clean_contact(self) -> Contact:
        """Find whose it is, and hand it to allauth under the names it knows."""
        contact: Contact = self.cleaned_data["contact"]
        self._user = _owner(contact)
        self.cleaned_data["email" if contact.channel == "email" else "phone"] = contact.address
        return contact


class ResetPasswordForm(account_forms.ResetPasswordForm):
    """Ask for a code to choose a new password with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"contact": ContactField()}

    def clean_contact(self) -> Contact:
        """allauth resets by e-mail only: a phone number travels under that name, and the adapter sends it an SMS."""
        contact: Contact = self.cleaned_data["contact"]
        owner = _owner(contact)
        self.users = [owner] if owner else []
        self.cleaned_data["email"] = contact.address
        return contact


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """Choose a new password, knowing the old one."""

    def clean_oldpassword(self) -> str:
        """Guessing it in a stolen session counts as guessing it at the door."""
        attempt = limits.take("password", account=self.user.get_username(), address=_address())
        password = super().clean_oldpassword()
        attempt.give_back()
        return password


def _ask_for_digits(form: Any, label: Any) -> None:
    field = form.fields["code"]
    field.label = label
    field.widget.attrs.update({"inputmode": "numeric", "placeholder": ""})
    field.validators.append(MaxLengthValidator(40))


class OneCodeMixin:
    """Three tries for each code that was sent, however many arrive at once."""

    expected_code: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_digits(self, _("Code from the message"))

    def clean_code(self) -> str:
        """Raises ``TooManyTries`` besides the ``ValidationError`` of a wrong code."""
        session = allauth_context.request.session.session_key
        attempt = limits.take("code", account=f"{session}:{self.expected_code}", address=_address())
        code: str = super().clean_code()  # type: ignore[misc]
        attempt.give_back()
        return code


class ConfirmLoginCodeForm(OneCodeMixin, account_forms.ConfirmLoginCodeForm):
    """The code to sign in."""


class ConfirmPasswordResetCodeForm(OneCodeMixin, account_forms.ConfirmPasswordResetCodeForm):
    """The code to choose a new password."""


class ConfirmEmailVerificationCodeForm(OneCodeMixin, account_forms.ConfirmEmailVerificationCodeForm):
    """The code that proves an e-mail address."""

    def clean_code(self) -> str:
        """Whoever proves the address takes it from a sign-up that never did."""
        if self.user and compare_user_code(actual=self.cleaned_data["code"], expected=self.expected_code):
            actions.discard_unfinished(contact=self.email, but=self.user)
        return super().clean_code()


class VerifyPhoneForm(OneCodeMixin, account_forms.VerifyPhoneForm):
    """The code that proves a phone number."""


class SecondFactorMixin:
    """A code of the authenticator app or a recovery code: limited tries, and no code twice (RFC 6238, section 5.2)."""

    user: Person
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_digits(self, _("Code from your app, or a recovery code"))

    def clean_code(self) -> str:
        """Raises ``TooManyTries`` besides the ``ValidationError`` of a wrong code."""
        attempt = limits.take("second_factor", account=str(self.user.pk), address=_address())
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            self._use_up(normalize_user_code(code))
        attempt.give_back()
        return code

    def _use_up(self, code: str) -> None:
        try:
            limits.take("used_code", account=f"{self.user.pk}:{code}")
        except limits.TooManyTries:
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class AuthenticateForm(SecondFactorMixin, mfa_forms.AuthenticateForm):
    """The second step of a sign-in."""


class ReauthenticateForm(SecondFactorMixin, mfa_forms.ReauthenticateForm):
    """Proving the second factor again in a session."""


class OwnOriginMixin:
    """A passkey's answer counts from the portal alone.

    Browsers let every institution's site under the portal's host use its passkeys; a script on one of them could pass our challenge on.
    """

    needs_unlocking = False

    def clean_credential(self) -> Any:
        """Raises ``ValidationError`` for another origin, and ``TooManyTries``."""
        attempt = limits.take("passkey", address=_address())
        response = passkeys.parse_authentication_response(self.cleaned_data["credential"]).response  # type: ignore[attr-defined]
        _require_own_origin(response.client_data)
        if self.needs_unlocking and not response.authenticator_data.is_user_verified():
            raise get_mfa_adapter().validation_error("incorrect_code")
        authenticator = super().clean_credential()  # type: ignore[misc]
        attempt.give_back()
        return authenticator


class LoginWebAuthnForm(OwnOriginMixin, webauthn_forms.LoginWebAuthnForm):
    """Sign in with a passkey alone: something one has, unlocked by what one knows or is.

    A challenge lies in the session, whatever asked for it, and that of a second step needs no unlocking. So at the door the
    unlocking is looked for in the answer itself.
    """

    needs_unlocking = True


class AuthenticateWebAuthnForm(OwnOriginMixin, webauthn_forms.AuthenticateWebAuthnForm):
    """A passkey as the second step of a sign-in."""


class ReauthenticateWebAuthnForm(OwnOriginMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    """Proving the passkey again in a session."""


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    """Add a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it, to know it again")
        self.fields["passwordless"].label = _("Let me sign in with it alone, without a password")

    def clean_credential(self) -> Any:
        """Raises ``ValidationError`` for another origin."""
        credential = self.cleaned_data["credential"]
        _require_own_origin(passkeys.parse_registration_response(credential).response.client_data)
        return credential


def _require_own_origin(client_data: CollectedClientData) -> None:
    if client_data.origin != settings.WAGTAILADMIN_BASE_URL:
        raise get_mfa_adapter().validation_error("incorrect_code")
