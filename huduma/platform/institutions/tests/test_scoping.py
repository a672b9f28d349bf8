"""Scoping fails closed: outside a scope nothing of any institution can be read or written, by no method of any manager."""

import inspect

import pytest
from django.apps import apps
from django.db import models
from django_scopes import ScopeError

from huduma.platform.institutions.models import Appointment, OwnedModel
from huduma.platform.institutions.scoping import of_institution, scoped_to, whole_nation

from .factories import appoint, make_institution, make_person

pytestmark = pytest.mark.django_db

OWNED = [model for model in apps.get_models() if issubclass(model, OwnedModel)]
HARMLESS = {"all", "using", "none"}  # they answer with nothing, or with what raises at the next step


def _methods() -> list[str]:
    names = [name for name, _ in inspect.getmembers(models.QuerySet, callable) if not name.startswith("_")]
    return [name for name in names if name not in {"as_manager", *HARMLESS}]


def test_there_is_something_to_walk():
    assert Appointment in OWNED
    assert {"exists", "aget", "in_bulk", "aiterator", "aexists", "bulk_create", "aggregate"} <= set(_methods())


@pytest.mark.parametrize("model", OWNED, ids=lambda m: m._meta.label)
@pytest.mark.parametrize("method", _methods())
def test_every_method_of_every_manager_raises_outside_a_scope(model, method):
    for manager in {*model._meta.managers, model._base_manager, model._default_manager}:
        for start in (manager, manager.all(), manager.using("default"), manager.db_manager("default")):
            if isinstance(start, models.Manager) and not hasattr(start, method):
                continue  # delete and the like exist on QuerySets only
            with pytest.raises(ScopeError):  # before it looks at its arguments, so none are given
                getattr(start, method)()


@pytest.mark.parametrize("model", OWNED, ids=lambda m: m._meta.label)
def test_the_rest_of_the_protocol_raises_too(model):
    everything = model.objects.all()
    for use in (list, len, bool, lambda q: q[0], lambda q: q | q, lambda q: q & q, lambda q: 1 in q):
        with pytest.raises((ScopeError, TypeError)):
            use(everything)
    assert list(model.objects.none()) == []


@pytest.mark.parametrize("model", OWNED, ids=lambda m: m._meta.label)
def test_every_manager_of_an_owned_model_is_scoped(model):
    from huduma.platform.institutions.models import OwnedManager, OwnedQuerySet

    for manager in {*model._meta.managers, model._base_manager}:
        assert isinstance(manager, OwnedManager)
        assert issubclass(manager._queryset_class, OwnedQuerySet)


@pytest.fixture
def two():
    """Two institutions with one appointment each; the people of neither matter."""
    a, b = make_institution("aaa"), make_institution("bbb")
    person = make_person("amina")
    return a, b, appoint(person, a, "institutions.manager"), appoint(person, b, "institutions.manager")


def test_a_scope_hides_and_protects_the_other_institution(two):
    a, _b, mine, theirs = two
    with of_institution(a):
        objects = Appointment.objects
        assert list(objects.all()) == [mine]
        assert not objects.filter(pk=theirs.pk).exists()
        assert objects.in_bulk([theirs.pk]) == {}
        assert objects.count() == 1
        assert objects.aggregate(n=models.Count("pk")) == {"n": 1}
        assert objects.filter(pk=theirs.pk).update(role="stolen") == 0
        assert objects.filter(pk=theirs.pk).delete()[0] == 0
        assert not objects.contains(theirs)
        assert list(mine.person.appointments.all()) == [mine]
        with pytest.raises(Appointment.DoesNotExist):
            theirs.refresh_from_db()
        with pytest.raises(ScopeError):
            objects.raw("select * from institutions_appointment")


def test_nothing_can_be_written_for_an_institution_outside_the_scope(two):
    a, b, mine, theirs = two
    stranger = Appointment(person=mine.person, institution=b, role="institutions.registrar")
    with of_institution(a):
        for write in (
            stranger.save,
            theirs.save,
            lambda: Appointment.objects.bulk_create([stranger]),
            lambda: Appointment.objects.bulk_update([theirs], ["role"]),
            lambda: Appointment.objects.update(institution=b),
            lambda: Appointment.objects.update(institution_id=b.pk),
            lambda: Appointment.objects.create(person=mine.person, institution=b, role="institutions.registrar"),
        ):
            with pytest.raises(ScopeError):
                write()
    with pytest.raises(ScopeError):
        mine.save()
    with whole_nation():
        assert sorted(Appointment.objects.values_list("institution__code", "role")) == [
            ("aaa", "institutions.manager"),
            ("bbb", "institutions.manager"),
        ]


def test_without_any_appointment_the_scope_is_empty(two):
    with scoped_to([]):
        assert not Appointment.objects.exists()


def test_a_queryset_made_in_a_scope_keeps_it(two):
    a, b, mine, _theirs = two
    with of_institution(a):
        queryset = Appointment.objects.all()
    with of_institution(b):
        assert list(queryset) == [mine]


def test_a_form_field_declared_outside_a_scope_is_narrowed_when_the_form_is_made(two):
    from django import forms

    a, _b, mine, theirs = two

    class Choose(forms.Form):
        appointment = forms.ModelChoiceField(Appointment.objects.all())

    with of_institution(a):
        assert Choose({"appointment": mine.pk}).is_valid()
        assert not Choose({"appointment": theirs.pk}).is_valid()
    with pytest.raises(ScopeError):
        Choose({"appointment": mine.pk}).is_valid()
