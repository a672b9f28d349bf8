"""Making an account on somebody's behalf."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from huduma.platform.accounts import actions
from huduma.platform.accounts.models import Person

pytestmark = pytest.mark.django_db


def test_an_enrolled_person_has_verified_contacts_and_a_second_factor():
    person = actions.enrol(
        full_name="Asha Mushi",
        email="Asha@Example.go.tz",
        phone="0712 345 678",
        password="bandari ya salama 7",
        totp_secret="JBSWY3DPEHPK3PXP",
        by=None,
    )
    person.refresh_from_db()
    assert (person.email, person.phone, person.phone_verified) == ("asha@example.go.tz", "+255712345678", True)
    assert person.emailaddress_set.filter(verified=True, primary=True).count() == 1
    kept = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "asha@example.go.tz"}, "email"),
        ({"email": "ASHA@example.go.tz"}, "email"),
        ({"phone": "+255712345678"}, "phone"),
        ({"email": "not an address"}, "email"),
        ({"email": "other@example.go.tz\r\nBcc: x@y.tz"}, "email"),
    ],
)
def test_a_taken_or_wrong_contact_is_refused_by_name(fields, wrong):
    actions.enrol(full_name="Asha Mushi", email="asha@example.go.tz", phone="0712345678", by=None)
    with pytest.raises(ValidationError) as refused:
        actions.enrol(full_name="Mwingine", **fields, by=None)
    assert wrong in refused.value.message_dict
    assert Person.objects.count() == 1


def test_a_weak_password_is_refused():
    with pytest.raises(ValidationError):
        actions.enrol(full_name="Asha Mushi", email="asha@example.go.tz", password="password12", by=None)
    assert not Person.objects.exists()


def test_whoever_has_only_a_phone_number_has_no_e_mail_address():
    person = actions.enrol(full_name="Asha Mushi", phone="0712345678", by=None)
    person.refresh_from_db()
    assert person.email is None
    assert not person.emailaddress_set.exists()
    assert person.get_username() == "+255712345678"
