"""A release that changes tables leaves what is in them, and what the database refuses."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.recruitment.models import Application

from .factories import make_application, make_seeker, make_vacancy


def refuses_a_step_that_is_none():
    """Whether the database still knows the table of states, whoever asks."""
    with pytest.raises(DatabaseError, match="no such step"), whole_nation(), transaction.atomic():
        Application.objects.update(state="appointed")
    return True


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_tables_that_refuse_steps_can_be_changed_and_refuse_them_afterwards():
    with whole_nation():
        sent = make_application(make_vacancy(make_institution("moha")), make_seeker("Asha"))
    call_command("migrate", "recruitment", "0001", verbosity=0)
    assert refuses_a_step_that_is_none()
    call_command("migrate", verbosity=0)
    assert refuses_a_step_that_is_none()
    with whole_nation():
        assert Application.objects.get(pk=sent.pk).state == "submitted"
