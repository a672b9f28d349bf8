"""What interviews and offers add to the platform."""

from django.utils.translation import gettext_lazy as _

from huduma.platform.jobs.sweep import Sweep, sweeps
from huduma.systems.recruitment.actions.offers import out_of_reserve
from huduma.systems.recruitment.actions.stage_work import OWED_WORK
from huduma.systems.recruitment.jobs import interviews as jobs
from huduma.systems.recruitment.models import Offer, StageWork

sweeps.add(Sweep(OWED_WORK, _("Applicants to be called or marked, and letters"), owed=StageWork.objects.owed, job=jobs.do_stage_work))
sweeps.add(Sweep("recruitment.letters_over", _("Call letters to be removed"), owed=StageWork.objects.over, job=jobs.discard_letters))
sweeps.add(Sweep("recruitment.offers", _("Offers to lapse"), owed=lambda: Offer.objects.overdue(), job=jobs.lapse_offer))
sweeps.add(Sweep("recruitment.reserve", _("Reserves to end"), owed=out_of_reserve, job=jobs.lapse_reserve))
