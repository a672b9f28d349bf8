"""What of Wagtail's admin each officer sees: nothing that the guard would refuse, and nothing of another institution."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from huduma.platform.institutions.policy import pages_reach

from .appointments import AppointmentViewSet, PeopleViewSet
from .first_screen import count_own_pages  # noqa: F401  registers itself
from .guard import lets_through
from .listings import OfficePagesAPIViewSet, prepared
from .outbox import OutboxViewSet
from .pages import OfficePageViewSet
from .register import OwnInstitutionViewSet, RegisterViewSet
from .rules import page_paths
from .trail import TrailViewSet
from .viewsets import OfficeGroup


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
@hooks.register("construct_help_menu")
def drop_what_is_closed(request: HttpRequest, items: list[MenuItem]) -> None:
    """A menu leads nowhere that would answer 404."""
    items[:] = [item for item in items if _leads_somewhere(request, item)]


def _leads_somewhere(request: HttpRequest, item: MenuItem) -> bool:
    if item.url == "#":  # a submenu, which shows itself when something is left in it
        return True
    try:
        return lets_through(request, resolve(item.url))
    except Resolver404:
        return False  # the makers' own pages elsewhere in the world


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The page chooser shows, and finds, the person's own pages and the way to them."""
    reach = pages_reach(request.user)
    if reach.everywhere:
        return prepared(pages)
    own = Q(pk__in=[])
    for path in page_paths(reach.institutions):
        above = [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]
        own |= Q(path__startswith=path) | Q(path__in=above)
    return prepared(pages.filter(own))


@hooks.register("construct_admin_api")
def answer_the_menu_of_pages(api: WagtailAPIRouter) -> None:
    """With what it asks for every page read once."""
    api.register_endpoint("pages", OfficePagesAPIViewSet)


@hooks.register("register_admin_viewset")
def narrow_the_explorer() -> Any:
    """The explorer's filters offer people and sites of the whole nation; ours do not."""
    return OfficePageViewSet()


class InstitutionGroup(OfficeGroup):
    """The register, the people and what they did, in one menu."""

    menu_label = _("Institutions and people")
    menu_icon = "group"
    menu_order = 200
    items = (OwnInstitutionViewSet, RegisterViewSet, AppointmentViewSet, PeopleViewSet, TrailViewSet)


@hooks.register("register_admin_viewset")
def screens_of_the_register() -> Any:
    return InstitutionGroup()


@hooks.register("register_admin_viewset")
def screens_of_messages() -> Any:
    return OutboxViewSet()


@hooks.register("insert_global_admin_css")
def office_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("backoffice/office.css"))


@hooks.register("insert_global_admin_js")
def office_script() -> str:
    return format_html('<script src="{}"></script>', static("backoffice/office.js"))
