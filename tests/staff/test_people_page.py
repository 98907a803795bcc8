"""Suspending on the staff's page, and taking it back."""

import pytest
from django.test import Client

from apps.circles.models import Role
from apps.profiles.models import Change, User
from apps.staff.models import AuditEntry
from tests.factories import AT, join, make_circle, make_user
from tests.staff.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tom(transactional_db: None) -> User:
    return make_user("CANARY Tom", email="tom@example.org")


def suspend(staff: Client, user: User, reason: str = "They sell.") -> int:
    return int(staff.post(f"/staff/people/{user.pk}/suspend/", {"reason": reason}).status_code)


def test_an_account_is_found_by_its_whole_address_only(staff: Client, tom: User) -> None:
    found = staff.post("/staff/people/", {"email": "Tom@Example.org"})
    not_found = [staff.post("/staff/people/", {"email": email}).status_code for email in ("tom@example.co", "tom@e")]

    assert found.headers["Location"] == f"/staff/people/{tom.pk}/"
    assert not_found == [422, 422]
    page = staff.get(f"/staff/people/{tom.pk}/").text
    assert [tom.email in page, "CANARY" in page] == [True, False]


def test_suspending_ends_the_session_and_is_noted_with_its_reason(staff: Client, olga: User, tom: User) -> None:
    toms = signed_in(tom)
    assert suspend(staff, tom) == 302

    assert toms.get("/settings/").status_code == 302
    rows = list(AuditEntry.objects.values_list("deed", "by", "about", "words"))
    assert rows == [("suspended", olga.pk, tom.pk, "They sell.")]
    assert "They sell." in staff.get(f"/staff/people/{tom.pk}/").text
    assert Change.objects.filter(user_id=tom.pk).count() == 1


def test_twice_is_once_and_undoing_is_noted_too(staff: Client, tom: User) -> None:
    for _ in range(2):
        suspend(staff, tom)
    for _ in range(2):
        staff.post(f"/staff/people/{tom.pk}/reinstate/")

    tom.refresh_from_db()
    assert tom.suspended_at is None
    assert list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True)) == ["suspended", "reinstated"]
    assert signed_in(tom).get("/settings/").status_code == 200


def test_before_suspending_staff_read_which_circles_would_be_without_a_curator(staff: Client, tom: User) -> None:
    purpose = "CANARY"
    make_circle("alone", curator=tom, purpose=purpose)
    make_circle("member", members=[tom])
    make_circle("closed", curator=tom, closed_at=AT)
    shared, left = make_circle("shared", curator=tom), make_circle("left", curator=tom)
    join(shared, make_user(), role=Role.CURATOR)
    gone = make_user()
    join(left, gone, role=Role.CURATOR)
    User.objects.filter(pk=gone.pk).update(suspended_at=AT)

    page = staff.get(f"/staff/people/{tom.pk}/").text

    assert "They keep these circles alone: #alone, #left." in page
    assert purpose not in page


def test_a_reason_is_asked_for(staff: Client, tom: User) -> None:
    assert suspend(staff, tom, "  ") == 422
    tom.refresh_from_db()
    assert tom.suspended_at is None


def test_staff_are_not_suspended_by_staff(staff: Client, olga: User) -> None:
    assert suspend(staff, olga) == 422
    olga.refresh_from_db()
    assert (olga.suspended_at, AuditEntry.objects.count()) == (None, 0)


def test_an_erased_account_is_not_there(staff: Client, tom: User) -> None:
    User.objects.filter(pk=tom.pk).update(is_active=False, suspended_at=AT)
    assert [suspend(staff, tom), staff.get(f"/staff/people/{tom.pk}/").status_code] == [404, 404]
