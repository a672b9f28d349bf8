"""``python -m bench.delivery.nation NUMBER [NEWS]``: let the nation in HUDUMA_DATABASE_URL grow to so many institutions with their sites.

Each site has what a new site has, and NEWS items in each language, else four, whose pages are what the benchmark asks for.
"""

import os
import random
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

NEWS = 4
PUBLISHED_AT = datetime(2026, 11, 1, 6, tzinfo=UTC)  # the same in both databases, whose pages are compared
_KINDS = ("ministry", "agency", "local_authority", "region", "independent_department", "other")
_SENTENCES = {
    "sw": [
        "Wananchi wa kata zote wanaombwa kufika na kitambulisho cha taifa kabla ya saa nne asubuhi.",
        "Mradi wa maji wa awamu ya pili umekamilika kwa asilimia themanini na mbili hadi mwisho wa robo hii.",
        "Maombi yote hupokelewa kwa njia ya mtandao, na majibu hutumwa kwa ujumbe mfupi wa simu.",
        "Mkurugenzi amewashukuru wadau wa maendeleo kwa ushirikiano wao katika ujenzi wa vituo vya afya.",
        "Fomu zinapatikana bila malipo katika ofisi za kata na kwenye tovuti hii.",
        "Barabara ya kilomita kumi na saba itafungwa kwa siku tatu ili kupisha ukarabati wa daraja.",
        "Mafunzo kwa walimu wa masomo ya sayansi yataanza wiki ijayo katika shule za sekondari tano.",
        "Takwimu za mavuno ya mwaka huu zinaonyesha ongezeko la mahindi na upungufu mdogo wa mpunga.",
        "Kamati ya ukaguzi itatembelea masoko yote ili kupima mizani na kukagua leseni za biashara.",
        "Zabuni zitafunguliwa hadharani mbele ya wawakilishi wa waombaji watakaopenda kuhudhuria.",
    ],
    "en": [
        "Residents of all wards are asked to come with their national identity card before ten in the morning.",
        "The second phase of the water project was eighty-two per cent complete by the end of this quarter.",
        "All applications are received online, and answers are sent by text message.",
        "The director thanked development partners for their support in building health centres.",
        "Forms are free of charge at the ward offices and on this website.",
        "The seventeen-kilometre road will be closed for three days while the bridge is repaired.",
        "Training for science teachers begins next week in five secondary schools.",
        "Harvest figures for this year show more maize and slightly less rice than the year before.",
        "The inspection committee will visit every market to test scales and check business licences.",
        "Tenders will be opened in public before the bidders' representatives who wish to attend.",
    ],
}
_HEADINGS = {
    "sw": ["Utekelezaji", "Ratiba", "Nani anahusika", "Jinsi ya kuomba", "Hatua zinazofuata"],
    "en": ["What was done", "Dates", "Who it concerns", "How to apply", "What comes next"],
}


def main(number: int, news: int = NEWS) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huduma.project.settings")
    django.setup()
    from huduma.platform.institutions import actions as register
    from huduma.platform.institutions.models import Institution
    from huduma.platform.institutions.scoping import whole_nation
    from huduma.systems.websites import actions as websites
    from huduma.systems.websites.models import SitePage
    from huduma.systems.websites.tree import plant

    plant()
    with whole_nation():
        present = set(Institution.objects.values_list("code", flat=True))
        new = [_institution(n) for n in range(1, number + 1) if f"taasisi-{n:03}" not in present]
        for institution in new:
            register.register(institution=institution, by=None)
        websites.make_sites(institutions=new, by=None)
        _publish_news(new, news)
        SitePage.objects.update(last_published_at=PUBLISHED_AT)
        for institution in new:
            websites.redraw_site(institution=institution, by=None)


def _institution(number: int) -> Any:
    from huduma.platform.institutions.models import Institution

    code = f"taasisi-{number:03}"
    return Institution(
        code=code,
        kind=_KINDS[number % len(_KINDS)],
        name_sw=f"Taasisi ya Majaribio Namba {number}",
        name_en=f"Trial Institution Number {number}",
        host=f"{code}.localhost",
        email=f"info@{code}.go.tz",
        phone=f"+2552221{number:05}",
        postal_address=f"S.L.P. {number}, Dodoma",
        physical_address="Mtaa wa Uhuru, Dodoma",
        status_date=date(2017, 7, 1),
    )


def _publish_news(institutions: list[Any], news: int) -> None:
    from huduma.systems.websites.models import NewsIndexPage, NewsPage
    from huduma.systems.websites.tree import add_children

    places = []
    for index in NewsIndexPage.objects.filter(institution__in=institutions).select_related("institution", "locale"):
        language = index.locale.language_code
        for item in range(news):
            chance = random.Random(f"{index.institution.code} {item}")
            places.append(
                (
                    index,
                    NewsPage(
                        institution=index.institution,
                        locale=index.locale,
                        slug=f"{language}-{item}",
                        title=chance.choice(_SENTENCES[language])[:60].rstrip(),
                        date=date(2026, 1, 5) + timedelta(days=9 * (item % NEWS)),
                        summary=chance.choice(_SENTENCES[language]),
                        body=[("paragraph", _text(chance, language)) for _ in range(2)],
                        translation_key=uuid.uuid5(uuid.NAMESPACE_DNS, f"{index.institution.code} {item}"),
                    ),
                )
            )
    for start in range(0, len(places), 500):
        add_children(places[start : start + 500])


def _text(chance: random.Random, language: str) -> str:
    """Some 2.8 kB of headings, paragraphs, a list and links."""
    parts = []
    for heading in chance.sample(_HEADINGS[language], 3):
        one, two, three, four = chance.sample(_SENTENCES[language], 4)
        parts.append(f"<h2>{heading}</h2><p>{one} <b>{two}</b> {three}</p>")
        parts.append(f'<ul><li>{four}</li><li><a href="https://www.example.go.tz/{chance.randrange(10**6)}">{one[:40]}</a></li></ul>')
        parts.append(f"<p>{' '.join(chance.sample(_SENTENCES[language], 3))}</p>")
    return "".join(parts)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
