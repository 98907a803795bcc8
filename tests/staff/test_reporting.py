"""Telling the staff: what can be told, by whom, and what becomes of it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle
from apps.circles.services.inviting import Invitee, invite
from apps.circles.tokens import invitation_link
from apps.introductions.models import Introduction, Message
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.exports import export
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from apps.staff.models import AuditEntry, Report
from apps.staff.services.auditing import note
from apps.staff.services.reporting import Settled, settle
from tests.factories import make_circle, make_question, make_user, make_word
from tests.staff.conftest import signed_in

pytestmark = pytest.mark.django_db
WORDS = {"words": "They sell something."}


@pytest.fixture
def now() -> datetime:
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    tom = make_user("Tom Bailey", headline="I sell", about="CANARY about")
    return {"carol": make_user("Carol"), "mina": make_user("Mina"), "tom": tom, "eve": make_user("Eve")}


@pytest.fixture
def circle(people: dict[str, User], now: datetime) -> Circle:
    return make_circle("printers", curator=people["carol"], members=[people["mina"], people["tom"]], at=now)


@pytest.fixture
def introduction(circle: Circle, people: dict[str, User], now: datetime) -> Introduction:
    note = "CANARY note"
    made = introduce(circle, [people["mina"], people["tom"]], by=people["carol"], note=note, at=now)
    for name in ("mina", "tom"):
        made = answer(made, user=people[name], value="yes", at=now)
    return made


@pytest.fixture
def message(introduction: Introduction, people: dict[str, User], now: datetime) -> Message:
    return write_message(introduction.conversation, author=people["tom"], body="CANARY message", at=now)


def link_of(address: str, circle: Circle, people: dict[str, User], now: datetime) -> str:
    invitee = Invitee(address, "" if address else "Nell")
    row = invite(circle, [invitee], sentence="CANARY sentence", by=people["carol"], at=now)[0]
    return invitation_link(row).rstrip("/").rpartition("/")[2]


def test_each_page_leads_to_its_form_and_what_was_seen_goes_with_the_report(
    circle: Circle, introduction: Introduction, message: Message, people: dict[str, User]
) -> None:
    mina, tom = signed_in(people["mina"]), people["tom"]
    pages = {
        f"/people/{tom.pk}/": (f"/report/person/{tom.pk}/", "Tom Bailey\nI sell\nCANARY about", tom, None),
        "/circles/printers/": ("/report/circle/printers/", f"#printers\n{circle.purpose}", None, circle),
        f"/introductions/{introduction.pk}/": (
            f"/report/introduction/{introduction.pk}/",
            "CANARY note",
            people["carol"],
            circle,
        ),
        f"/conversations/{introduction.conversation.pk}/": (
            f"/report/message/{message.pk}/",
            "CANARY message",
            tom,
            circle,
        ),
    }
    for page, (form, quote, about, where) in pages.items():
        assert f'href="{form}"' in mina.get(page).text
        assert quote.split("\n")[0] in mina.get(form).text  # the reporter sees what goes with it

        assert mina.post(form, WORDS).status_code == 200
        row = Report.objects.latest("pk")
        assert (row.quote, row.about, row.circle, row.reporter, row.words) == (
            quote,
            about,
            where,
            people["mina"],
            WORDS["words"],
        )


def test_a_curators_word_and_question_are_told_of_from_the_home_page(
    circle: Circle, people: dict[str, User], now: datetime
) -> None:
    word, question = (make(circle, "CANARY", by=people["carol"], at=now) for make in (make_word, make_question))
    mina = signed_in(people["mina"])
    forms = {f"/report/word/{word.pk}/": "CANARY", f"/report/question/{question.pk}/": "CANARY\nhiking\nmuseums"}
    for form, quote in forms.items():
        assert f'href="{form}"' in mina.get("/").text
        assert mina.post(form, WORDS).status_code == 200
        row = Report.objects.latest("pk")
        assert (row.quote, row.about, row.circle) == (quote, people["carol"], circle)
        assert signed_in(people["carol"]).get(form).status_code == 404

    Block.objects.create(blocker=people["mina"], blocked=people["carol"], since=now)
    assert [mina.get(form).status_code for form in forms] == [404, 404]


@pytest.mark.parametrize("address", ["new@example.org", ""])
def test_an_invited_person_without_an_account_tells_by_the_link_in_their_hand(
    address: str, circle: Circle, people: dict[str, User], now: datetime
) -> None:
    token, anonymous = link_of(address, circle, people, now), Client()

    assert f'href="/report/invitation/{token}/"' in anonymous.get(f"/invitation/{token}/").text
    assert anonymous.post(f"/report/invitation/{token}/", WORDS).status_code == 200
    row = Report.objects.get()
    assert (row.kind, row.reporter, row.about, row.quote) == (
        "invitation",
        None,
        people["carol"],
        "#printers\nCANARY sentence",
    )


def test_what_one_cannot_open_is_not_there_to_be_told_of(
    circle: Circle, introduction: Introduction, message: Message, people: dict[str, User], now: datetime
) -> None:
    mina, tom, eve, carol = (people[name] for name in ("mina", "tom", "eve", "carol"))
    forms = [
        f"/report/person/{tom.pk}/",
        "/report/circle/printers/",
        f"/report/message/{message.pk}/",
        f"/report/introduction/{introduction.pk}/",
    ]
    own = [f"/report/person/{mina.pk}/", "/report/message/0/", "/report/nothing/1/", f"/report/message/{'9' * 30}/"]
    nothing = Client().get("/nothing/").content

    tried = [(eve, form) for form in forms] + [(mina, form) for form in own]
    tried += [(tom, forms[2]), (carol, forms[2])]  # one's own message, and a curator who is not in the conversation
    for reader, form in tried:
        found = signed_in(reader).post(form, WORDS)
        assert (form, found.status_code, found.content) == (form, 404, nothing)
    assert Client().post("/report/invitation/forged/", WORDS).status_code == 404
    signed_out = Client().post(forms[0], WORDS)
    assert (signed_out.status_code, "<h1>You are signed out here</h1>" in signed_out.text) == (403, True)
    assert Report.objects.count() == 0

    Block.objects.create(blocker=tom, blocked=mina, since=now)
    blocked = [signed_in(mina).get(form).status_code for form in (forms[0], forms[2])]
    assert blocked == [404, 404]


def test_an_invitation_that_is_over_is_not_told_of(circle: Circle, people: dict[str, User], now: datetime) -> None:
    token = link_of("new@example.org", circle, people, now)
    circle.invitations.update(state="revoked")
    assert Client().get(f"/report/invitation/{token}/").status_code == 404


def test_staff_are_written_to_without_a_word_of_it_and_the_person_not_at_all(
    staff: Client, olga: User, circle: Circle, people: dict[str, User]
) -> None:
    signed_in(people["mina"]).post(f"/report/person/{people['tom'].pk}/", WORDS)

    mail = OutboxMail.objects.get(purpose="report")
    deliver(mail.pk, at=timezone.now())
    mail.refresh_from_db()
    said = mail.subject + mail.text + mail.html
    assert (mail.address, mail.state) == (olga.email, "kept")
    assert [word in said for word in ("CANARY", "Tom", "Mina", "sell", "/staff/reports/")] == [False] * 4 + [True]
    assert not OutboxMail.objects.filter(user=people["tom"]).exists()
    page = staff.get("/staff/reports/").text
    assert [word in page for word in ("CANARY about", WORDS["words"], people["tom"].email)] == [True] * 3


def test_a_settled_report_is_mailed_to_nobody_and_noted(
    staff: Client, olga: User, circle: Circle, people: dict[str, User]
) -> None:
    signed_in(people["mina"]).post(f"/report/person/{people['tom'].pk}/", WORDS)
    row, mail = Report.objects.get(), OutboxMail.objects.get(purpose="report")

    staff.post(f"/staff/reports/{row.pk}/", {"outcome": "dealt_with"})
    deliver(mail.pk, at=timezone.now())

    row.refresh_from_db()
    mail.refresh_from_db()
    assert (row.outcome, row.settled_by, mail.state) == ("dealt_with", olga, "dropped")
    assert list(AuditEntry.objects.values_list("deed", "about", "words")) == [
        ("settled_report", people["tom"].pk, f"{row.pk}: Dealt with")
    ]
    with pytest.raises(Settled):
        settle(row, by=olga, outcome="nothing_to_do", at=timezone.now())
    assert "CANARY" not in staff.get("/staff/reports/").text


@pytest.mark.parametrize("outcome", ["", "whatever"])
def test_a_report_ends_one_way_or_the_other(
    outcome: str, staff: Client, circle: Circle, people: dict[str, User]
) -> None:
    signed_in(people["mina"]).post("/report/circle/printers/", WORDS)
    staff.post(f"/staff/reports/{Report.objects.get().pk}/", {"outcome": outcome})
    assert Report.objects.open().count() == 1


def test_telling_again_and_again_is_slowed_down_and_an_empty_form_is_not_sent(
    circle: Circle, people: dict[str, User]
) -> None:
    mina = signed_in(people["mina"])
    assert mina.post("/report/circle/printers/", {"words": "  "}).status_code == 422

    answers = [mina.post("/report/circle/printers/", WORDS).status_code for _ in range(11)]

    assert (answers, Report.objects.count()) == ([200] * 10 + [429], 10)


def test_looking_at_a_form_changes_nothing(circle: Circle, people: dict[str, User]) -> None:
    signed_in(people["mina"]).get(f"/report/person/{people['tom'].pk}/")
    assert (Report.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_an_erased_persons_words_and_those_about_them_are_gone(
    circle: Circle, message: Message, people: dict[str, User]
) -> None:
    signed_in(people["mina"]).post(f"/report/message/{message.pk}/", WORDS)
    eve = make_user("Another Eve")
    signed_in(people["tom"]).post("/report/circle/printers/", WORDS)
    note("suspended", by=eve, about=people["tom"], words=WORDS["words"], at=timezone.now())
    note("suspended", by=eve, about=people["eve"], words=WORDS["words"], at=timezone.now())
    assert export(people["mina"])["reports"][0]["words"] == WORDS["words"]
    assert str(export(people["tom"])).count("They sell") == 1  # what he told himself

    erase(people["tom"], at=timezone.now())

    rows = Report.objects.order_by("pk").values_list("kind", "quote", "words", "reporter")
    assert list(rows) == [
        ("message", "", "", people["mina"].pk),
        ("circle", f"#printers\n{circle.purpose}", "", None),
    ]
    logged = AuditEntry.objects.order_by("pk").values_list("deed", "about", "words")
    assert list(logged) == [("suspended", people["tom"].pk, ""), ("suspended", people["eve"].pk, WORDS["words"])]
