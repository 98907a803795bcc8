"""What is a kind of what: staff and the packaged vocabulary say so of two entries."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.models import BroaderTopic, Topic
from apps.profiles.services.merging import locked


class CannotLink(DomainError):
    """These two cannot stand in this order."""


@transaction.atomic
def put_under(narrower: Topic, broader: Topic) -> None:
    """Doing it twice is doing it once."""
    if narrower == broader:
        raise CannotLink(_("That is the same word. Write one that means more."))
    narrower, broader = locked(narrower, broader)
    if narrower.merged_into_id or broader.merged_into_id:
        raise CannotLink(_("One of them is only another spelling. Take the entry itself."))
    if narrower.pk in _above(broader):
        words = {"narrower": narrower.label, "broader": broader.label}
        raise CannotLink(_("“%(broader)s” is under “%(narrower)s” already, so it cannot also be above it.") % words)
    BroaderTopic.objects.get_or_create(narrower=narrower, broader=broader)


def take_from_under(narrower: Topic, broader: Topic) -> None:
    BroaderTopic.objects.filter(narrower=narrower, broader=broader).delete()


def _above(topic: Topic) -> set[int]:
    """All that are broader than it, however far up."""
    found: set[int] = set()
    level = {topic.pk}
    while level:
        found |= level
        level = set(BroaderTopic.objects.filter(narrower__in=level).values_list("broader", flat=True)) - found
    return found
