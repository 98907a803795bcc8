"""Digests that hold all there can be, a single card, and words that are too long: for the golden files."""

import re
from datetime import datetime, timedelta

from django.conf import settings

from apps.circles.models import Circle, JoinRequest, Role
from apps.circles.models.glad import YEAR
from apps.digests.mails import PURPOSE, compose_digest
from apps.introductions.services.conversing import mark_read, write_message
from apps.introductions.services.introducing import introduce
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.factories import add_trait, join, make_circle, make_question, make_user, make_word
from tests.introductions.scenes import conversation_of
from tests.matching.scenes import FOREST_HILLS, RICHMOND_HILL, crowd, refreshed_circle
from tests.meetings.scenes import kept_call, person

MET = timedelta(days=20)


def full(at: datetime) -> Composed:
    """To Mina, a member of #marketing and curator of #choir, of everything."""
    carol, mina = (make_user(name) for name in ("Carol Curator", "Mina Moss"))
    circle = _marketing(carol, mina, at)
    _choir(mina, at)
    _met(circle, mina, at)
    make_question(circle, "Which tea would you bring?", by=carol, at=at, answers=["green", "black", "none"])
    make_word(circle, "Spring is here, and the garden is open again.\nCome by on Sunday.", by=carol, at=at)
    join(make_circle("bees", curator=make_user("Bea Keeper"), at=at - YEAR), mina, at=at - YEAR)
    return composed(mina, at)


def one_card(at: datetime) -> Composed:
    """To Una, of Ana alone."""
    una, ana = make_user("Una Und"), make_user("Ana Alt", headline="Grinds lenses in Jena")
    for user in (una, ana):
        add_trait(user, "employer", "Zeiss")
    refreshed_circle("optics", [una, ana, *crowd(20)], curator=make_user("Carol Curator"), at=at)
    return composed(una, at)


def long_words(at: datetime) -> Composed:
    """To Una, of people and things with names that nobody breaks."""
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    una, ana, eva = make_user("Una Und"), make_user(long, headline=long), make_user(f"Eva {long}")
    for user in (una, ana, eva):
        add_trait(user, "employer", long if user is not eva else "Zeiss")
        add_trait(user, "interest", f"#{long[:60]}")
    circle = refreshed_circle("optics" * 5, [una, ana, eva, *crowd(20)], curator=make_user("Carol Curator"), at=at)
    carol = circle.memberships.get(role="curator").user
    introduce(circle, (una, eva), by=carol, note=f"You two. {'x' * 200}", at=at)
    make_word(circle, long, by=carol, at=at)
    return composed(una, at)


def composed(user: User, at: datetime) -> Composed:
    key = f"{user.pk}:{at.date()}"
    mail = OutboxMail.objects.create(purpose=PURPOSE, key=key, user=user, address=user.email, due_at=at)
    found = compose_digest(mail, at)
    assert found is not None
    return found


def plain(words: str) -> str:
    """Without the tokens and row numbers, of which each run has its own."""
    words = re.sub(r"eyJ[\w-]+(?::[\w-]+)+|[\w-]{16,}:[\w-]+(?::[\w-]+)+", "TOKEN", words)
    words = words.replace(settings.SITE_URL, "https://intro.example")
    words = re.sub(r"(?<=/meetings/)[\w-]{22}(?=/)", "SLUG", words)
    return re.sub(r"(?<=[/=-])\d+(?=[/\"#&\s])", "1", words)


def _marketing(carol: User, mina: User, at: datetime) -> Circle:
    jonas, lena = make_user("Jonas Jahn"), make_user("Lena Ortiz", headline="Sells maps of places that are not there")
    add_trait(mina, "school", "Forest Hills High School", at_place=FOREST_HILLS)
    add_trait(jonas, "school", "Richmond Hill High School", at_place=RICHMOND_HILL)
    for user in (mina, jonas):
        add_trait(user, "interest", "#yankees")
    for user in (mina, lena):
        add_trait(user, "employer", "Rand McNally", year_from=2009, year_to=2012)
        add_trait(user, "interest", "#printing")
    circle = refreshed_circle("marketing", [mina, jonas, lena, *crowd(12)], curator=carol, at=at)
    introduce(circle, (mina, jonas), by=carol, note="You two grew up a walk apart. You should meet.", at=at)
    introduce(
        circle, (mina, make_member(circle, "Tom Tall")), by=carol, note="He paints walls, you write on them.", at=at
    )
    return circle


def make_member(circle: Circle, name: str) -> User:
    user = make_user(name)
    join(circle, user)
    return user


def _choir(mina: User, at: datetime) -> None:
    una, ben = make_user("Una Und"), make_user("Ben Bon")
    for user in (una, ben):
        for what in ("#kites", "#madrigals"):
            add_trait(user, "interest", what)
    choir = refreshed_circle("choir", [una, ben, *crowd(8)], at=at)
    choir.memberships.all().filter(role=Role.CURATOR).delete()
    join(choir, mina, role=Role.CURATOR)
    JoinRequest.objects.create(circle=choir, user=make_user("Bo Seeks"), asked_at=at)


def _met(circle: Circle, mina: User, at: datetime) -> None:
    """Nora, with whom she has come to share something since and is on a call tomorrow, and Ole, who wrote."""
    nora, ole = make_member(circle, "Nora Nagy"), make_member(circle, "Ole Olsen")
    for other in (nora, ole):
        conversation = conversation_of(circle, mina, other, at=at - MET)
        mark_read(conversation, reader=mina, at=at - MET)
    write_message(conversation, author=ole, body="Hello.", at=at - timedelta(days=1))
    kept_call(mina, person(nora), at=at)
    for user in (mina, nora):
        add_trait(user, "interest", "#letterpress", said_at=at - timedelta(days=3))
