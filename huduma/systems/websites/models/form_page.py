"""Forms that visitors fill in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager

from huduma.platform.institutions.models import Institution
from huduma.systems.websites.blocks import FEATURES, QuestionsBlock
from huduma.systems.websites.blocks.questions import Question, questions_in
from huduma.systems.websites.rendering.form_mark import page_mark
from huduma.systems.websites.rendering.richtext import expand, plain

from .answer_form import AnswerForm, period
from .page import SitePage, SitePageQuerySet, menu_panel, search_panels
from .site_map import SiteMap

CONTACTS = {"email", "telephone"}


class FormPage(SitePage):
    """A form. Its page is the same for everyone, so it can be kept like any other; what is sent goes to ``answers.views``."""

    class Kept(models.IntegerChoices):
        """How long answers are kept, in months."""

        ONE = 1, _("1 month")
        THREE = 3, _("3 months")
        SIX = 6, _("6 months")
        YEAR = 12, _("1 year")
        TWO_YEARS = 24, _("2 years")
        FIVE_YEARS = 60, _("5 years")

    introduction = RichTextField(
        _("introduction"), blank=True, features=FEATURES, help_text=_("Who should fill it in, and what then happens.")
    )
    questions = StreamField(QuestionsBlock(), verbose_name=_("questions"))
    purpose = models.CharField(
        _("what the answers are used for"),
        max_length=200,
        help_text=_("Ends the sentence “We use what you write …”; for example “to answer your question”."),
    )
    kept_months = models.PositiveSmallIntegerField(
        _("kept for"), choices=Kept.choices, default=Kept.YEAR, help_text=_("After that the platform erases the answers by itself.")
    )
    asks_personal = models.BooleanField(
        _("asks for personal data"),
        default=True,
        help_text=_(
            "A name, a place to live, health, and the like. The sender then has to agree. An e-mail address or a number always count."
        ),
    )
    thanks = models.TextField(_("words of thanks"), max_length=600, help_text=_("What the sender reads then: who will answer, and when."))
    receipt = models.BooleanField(
        _("send a receipt"), default=False, help_text=_("To the e-mail address that the sender gives, with the number of the answer.")
    )
    told = models.EmailField(
        _("who is told of new answers"),
        blank=True,
        help_text=_("An e-mail address of your institution. What was written is not mailed."),
    )

    objects = PageManager.from_queryset(SitePageQuerySet)()

    parent_page_types = ["websites.HomePage", "websites.StandardPage", "websites.ContactPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("questions"),
        MultiFieldPanel(
            [FieldPanel("purpose"), FieldRowPanel([FieldPanel("kept_months"), FieldPanel("asks_personal")])], _("What the sender agrees to")
        ),
        MultiFieldPanel([FieldPanel("thanks"), FieldPanel("receipt"), FieldPanel("told")], _("After sending")),
    ]
    promote_panels = [*search_panels(), menu_panel()]

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")

    def asked(self) -> list[Question]:
        """The questions, in their order."""
        return questions_in(self.questions)

    @property
    def needs_consent(self) -> bool:
        """Whether the sender has to agree: always where a contact is asked for, whatever the editor says."""
        return self.asks_personal or any(block.block_type in CONTACTS for block in self.questions)

    def clean(self) -> None:
        """A receipt needs somewhere to go."""
        super().clean()
        if self.receipt and not any(block.block_type == "email" for block in self.questions):
            raise ValidationError({"receipt": _("A receipt can be sent only where the form asks for an e-mail address.")})

    def is_for(self, institution: Institution, language: str) -> bool:
        """Whether it may stand in the text of a page of ``institution`` in ``language``."""
        return self.live and self.institution_id == institution.pk and self.language == language

    def use_of_answers(self) -> str:
        """What becomes of the answers, in the active language, which is the page's."""
        return gettext("%(institution)s uses what you write here %(purpose)s. It keeps it for %(period)s and then erases it.") % {
            "institution": self.institution.name_in(self.language),
            "purpose": self.purpose.strip().rstrip("."),
            "period": period(self.kept_months),
        }

    def form(self, data: Any = None) -> AnswerForm:
        """The form, filled in with ``data`` where that is given, in the active language."""
        return AnswerForm(self.asked(), self.use_of_answers() if self.needs_consent else "", data)

    def description(self) -> str:
        return self.search_description or Truncator(plain(self.introduction)).chars(200)

    def words(self) -> str:
        return " ".join([plain(self.introduction), *(question.label for question in self.asked())])

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        with translation.override(self.language):  # what is said here is put together before the template is drawn
            return {
                "body": expand(self.introduction, site.origin),
                "form": self.form(),
                "mark": page_mark(self.translation_key),
                "action": reverse("form", args=[self.pk], urlconf=settings.SITE_URLCONF) if self.pk else "",
                "use": "" if self.needs_consent else self.use_of_answers(),
            }

    def context_for_one(self, site: SiteMap) -> dict[str, Any]:
        """What the template needs when the page, or the thanks in its place, is drawn for one visitor."""
        return {**self._context(site, self.path_on_site()), **self.own_context(site), "updated_at": None}
