from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.circles import purposes
from apps.circles.models import Circle, Membership
from apps.introductions.models import ImportedPerson
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver, enqueue
from apps.profiles.models import User
from tests.factories import AT, make_user
from tests.introductions.network_import.folders import PEOPLE, counted, small, write
from tests.sink import Sink, running_sink

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Mails go out, to here."""
    with running_sink() as sink:
        settings.MAIL_KEPT, settings.EMAIL_BACKEND = False, "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Small_Town"
    folder.mkdir()
    return small(folder)


def run(folder: Path, *words: str) -> dict[str, str]:
    """What it reports."""
    out = StringIO()
    call_command("import_network", str(folder), *words, stdout=out)
    return {line[:18].strip(): line[18:] for line in out.getvalue().splitlines()}


def test_command_evaluates_under_the_folders_name(folder: Path) -> None:
    report = run(folder, "--evaluate")

    assert set(User.objects.filter(email__contains=".").values_list("email", flat=True)) >= {
        "small-town.1@import.invalid"
    }
    assert [report[name] for name in ("people", "facts", "circles", "memberships", "ties")] == ["3", "1", "2", "3", "1"]
    assert set(report) >= {"in no circle", "said twice", "seconds", "peak MiB"}
    assert set(Circle.objects.values_list("purpose", flat=True)) == {"Imported from small-town."}


def test_command_twice_doubles_nothing(folder: Path) -> None:
    run(folder, "--evaluate")
    before = counted()

    report = run(folder, "--evaluate")

    assert (report["people"], report["memberships"], counted()) == ("0", "0", before)


def test_command_shows_a_progress_bar_on_a_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_network", str(folder), "--evaluate", stdout=StringIO(), stderr=Terminal())
    shown = capsys.readouterr().err

    run(folder, "--evaluate")
    hidden = capsys.readouterr().err

    assert "importing: 100%" in shown
    assert "8/8" in shown
    assert hidden == ""


def test_command_invites_for_the_curator(folder: Path) -> None:
    carol = make_user(email="carol@example.org")

    report = run(folder, "--curator", "Carol@Example.org", "--why", "You make things.")

    assert (report["people invited"], report["invitations"], report["facts"]) == ("3", "3", "1")
    assert report["ties left out"] == "1 (knowing each other needs a tick from both)"
    assert set(Membership.objects.values_list("user", "role")) == {(carol.pk, "curator")}


def test_command_keeps_the_circles_for_the_curator(folder: Path) -> None:
    carol = make_user(email="carol@example.org")

    run(folder, "--evaluate", "--curator=carol@example.org")

    assert set(Membership.objects.curators().values_list("user", flat=True)) == {carol.pk}


def test_command_refuses_files_with_a_mistake_and_imports_nothing(folder: Path) -> None:
    make_user(email="carol@example.org")
    write(folder, ties="a,b\n1,2\n2,2\n3,9\n")
    before = counted()

    for words in (["--evaluate"], ["--curator=carol@example.org", "--why=You make things."]):
        with pytest.raises(CommandError) as caught:
            run(folder, *words)
        assert str(caught.value).splitlines() == [
            "Nothing was imported.",
            "ties.csv line 3: A person cannot be tied to themselves. Take the row out.",
            "ties.csv line 4: Person 9 is not in people.csv. Add them there or take this row out.",
        ]

    assert counted() == before


@pytest.mark.parametrize("words", [[], ["--curator=nobody@example.org"], ["--evaluate", "--curator=gone@example.org"]])
def test_command_needs_a_curator_who_is_there(folder: Path, words: list[str]) -> None:
    make_user(email="gone@example.org")
    User.objects.update(suspended_at=AT)
    before = counted()

    with pytest.raises(CommandError, match=r"^(There is no account|Say who invites)"):
        run(folder, *words)

    assert counted() == before


def test_command_needs_a_name_for_the_network(tmp_path: Path) -> None:
    folder = tmp_path / "東京"
    folder.mkdir()
    write(folder, people=PEOPLE)

    with pytest.raises(CommandError, match="Give one with --source"):
        run(folder, "--evaluate")

    assert run(folder, "--evaluate", "--source=tokyo")["people"] == "3"


def test_long_names_that_begin_alike_are_two_networks(tmp_path: Path) -> None:
    write(tmp_path, people=PEOPLE)
    for number in (1, 2):
        run(tmp_path, "--evaluate", f"--source={'a' * 40}{number}")

    sources = set(ImportedPerson.objects.values_list("source", flat=True))
    assert (len(sources), {len(source) for source in sources}) == (2, {30})


def test_mail_to_an_imported_person_is_kept_and_never_handed_to_a_server(folder: Path, sink: Sink) -> None:
    run(folder, "--evaluate", "--source=net")
    circle = Circle.objects.get(tag="makers")
    real = make_user(email="real@example.org")
    circle.memberships.create(user=real, joined_at=AT)
    payload = {"circle": circle.pk, "newcomer": False}

    states = {}
    for user in (real, User.objects.get(email="net.1@import.invalid")):
        mail = enqueue(
            purposes.WELCOME, key=user.email, address=user.email, user_id=user.pk, payload=payload, due_at=AT
        )
        assert mail is not None
        deliver(mail.pk, at=AT)
        states[user.email] = OutboxMail.objects.get(pk=mail.pk).state

    assert states == {"real@example.org": "sent", "net.1@import.invalid": "kept"}
    assert [mail["To"] for mail in sink.mails] == ["real@example.org"]
