"""One post, from the institution's need to the report to duty, by everybody who has a part in it. The main screens judged."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from huduma.project.demonstration.papers import pdf
from tests.peers.browser import accessibility_problems, problems_at_both_widths

from .recruiting import do, let_time_pass, newest, send, text_to, until

pytestmark = pytest.mark.browser

OFFICER, SECRETARIAT, SECOND = "method.kessy@moha.go.tz", "zawadi.mollel@ajira.go.tz", "issa.ndunguru@ajira.go.tz"
APPROVER, MEMBER = "mariamu.chande@ajira.go.tz", "salum.mtenga@ajira.go.tz"
PHONE, NIN, NAME = "+255754123987", "19950302123450000128", "Asha Juma Mushi"
TITLE, TITLE_EN = "Msaidizi wa Kumbukumbu", "Records Assistant"
PLACED = "Amepangiwa kituo"
TALL = 3000  # pixels: a whole form of the office


@pytest.mark.slow
@pytest.mark.timeout(600)  # two waits for the minute in which the worker looks for what is due
def test_from_the_need_to_the_report_to_duty(platform, sign_in, visit, picture):
    office = Office(platform, sign_in, picture)
    vacancy = office.advertise()
    number = find_the_vacancy(platform, visit(360), picture)
    seeker = Seeker(platform, visit(360, java_script_enabled=False), visit(360), picture)
    seeker.sign_up()
    seeker.fill_the_profile()
    seeker.apply(number)
    office.close(vacancy)
    office.sift(vacancy)
    seeker.is_told("Amechaguliwa kwa usaili")
    stage = office.call(vacancy)
    seeker.is_told("Ameitwa kwenye usaili", "9-called")
    seeker.prints("barua/")
    lists_name_nobody(platform, visit(360), picture, number, seeker.receipt)
    office.hear(stage)
    seeker.is_told("Amepewa alama")
    office.decide(vacancy)
    seeker.is_told(PLACED, "10-offered")
    seeker.accepts()
    office.receive()
    seeker.is_told("Ameajiriwa", "12-appointed")
    lists_name_nobody(platform, visit(360), picture, number, seeker.receipt)


def find_the_vacancy(platform, page, picture):
    """It comes into the public list, and its page says what is asked for. Returns its number."""
    until("the vacancy is published", lambda: TITLE in page.request.get(platform.at("/ajira/")).text())
    page.goto(platform.at("/ajira/"))
    picture(page, "recruitment-list")
    assert problems_at_both_widths(page) == {}
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(re.compile(r"/ajira/\d{4}-\d+/"))
    picture(page, "recruitment-vacancy")
    assert problems_at_both_widths(page) == {}
    return page.url.rstrip("/").split("/")[-1]


def lists_name_nobody(platform, page, picture, number, receipt):
    """What everybody may read has numbers, and no name."""
    for path, name in ((f"{number}/orodha/", "shortlist"), (f"{number}/usaili/", "interviews"), (f"stakabadhi/{receipt}/", "verify")):
        assert page.goto(platform.at(f"/ajira/{path}")).status == 200
        told = page.locator("main").inner_text()
        assert "Mushi" not in told
        assert (receipt in told) == (name == "verify"), "who reads a list can follow nobody"
        picture(page, f"recruitment-{name}")
        assert problems_at_both_widths(page) == {}
        page.set_viewport_size({"width": 360, "height": 800})


def _in(days):
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%d 16:00}"


class Office:
    """The officers' part, each in their own window."""

    def __init__(self, platform, sign_in, picture):
        self.platform, self.sign_in, self.picture = platform, sign_in, picture

    def at(self, path):
        return self.platform.at(f"/office/{path}/")

    def look(self, page, name):
        """Keep a picture, and let axe judge what is shown."""
        self.picture(page, f"recruitment-{name}")
        page.set_viewport_size({"width": 1280, "height": TALL})  # axe takes for too small what the bar at the foot covers just then
        assert accessibility_problems(page) == [], page.url
        page.set_viewport_size({"width": 1280, "height": 800})

    def advertise(self):
        """A requisition is written and approved, a vacancy written from it and approved by somebody else. Returns its key."""
        requisition = self._require()
        secretariat = self.sign_in(SECRETARIAT)
        secretariat.goto(self.at(f"requisitions/details/{requisition}"))
        self.look(secretariat, "office-2-requisition")
        do(secretariat, self.at(f"requisitions/approve/{requisition}"))
        vacancy = self._write(secretariat, requisition)
        do(secretariat, self.at(f"vacancies/submit/{vacancy}"))
        approver = self.sign_in(APPROVER)
        approver.goto(self.at(f"vacancies/approve/{vacancy}"))
        self.look(approver, "office-5-approve")
        send(approver)
        return vacancy

    def _require(self):
        page = self.sign_in(OFFICER)
        page.goto(self.at("requisitions/new"))
        for name, text in (("title_sw", TITLE), ("title_en", TITLE_EN), ("salary_scale", "TGS C"), ("permit", "FA.97/228/01/14")):
            page.fill(f"[name={name}]", text)
        page.select_option("[name=occupation]", "44")
        page.fill("[name=needs]", "Masijala ya makao makuu haina msaidizi tangu Machi.")
        page.fill("[name=post_lines-0-station]", "Makao Makuu, Dodoma")
        page.fill("[name=post_lines-0-establishment]", "MOHA/KMB/07")
        self.look(page, "office-1-requisition")
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_selector(".messages .success")
        requisition = newest(page, self.at("requisitions"))
        do(page, self.at(f"requisitions/send/{requisition}"))
        return requisition

    def _write(self, page, requisition):
        page.goto(self.at("vacancies/new") + f"?requisition={requisition}")
        assert page.input_value("[name=title_sw]") == TITLE
        texts = {
            "summary_sw": "Kutunza kumbukumbu za watumishi katika masijala ya wizara.",
            "summary_en": "Keeping the records of staff in the ministry's registry.",
            "duties_sw": "Kufungua na kufunga majalada\nKupokea na kusambaza barua\nKupanga majalada kwa mfumo wa kielektroniki",
            "duties_en": "Opening and closing files\nReceiving and passing on letters\nKeeping files in the electronic system",
            "assessment_sw": "Usaili wa mahojiano.",
            "assessment_en": "An oral interview.",
            "opens_at": f"{timezone.localtime() - timedelta(minutes=5):%Y-%m-%d %H:%M}",
            "closes_at": _in(14),
            "age_least": "18",
            "age_most": "45",
            "referees": "3",
        }
        for name, text in texts.items():
            page.fill(f"[name={name}]", text)
        page.keyboard.press("Escape")  # the calendar of the last date
        page.select_option("[name=education_level]", "55")
        page.check("[name=education_fields][value='04']")
        page.select_option("[name=language_sw]", "2")
        page.check("[name=documents][value=award]")
        self.look(page, "office-3-vacancy")
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url("**/preview/**")
        self.look(page, "office-4-preview")
        return page.url.rstrip("/").split("/")[-1]

    def close(self, vacancy):
        """The closing instant comes, and the worker closes it."""
        closes = "UPDATE recruitment_vacancy SET closes_at = ? WHERE id = ?"
        let_time_pass(self.platform.state, closes, f"{timezone.now():%Y-%m-%d %H:%M:%S}", int(vacancy))
        page = self.sign_in(SECRETARIAT)
        until("the vacancy is closed", lambda: page.request.get(self.at(f"sift-vacancies/details/{vacancy}")).ok)

    def sift(self, vacancy):
        """Long-list, declarations, a proposal and its confirmation by somebody else, and the list for everybody."""
        one, other = self.sign_in(SECRETARIAT), self.sign_in(SECOND)
        for page in (one, other):
            do(page, self.at(f"sift-vacancies/declare/{vacancy}"), conflicted="no")
        do(one, self.at(f"sift-vacancies/longlist/{vacancy}"))
        until("the long-list is made", lambda: "/office/sift/details/" in self._sifted(one, vacancy))
        one.goto(self.at("sift") + f"?vacancy={vacancy}")
        assert NAME not in one.locator("main").inner_text()
        self.picture(one, "recruitment-office-6-sift")  # the office's own heading of what a filter found is none that axe likes
        candidate = newest(one, self.at("sift") + f"?vacancy={vacancy}")
        do(one, self.at(f"sift/shortlist/{candidate}"), reason_sw="", reason_en="")
        other.goto(self.at(f"sift/details/{candidate}"))
        assert NAME not in other.locator("main").inner_text()
        self.look(other, "office-7-candidate")
        do(other, self.at(f"sift/confirm/{candidate}"))
        do(one, self.at(f"sift-vacancies/publish_list/{vacancy}"), reason_sw="Usaili utafanyika.", reason_en="Interviews follow.")
        one.goto(self.at(f"sift-vacancies/details/{vacancy}"))
        self.look(one, "office-8-sifted")

    def _sifted(self, page, vacancy):
        return page.request.get(self.at("sift") + f"?vacancy={vacancy}").text()

    def call(self, vacancy):
        """One oral stage at one centre; the shortlist is called to it. Returns the key of the stage."""
        page = self.sign_in(SECRETARIAT)
        centres = self.at("interview-centres/new")
        region = re.search(r'<option value="(\d+)">[^<]*Dodoma', page.request.get(centres).text())[1]
        do(page, centres, name="Ukumbi wa Jiji", region=region, address="Barabara ya Hatibu", capacity="40", in_use="on")
        page.goto(self.at(f"interviewed-vacancies/plan/{vacancy}"))
        page.fill("[name=oral_weight]", "100")
        self.look(page, "office-9-plan")
        send(page)
        stage = newest(page, self.at("interview-stages"))
        when = {"starts_at": _in(1), "minutes": "30", "pause": "10", "sittings_a_day": "8", "days": "2", "at_once": "1"}
        do(page, self.at(f"interview-stages/edit/{stage}"), **when)
        do(page, self.at(f"interview-stages/call/{stage}"))
        return stage

    def hear(self, stage):
        """The day comes: who came is ticked, a member of the panel marks and locks the sheet, the marks are worked out."""
        page, member = self.sign_in(SECRETARIAT), self.sign_in(MEMBER)
        came = "UPDATE recruitment_call SET at = datetime(at, '-3 days') WHERE stage_id = ?"
        let_time_pass(self.platform.state, came, int(stage))
        do(page, self.at(f"interview-stages/panel/{stage}"), name="Jopo A", centre="")
        panel = newest(page, self.at("interview-panels"))
        do(page, self.at(f"interview-panels/member/{panel}"), address=MEMBER)
        page.goto(self.at(f"interview-stages/attendance/{stage}"))
        page.check("[name=came]")
        self.look(page, "office-10-attendance")
        page.locator("main form[method=post] button[type=submit]").last.click()
        page.wait_for_selector("[name=sure]", state="attached")  # how many are absent, before it is kept
        self.look(page, "office-10-attendance-asked")
        send(page)
        sheet = self.at(f"my-panels/sheet/{newest(member, self.at('my-panels'))}")
        do(member, sheet, do="declare", conflicted="no")
        member.goto(sheet)
        assert NAME not in member.locator("main").inner_text()
        member.fill("[name^=mark_]", "81")
        self.look(member, "office-11-sheet")
        member.click("button[value=save]")
        member.wait_for_selector(".messages .success")
        member.click("button[value=lock]")
        member.wait_for_selector(".messages .success")
        do(page, self.at(f"interview-stages/settle/{stage}"))

    def decide(self, vacancy):
        """The list of merit, who is recommended, and the offer."""
        page = self.sign_in(SECRETARIAT)
        details, recommend, place = (self.at(f"interviewed-vacancies/{name}/{vacancy}") for name in ("details", "recommend", "place"))

        def is_offered(operation):
            return f"/{operation.split('/', 3)[3]}" in page.request.get(details).text()

        until("the marks are final", lambda: is_offered(recommend))
        do(page, recommend, reserve_until=f"{timezone.localdate() + timedelta(days=365):%Y-%m-%d}")
        until("the list of merit is made", lambda: is_offered(place))
        do(page, place, answer_by=_in(14), report_by=_in(44))
        page.goto(details)
        self.look(page, "office-12-merit")
        page.goto(self.at(f"interviewed-vacancies/merit/{vacancy}"))
        self.look(page, "office-12-merit-list")

    def receive(self):
        """The institution's officer sees who comes, and says that they came."""
        page = self.sign_in(OFFICER)
        page.goto(self.at("offers"))
        assert NAME in page.locator("main").inner_text()
        self.look(page, "office-13-offers")
        page.goto(self.at(f"offers/report/{newest(page, self.at('offers'))}"))
        send(page)


