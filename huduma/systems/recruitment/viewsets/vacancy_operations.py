"""What can be done to a vacancy besides writing it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huduma.platform.backoffice.viewsets import Operation
from huduma.systems.recruitment.actions import advertising, vacancies
from huduma.systems.recruitment.forms.officers import ExtendForm, OtherCriteriaForm, PublicReasonForm, ReadvertiseForm, ReasonForm
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.states import VACANCY, Refused


def _can(verb: str) -> Any:
    return lambda record: verb in VACANCY.verbs(record.state)


def _submit(record: Vacancy, form: Any, by: Any) -> None:
    vacancies.submit_vacancy(vacancy=record, by=by)


def _approve(record: Vacancy, form: Any, by: Any) -> None:
    vacancies.approve_vacancy(vacancy=record, by=by)


def _return(record: Vacancy, form: Any, by: Any) -> None:
    vacancies.return_vacancy(vacancy=record, reason=form.cleaned_data["reason"], by=by)


def _extend(record: Vacancy, form: Any, by: Any) -> None:
    advertising.extend_vacancy(vacancy=record, by=by, **form.cleaned_data)


def _change_criteria(record: Vacancy, form: Any, by: Any) -> None:
    advertising.change_criteria(vacancy=record, criteria=form.cleaned_data["criteria"], by=by)


def _readvertise(record: Vacancy, form: Any, by: Any) -> None:
    advertising.readvertise_vacancy(vacancy=record, by=by, **form.cleaned_data)


def _withdraw(record: Vacancy, form: Any, by: Any) -> None:
    advertising.withdraw_vacancy(vacancy=record, by=by, **form.cleaned_data)


OPERATIONS = (
    Operation(
        name="submit",
        label=_("Send for approval"),
        done=_("The vacancy waits for somebody else to approve it."),
        question=_("It cannot be changed while it waits. Whoever wrote any part of it cannot approve it."),
        icon="upload",
        permission="steer",
        run=_submit,
        offered=_can("submit"),
        bulk=True,
        refusals=(Refused,),
    ),
    Operation(
        name="approve",
        label=_("Approve"),
        done=_("Approved. It is published at its opening instant."),
        question=_("From its opening instant on everybody can read it, and its criteria can be changed no more."),
        icon="check",
        permission="approve",
        run=_approve,
        offered=_can("approve"),
        bulk=True,
        refusals=(Refused,),
    ),
    Operation(
        name="return",
        label=_("Give back"),
        done=_("It is with its writer again."),
        question=_("The writer reads the reason, mends it and sends it again."),
        icon="undo",
        permission="approve",
        form_class=ReasonForm,
        run=_return,
        offered=_can("return"),
        refusals=(Refused,),
    ),
    Operation(
        name="extend",
        label=_("Extend"),
        done=_("It closes later, for everybody."),
        question=_("The reason is published with the vacancy, and the new closing is the same for all."),
        icon="time",
        permission="steer",
        form_class=ExtendForm,
        run=_extend,
        offered=_can("extend"),
        refusals=(Refused,),
    ),
    Operation(
        name="criteria",
        label=_("Change the criteria for another publication"),
        done=_("The criteria are kept. Somebody else can advertise it again with them."),
        question=_("Applications that were sent stay judged by the criteria that they were sent for."),
        icon="list-ul",
        permission="steer",
        form_class=OtherCriteriaForm,
        run=_change_criteria,
        offered=_can("readvertise"),
        refusals=(Refused,),
    ),
    Operation(
        name="readvertise",
        label=_("Advertise again"),
        done=_("It is open again."),
        question=_("The reason is published with the vacancy. Those who applied before need not apply again."),
        icon="repeat",
        permission="approve",
        form_class=ReadvertiseForm,
        run=_readvertise,
        offered=_can("readvertise"),
        refusals=(Refused,),
    ),
    Operation(
        name="withdraw",
        label=_("Withdraw"),
        done=_("The vacancy is withdrawn."),
        question=_("It never comes back. The reason is published."),
        icon="bin",
        permission="steer",
        form_class=PublicReasonForm,
        run=_withdraw,
        offered=_can("withdraw"),
        refusals=(Refused,),
    ),
)
