"""What the place says of itself, to everybody."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.instance.files import new_picture
from apps.instance.models import Instance
from apps.instance.pictures import LARGEST, fitted
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.mail.surroundings import sender
from tests.factories import make_user
from tests.instance_room.places import place
from tests.profiles.pictures import opened, plain

pytestmark = pytest.mark.django_db


def test_before_anything_is_written_the_pages_speak_from_templates(client: Client) -> None:
    assert "Intro Net introduces people to each other" in client.get("/rules/").text
    assert "Ask the people who keep this place" in client.get("/privacy/").text
    assert client.get("/imprint/").status_code == 404
    assert Instance.objects.count() == 0


def test_templates_follow_name_and_contact_until_somebody_writes_their_own(client: Client) -> None:
    place(name="The Print Room", contact="keepers@example.org", rules="Wash your hands.", imprint="Olga, Leeds")

    assert "The Print Room keeps what it needs" in client.get("/privacy/").text
    assert "keepers@example.org" in client.get("/privacy/").text
    assert [text in client.get("/rules/").text for text in ("Wash your hands.", "as yourself")] == [True, False]
    assert "Olga, Leeds" in client.get("/imprint/").text


def test_the_name_stands_on_every_page_and_in_every_mail(client: Client) -> None:
    place(name="Ink & Lead")
    mina = make_user("Mina", email="mina@example.org")
    client.post("/accounts/login/code/", {"email": mina.email})
    mail = OutboxMail.objects.get()
    deliver(mail.pk, at=mail.due_at)
    mail.refresh_from_db()

    assert "<title>Ink &amp; Lead</title>" in client.get("/").text
    assert "Ink & Lead" in mail.text
    assert sender().startswith("Ink & Lead <")


def test_a_sender_that_the_operator_named_keeps_its_name(settings: pytest.FixtureRequest) -> None:
    settings.DEFAULT_FROM_EMAIL = "Carol <carol@example.org>"  # type: ignore[attr-defined]  # pytest-django's settings
    place(name="Ink & Lead")

    assert sender() == "Carol <carol@example.org>"


def test_the_page_that_is_not_there_does_not_name_the_place(client: Client) -> None:
    place(name="Ink")
    assert "Ink" not in client.get("/nothing/").text


@pytest.mark.parametrize("size", [(3000, 1500), (200, 100)])
def test_a_picture_keeps_its_shape_and_no_more_pixels_than_needed(size: tuple[int, int]) -> None:
    picture = opened(fitted(plain(*size)))

    assert picture.width == 2 * picture.height
    assert picture.width == min(size[0], LARGEST[0])


def test_the_picture_is_served_and_an_old_one_goes(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with new_picture("instance", fitted(plain())) as name:
        old = place(picture=name).picture
    with django_capture_on_commit_callbacks(execute=True), new_picture("instance", fitted(plain(40, 40))) as name:
        new = place(picture=name)

    assert client.get(new.picture_url).headers["Content-Type"] == "image/jpeg"
    assert new.picture_url in client.get("/").text
    assert [file.storage.exists(str(file.name)) for file in (old, new.picture)] == [False, True]


def test_there_is_one_row() -> None:
    place(name="One")
    with pytest.raises(IntegrityError), transaction.atomic():
        Instance.objects.create(pk=2)


def test_pages_stand_in_the_foot_of_every_page(client: Client) -> None:
    page = client.get("/accounts/login/").text
    assert [f'href="{url}"' in page for url in ("/about/", "/rules/", "/privacy/", "/imprint/")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_privacy_page_names_what_is_kept_of_signing_in_and_of_reports(client: Client) -> None:
    page = client.get("/privacy/").text
    kept = ("your address on the net", "two weeks", "second steps", "accounts elsewhere", "What you report")
    assert [words in page for words in kept] == [True] * 5


def test_there_are_two_cookies_as_the_privacy_page_says(client: Client) -> None:
    client.force_login(make_user("Mina"))
    client.post("/profile/", {"name": "Mina", "time_zone": "UTC"})
    client.get("/profile/")
    client.post("/profile/", {"name": "Mina", "time_zone": "UTC"})

    assert set(client.cookies) == {"sessionid", "csrftoken"}
    assert "Saved." in client.get("/profile/").text
