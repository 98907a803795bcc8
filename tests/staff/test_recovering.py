"""Somebody has lost their phone and their recovery codes: staff take the second step off."""

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, RequestFactory
from django.utils import timezone

from apps.mail.composers import compose
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.staff.models import AuditEntry
from tests.factories import AT, PASSWORD, make_user
from tests.staff.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tom(transactional_db: None) -> User:
    return make_user("CANARY Tom", email="tom@example.org", password=PASSWORD)


@pytest.fixture
def staff(olga: User) -> Client:
    """The operator's browser, moments after proving once more that it is her."""
    return proven(olga)


def proven(user: User) -> Client:
    client = signed_in(user)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)
    request.session.save()
    return client


def take_off(staff: Client, user: User, why: str = "They called.") -> int:
    return int(staff.post(f"/staff/people/{user.pk}/second-steps/", {"why": why}).status_code)


def test_it_is_off_noted_and_told_and_every_session_is_over(staff: Client, olga: User, tom: User) -> None:
    toms = Client()
    toms.post("/accounts/login/", {"login": tom.email, "password": PASSWORD})
    assert toms.get("/settings/").status_code == 200
    TOTP.activate(tom, "JBSWY3DPEHPK3PXP")
    assert "Take the second step off" in staff.get(f"/staff/people/{tom.pk}/").text

    assert take_off(staff, tom) == 302

    assert (Authenticator.objects.count(), toms.get("/settings/").status_code) == (0, 302)
    rows = list(AuditEntry.objects.values_list("deed", "by", "about", "words"))
    assert rows == [("second_steps_off", olga.pk, tom.pk, "They called.")]
    page = staff.get(f"/staff/people/{tom.pk}/").text
    assert ["took the second steps off of" in page, "Take the second step off" in page] == [True, False]
    mail = OutboxMail.objects.get(purpose="second_steps_off")
    written = compose(mail, at=timezone.now())
    assert written is not None
    assert (mail.address, "Your second step at" in written.subject) == (tom.email, True)
    assert "They called." not in written.text + written.html


@pytest.mark.parametrize(
    ("second_step", "why", "sentence"),
    [
        (True, "  ", "This field is required."),
        (False, "They called.", "There is no second step on this account."),
    ],
)
def test_without_a_reason_or_a_second_step_nothing_happens(
    staff: Client, tom: User, second_step: bool, why: str, sentence: str
) -> None:
    if second_step:
        TOTP.activate(tom, "JBSWY3DPEHPK3PXP")

    answer = staff.post(f"/staff/people/{tom.pk}/second-steps/", {"why": why})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    left = (Authenticator.objects.count(), AuditEntry.objects.count(), OutboxMail.objects.count())
    assert left == (int(second_step), 0, 0)


def test_of_staff_only_another_operator_takes_it_off(olga: User, tom: User) -> None:
    TOTP.activate(olga, "JBSWY3DPEHPK3PXP")
    oscar = make_user("Oscar")
    User.objects.filter(pk=oscar.pk).update(is_staff=True, is_superuser=True)
    User.objects.filter(pk=tom.pk).update(is_staff=True)

    assert [take_off(proven(tom), olga), take_off(proven(olga), olga), Authenticator.objects.count()] == [422, 422, 1]
    assert [take_off(proven(User.objects.get(pk=oscar.pk)), olga), Authenticator.objects.count()] == [302, 0]


def test_it_is_asked_once_more_who_sits_at_the_keyboard(olga: User, tom: User) -> None:
    TOTP.activate(tom, "JBSWY3DPEHPK3PXP")
    olga.set_password(PASSWORD)
    olga.save()
    browser = signed_in(olga)

    asked = browser.post(f"/staff/people/{tom.pk}/second-steps/", {"why": "They called."})
    assert (asked["Location"].startswith("/accounts/reauthenticate/"), Authenticator.objects.count()) == (True, 1)
    browser.post(asked["Location"], {"password": PASSWORD})

    assert (Authenticator.objects.count(), AuditEntry.objects.get().words) == (0, "They called.")


def test_of_somebody_suspended_it_is_not_taken_off_behind_their_back(staff: Client, tom: User) -> None:
    TOTP.activate(tom, "JBSWY3DPEHPK3PXP")
    User.objects.filter(pk=tom.pk).update(suspended_at=AT)

    assert [take_off(staff, tom), Authenticator.objects.count(), OutboxMail.objects.count()] == [422, 1, 0]


def test_passkeys_and_recovery_codes_go_with_it(staff: Client, tom: User) -> None:
    Authenticator.objects.create(user=tom, type=Authenticator.Type.WEBAUTHN, data={})
    RecoveryCodes.activate(tom)

    assert [take_off(staff, tom), Authenticator.objects.count()] == [302, 0]
