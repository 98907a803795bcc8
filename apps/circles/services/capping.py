"""How much may be invited in a day. Counted from the invitations themselves, whatever became of them; those out of a
batch of the staff have a pace of their own, and count for nobody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.circles import limits
from apps.circles.errors import TooManyInvited
from apps.circles.models import Circle, Invitation
from apps.profiles.models import User

DEEPEST = 10  # generations of who brought in whom


def refuse_too_many(circle: Circle, addresses: Sequence[str], *, by: User, at: datetime) -> None:
    """Before `addresses` (empty for a link) become new invitations, all of them or none. The caller holds the circle's
    lock. Curators in several circles wait for each other here; what different trees send to one domain at the same
    instant may be a few more than it should."""
    root = _root_of(by, at)
    list(User.objects.select_for_update(no_key=True).filter(pk__in={by.pk, root}).order_by("pk"))
    for rows, most, words in _limits(circle, by, root, at):
        _refuse(rows, len(addresses), most, words)
    for domain, some in Counter(_domain(address) for address in addresses if address).items():
        there = _("At most %(most)s people a day can be invited at %(domain)s.")
        _refuse(_sent_to(domain, at), some, limits.MOST_TO_DOMAIN, there, domain=domain)


def fitting(circle: Circle, addresses: Sequence[str], *, by: User, at: datetime) -> int:
    """How many of them, from the first, may be invited now. The caller holds the circle's lock."""
    found = _limits(circle, by, _root_of(by, at), at)
    room = min(max(most - rows.count(), 0) for rows, most, _words in found)
    left = dict[str, int]()
    for number, address in enumerate(addresses[:room]):
        if not address:
            continue
        domain = _domain(address)
        if domain not in left:
            left[domain] = limits.MOST_TO_DOMAIN - _sent_to(domain, at).count()
        if left[domain] <= 0:
            return number
        left[domain] -= 1
    return min(room, len(addresses))


def _limits(circle: Circle, by: User, root: int, at: datetime) -> list[tuple[QuerySet[Invitation], int, str]]:
    """What was invited today, how much may be, and how that is said."""
    today = _today(at)
    found = [
        (today.filter(inviter=by), limits.MOST_BY_CURATOR, _("You can invite at most %(most)s people a day.")),
        (today.filter(circle=circle), limits.MOST_IN_CIRCLE, _("A circle can invite at most %(most)s people a day.")),
    ]
    tree = _tree_of(root, at)
    if len(tree) > 1:
        together = _("You and those who came in together with you can invite at most %(most)s people a day.")
        found.append((today.filter(inviter__in=tree), limits.MOST_BY_TREE, together))
    return found


def _today(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(created_at__gt=at - limits.DAY, by_staff=False)


def _sent_to(domain: str, at: datetime) -> QuerySet[Invitation]:
    return _today(at).filter(address__endswith=f"@{domain}")


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _refuse(rows: QuerySet[Invitation], count: int, most: int, words: str, **more: str) -> None:
    over = rows.count() + count - most
    if over <= 0:
        return
    sentence = words % ({"most": most} | more)
    if count > most:
        raise TooManyInvited(sentence, _("Send fewer at a time."))
    # As soon as so many are a day old.
    times = rows.order_by("created_at", "pk").values_list("created_at", flat=True)
    free = next(islice(times, over - 1, None)) + limits.DAY
    raise TooManyInvited(sentence, _("Try again after %(when)s, or send fewer.") % {"when": _told(free)})


def _told(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'MONTH_DAY_FORMAT')}, {date_format(local, 'TIME_FORMAT')}"


def _root_of(user: User, at: datetime) -> int:
    """Whoever brought in those who lately brought in the curator; mostly they themselves."""
    seen = [user.pk]
    while len(seen) <= DEEPEST:
        above = _lately(at).filter(accepted_by=seen[-1]).order_by("settled_at", "pk").values_list("inviter", flat=True)
        first = above.first()
        if first is None or first in seen:
            break
        seen.append(first)
    return seen[-1]


def _tree_of(root: int, at: datetime) -> set[int]:
    tree, newest = {root}, {root}
    for _generation in range(DEEPEST):
        newest = _brought_in(newest, at) - tree
        if not newest:
            break
        tree |= newest
    return tree


def _brought_in(people: Iterable[int], at: datetime) -> set[int]:
    rows = _lately(at).filter(inviter__in=people).values_list("accepted_by", flat=True)
    return {pk for pk in rows if pk is not None}


def _lately(at: datetime) -> QuerySet[Invitation]:
    accepted = Invitation.objects.filter(state=Invitation.State.ACCEPTED, settled_at__gt=at - limits.LATELY)
    return accepted.filter(by_staff=False, inviter__isnull=False, accepted_by__isnull=False)
