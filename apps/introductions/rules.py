"""What always holds of introductions and of what they lead to, and what becomes of yeses by mail after a restore."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from apps.introductions import limits
from apps.introductions.models import (
    Answer,
    Connection,
    Conversation,
    ConversationMember,
    Enclosure,
    Introduction,
    MailedYes,
    Message,
    NeverWith,
    Tiding,
    Way,
)
from apps.mail import invariants, restoring

log = logging.getLogger(__name__)

State = Introduction.State


def register() -> None:
    invariants.register("A connection by introduction has one that is made, with a yes from both", _unfounded)
    invariants.register("A conversation belongs to an introduction that is made", _not_made)
    invariants.register("Who is in a conversation has said yes, and nobody is alone in it", _uninvited)
    invariants.register("An introduction that is made has its conversation", _without_conversation)
    invariants.register("An introduction is of two to six people, whose ids are its key", _wrong_people)
    invariants.register("A shadow is never made", _made_shadows)
    invariants.register("Nothing of a shadow is put to anybody", _put_shadows)
    invariants.register("An introduction knows when it ended, and no open one has ended", _wrong_end)
    invariants.register("What is in an envelope, or told to an introducer, came with a yes", _without_yes)
    invariants.register("A yes is held while its owner never wants to meet one of the people", _held_for_nothing)
    invariants.register("An erased account has written nothing and is connected to nobody", _erased_with_words)
    restoring.register(drop_mailed_yeses)


def drop_mailed_yeses(at: datetime) -> None:
    """One that was on its way at the moment of the backup may have been undone since, and a yes can do what cannot be
    taken back: whoever said it still finds the question on their home page."""
    dropped, _rows = MailedYes.objects.all().delete()
    if dropped:
        log.warning("yeses by mail that did not count yet at the moment of the backup, and never will: %d", dropped)


def _yes(**who: OuterRef) -> Exists:
    return Exists(Answer.objects.filter(value=Answer.Value.YES, **who))


def _counting_yes(**who: OuterRef) -> Exists:
    return Exists(Answer.objects.filter(value=Answer.Value.YES, held=False, **who))


def _unfounded(at: datetime) -> Iterable[object]:
    introduction = OuterRef("introduction")
    both = _counting_yes(introduction=introduction, user=OuterRef("low")) & _counting_yes(
        introduction=introduction, user=OuterRef("high")
    )
    founded = Connection.objects.filter(both, introduction__state=State.MADE)
    claimed = Connection.objects.filter(origin=Connection.Origin.INTRODUCTION)
    return claimed.exclude(pk__in=founded.values("pk")).values_list("pk", flat=True)


def _not_made(at: datetime) -> Iterable[object]:
    return Conversation.objects.exclude(introduction__state=State.MADE).values_list("pk", flat=True)


def _uninvited(at: datetime) -> Iterable[object]:
    asked = _counting_yes(introduction=OuterRef("conversation__introduction"), user=OuterRef("user"))
    uninvited = ConversationMember.objects.filter(~asked).values("conversation")
    counted = Conversation.objects.annotate(people=Count("members"))
    return counted.filter(Q(people__lt=limits.YESES_NEEDED) | Q(pk__in=uninvited)).values_list("pk", flat=True)


def _without_conversation(at: datetime) -> Iterable[object]:
    return Introduction.objects.filter(state=State.MADE, conversation=None).values_list("pk", flat=True)


def _wrong_people(at: datetime) -> Iterable[object]:
    """Read in the order of the introductions, so that a million of them fit in little memory."""
    answers = Answer.objects.order_by("introduction", "user").values_list("introduction_id", "user_id").iterator()
    keys = Introduction.objects.order_by("pk").values_list("pk", "participants_key").iterator()
    at_hand = next(answers, None)
    for pk, key in keys:
        people = list[int]()
        while at_hand and at_hand[0] == pk:
            people.append(at_hand[1])
            at_hand = next(answers, None)
        if not limits.FEWEST <= len(people) <= limits.MOST or Introduction.key_of(people) != key:
            yield pk


def _made_shadows(at: datetime) -> Iterable[object]:
    led_somewhere = Q(state=State.MADE) | Q(conversation__isnull=False) | Q(connections__isnull=False)
    return Introduction.objects.filter(led_somewhere, shadow=True).values_list("pk", flat=True).distinct()


def _held_for_nothing(at: datetime) -> Iterable[object]:
    """Where it may be answered still; what an erased account said of others is gone, and its answers are not."""
    kept_away = NeverWith.objects.filter(user=OuterRef("user"), other__answers__introduction=OuterRef("introduction"))
    held = Answer.objects.live(at).filter(held=True, user__is_active=True)
    return held.exclude(Exists(kept_away)).values_list("pk", flat=True)


def _put_shadows(at: datetime) -> Iterable[object]:
    put = Introduction.objects.filter(shadow=True, answers__put_at__isnull=False)
    return put.exclude(state=State.MADE).values_list("pk", flat=True).distinct()


def _wrong_end(at: datetime) -> Iterable[object]:
    open_but_ended = Q(state=State.ASKED, settled_at__isnull=False)
    ended_but_when = ~Q(state=State.ASKED) & Q(settled_at=None)
    backwards = Q(closes_at__lt=F("asked_at"))
    return Introduction.objects.filter(open_but_ended | ended_but_when | backwards).values_list("pk", flat=True)


def _without_yes(at: datetime) -> Iterable[object]:
    said = _yes(introduction=OuterRef("introduction"), user=OuterRef("user"))
    for words in (Enclosure, Tiding):
        yield from words.objects.filter(~said).values_list("pk", flat=True)


def _erased_with_words(at: datetime) -> Iterable[object]:
    yield from Message.objects.filter(author__is_active=False).exclude(body="").values_list("pk", flat=True)
    for words in (Enclosure, Tiding, Way):
        yield from words.objects.filter(user__is_active=False).values_list("pk", flat=True)
    gone = Q(low__is_active=False) | Q(high__is_active=False)
    yield from Connection.objects.filter(gone).values_list("pk", flat=True)
