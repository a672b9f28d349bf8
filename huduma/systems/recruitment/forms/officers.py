"""Forms of the office up to a published vacancy."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from huduma.platform.backoffice.viewsets import OfficeForm
from huduma.platform.backoffice.viewsets.operations import OperationForm
from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.codes import OCCUPATIONS
from huduma.systems.recruitment.models import Requisition
from huduma.systems.recruitment.states import RequisitionState

from .criteria_writing import GROUPS, CodeField, CriteriaForm
from .post_lines import PostLinesField, as_rows

_OF_THE_REQUISITION = ("title_sw", "title_en", "occupation", "salary_scale")


def _offer_occupation(form: forms.BaseForm, code: str) -> None:
    """Offer also a narrower occupation that stands in the record already."""
    field = form.fields["occupation"]
    assert isinstance(field, CodeField)  # noqa: S101
    offered: Any = field.choices
    if code and code not in {value for _major, group in offered if isinstance(group, list | tuple) for value, _label in group}:
        field.choices = [*offered, (code, f"{code}: {OCCUPATIONS.nearest(code)}")]


class RequisitionForm(OfficeForm):
    """What an institution asks for."""

    occupation = CodeField(label=capfirst(_("occupation (ISCO-08)")), codes=OCCUPATIONS)
    post_lines = PostLinesField(
        label=capfirst(_("posts")),
        help_text=_("One row for each station. Save to get five more empty rows; a row that you empty is taken away."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["post_lines"] = as_rows(self.instance.posts.all())
            _offer_occupation(self, self.instance.occupation)


class VacancyForm(CriteriaForm, OfficeForm):
    """A vacancy in both languages with its criteria."""

    occupation = CodeField(label=capfirst(_("occupation (ISCO-08)")), codes=OCCUPATIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Institution.objects.filter(kind=Institution.Kind.REGION)
        if self.instance.pk:
            self.show(self.instance.criteria)
            self.fields.pop("requisition", None)  # it stays the one that it was made from
        else:
            approved = Requisition.objects.filter(state=RequisitionState.APPROVED).select_related("institution")
            self.fields["requisition"].queryset = approved
            self.fields["requisition"].required = True
            self.fields["requisition"].label_from_instance = lambda one: f"{one.title} – {one.institution.code}"
        _offer_occupation(self, self.instance.occupation or self.initial.get("occupation", ""))

    def _post_clean(self) -> None:
        """The criteria go into the record with the rest."""
        self.instance.criteria = self.cleaned_data.get("criteria", [])
        super()._post_clean()


def initial_from(requisition: Requisition) -> dict[str, Any]:
    """What a vacancy takes over from its requisition."""
    regions = {post.region_id for post in requisition.posts.all()}
    return {
        "requisition": requisition.pk,
        **{name: getattr(requisition, name) for name in _OF_THE_REQUISITION},
        "posts": requisition.number_of_posts,
        "region": regions.pop() if len(regions) == 1 else None,
    }


class ReasonForm(forms.Form):
    """A decision that has to say why."""

    reason = forms.CharField(
        label=capfirst(_("reason")), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Those concerned read it.")
    )


class PublicReasonForm(OperationForm):
    """A change that everybody reads of, in both languages."""

    reason_sw = forms.CharField(label=capfirst(_("reason in Swahili")), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    reason_en = forms.CharField(label=capfirst(_("reason in English")), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ExtendForm(PublicReasonForm):
    closes_at = forms.DateTimeField(label=capfirst(_("closes")), widget=AdminDateTimeInput)
    field_order = ["closes_at", "reason_sw", "reason_en"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].initial = self.record.closes_at


class ReadvertiseForm(PublicReasonForm):
    opens_at = forms.DateTimeField(label=capfirst(_("opens")), widget=AdminDateTimeInput)
    closes_at = forms.DateTimeField(label=capfirst(_("closes")), widget=AdminDateTimeInput)
    field_order = ["opens_at", "closes_at", "reason_sw", "reason_en"]


class OtherCriteriaForm(CriteriaForm, OperationForm):
    """The criteria of another publication."""

    field_order = [name for _heading, names in GROUPS for name in names]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.show(self.record.criteria)
