"""Many people doing everything at once, through the services, until a file appears; run in processes of their own."""

import io
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from django.db import DatabaseError, connections
from django.utils import timezone
from PIL import Image

from apps.circles.models import Circle
from apps.circles.services.joining import join_by_link
from apps.circles.services.leaving import leave
from apps.circles.services.ticks import tick
from apps.introductions.models import Answer, Conversation
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.mail.errors import DomainError
from apps.mail.outages import is_outage
from apps.profiles.models import Profile, User
from apps.profiles.services.leaving import erase
from apps.profiles.services.photos import remove_photo, set_photo
from apps.profiles.services.traits import add_trait, remove_trait
from tests.factories import make_circle, make_user

WORDS = ["kites", "chess", "rowing", "yoga", "jazz", "baking", "go", "sailing", "opera", "trains"]


def set_up(people: int) -> None:
    now = timezone.now()
    users = [make_user(f"Busy {number}", email=f"busy{number}@example.org") for number in range(people)]
    for number in range(3):
        curator = make_user(f"Curator {number}", email=f"curator{number}@example.org")
        make_circle(f"busy-{number}", curator=curator, members=users[number::2], join_policy="open", at=now)
    for user in users:
        set_photo(user, _picture(user.pk))


def go_on_until(file: str, seed: int, threads: int = 3) -> None:
    """Prints what was done, and raises what should not have happened."""
    done, wrong = Counter[str](), list[Exception]()

    def act(number: int) -> None:
        rng = Random(seed * 100 + number)
        try:
            while not Path(file).exists() and not wrong:
                deed = rng.choice(DEEDS)
                with suppress(DomainError):
                    _try(deed, rng)
                    done[deed.__name__] += 1
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=act, args=(number,)) for number in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    if wrong:
        raise wrong[0]
    print(dict(done))


def _try(deed: Callable[[Random], None], rng: Random) -> None:
    """Deadlocks and the like are told to a person as an outage; here they are as good as a refusal."""
    try:
        deed(rng)
    except (User.DoesNotExist, Profile.DoesNotExist, Circle.DoesNotExist, IndexError):
        return
    except DatabaseError as error:
        if not is_outage(error):
            raise


def _user(rng: Random) -> User:
    return rng.choice(list(User.objects.present().filter(email__startswith="busy")))


def _circle(rng: Random) -> Circle:
    return rng.choice(list(Circle.objects.filter(tag__startswith="busy")))


def joining(rng: Random) -> None:
    circle = _circle(rng)
    join_by_link(circle, nonce=circle.link_nonce, user=_user(rng), at=timezone.now())


def leaving(rng: Random) -> None:
    if rng.random() < 0.3:
        leave(_circle(rng), user=_user(rng), at=timezone.now())


def introducing(rng: Random) -> None:
    circle = _circle(rng)
    people = [m.user for m in circle.memberships.filter(role="member").select_related("user")]
    curator = circle.memberships.curators().select_related("user")[0].user
    introduce(
        circle, rng.sample(people, min(len(people), rng.choice((2, 2, 3)))), by=curator, note="Meet.", at=timezone.now()
    )


def answering(rng: Random) -> None:
    waiting = list(Answer.objects.filter(value="").select_related("introduction", "user")[:20])
    mine = rng.choice(waiting)
    answer(mine.introduction, user=mine.user, value=rng.choice(("yes", "yes", "no")), at=timezone.now())


def writing(rng: Random) -> None:
    talk = rng.choice(list(Conversation.objects.all()[:50]))
    author = rng.choice(list(talk.members.select_related("user"))).user
    write_message(talk, author=author, body=f"Words {rng.random()}", at=timezone.now())


def adding(rng: Random) -> None:
    add_trait(_user(rng), kind="interest", name=f"#{rng.choice(WORDS)}-{rng.randrange(20)}", at=timezone.now())


def removing(rng: Random) -> None:
    facts = list(_user(rng).traits.select_related("user"))
    remove_trait(rng.choice(facts), at=timezone.now())


def ticking(rng: Random) -> None:
    circle = _circle(rng)
    one, other = rng.sample([m.user for m in circle.memberships.select_related("user")], 2)
    tick(circle, ticker=one, known=other, at=timezone.now())


def photographing(rng: Random) -> None:
    if rng.random() < 0.2:
        remove_photo(_user(rng))
    else:
        set_photo(_user(rng), _picture(rng.randrange(1000)))


def coming_and_going(rng: Random) -> None:
    number = rng.randrange(10**9)
    newcomer = make_user(f"Busy {number}", email=f"busy.{number}@example.org")
    set_photo(newcomer, _picture(number))
    if rng.random() < 0.5:
        erase(newcomer, at=timezone.now())


DEEDS: list[Callable[[Random], None]] = [joining, leaving, adding, removing, ticking, coming_and_going]
DEEDS += 2 * [introducing, answering, writing, photographing]


def _picture(number: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 1 + number % 50).save(out, "JPEG")
    return out.getvalue()
