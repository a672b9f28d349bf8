"""Addresses of vacancies. A vacancy's number has a form of its own, so that no other address is taken for one."""

from django.urls import path, register_converter

from huduma.systems.recruitment.views import vacancies


class VacancyNumber:
    """``2026-00001``: a year and what follows it."""

    regex = "[0-9]{4}-[0-9A-Za-z]{1,7}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(VacancyNumber, "vacancy")
urlpatterns = [
    path("", vacancies.vacancies, name="vacancies"),
    path("<vacancy:number>/", vacancies.vacancy, name="vacancy"),
]
