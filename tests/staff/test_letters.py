"""What staff write about a report: an answer to whoever told them, a warning to whom it is about."""

from datetime import datetime

import pytest
from django.test import Client

from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from apps.profiles.services.suspending import suspend
from apps.staff.models import AuditEntry, Report
from tests.factories import join, make_circle, make_user
from tests.introductions.sending import delivered
from tests.staff.conftest import signed_in

pytestmark = pytest.mark.django_db
WORDS = {"words": "We have looked at it.\nThank you."}


@pytest.fixture
def row(db: None, at: datetime) -> Report:
    mina, tom = make_user("Mina"), make_user("Tom")
    return Report.objects.create(kind="person", object_id=tom.pk, reporter=mina, about=tom, quote="CANARY quote",
                                 words="CANARY told", made_at=at)  # fmt: skip


def post(staff: Client, row: Report, what: str, **data: str) -> int:
    return int(staff.post(f"/staff/reports/{row.pk}/{what}/", data or WORDS).status_code)


def log() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True))


def test_an_answer_goes_to_the_reporter_once_and_is_kept_nowhere(
    row: Report, staff: Client, olga: User, at: datetime
) -> None:
    assert post(staff, row, "answer") == 302
    assert post(staff, row, "answer") == 422

    mail = OutboxMail.objects.get(purpose="report_answer")
    assert mail.user == row.reporter
    mail = delivered(mail.due_at, "report_answer")["Mina"]
    assert WORDS["words"] in mail.text
    assert [word for word in ("Tom", "CANARY", "Olga") if word in mail.text] == []
    assert mail.payload == {}
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.by, entry.about, entry.words) == ("answered_report", olga, None, str(row.pk))


def test_a_warning_goes_to_the_person_once_and_into_the_log(row: Report, staff: Client) -> None:
    assert post(staff, row, "warn") == 302
    assert post(staff, row, "warn") == 422

    mail = OutboxMail.objects.get(purpose="staff_warning")
    assert mail.user == row.about
    mail = delivered(mail.due_at, "staff_warning")["Tom"]
    assert WORDS["words"] in mail.text
    assert [word for word in ("Mina", "CANARY", "Olga", "report") if word in mail.text] == []
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.about, entry.words) == ("warned", row.about, f"{row.pk}: {WORDS['words']}")


def test_no_words_no_letter(row: Report, staff: Client) -> None:
    for what in ("answer", "warn"):
        response = staff.post(f"/staff/reports/{row.pk}/{what}/", {"words": " "})
        assert response.status_code == 422
        assert "Write a sentence or two." in response.text
    assert not OutboxMail.objects.exists()
    assert log() == []


def test_nobody_is_written_to_who_is_not_there(row: Report, staff: Client, at: datetime) -> None:
    assert row.reporter is not None
    assert row.about is not None
    erase(row.reporter, at=at)
    suspend(row.about, at=at)

    response = staff.post(f"/staff/reports/{row.pk}/answer/", WORDS)
    assert "nobody to answer any more" in response.text
    assert "We have looked at it." in response.text  # nothing that was typed is lost
    assert post(staff, row, "warn") == 422
    assert not OutboxMail.objects.exists()


def test_a_report_is_new_then_looked_at_then_answered(row: Report, staff: Client) -> None:
    page = f"/staff/reports/{row.pk}/"
    assert "· new<" in staff.get("/staff/reports/").text

    staff.post(page, {"outcome": "dealt_with"})
    assert "looked at · Dealt with" in staff.get("/staff/reports/").text
    assert "CANARY quote" in staff.get(page).text

    post(staff, row, "answer")
    assert "answered · Dealt with" in staff.get("/staff/reports/").text
    assert log() == ["settled_report", "answered_report"]


def test_reports_about_curators_are_marked(row: Report, staff: Client, at: datetime) -> None:
    assert "a curator" not in staff.get("/staff/reports/").text

    circle = make_circle("printers", curator=row.about, at=at)
    other = make_circle("chess", at=at)
    join(other, row.about or make_user())
    assert "· a curator<" in staff.get("/staff/reports/").text

    Report.objects.update(circle=other)
    assert "a curator" not in staff.get("/staff/reports/").text
    Report.objects.update(circle=circle)
    assert "a curator of #printers" in staff.get(f"/staff/reports/{row.pk}/").text


def test_staff_neither_open_nor_read_in_the_log_what_is_about_them(row: Report, staff: Client) -> None:
    assert row.about is not None
    User.objects.filter(pk=row.about.pk).update(is_staff=True)
    post(staff, row, "warn")
    post(staff, row, "answer")
    staff.post(f"/staff/reports/{row.pk}/", {"outcome": "dealt_with"})
    toms = signed_in(row.about)

    assert toms.get(f"/staff/reports/{row.pk}/").status_code == 404
    assert [post(toms, row, what) for what in ("answer", "warn")] == [404, 404]
    assert [word for word in ("warned", "answered", "settled") if word in toms.get("/staff/audit/").text] == []
    assert [word for word in ("warned", "answered", "settled") if word in staff.get("/staff/audit/").text] == [
        "warned",
        "answered",
        "settled",
    ]
