"""What providers tell by webhook: who may, and what it does to an address."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.mail import event_views
from apps.mail.models import OutboxMail, PausedAddress
from apps.mail.pausing import pauses_of, try_again
from tests.mail.pauses import is_paused
from tests.mail.returned import told
from tests.mail.returned.conftest import was_sent
from tests.mail.returned.told import SECRET, basic, body_of, brevo, mailersend, mailgun, postmark

pytestmark = pytest.mark.django_db
ANA = "ana@elsewhere.example"
HOUR = timedelta(hours=1)
AT = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _told_by_providers(settings: Settings) -> None:
    settings.ANYMAIL = told.ANYMAIL


@pytest.fixture(autouse=True)
def mail(db: None) -> OutboxMail:
    return was_sent("1", at=AT)


def post(provider: str, what: object, *, secret: str | None = basic(), **headers: str) -> tuple[int, bytes]:
    # As a provider does: no cookie, and no token of a form.
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    carried = headers | ({"Authorization": secret} if secret is not None else {})
    body = what if isinstance(what, bytes) else body_of(what)
    response = client.post(f"/anymail/{provider}/tracking/", body, content_type="application/json", headers=carried)
    return response.status_code, response.content


def told_of(address: str) -> dict[str, datetime]:
    row = pauses_of([address]).get(address)
    return {name: at for name in ("bounced_at", "reported_at") if (at := getattr(row, name, None))}


BOUNCES: dict[str, tuple[str, dict[str, Any]]] = {
    "postmark": ("postmark", postmark("HardBounce", ANA, AT)),
    "postmark, which says nothing more": ("postmark", postmark("HardBounce", ANA, AT, said="")),
    "postmark, an address that is none": ("postmark", postmark("BadEmailAddress", ANA, AT, said="")),
    "postmark, a suppression": ("postmark", told.postmark_suppression("HardBounce", ANA, AT)),
    "mailgun": ("mailgun", mailgun("failed", ANA, AT, said="5.1.1 nobody has that")),
    "mailgun, known from before": ("mailgun", mailgun("failed", ANA, AT, reason="suppress-bounce", said="not again")),
    "brevo": ("brevo", brevo("hard_bounce", ANA, AT, said="550 5.1.1 unknown")),
    "brevo, an address that is none": ("brevo", brevo("invalid_email", ANA, AT)),
}
COMPLAINTS: dict[str, tuple[str, dict[str, Any]]] = {
    "postmark": ("postmark", postmark("SpamComplaint", ANA, AT)),
    "postmark, a suppression": ("postmark", told.postmark_suppression("SpamComplaint", ANA, AT)),
    "mailgun": ("mailgun", mailgun("complained", ANA, AT)),
    "brevo": ("brevo", brevo("spam", ANA, AT)),
}
NOTHING: dict[str, tuple[str, dict[str, Any]]] = {
    "postmark, soft": ("postmark", postmark("SoftBounce", ANA, AT, said="")),
    "postmark, soft, whatever is said": ("postmark", postmark("SoftBounce", ANA, AT)),
    "postmark, a full mailbox": ("postmark", postmark("HardBounce", ANA, AT, said="smtp;552 5.2.2 over quota")),
    "postmark, content": ("postmark", postmark("HardBounce", ANA, AT, said="smtp;550 5.7.1 spam")),
    "postmark, content in words": ("postmark", postmark("HardBounce", ANA, AT, said="550 your IP is on a blocklist")),
    "postmark, a filter": ("postmark", postmark("SpamNotification", ANA, AT)),
    "postmark, blocked": ("postmark", postmark("Blocked", ANA, AT)),
    "postmark, transient": ("postmark", postmark("Transient", ANA, AT)),
    "postmark, away": ("postmark", postmark("AutoResponder", ANA, AT)),
    "postmark, delivered": ("postmark", {"RecordType": "Delivery", "Recipient": ANA, "DeliveredAt": AT.isoformat()}),
    "mailgun, for now": ("mailgun", mailgun("failed", ANA, AT, severity="temporary", said="4.2.2 full")),
    "mailgun, a full mailbox": ("mailgun", mailgun("failed", ANA, AT, said="5.2.2 full")),
    "mailgun, who knows": ("mailgun", mailgun("failed", ANA, AT, reason="generic")),
    "mailgun, delivered": ("mailgun", mailgun("delivered", ANA, AT)),
    "brevo, soft": ("brevo", brevo("soft_bounce", ANA, AT, said="550 5.1.1 unknown")),
    "brevo, deferred": ("brevo", brevo("deferred", ANA, AT)),
    "brevo, blocked": ("brevo", brevo("blocked", ANA, AT)),
}


@pytest.mark.parametrize("name", BOUNCES)
def test_what_bounced_for_good_pauses_the_address(name: str) -> None:
    assert post(*BOUNCES[name]) == (200, b"Taken.\n")
    assert told_of(ANA) == {"bounced_at": AT}


@pytest.mark.parametrize("name", COMPLAINTS)
def test_a_complaint_pauses_the_address(name: str) -> None:
    assert post(*COMPLAINTS[name]) == (200, b"Taken.\n")
    assert told_of(ANA) == {"reported_at": AT}


@pytest.mark.parametrize("name", NOTHING)
def test_what_may_be_over_or_is_about_something_else_pauses_nothing(name: str) -> None:
    assert post(*NOTHING[name]) == (200, b"Taken.\n")
    assert not PausedAddress.objects.exists()


@pytest.mark.parametrize(
    ("kind", "paused"), [("hard_bounced", True), ("spam_complaint", True), ("soft_bounced", False)]
)
def test_one_that_signs_what_it_tells_must_carry_the_secret_as_well(kind: str, paused: bool) -> None:
    body = body_of(mailersend(kind, ANA, AT))
    signature = told.mailersend_signature(body)

    nowhere = Client().get("/nowhere/").content
    assert post("mailersend", body, Signature="x" * 64) == (404, nowhere)
    assert post("mailersend", body, secret=None, Signature=signature) == (404, nowhere)
    assert not PausedAddress.objects.exists()
    assert post("mailersend", body, Signature=signature)[0] == 200
    assert is_paused(ANA) == paused


def test_a_signature_that_is_not_mailguns_is_none() -> None:
    forged = mailgun("complained", ANA, AT, key="another key")

    assert post("mailgun", forged)[0] == 404
    assert not PausedAddress.objects.exists()


@pytest.mark.parametrize(
    "secret",
    [None, "", "Basic", "Basic x", basic(f"{SECRET}x"), basic("intro-net:"), basic(":"), basic("\xe4"),
     f"Bearer {SECRET}", SECRET, "Basic \xe4"],
)  # fmt: skip
def test_for_whoever_does_not_carry_the_secret_there_is_no_such_page(secret: str | None) -> None:
    nowhere = Client().get("/nowhere/").content

    for provider in ("postmark", "mailgun", "nonsense"):
        assert post(provider, postmark("HardBounce", ANA, AT), secret=secret) == (404, nowhere)
    assert Client().get("/anymail/postmark/tracking/").content == nowhere
    assert not PausedAddress.objects.exists()


@pytest.mark.parametrize("secret", [basic(""), basic(":"), None])
def test_where_no_secret_is_set_nobody_tells_anything(secret: str | None, settings: Settings) -> None:
    settings.ANYMAIL = {}

    assert post("postmark", postmark("HardBounce", ANA, AT), secret=secret)[0] == 404
    assert not PausedAddress.objects.exists()


@pytest.mark.parametrize("path", ["nonsense/tracking", "postmark/inbound", "mailgun/inbound_mime", "mandrill"])
def test_no_other_address_of_anymails_is_there(path: str) -> None:
    client = Client(headers={"Authorization": basic()})

    assert client.post(f"/anymail/{path}/", {}, content_type="application/json").status_code == 404


def test_a_provider_may_look_whether_it_is_there() -> None:
    carried = {"Authorization": basic()}

    assert Client().head("/anymail/postmark/tracking/", headers=carried).status_code == 200
    assert Client().get("/anymail/postmark/tracking/", headers=carried).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"null", b'"Bounce"', b"7"])
def test_what_cannot_be_read_is_refused_and_no_failure_of_ours(body: bytes) -> None:
    assert post("postmark", body)[0] == 400


@pytest.mark.parametrize("what", [{}, {"RecordType": "Bounce"}, {"RecordType": "Bounce", "Type": ["x"], "Email": ANA}])
def test_what_says_too_little_does_nothing(what: dict[str, Any]) -> None:
    assert post("postmark", what)[0] in {200, 400}
    assert not PausedAddress.objects.exists()


def test_an_address_that_we_never_wrote_to_changes_nothing_and_is_answered_alike() -> None:
    was_sent("2", at=AT, address="waiting@elsewhere.example")
    OutboxMail.objects.filter(key="2").update(state="dropped")

    for nobody in ("nobody@elsewhere.example", "waiting@elsewhere.example", "", "x" * 10_000, "a\0b@example.org"):
        assert post("postmark", postmark("SpamComplaint", nobody, AT)) == (200, b"Taken.\n")
    assert not PausedAddress.objects.exists()


@pytest.mark.parametrize("state", ["attempting", "sent", "uncertain", "bounced"])
def test_it_may_be_told_before_we_know_that_it_left(state: str, mail: OutboxMail) -> None:
    OutboxMail.objects.update(state=state, settled_at=None, address="Ana@Elsewhere.example")

    post("postmark", postmark("HardBounce", "ana@elsewhere.EXAMPLE", AT))

    assert is_paused(ANA)


def test_told_again_it_is_told_once_and_another_try_stays() -> None:
    what = postmark("HardBounce", ANA, AT)
    for _ in range(3):
        post("postmark", what)
    try_again(ANA, at=AT + HOUR)

    post("postmark", what)
    assert not is_paused(ANA)

    post("postmark", postmark("HardBounce", ANA, AT + 2 * HOUR))
    assert told_of(ANA) == {"bounced_at": AT + 2 * HOUR}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_the_order_makes_no_difference(order: tuple[int, ...]) -> None:
    events = [
        postmark("SoftBounce", ANA, AT),
        postmark("HardBounce", ANA, AT + HOUR),
        postmark("SpamComplaint", ANA, AT + 2 * HOUR),
        postmark("HardBounce", ANA, AT + 3 * HOUR),
    ]

    for place in order:
        post("postmark", events[place])

    assert told_of(ANA) == {"bounced_at": AT + HOUR, "reported_at": AT + 2 * HOUR}


@pytest.mark.parametrize("moment", ["2999-01-01T00:00:00Z", "2026-05-03T09:00:00", None])
def test_a_moment_that_is_none_is_now(moment: str | None) -> None:
    begin = timezone.now()
    what = postmark("HardBounce", ANA, AT) | {"BouncedAt": moment or AT.isoformat()}
    if moment is None:
        del what["BouncedAt"]

    post("postmark", what)

    assert begin <= told_of(ANA)["bounced_at"] <= timezone.now()


def test_in_an_outage_it_is_to_be_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(event_views, "take_event", away)

    assert post("postmark", postmark("HardBounce", ANA, AT))[0] == 503


def test_a_provider_whose_keys_are_not_set_is_told_loudly(settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    assert post("mailgun", mailgun("complained", ANA, AT))[0] == 500
    assert post("mailgun", mailgun("complained", ANA, AT), secret=None)[0] == 404


def test_no_line_says_anything_of_anyone(caplog: pytest.LogCaptureFixture) -> None:
    texts: list[Callable[[], object]] = [
        lambda: post("postmark", postmark("HardBounce", ANA, AT)),
        lambda: post("postmark", postmark("HardBounce", "nobody@elsewhere.example", AT)),
        lambda: post("postmark", b'{"RecordType": "Bounce", "Type": {}, "Email": "ana@elsewhere.example"}'),
        lambda: post("mailgun", mailgun("complained", ANA, AT, key="another")),
    ]
    for text in texts:
        text()

    lines = " ".join(record.getMessage() for record in caplog.records).lower()
    assert [word for word in ("ana", "nobody@", "elsewhere.example", "wwww") if word in lines] == []
    assert "an address is paused (bounced), as postmark says" in lines