class Seeker:
    """The job seeker's part, on a phone without JavaScript."""

    def __init__(self, platform, page, judge, picture):
        self.platform, self.page, self.judge, self.picture = platform, page, judge, picture

    def at(self, path):
        return self.platform.at(f"/ajira/{path}")

    def look(self, name):
        """Keep a picture, and let axe judge the same page in a window of the same person that runs its script."""
        self.picture(self.page, f"recruitment-{name}")
        self.judge.context.add_cookies(self.page.context.cookies())
        self.judge.goto(self.page.url)
        assert problems_at_both_widths(self.judge) == {}, self.page.url
        self.judge.set_viewport_size({"width": 360, "height": 800})
        assert self.judge.evaluate("document.documentElement.scrollWidth") <= 360, self.page.url

    def press(self, name):
        """Follow the link, or press the button, that says ``name``."""
        main = self.page.locator("main")
        main.get_by_role("link", name=name).or_(main.get_by_role("button", name=name)).first.click()

    def sign_up(self):
        """An account with a phone number, confirmed by the code that was texted."""
        page = self.page
        page.goto(self.platform.at("/account/signup/?next=/ajira/wasifu/"))
        page.fill("main [name=full_name]", "Asha Mushi")
        page.fill("main [name=contact]", "0754 123 987")
        page.check("main [name=consent_account]")
        self.look("1-sign-up")
        self.press("Fungua akaunti")
        page.wait_for_url("**/phone/verify/**")
        page.fill("main [name=code]", text_to(self.platform, page, PHONE, r"\b\d{6}\b"))
        page.locator("main [name=code]").press("Enter")
        page.wait_for_url("**/wasifu/")

    def fill_the_profile(self):
        """Who they are, by the national id; where they live, what they learnt, two of three referees, and a certificate."""
        page = self.page
        self.look("2-profile-empty")
        page.goto(self.at("wasifu/personal/"))
        page.fill("[name=nin]", NIN)
        page.fill("[name=surname]", "Mushi")
        self.look("3-nin")
        page.locator("main form button[type=submit]").click()
        assert NAME in page.locator("main").inner_text()
        page.goto(self.at("wasifu/residence/"))
        page.select_option("[name=region]", "dodoma-rs")
        self._save("residence", district="Dodoma", ward="Makole")
        page.goto(self.at("wasifu/education/add/"))
        page.select_option("[name=level]", "55")
        page.select_option("[name=field]", "04")
        self._save("education/add", programme="Diploma in Records Management", institution="Chuo cha Utumishi wa Umma", year="2019")
        page.goto(self.at("wasifu/languages/add/"))
        page.select_option("[name=language]", "sw")
        for skill in ("speaking", "reading", "writing"):
            page.select_option(f"[name={skill}]", "3")
        self._save("languages/add")
        for referee in (("Yohana Msigwa", "Mhadhiri, Chuo cha Utumishi wa Umma", "0713555701"), ("Rehema Kapufi", "Meneja", "0713555702")):
            self._refer(*referee)
        page.goto(self.at("wasifu/documents/"))
        page.select_option("[name=kind]", "award")
        page.set_input_files("[name=file]", {"name": "stashahada.pdf", "mimeType": "application/pdf", "buffer": pdf("Stashahada (mfano)")})
        page.locator("main form button[type=submit]").click()
        assert "stashahada.pdf" in page.locator("main").inner_text()
        page.goto(self.at("wasifu/"))
        self.look("4-profile")

    def _save(self, section, **fields):
        if section not in self.page.url:
            self.page.goto(self.at(f"wasifu/{section}/"))
        for name, text in fields.items():
            self.page.fill(f"[name={name}]", text)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_selector(".hd-notice--good")

    def _refer(self, name, post, phone):
        self._save("referees/add", name=name, post=post, phone=phone)

    def apply(self, number):
        """One criterion is not met, and is mended by its link; then the application is sent. Returns the receipt's number."""
        page = self.page
        page.goto(self.at(f"{number}/"))
        self.press("Tuma maombi")
        assert page.locator("main form button").count() == 0
        self.look("6-criteria-failing")
        self.press("Rekebisha kwenye wasifu")
        self.press("Ongeza mdhamini")
        self._refer("Pius Chiwanga", "Afisa Mtendaji wa Kata", "0713555703")
        page.goto(self.at(f"{number}/omba/"))
        self.look("7-criteria-met")
        self.press("Tuma ombi")
        page.wait_for_selector(".hd-notice--good")
        self.look("8-receipt")
        receipt = page.url.rstrip("/").split("/")[-1]
        self._paper(f"maombi/{receipt}/stakabadhi.pdf")
        assert receipt in text_to(self.platform, page, PHONE, f"{receipt}")
        self.receipt = receipt
        return receipt

    def _paper(self, path):
        answer = self.page.request.get(self.at(path))
        assert answer.ok, path
        assert answer.body().startswith(b"%PDF-"), path

    def is_told(self, state, name=""):
        """The page of the application says ``state``, with its date; waits for the worker."""
        address = self.at(f"maombi/{self.receipt}/")
        until(f"the application is {state}", lambda: state in self.page.request.get(address).text())
        self.page.goto(address)
        newest_step = self.page.locator("section[aria-labelledby=steps] .hd-summary__row").first.inner_text()
        assert state in newest_step
        assert f"{timezone.localtime():%Y}" in newest_step
        if name:
            self.look(name)

    def prints(self, path):
        """A letter of the application, as PDF."""
        self._paper(f"maombi/{self.receipt}/{path}")

    def accepts(self):
        """The post is accepted."""
        self.page.goto(self.at(f"maombi/{self.receipt}/"))
        self.press("Naikubali nafasi")
        self.page.wait_for_selector(".hd-notice--good")
        self.look("11-accepted")
