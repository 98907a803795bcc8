"""Nobody reads, or learns of, what is told about themselves: not as staff either."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle, Membership, Role
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.staff.models import AuditEntry, Report
from apps.staff.reportable import Reported
from apps.staff.services.reporting import readers
from tests.factories import make_circle, make_user
from tests.instance_room.places import place
from tests.staff.conftest import signed_in

pytestmark = pytest.mark.django_db
WORDS = {"words": "CANARY words"}


@pytest.fixture
def mina(db: None) -> User:
    return make_user("Mina")


@pytest.fixture
def circle(olga: User, mina: User) -> Circle:
    """The operator keeps it."""
    return make_circle("printers", curator=olga, members=[mina])


@pytest.fixture
def sam(db: None) -> User:
    """The other one who is staff."""
    user = make_user("Sam", email="sam@example.org")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return User.objects.get(pk=user.pk)


@pytest.fixture(params=["person", "circle"])
def form(request: pytest.FixtureRequest, circle: Circle, olga: User) -> str:
    return {"person": f"/report/person/{olga.pk}/", "circle": "/report/circle/printers/"}[request.param]


def told(form: str, mina: User) -> Report:
    assert signed_in(mina).post(form, WORDS).status_code == 200
    return Report.objects.get()


def test_staff_neither_read_nor_settle_what_is_about_them(
    form: str, staff: Client, olga: User, sam: User, mina: User
) -> None:
    row = told(form, mina)

    assert list(OutboxMail.objects.filter(purpose="report").values_list("user", flat=True)) == [sam.pk]
    pages = "".join(staff.get(url).text for url in ("/staff/", "/staff/reports/"))
    assert [word in pages for word in ("CANARY", mina.email, "waits for you to look")] == [False] * 3
    assert staff.post(f"/staff/reports/{row.pk}/", {"outcome": "nothing_to_do"}).status_code == 404
    sams = signed_in(sam)
    assert [word in sams.get("/staff/reports/").text for word in ("CANARY", mina.email)] == [True, True]
    assert "waits for you to look" in sams.get("/staff/").text


def test_staff_do_not_learn_that_it_was_settled(form: str, staff: Client, olga: User, sam: User, mina: User) -> None:
    row, sams = told(form, mina), signed_in(sam)
    assert sams.post(f"/staff/reports/{row.pk}/", {"outcome": "dealt_with"}).status_code == 302

    pages = ("/staff/audit/", f"/staff/people/{olga.pk}/", "/staff/reports/")
    assert [page for page in pages if "Dealt with" in staff.get(page).text] == []
    assert "Dealt with" in sams.get("/staff/audit/").text
    assert AuditEntry.objects.get().words == f"{row.pk}: Dealt with"


def test_who_keeps_the_circle_later_is_not_written_to(circle: Circle, staff: Client, sam: User, mina: User) -> None:
    told("/report/circle/printers/", mina)
    Membership.objects.create(circle=circle, user=sam, role=Role.CURATOR, joined_at=timezone.now())

    mail = OutboxMail.objects.get(purpose="report")
    deliver(mail.pk, at=timezone.now())

    mail.refresh_from_db()
    assert mail.state == "dropped"


def test_the_form_says_where_nobody_else_is_there_to_read_it(form: str, olga: User, mina: User) -> None:
    place(contact="keepers@example.org")
    said = ("Nobody else keeps this place", "mailto:keepers@example.org")

    pages = [signed_in(mina).get(form).text, signed_in(mina).post(form, WORDS).text]
    assert [all(words in page for words in said) for page in pages] == [True, True]
    assert "The staff will read it" not in pages[1]

    make_staff = User.objects.filter(pk=make_user("Sam").pk)
    make_staff.update(is_staff=True)
    assert "Nobody else" not in signed_in(mina).get(form).text
    assert "CANARY words" in signed_in(make_staff.get()).get("/staff/reports/").text  # it waited


@pytest.mark.parametrize("kind", list(Report.Kind))
@pytest.mark.parametrize("of_olga", [True, False])
def test_who_is_written_to_is_who_may_read_it(
    kind: Report.Kind, of_olga: bool, circle: Circle, olga: User, sam: User, mina: User
) -> None:
    about = None if kind == Report.Kind.CIRCLE else olga if of_olga else mina
    where = circle if of_olga or kind != Report.Kind.CIRCLE else make_circle("others")
    row = Report.objects.create(kind=kind, object_id=1, about=about, circle=where, made_at=timezone.now())

    may = {user for user in (olga, sam) if Report.objects.readable_by(user).filter(pk=row.pk)}
    assert set(readers(Reported(kind, 1, about, where, "", ""))) == may == ({sam} if of_olga else {olga, sam})
