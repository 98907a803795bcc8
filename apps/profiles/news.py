"""Whether something new waits for somebody, as a mark in the head of every page: higher rooms say what is new, and it
is read together with one's own profile."""

from collections.abc import Callable

from django.db.models import Exists, Q

from apps.profiles.models import Profile, User

Sign = Callable[[User], Exists]
_signs: list[Sign] = []


def register(sign: Sign) -> None:
    _signs.append(sign)


def look_up(user: User) -> None:
    """Gives the user their profile, with `has_news`."""
    user.profile = Profile.objects.annotate(has_news=_news_of(user)).get(user=user)


def look_again(user: User) -> None:
    """After something was read."""
    found = Profile.objects.filter(user=user).annotate(now=_news_of(user)).values_list("now", flat=True)
    user.profile.has_news = found.get()  # type: ignore[attr-defined]  # annotated


def _news_of(user: User) -> Q:
    # An empty Q would be news for everybody.
    condition = Q(pk__in=[])
    for sign in _signs:
        condition |= Q(sign(user))
    return condition
