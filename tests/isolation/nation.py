"""Two institutions of the same kind: A, whose people walk, and B, whose every private word carries a mark that must never be seen."""

import io
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Comment, Locale, Page, Task, UploadedFile, Workflow

from huduma.platform.accounts.models import Person
from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Appointment, Institution, Workspace
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.systems.websites.actions import make_site
from huduma.systems.websites.agency.actions import publish_notice, withdraw_notice
from huduma.systems.websites.agency.domains.actions import add_domain
from huduma.systems.websites.agency.exports.actions import order_export
from huduma.systems.websites.agency.invitations.actions import Invited, invite_editors
from huduma.systems.websites.models import (
    EditorInvitation,
    FormAnswer,
    NewsIndexPage,
    NewsPage,
    PageComment,
    PageLink,
    SiteDomain,
    SiteExport,
    SiteNotice,
)
from huduma.systems.websites.models.page_link import digest_of

from .recruitment import furnish_jobs, jobs_of

YEAR = timedelta(days=365)
SEARCHED = "Chungwa"  # a word in every title of B, by which A's people look for it


@dataclass
class Nation:
    """``own`` and ``foreign`` map the name of a thing to the id of A's and of B's; ``people`` maps a role's key to A's officer."""

    content_mark: str = field(default_factory=lambda: f"yaliyomo{secrets.token_hex(8)}")
    people_mark: str = field(default_factory=lambda: f"watu{secrets.token_hex(8)}")
    invited_mark: str = field(default_factory=lambda: f"wageni{secrets.token_hex(8)}")
    posts_mark: str = field(default_factory=lambda: f"nafasi{secrets.token_hex(8)}")
    applied_mark: str = field(default_factory=lambda: f"maombi{secrets.token_hex(8)}")
    interviews_mark: str = field(default_factory=lambda: f"usaili{secrets.token_hex(8)}")
    a: Institution = None  # type: ignore[assignment]
    b: Institution = None  # type: ignore[assignment]
    own: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


def make_nation() -> Nation:
    """Furnish both institutions with one of everything, and appoint one person of A to every declared role."""
    nation = Nation()
    sync_groups()
    with whole_nation():
        nation.a, nation.b = (make_institution(code) for code in ("aaa", "bbb"))
        for institution in (nation.a, nation.b):
            make_site(institution=institution, by=None)
        nation.own = furnish_own(nation.a)
        nation.foreign = furnish(nation.b, nation.content_mark, nation.people_mark, nation.invited_mark)
        nation.foreign |= furnish_jobs(nation.b, nation.posts_mark, nation.people_mark, nation.applied_mark, nation.interviews_mark)
        notice = publish_notice(notice=SiteNotice(text_sw="Ya Taifa", text_en="x"), by=None)
        withdraw_notice(notice=notice, by=None)  # only the office shows it now
        nation.foreign |= {"institution": nation.b.pk, "notice": notice.pk}
        for role in roles:
            nation.people[role.key] = make_person(role.key.replace(".", "-"), language="en")
            appoint(nation.people[role.key], nation.a, role.key)
    nation.people["citizen"] = make_person("raia", language="en")
    return nation


def snapshot(nation: Nation) -> dict[str, Any]:
    """Everything of B's that somebody of A could have changed."""
    with whole_nation():
        pages = Page.objects.filter(path__startswith=Workspace.objects.get(pk=nation.b.pk).pages.first().path)
        return {
            "pages": list(pages.order_by("pk").values_list("pk", "path", "title", "live", "locked", "latest_revision_id", "numchild")),
            "images": list(get_image_model().objects.order_by("pk").values_list("pk", "title", "collection_id")),
            "documents": list(get_document_model().objects.order_by("pk").values_list("pk", "title", "collection_id")),
            "uploads": list(UploadedFile.objects.values_list("pk", flat=True)),
            "institution": list(Institution.objects.filter(pk=nation.b.pk).values()),
            "appointments": list(Appointment.objects.filter(institution=nation.b).order_by("pk").values()),
            "people": list(Person.objects.order_by("pk").values_list("pk", "email", "is_superuser", "is_active", "password")),
            "groups": sorted(Person.groups.through.objects.values_list("person_id", "group__name")),
            "answers": list(FormAnswer.objects.filter(institution=nation.b).values()),
            "comments": list(PageComment.objects.order_by("pk").values()),
            "notices": list(SiteNotice.objects.order_by("pk").values()),
            "domains": list(SiteDomain.objects.filter(institution=nation.b).order_by("pk").values()),
            "invitations": list(EditorInvitation.objects.filter(institution=nation.b).order_by("pk").values()),
            "exports": list(SiteExport.objects.filter(institution=nation.b).order_by("pk").values()),
            **jobs_of(nation.b),
            "states": list(Page.objects.get(pk=nation.foreign["page"]).workflow_states.values_list("pk", "status", "current_task_state")),
        }


