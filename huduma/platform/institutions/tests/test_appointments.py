"""An appointment gives access, its end takes it away, and nobody appoints beyond their own reach."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions import actions
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.middleware import appointments_in_step
from huduma.platform.institutions.models import Appointment, owner_of_collection, owner_of_page, pages_of
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import whole_nation

from .factories import appoint, make_institution, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_role():
    """A role with rights on pages and in collections, as a system would declare it."""
    role = Role(
        key="tests.editor",
        label="Editor",
        page_permissions=("add_page", "change_page"),
        collection_permissions=("wagtailimages.choose_image",),
    )
    roles.add(role)
    yield role
    del roles._entries[role.key]


def fresh(person):
    """The person as the next request reads them."""
    return type(person).objects.get(pk=person.pk)


def groups(person):
    return sorted(person.groups.values_list("name", flat=True))


def days(n):
    return timezone.localdate() + timedelta(days=n)


def make_workspace(institution):
    """A page and a collection of the institution's own, below the roots."""
    page = Page.get_first_root_node().add_child(instance=Page(title=institution.code, slug=institution.code))
    collection = Collection.get_first_root_node().add_child(instance=Collection(name=institution.code))
    return actions.open_workspace(institution=institution, pages=[page], collection=collection, by=None)


def test_appointing_puts_into_groups_and_ending_takes_out(editor_role):
    person, institution = make_person("amina"), make_institution("aaa")
    appointment = appoint(person, institution, "tests.editor")
    assert groups(person) == ["aaa:tests.editor", "tests.editor"]
    with whole_nation():
        actions.end_appointment(appointment=appointment, by=None)
    assert groups(person) == []
    assert appointments_in_step(fresh(person)) == []


def test_the_groups_reach_the_institutions_own_places_only(editor_role):
    a, b = make_institution("aaa"), make_institution("bbb")
    person = make_person("amina")
    appoint(person, a, "tests.editor")  # before there is a site: it gets its rights when the workspace opens
    mine, theirs = make_workspace(a), make_workspace(b)
    page, other = mine.pages.get(), theirs.pages.get()
    assert page.permissions_for_user(fresh(person)).can_edit() is True
    assert other.permissions_for_user(fresh(person)).can_edit() is False
    below = page.add_child(instance=Page(title="Habari", slug="habari"))
    assert owner_of_page(below) == a.pk
    assert owner_of_page(Page.get_first_root_node()) is None
    assert owner_of_collection(theirs.collection) == b.pk
    assert set(pages_of([a.pk])) == {page, below}


def test_sync_is_repeatable_and_removes_what_is_not_declared(editor_role):
    make_workspace(make_institution("aaa"))
    Group.objects.create(name="Made by hand")
    sync_groups()
    before = [set(model.objects.values_list("pk", flat=True)) for model in (Group, GroupPagePermission, GroupCollectionPermission)]
    sync_groups()
    assert before == [set(model.objects.values_list("pk", flat=True)) for model in (Group, GroupPagePermission, GroupCollectionPermission)]
    assert not Group.objects.filter(name="Made by hand").exists()
    assert Group.objects.get(name="institutions.manager").permissions.filter(codename="access_admin").exists()
    assert GroupPagePermission.objects.filter(group__name="aaa:tests.editor").count() == 2
    assert GroupCollectionPermission.objects.filter(group__name="aaa:tests.editor").count() == 1


def test_a_national_role_gets_one_grant_at_the_root():
    role = roles.add(Role(key="tests.webmaster", label="Webmaster", page_permissions=("publish_page",), national=True))
    try:
        make_workspace(make_institution("aaa"))
        sync_groups()
        assert [g.page.depth for g in GroupPagePermission.objects.filter(group__name=role.key)] == [1]
        assert not Group.objects.filter(name="aaa:tests.webmaster").exists()
    finally:
        del roles._entries[role.key]


def test_a_role_with_an_unknown_permission_is_refused():
    roles.add(Role(key="tests.wrong", label="Wrong", permissions=("tests.fly",)))
    try:
        with pytest.raises(ImproperlyConfigured, match=r"tests\.fly"):
            sync_groups()
    finally:
        del roles._entries["tests.wrong"]


