"""What happens on the portal: a dialogue is held, the figures are counted, the register's changes become findable."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from huduma.platform.contributions.dialogue import (
    MOST_ANSWERS,
    SMS_BUDGET,
    USSD_BUDGET,
    Caller,
    Conversation,
    Dialogue,
    Screen,
    closing,
    replay,
)
from huduma.platform.contributions.keyword import how_to_go_on, spoken_by_sms
from huduma.platform.contributions.menu import by_keyword
from huduma.platform.contributions.service import services
from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.models import Institution
from huduma.platform.portal.figures import Published, all_counted
from huduma.platform.portal.models import DialogueSession, FigureCount, FigureSnapshot
from huduma.platform.portal.register import LISTING
from huduma.platform.search import actions as search

SESSIONS_KEPT = timedelta(days=30)  # no gateway repeats a session after that


def converse(*, dialogue: Dialogue, answers: Sequence[str], caller: Caller, language: str) -> Screen:
    """What a citizen sees after ``answers``, all of them since the session began; where they lead to an action, it is done once.

    ``language`` is spoken until the dialogue chooses another. Whoever repeats ``caller.session`` gets the first one's result. An action
    that raises is undone whole and may be tried again. Screens before that are only read, in no transaction, for on SQLite
    that would wait for whoever writes.
    """
    done = DialogueSession.objects.filter(key=caller.session).first()
    if done:
        return closing(done.result, answers[done.answered :], done.language)
    if len(answers) > MOST_ANSWERS:
        with translation.override(language):
            return closing(_("This session has become too long. Please start again."), [], language)
    conversation = replay(dialogue, answers, caller, language)
    return _ended(conversation, caller, len(answers), USSD_BUDGET) or conversation.screen()


def answer_sms(*, text: str, caller: Caller, language: str) -> str:
    """The answer to an SMS whose first word is a service's keyword and whose other words are the answers of its dialogue.

    ``caller.session`` is the message's own reference, so that a message that is delivered twice acts once. An unknown keyword is
    answered with those that there are, in both languages.
    """
    done = DialogueSession.objects.filter(key=caller.session).first()
    if done:
        return closing(done.result, [], done.language, budget=SMS_BUDGET).text
    keyword, _space, answers = " ".join(text.split()).partition(" ")
    service = by_keyword(keyword)
    if service is None or service.dialogue is None:
        return _keywords()
    conversation, heard = spoken_by_sms(service.dialogue, answers, caller, language)
    ended = _ended(conversation, caller, len(heard), SMS_BUDGET)
    if ended:
        return ended.text
    with translation.override(conversation.language):
        return f"{conversation.screen().text}\n{how_to_go_on(service.keyword, heard)}"


def _ended(conversation: Conversation, caller: Caller, answered: int, budget: int) -> Screen | None:
    """The last screen of a conversation that has come to its end, after doing what it ends with."""
    if conversation.finish is None:
        return None
    result = conversation.finish.text
    answered -= len(conversation.turned)
    if conversation.finish.act:
        result = _act_once(conversation.finish.act, caller.session, answered, conversation.language)
    return closing(result, conversation.turned, conversation.language, budget=budget)


@transaction.atomic
def _act_once(act: Callable[[str], str], session: str, answered: int, language: str) -> str:
    """Do ``act`` and keep its result; the row is written first, so that a second try waits for it and finds it."""
    row, new = DialogueSession.objects.get_or_create(key=session, defaults={"answered": answered, "language": language})
    if new:
        with translation.override(language):
            row.result = act(session)
        row.save(update_fields=["result"])
    return row.result


def _keywords() -> str:
    words = ", ".join(service.keyword for service in services if service.dialogue and service.keyword)
    texts = []
    for language in ("sw", "en"):
        with translation.override(language):
            texts.append(_("Begin your message with one of these words: %(words)s") % {"words": words})
    return "\n".join(texts)


def count_figures() -> list[Published]:
    """Count every figure over the whole nation, keep the counts, and today's first as its snapshot. Returns them.

    The counting itself is in no transaction, for on SQLite it would hold up every writer.
    """
    counts = list(all_counted())
    _keep(counts)
    return counts


@transaction.atomic
def _keep(counts: Sequence[Published]) -> None:
    before = dict(FigureCount.objects.values_list("key", "value"))
    rows = [FigureCount(key=count.figure.key, value=count.value, counted_at=count.counted_at) for count in counts]
    FigureCount.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["value", "counted_at"])
    today = timezone.localdate()
    snapshots = [FigureSnapshot(key=row.key, date=today, value=row.value, counted_at=row.counted_at) for row in rows]
    FigureSnapshot.objects.bulk_create(snapshots, ignore_conflicts=True)
    if before != {row.key: row.value for row in rows}:
        _forget_portal()


@transaction.atomic
def index_institution(*, institution: Institution) -> None:
    """Let search find ``institution`` as the register has it now, or no longer where it is not active."""
    current = Institution.objects.select_for_update().get(pk=institution.pk)  # waits for whoever is amending it
    if current.status == Institution.Status.ACTIVE:
        search.index(listing=LISTING, record=current)
    else:
        search.forget(listing=LISTING, record=current)
    _forget_portal()


@transaction.atomic
def forget_sessions() -> int:
    """Remove finished dialogues that nobody can repeat any more; returns how many."""
    removed, _by_model = DialogueSession.objects.filter(finished_at__lt=timezone.now() - SESSIONS_KEPT).delete()
    return removed


def _forget_portal() -> None:
    """The portal's pages show the register and the figures: let none that is kept outlive the change."""
    for portal in LiveSite.objects.filter(institution=None):
        delivery.forget(site=portal)