def _invitation(institution: Institution, mark: str) -> int:
    people = [Invited(f"{mark}@example.go.tz", f"{SEARCHED} {mark}", "websites.editor")]
    return int(invite_editors(institution=institution, people=people, language="sw", by=None)[0].pk)


def furnish_own(institution: Institution) -> dict[str, Any]:
    """Give ``institution`` one of everything of every system, with words that nobody has to hide; returns the id of each thing."""
    websites = furnish(institution, mark="yangu", people_mark="yetu", invited_mark="mgeni")
    return websites | furnish_jobs(institution, posts_mark="nafasi", people_mark="yetu", applied_mark="maombi", interviews_mark="usaili")


def furnish(institution: Institution, mark: str, people_mark: str, invited_mark: str) -> dict[str, Any]:
    """Give ``institution`` one of everything, named with the marks; returns the id of each thing by its name."""
    code = institution.code
    person = make_person(f"{people_mark}.{code}", full_name=f"{SEARCHED} {people_mark}", language="en")
    role: Role = roles["websites.moderator"]
    appointment = appoint(person, institution, role.key)
    collection = Workspace.objects.get(pk=institution.pk).collection
    image = get_image_model().objects.create(
        title=f"{SEARCHED} {mark}", file=_picture(f"{mark}.png"), collection=collection, uploaded_by_user=person
    )
    image.tags.add(f"{SEARCHED} {mark} image")
    document = get_document_model().objects.create(
        title=f"{SEARCHED} {mark}", file=ContentFile(b"%PDF-1.4 ...", f"{mark}.pdf"), collection=collection, uploaded_by_user=person
    )
    index = NewsIndexPage.objects.get(institution=institution, locale=Locale.objects.get(language_code="sw"))
    page = index.add_child(
        instance=NewsPage(
            title=f"{SEARCHED} {mark}",
            slug=f"chungwa-{mark}",
            summary=mark,
            body=[("paragraph", f"<p>{mark}</p>")],
            picture=image,
            picture_alt=mark,
            live=False,
            owner=person,
        )
    )
    first = page.save_revision(user=person, log_action=True)
    page.body = [("paragraph", f"<p>{mark} tena</p>")]
    revision = page.save_revision(user=person, log_action=True)
    Comment.objects.create(page=page, user=person, text=mark, contentpath="summary", revision_created=revision)
    state = Workflow.objects.get().start(page, person)
    upload = UploadedFile.objects.create(
        file=ContentFile(b"x", f"{mark}.png"), uploaded_by_user=person, for_content_type=ContentType.objects.get_for_model(image)
    )
    session = EditingSession.objects.create(
        user=person, content_type=ContentType.objects.get_for_model(NewsPage), object_id=page.pk, last_seen_at=state.created_at
    )
    answer = FormAnswer.objects.create(
        institution=institution,
        form=uuid.uuid4(),
        form_title=f"{SEARCHED} {people_mark}",
        language="sw",
        answers=[{"key": "q1", "kind": "line", "label": f"{SEARCHED} {people_mark}", "value": people_mark}],
        text=f"{SEARCHED} {people_mark}",
        note=people_mark,
        erase_at=state.created_at + YEAR,
    )
    banner = SiteNotice(institution=institution, text_sw=f"{SEARCHED} {people_mark}", text_en="x", starts_at=state.created_at + YEAR)
    comment = PageComment.objects.create(institution=institution, page=page, text=f"{SEARCHED} {mark}")
    address = f"https://{people_mark}.example/{mark}"
    link = PageLink.objects.create(
        institution=institution,
        page=page,
        place=mark,
        address=address,
        digest=digest_of(address),
        is_inside=False,
        broken_since=state.created_at,
    )
    return {
        "answer": answer.pk,
        "formanswer": answer.pk,
        "comment": comment.pk,
        "pagecomment": comment.pk,
        "link": link.pk,
        "banner": publish_notice(notice=banner, by=None).pk,
        "domain": add_domain(institution=institution, name=f"{code}.go.tz", by=None).pk,
        "invitation": _invitation(institution, invited_mark),
        "export": order_export(institution=institution, drafts=True, by=None).pk,
        "page": page.pk,
        "parent": index.pk,
        "image": image.pk,
        "document": document.pk,
        "collection": collection.pk,
        "person": person.pk,
        "group": person.groups.first().pk,
        "appointment": appointment.pk,
        "institution": institution.pk,
        "revision": revision.pk,
        "first_revision": first.pk,
        "workflow": Workflow.objects.get().pk,
        "workflow_state": state.pk,
        "task": Task.objects.get().pk,
        "task_state": state.current_task_state_id,
        "upload": upload.pk,
        "session": session.pk,
        "site": page.get_site().pk,
        "locale": page.locale_id,
    }


def _picture(name: str) -> ImageFile:
    content = io.BytesIO()
    Picture.new("RGB", (4, 4), "orange").save(content, "PNG")
    return ImageFile(content, name)
