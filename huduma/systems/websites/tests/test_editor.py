"""The editor asks once for what it tells of a page, tells the same as before, and remembers nothing once something is changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, CommentReply, Page, TaskState, Workflow, WorkflowTask

from huduma.platform.backoffice.editor import KnownState
from huduma.platform.institutions.models import Workspace
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_person
from huduma.systems.websites.models import InstitutionApproval, NewsPage

from .factories import publish_news

pytestmark = pytest.mark.django_db
MOST = 40  # queries of one screen


@pytest.fixture(autouse=True)
def _pictures_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(institution, name):
    folder = Workspace.objects.get(institution=institution).collection
    return Image.objects.create(title=name, file=get_test_image_file(f"{name}.png"), collection=folder)


def waiting(institution, author, **fields):
    """A published page with an earlier revision, whose changes wait for a moderator."""
    page = publish_news(institution, "Mto Msimbazi", **fields)
    page.title = "Mto Msimbazi wasafishwa"
    page.save_revision(user=author)
    page = NewsPage.objects.get(pk=page.pk)
    Workflow.objects.get().start(page, author)
    return page


def look(client, view, *ids):
    """The answer, and what it asked of the database once everything was asked for before (where a transaction begins is no question)."""
    address = reverse(view, args=ids)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer, [query["sql"] for query in asked if not query["sql"].startswith(("BEGIN", "COMMIT"))]


def gallery(pictures):
    return [("gallery", [{"image": each, "alt": "Mto", "caption": ""} for each in pictures])]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # what an open transaction sees is kept by nobody
def test_pictures_links_and_comments_cost_nothing_each(nemc, moderator):
    author = make_person("mwandishi")
    target = publish_news(nemc, "Habari nyingine")
    pages = []
    for many in (2, 7):
        link = ("call_to_action", {"title": "Habari", "text": "", "label": "Soma", "page": target, "address": ""})
        body = [*gallery([picture(nemc, f"p{many}{number}") for number in range(many)]), *[link] * many]
        page = waiting(nemc, author, slug=f"mto-{many}", body=body)
        for number in range(many):
            comment = Comment.objects.create(page=page, user=author, text=f"Maoni {number}", contentpath="summary")
            CommentReply.objects.create(comment=comment, user=author, text="Jibu")
        pages.append(page)
    first = [page.revisions.order_by("pk").first().pk for page in pages]
    for view, few, many in (
        ("wagtailadmin_pages:edit", (pages[0].pk,), (pages[1].pk,)),
        ("wagtailadmin_pages:revisions_revert", (pages[0].pk, first[0]), (pages[1].pk, first[1])),
    ):
        asked_for_few, asked_for_many = (look(moderator, view, *ids)[1] for ids in (few, many))
        assert len(asked_for_many) == len(asked_for_few) <= MOST, "\n".join(
            statement.partition(" FROM ")[2][:150] for statement in asked_for_many
        )


@pytest.mark.parametrize("more", [[], [("Pili", True), ("Iliyofungwa", False), ("Tatu", True)]])
def test_it_says_of_an_approval_what_wagtail_says(nemc, more):
    author, workflow = make_person("mwandishi"), Workflow.objects.get()
    for name, active in more:
        step = InstitutionApproval.objects.create(name=name, active=active)
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=workflow.workflow_tasks.count())
    page = waiting(nemc, author)
    sent_back, seen = False, []
    while (state := page.workflow_states.active().first()) is not None:
        compare(page)
        seen.append(state.is_at_final_task)
        if not sent_back:
            state.current_task_state.specific.reject(user=author)
            compare(page)
            page.workflow_states.active().get().resume(user=author)
            state.refresh_from_db()
            sent_back = True
            compare(page)
        state.current_task_state.specific.approve()
    assert seen == ([False, False, True] if more else [True])


def compare(page):
    """Ours says what Wagtail's says of the approval that ``page`` waits for."""
    wagtail, ours = page.workflow_states.active().get(), KnownState(page.workflow_states.active().get())
    assert [told(step) for step in ours.all_tasks_with_status()] == [told(step) for step in wagtail.all_tasks_with_status()]
    assert [step.task_state for step in ours.all_tasks_with_state()] == [step.task_state for step in wagtail.all_tasks_with_state()]
    assert ours.is_at_final_task == wagtail.is_at_final_task


def told(step):
    return step.pk, step.status, str(step.status_display)


def test_what_was_approved_a_moment_ago_waits_no_more(nemc, moderator):
    page = waiting(nemc, make_person("mwandishi"))
    answer, _asked = look(moderator, "wagtailadmin_pages:edit", page.pk)
    assert answer.context["current_task_state"].status == TaskState.STATUS_IN_PROGRESS
    task = page.current_workflow_task_state
    moderator.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]), {"next": "/office/"})
    answer, _asked = look(moderator, "wagtailadmin_pages:edit", page.pk)
    assert answer.context["current_task_state"] is None
    assert Page.objects.get(pk=page.pk).title == "Mto Msimbazi wasafishwa"


def test_a_revision_brings_back_neither_owner_nor_language_nor_lock(nemc):
    page = publish_news(nemc, "Mto Msimbazi")
    gone, keeper = make_person("aliyeondoka"), make_person("mtunzaji")
    page.owner = page.locked_by = gone
    page.save()
    revision = page.save_revision()
    NewsPage.objects.filter(pk=page.pk).update(owner=keeper, locked_by=None)
    with whole_nation():
        gone.delete()
    old = revision.__class__.objects.get(pk=revision.pk).as_object()
    assert (old.owner, old.locked_by, old.locale, old.institution) == (keeper, None, page.locale, nemc)
    assert old.get_parent() == page.get_parent()
