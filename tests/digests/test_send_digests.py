from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.circles.models import Circle
from apps.digests.models import DigestSchedule
from apps.digests.services.schedules import choose_schedule
from apps.digests.tasks import run_due_digests
from apps.mail.models import OutboxMail
from apps.mail.tasks import deliver_bulk
from apps.profiles.models import User
from tests.factories import make_user
from tests.sink import running_sink

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 14, tzinfo=UTC)


def send(*words: str) -> dict[str, str]:
    """The figures it reports."""
    out = StringIO()
    call_command("send_digests", *words, stdout=out)
    return {line[:18].strip(): line[18:] for line in out.getvalue().splitlines()}


def figures(report: dict[str, str], *names: str) -> list[str]:
    return [report.get(name, "") for name in names]


def schedule(user: User, at: datetime) -> None:
    choose_schedule(user, cadence="weekly", weekday=4, hour=9, at=at)


def test_send_digests_writes_to_whoever_is_due_then(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    for user in (mina, jonas):
        schedule(user, at)
    schedule(make_user("Alone", time_zone="America/New_York"), at)

    report = send("--at", "2026-03-06T09:00-05:00")

    assert figures(report, "digests queued", "kept", "nothing to say") == ["3", "2", "1"]
    assert figures(report, "people", "in no circle") == ["16", "1"]
    mails = OutboxMail.objects.filter(state="kept")
    assert sorted(mails.values_list("address", "due_at")) == sorted((user.email, FRIDAY) for user in (mina, jonas))


def test_send_digests_twice_sends_nothing_more(circle: Circle, mina: User, at: datetime) -> None:
    schedule(mina, at)
    send("--at", "2026-03-06T14:00+00:00")

    report = send("--at", "2026-03-06T14:00+00:00")

    assert figures(report, "digests queued", "kept") == ["0", ""]


def test_send_digests_before_the_hour_sends_nothing(circle: Circle, mina: User, at: datetime) -> None:
    schedule(mina, at)

    assert figures(send("--at", "2026-03-06T13:59+00:00"), "digests queued", "kept") == ["0", ""]


def test_send_digests_to_everybody_gives_newcomers_a_schedule(circle: Circle) -> None:
    report = send("--at", "2026-03-04T12:00+00:00", "--everybody")

    assert figures(report, "digests queued", "kept", "nothing to say") == ["15", "3", "12"]
    assert DigestSchedule.objects.count() == 15


def test_send_digests_goes_by_the_clock_without_a_time(circle: Circle, mina: User, jonas: User) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    schedule(mina, long_ago)

    report = send()

    assert figures(report, "digests queued", "kept") == ["1", "1"]
    assert OutboxMail.objects.get().address == mina.email


def test_send_digests_reads_a_time_without_a_zone_as_the_servers(mina: User, at: datetime) -> None:
    schedule(mina, at)

    assert figures(send("--at", "2026-03-06T14:00"), "digests queued") == ["1"]


@pytest.mark.parametrize("text", ["friday", "2026-13-01", "2026-03-06T25:00", ""])
def test_send_digests_says_how_to_write_a_time(text: str) -> None:
    with pytest.raises(CommandError) as caught:
        send(f"--at={text}")

    assert str(caught.value) == f"Error: argument --at: {text} is not a time. Write it like 2026-11-27T09:00+01:00."


def test_the_workers_send_the_same_digest(circle: Circle, mina: User, settings: Settings, rung: list[str]) -> None:
    settings.MAIL_KEPT = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    schedule(mina, datetime(2020, 1, 1, tzinfo=UTC))

    with running_sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        run_due_digests()
        deliver_bulk()

    mail = sink.to(mina.email, "You and Jonas went to high schools 2 miles apart")[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (len(sink.mails), rung) == (1, ["apps.mail.tasks.deliver_bulk"])
