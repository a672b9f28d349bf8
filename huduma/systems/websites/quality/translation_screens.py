"""The screens of translations: which pages are behind their other language, and both beside each other."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import get_page_models

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView, NarrowedInspectView
from huduma.systems.websites.actions.translations import confirm_translation
from huduma.systems.websites.models import SitePage
from huduma.systems.websites.models.translations import Standing, out_of_step, standing_of

from .side_by_side import side_by_side

TEND = "websites.tend_sitepage"
TRANSLATE = "simple_translation.submit_translation"


def page_kinds() -> list[tuple[str, Any]]:
    """The kinds of pages of sites, by the names that people read."""
    kinds = [kind for kind in get_page_models() if issubclass(kind, SitePage) and kind is not SitePage]
    return sorted(((str(kind._meta.model_name), kind.get_verbose_name()) for kind in kinds), key=lambda choice: str(choice[1]))


class TranslationFilterSet(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        method="narrow_to_standing", label=_("state"), choices=[choice for choice in Standing.choices if choice[0]]
    )
    language = django_filters.ChoiceFilter(field_name="locale__language_code", choices=settings.LANGUAGES, label=_("language"))
    kind = django_filters.ChoiceFilter(field_name="content_type__model", choices=page_kinds, label=_("kind"))

    class Meta:
        model = SitePage
        fields: list[str] = []

    def narrow_to_standing(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(stale=value == Standing.STALE)


class TranslationIndexView(NarrowedIndexView):
    page_title = _("Translations")

    def get_base_queryset(self) -> QuerySet[Any]:
        return out_of_step(self.records().select_related("institution"))


class SideBySideView(NarrowedInspectView):
    """Both languages of one page beside each other."""

    template_name = "websites/office/side_by_side.html"
    page_title = _("Both languages side by side")

    @cached_property
    def page(self) -> SitePage:
        """The page of the address, of its own type."""
        return self.object.specific

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        person, page = self.request.user, self.page
        twin = page.twin()
        if page.permissions_for_user(person).can_edit():
            edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
            buttons.append(HeaderButton(_("Edit the translation") if twin else _("Edit"), url=edit, icon_name="edit", priority=10))
        if twin is None and person.has_perm(TRANSLATE):
            buttons.append(self._translate(page))
        return buttons

    def _translate(self, page: SitePage) -> HeaderButton:
        """The way to the translation that visitors cannot read yet, or to beginning it."""
        begun = page.get_translations().first()
        if begun:
            edit = reverse("wagtailadmin_pages:edit", args=[begun.pk])
            return HeaderButton(_("Go on with the translation"), url=edit, icon_name="globe", priority=20)
        begin = reverse("simple_translation:submit_page_translation", args=[page.pk])
        return HeaderButton(_("Begin the translation"), url=begin, icon_name="globe", priority=20)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, twin = self.page, self.page.twin()
        return super().get_context_data(
            page=page,
            twin=twin,
            twin_url=reverse("translations:inspect", args=[twin.pk]) if twin else "",
            standing=standing_of(page),
            standings=Standing,
            rows=side_by_side(page, twin),
            **kwargs,
        )


def _confirm(record: SitePage, form: Any, by: Any) -> None:
    confirm_translation(page=record, by=by)


def _is_behind(record: SitePage) -> bool:
    return record.live and standing_of(record) == Standing.STALE


class TranslationViewSet(OfficeViewSet):
    """Pages that visitors read in one language only, or in an older wording than in the other."""

    name = "translations"
    model = SitePage
    icon = "globe"
    menu_label = _("Translations")
    menu_order = 10
    permissions = {"view": TEND, "change": TEND}
    history_view_enabled = False
    index_view_class = TranslationIndexView
    inspect_view_class = SideBySideView
    filterset_class = TranslationFilterSet
    search_fields = ["title"]
    search_backend_name = None
    ordering = "title"
    list_display: Sequence[Any] = [
        "title",
        Column("language", accessor="locale.get_display_name", label=_("language"), sort_key="locale"),
        Column("kind", accessor="page_type_display_name", label=_("kind")),
        Column("standing", accessor=lambda page: (Standing.STALE if page.stale else Standing.MISSING).label, label=_("state")),
        DateColumn("since", label=_("other language published"), sort_key="since"),
        Column("institution", label=_("institution"), sort_key="institution"),
    ]
    list_export = ["institution.code", "title", "locale.language_code", "content_type.model", "stale", "since", "url"]
    export_filename = "translations"
    inspect_view_fields = ["title"]
    operations = (
        Operation(
            name="agree",
            label=_("It is up to date"),
            done=_("Both languages say the same now, as you said."),
            question=_("Say so only when you have read both: the page is no longer shown as behind the other language."),
            icon="check",
            run=_confirm,
            offered=_is_behind,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("locale")