def test_an_appointment_works_from_its_first_to_its_last_day(editor_role, monkeypatch):
    person, institution = make_person("amina"), make_institution("aaa")
    appoint(person, institution, "tests.editor", from_date=days(1), until_date=days(2))
    seen, today = {}, days(0)
    for offset in (0, 1, 2, 3):
        monkeypatch.setattr(timezone, "localdate", lambda offset=offset: today + timedelta(days=offset))
        person = fresh(person)
        seen[offset] = (len(appointments_in_step(person)), groups(person))
        monkeypatch.undo()
    gives = (1, ["aaa:tests.editor", "tests.editor"])
    assert seen == {0: (0, []), 1: gives, 2: gives, 3: (0, [])}


def test_a_request_reads_the_appointments_in_one_query(django_assert_num_queries, editor_role):
    person = make_person("amina")
    appoint(person, make_institution("aaa"), "tests.editor")
    person = fresh(person)
    with django_assert_num_queries(1):
        appointments_in_step(person)
        assert reach(person, "institutions.view_institution").everywhere is False
        appointments_in_step(person)


def test_a_permission_holds_only_where_its_role_is_held(editor_role):
    a, b = make_institution("aaa"), make_institution("bbb")
    person = make_person("amina")
    appoint(person, a, "tests.editor")
    appoint(person, b, "institutions.manager")
    assert reach(person, "institutions.add_appointment").institutions == {b.pk}
    person.is_active = False
    assert not reach(person, "institutions.add_appointment")


def test_a_manager_appoints_in_the_own_institution_only_and_never_nationally(editor_role):
    a, b = make_institution("aaa"), make_institution("bbb")
    manager, colleague = make_person("meneja"), make_person("amina")
    appoint(manager, a, "institutions.manager")
    with whole_nation():
        actions.appoint(person=colleague, institution=a, role="tests.editor", by=manager)
        for institution, role in ((b, "tests.editor"), (a, "institutions.registrar")):
            with pytest.raises(PermissionDenied):
                actions.appoint(person=colleague, institution=institution, role=role, by=manager)
        elsewhere = actions.appoint(person=colleague, institution=b, role="tests.editor", by=None)
        with pytest.raises(PermissionDenied):
            actions.end_appointment(appointment=elsewhere, by=manager)
        with pytest.raises(PermissionDenied):
            actions.appoint(person=manager, institution=a, role="tests.editor", by=colleague)


def test_wrong_appointments_are_refused_with_the_field_named(editor_role):
    a, person = make_institution("aaa"), make_person("amina")
    appoint(person, a, "tests.editor")
    with pytest.raises(ValidationError) as twice:
        appoint(person, a, "tests.editor")
    assert "person" in str(twice.value) or "__all__" in twice.value.message_dict
    with pytest.raises(ValidationError) as unknown:
        appoint(person, a, "tests.nothing")
    assert list(unknown.value.message_dict) == ["role"]
    with pytest.raises(ValidationError):
        appoint(person, make_institution("bbb"), "tests.editor", from_date=days(2), until_date=days(1))


def test_merging_ends_the_appointments_of_the_one_that_closes(editor_role):
    a, b, person = make_institution("aaa"), make_institution("bbb"), make_person("amina")
    appoint(person, a, "tests.editor")
    with whole_nation():
        actions.merge(institution=a, into=b, by=None, effective_date=days(0))
        assert not Appointment.objects.in_force().exists()
    assert groups(person) == []


def test_a_manager_keeps_contacts_but_not_names_and_nobody_the_code():
    a, manager, registrar = make_institution("aaa"), make_person("meneja"), make_person("msajili")
    appoint(manager, a, "institutions.manager")
    appoint(registrar, a, "institutions.registrar")
    a.phone = "+255262160000"
    actions.amend(institution=a, by=manager)
    a.name_en = "Grabbed"
    with pytest.raises(PermissionDenied):
        actions.amend(institution=a, by=manager)
    actions.amend(institution=a, by=registrar)
    a.code = "zzz"
    with pytest.raises(ValidationError):
        actions.amend(institution=a, by=registrar)
