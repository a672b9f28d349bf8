"""Work of interviews and offers outside a request."""

from huduma.platform.jobs.job import job
from huduma.systems.recruitment.actions import offers, stage_work


@job(atomic=False)
def do_stage_work(work: int) -> None:
    """Call, settle or write letters, as the row with this primary key says."""
    stage_work.do_work(work=work)


@job()
def discard_letters(work: int) -> None:
    """Remove letters that were kept long enough."""
    stage_work.discard_letters(work=work)


@job()
def lapse_offer(offer: int) -> None:
    """Let an offer lapse that was not answered, or not reported to, in time."""
    offers.lapse_offer(offer=offer)


@job()
def lapse_reserve(application: int) -> None:
    """Take somebody out of the reserve whose day has passed."""
    offers.lapse_reserve(application=application)
