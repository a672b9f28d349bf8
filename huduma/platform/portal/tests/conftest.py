"""What the portal's tests share: a small nation that search knows."""

from huduma.platform.delivery.actions import open_site
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.search.actions import reindex
from tests.peers.worlds import made_once


@made_once
def nation() -> dict[str, Institution]:
    """Two ministries, one of them with a site and an agency; a region and its council."""
    health = make_institution(
        "moh",
        kind="ministry",
        name_sw="Wizara ya Afya",
        name_en="Ministry of Health",
        phone="+255262323267",
        email="ps@afya.go.tz",
        physical_address="Mji wa Serikali, Mtumba, Dodoma",
        host="afya.localhost",
    )
    water = make_institution("mow", kind="ministry", name_sw="Wizara ya Maji", name_en="Ministry of Water")
    lab = make_institution(
        "gcla", name_sw="Mamlaka ya Maabara ya Mkemia Mkuu", name_en="Government Chemist Laboratory Authority", parent=health
    )
    simiyu = make_institution("simiyu", kind="region", name_sw="Mkoa wa Simiyu", name_en="Simiyu Region")
    council = make_institution(
        "bariadi-dc",
        kind="local_authority",
        name_sw="Halmashauri ya Wilaya ya Bariadi",
        name_en="Bariadi District Council",
        region=simiyu,
    )
    open_site(host=health.host, institution=health, by=None)
    reindex(listing="institutions.register")
    return {institution.code: institution for institution in (health, water, lab, simiyu, council)}
