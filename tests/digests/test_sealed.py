"""What somebody else keeps sealed changes not one byte of what a person reads."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.digests.composing import today
from apps.digests.mails import render_digest
from apps.introductions.models import Introduction
from apps.introductions.services.introducing import introduce
from apps.matching.models import Suggestion, Wish
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import dismiss, undo_dismissal, wish
from apps.matching.tasks import follow_changes
from apps.profiles.models import User
from apps.profiles.services.leaving import ask_deletion, keep_account
from apps.profiles.services.profile import pause, resume

pytestmark = pytest.mark.django_db
HOME = reverse("home")
PAGES = (HOME, reverse("digests:preview"), reverse("digests:preview_html"))
Seal = Callable[[User, Suggestion], Callable[[], object]]


def say_not_for_me(other: User, suggestion: Suggestion) -> Callable[[], object]:
    dismissal = dismiss(suggestion, by=other, at=timezone.now())
    return lambda: undo_dismissal(dismissal)


def take_a_pause(other: User, suggestion: Suggestion) -> Callable[[], object]:
    pause(other, at=timezone.now())
    return lambda: resume(other, at=timezone.now())


def ask_to_be_erased(other: User, suggestion: Suggestion) -> Callable[[], object]:
    ask_deletion(other, at=timezone.now())
    return lambda: keep_account(other, at=timezone.now())


SEALS = [say_not_for_me, take_a_pause, ask_to_be_erased]


def let_the_workers_run(circle: Circle) -> None:
    follow_changes()
    refresh_circle(circle.pk, at=timezone.now())


def what_is_read(user: User, client: Client) -> list[str]:
    """The home page, the preview and the digest, without tokens."""
    pages = [client.get(path).text for path in PAGES]
    mail = render_digest(user, today(user, at=timezone.now()))
    whole = [*pages, mail.subject, mail.text, mail.html]
    return [
        re.sub(r'(csrfmiddlewaretoken" value|nonce)="\w+"|/(unsubscribe|by-mail|pause)/[^/"\s]+/', "", text)
        for text in whole
    ]


@pytest.mark.parametrize("seal", SEALS)
def test_no_pause_and_deletion_of_the_other_are_not_seen(
    seal: Seal, circle: Circle, mina: User, jonas: User, client: Client
) -> None:
    client.get(HOME)
    before = what_is_read(mina, client)
    assert all("Jonas" in text for text in before)

    undo = seal(jonas, Suggestion.objects.get())
    let_the_workers_run(circle)
    assert what_is_read(mina, client) == before

    undo()
    let_the_workers_run(circle)
    assert what_is_read(mina, client) == before


@pytest.mark.parametrize("seal", SEALS)
def test_a_wish_for_somebody_who_sealed_themselves_finds_no_answer(
    seal: Seal, circle: Circle, mina: User, jonas: User, client: Client
) -> None:
    client.get(HOME)
    suggestion = Suggestion.objects.get()
    wish(suggestion, by=jonas, at=timezone.now())
    undo = seal(jonas, suggestion)
    let_the_workers_run(circle)

    answer = client.post(reverse("matching:wish", args=[suggestion.pk]), follow=True)
    let_the_workers_run(circle)

    assert "If Jonas would like it too, you will be introduced." in answer.text
    assert not Introduction.objects.exists()

    undo()
    let_the_workers_run(circle)
    # A "not for me" took the wish with it.
    both = Wish.objects.count() == 2
    assert (both, Introduction.objects.filter(state="made").exists()) == (
        (False, False) if seal is say_not_for_me else (True, True)
    )


def test_a_shadow_takes_no_card_away(
    circle: Circle, carol: User, pair: tuple[User, User], mina: User, jonas: User, client: Client
) -> None:
    client.get(HOME)
    before = what_is_read(mina, client)

    pause(jonas, at=timezone.now())
    introduce(circle, pair, by=carol, note="Meet.", at=timezone.now())
    let_the_workers_run(circle)

    assert Introduction.objects.get().shadow
    assert what_is_read(mina, client) == before
