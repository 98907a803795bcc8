"""Who may read what somebody wrote with a wish."""

from apps.circles.models import Membership
from apps.introductions.models import Conversation, Introduction
from apps.matching.models import Wish
from apps.profiles.models import User


def notes_for(reader: User, introduction: Introduction) -> list[Wish]:
    """Sealed until both are introduced because both wished for it; the reader's own comes last."""
    found = list(Wish.objects.opened_by(introduction).select_related("user__profile").order_by("at", "pk"))
    if not found or not Conversation.objects.visible_to(reader).filter(introduction=introduction).exists():
        return []
    return sorted(found, key=lambda wish: wish.user_id == reader.pk)


def note_of_another(wish_id: int, reader: User) -> Wish | None:
    """One that the reader may open: at the bench of a circle of theirs, or in a conversation."""
    rows = Wish.objects.exclude(user=reader).exclude(note="")
    wish = rows.select_related("user__profile", "suggestion__circle").filter(pk=wish_id).first()
    if wish is None:
        return None
    return wish if _stands_on_bench(wish, reader) or _is_opened(wish, reader) else None


def _stands_on_bench(wish: Wish, reader: User) -> bool:
    theirs = Wish.objects.on_bench_of(reader).filter(pk=wish.pk, note_for=Wish.NoteFor.CURATORS)
    two = (wish.suggestion.low_id, wish.suggestion.high_id)
    seen = Membership.objects.others_in(wish.suggestion.circle, reader).filter(user__in=two)
    return theirs.exists() and seen.count() == len(two)


def _is_opened(wish: Wish, reader: User) -> bool:
    key = Introduction.key_of((wish.suggestion.low_id, wish.suggestion.high_id))
    made = Introduction.objects.filter(participants_key=key, origin=Introduction.Origin.WISH)
    introduction = made.filter(conversation__in=Conversation.objects.visible_to(reader)).first()
    return introduction is not None and Wish.objects.opened_by(introduction).filter(pk=wish.pk).exists()
