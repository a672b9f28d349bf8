"""Applying, one's own applications, and the page that says that a receipt is genuine."""

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from huduma.systems.recruitment.views import applications, applying, receipts

urlpatterns: list[URLPattern | URLResolver] = [
    path(_("applications/"), applications.applications, name="applications"),
    path(_("applications/<slug:receipt>/"), applications.application, name="application"),
    path(_("applications/<slug:receipt>/withdraw/"), applications.take_back, name="withdraw"),
    path(_("applications/<slug:receipt>/appeal/"), applications.object_to, name="appeal"),
    path(_("applications/<slug:receipt>/offer/"), applications.answer_offer, name="answer-offer"),
    path(_("applications/<slug:receipt>/receipt.pdf"), receipts.receipt_pdf, name="receipt"),
    path(_("applications/<slug:receipt>/interviews.ics"), receipts.interviews, name="interviews"),
    path(_("receipts/<slug:receipt>/"), receipts.verify, name="verify"),
    path(_("<slug:number>/apply/"), applying.apply, name="apply"),
]
