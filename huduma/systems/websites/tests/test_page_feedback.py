"""What readers say of a page: by a form on a kept page, without session or script; and what editors do about it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.models import PageComment, PageVotes
from huduma.systems.websites.visitors import actions, jobs

from .factories import make_institution_with_site, publish_news
from .officers import officer
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "tra.localhost"
FORM, IN_ENGLISH = "/maoni-ya-ukurasa/", "/en/page-feedback/"


@pytest.fixture
def news(tra):
    return publish_news(tra, "Kodi ya mwaka")


def send(path=FORM, address="192.0.2.1", headers=None, **fields):
    reader = Client(enforce_csrf_checks=True)
    return reader.post(path, fields, HTTP_HOST=f"{HOST}:8000", REMOTE_ADDR=address, headers=headers or {})


def get(address):
    return Client().get(address, HTTP_HOST=f"{HOST}:8000")


def votes(page):
    with whole_nation():
        return PageVotes.objects.filter(page=page).values_list("yes", "no").first() or (0, 0)


def comments():
    with whole_nation():
        return list(PageComment.objects.order_by("pk").values_list("text", flat=True))


def test_pages_with_something_to_read_ask_and_lists_do_not(tra, news):
    for path in (news.path_on_site(), "/kuhusu/", "/mawasiliano/"):
        html = visit(HOST, path)
        assert f'action="{FORM}"' in html
        assert f'name="page" value="{path}"' in html
    assert f'action="{IN_ENGLISH}"' in visit(HOST, "/en/about/")
    for path in ("/", "/habari/", "/habari/2025/", "/uongozi/"):
        assert "hd-helpful" not in visit(HOST, path)


def test_an_answer_is_counted_and_thanked_for_without_session_or_token(news):
    here = news.path_on_site()
    answer = send(page=here, helpful="yes")
    assert answer.status_code == 303
    assert not answer.cookies
    thanks = get(answer["Location"])
    assert thanks.status_code == 200
    assert not thanks.cookies
    assert "Asante" in thanks.text
    assert f'href="{here}"' in thanks.text
    assert "<textarea" not in thanks.text
    assert votes(news) == (1, 0)


def test_whoever_says_no_may_say_what_was_wrong(news):
    here = news.path_on_site()
    page = get(send(page=here, helpful="no")["Location"])
    assert "<textarea" in page.text
    answer = send(page=here, text="  Kiwango cha kodi si sahihi.\nAngalia jedwali.  ", website="")
    assert answer.status_code == 303
    assert "<textarea" not in get(answer["Location"]).text
    assert votes(news) == (0, 1)
    assert comments() == ["Kiwango cha kodi si sahihi.\nAngalia jedwali."]


def test_in_english_the_thanks_are_english(tra):
    answer = send(IN_ENGLISH, page="/en/about/", helpful="yes")
    assert answer["Location"].startswith(IN_ENGLISH)
    assert "Thank you" in get(answer["Location"]).text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"helpful": "yes"}, 404),
        ({"page": "/hakuna/", "helpful": "yes"}, 404),
        ({"page": "/", "helpful": "yes"}, 404),
        ({"page": "/kuhusu/"}, 400),
        ({"page": "/kuhusu/", "helpful": "maybe"}, 400),
        ({"page": "/kuhusu/", "text": " "}, 400),
        ({"page": "/kuhusu/", "text": "a" * 501}, 400),
        ({"page": "/kuhusu/", "text": "a\0b"}, 400),
        ({"page": "/kuhusu/" + "a" * 9000, "helpful": "yes"}, 404),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_leaves_nothing(tra, fields, status):
    answer = send(**fields)
    assert answer.status_code == status
    assert "hd-header" in answer.text  # in the frame of the site
    with whole_nation():
        assert not PageVotes.objects.exists()
    assert comments() == []


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}])
def test_another_sites_page_cannot_answer_for_its_readers(news, headers):
    assert send(page=news.path_on_site(), helpful="yes", headers=headers).status_code == 403
    assert send(page=news.path_on_site(), helpful="yes", headers={"origin": f"http://{HOST}:8000"}).status_code == 303
    assert votes(news) == (1, 0)


def test_a_robot_is_thanked_and_not_heard(news):
    assert send(page=news.path_on_site(), helpful="yes", website="http://spam").status_code == 303
    assert send(page=news.path_on_site(), text="Buy!", website="http://spam").status_code == 303
    assert votes(news) == (0, 0)
    assert comments() == []


def test_one_address_is_heard_so_often(news):
    here = news.path_on_site()
    statuses = [send(page=here, helpful="no").status_code for _ in range(12)]
    assert statuses == [303] * 10 + [429] * 2
    assert "hd-header" in send(page=here, helpful="no").text
    assert send(page=here, helpful="yes", address="198.51.100.9").status_code == 303
    assert votes(news) == (1, 10)


def test_what_a_reader_writes_is_text_and_nothing_else(tra, news):
    send(page=news.path_on_site(), text="<script>alert(1)</script> =HYPERLINK(1)")
    editor = officer("mhariri", tra, "websites.editor")
    text = editor.get(reverse("page-comments:index")).text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "Kodi ya mwaka" in text


def test_editors_deal_with_comments_of_their_own_site(tra, news):
    send(page=news.path_on_site(), text="Kiungo hakifanyi kazi")
    with whole_nation():
        (written,) = PageComment.objects.all()
    editor = officer("mhariri", tra, "websites.editor")
    stranger = officer("jirani", make_institution_with_site("nida"), "websites.editor")
    settle = reverse("page-comments:settle", args=[written.pk])
    assert "Kiungo" not in stranger.get(reverse("page-comments:index")).text
    assert stranger.post(settle).status_code == 404
    assert "Kiungo" in editor.get(reverse("page-comments:index"), {"settled": "false"}).text
    assert editor.post(settle).status_code == 302
    assert "Kiungo" in editor.get(reverse("page-comments:index"), {"settled": "true"}).text
    assert "Kiungo" not in editor.get(reverse("page-comments:index"), {"settled": "false"}).text
    assert "cannot be done any more" in editor.post(settle).text
    exported = editor.get(reverse("page-comments:index"), {"export": "csv"}).getvalue().decode()
    assert "Kiungo hakifanyi kazi,Kodi ya mwaka," in exported
    assert "192.0.2" not in exported


def test_comments_are_forgotten_after_a_year_and_counts_stay(news):
    send(page=news.path_on_site(), helpful="no")
    send(page=news.path_on_site(), text="Zamani")
    send(page=news.path_on_site(), text="Sasa")
    with whole_nation():
        PageComment.objects.filter(text="Zamani").update(given_at=timezone.now() - timedelta(days=366))
    jobs.forget_old_comments.func()
    assert comments() == ["Sasa"]
    assert votes(news) == (0, 1)


def test_with_a_page_goes_what_was_said_of_it(news):
    send(page=news.path_on_site(), helpful="no")
    actions.comment(page=news, text="Sasa")
    news.get_parent().delete()
    assert comments() == []
    with whole_nation():
        assert not PageVotes.objects.exists()


def test_an_unpublished_page_is_asked_nothing(news):
    here = news.path_on_site()
    news.unpublish()
    assert send(page=here, helpful="yes").status_code == 404
