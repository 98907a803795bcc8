"""What goes with a wish: a few words, whom they are for, and whether the curators see it."""

from django.db import transaction

from apps.introductions.eligibility import known_pairs
from apps.introductions.text import check_note
from apps.matching.errors import CuratorsSeeNone, HaveMet, WishGone
from apps.matching.models import Suggestion, Wish
from apps.matching.services.locking import lock_pair
from apps.matching.services.standing import stand_anew, take_place
from apps.profiles.models import User


@transaction.atomic
def note_wish(suggestion: Suggestion, *, by: User, note: str, note_for: str, on_bench: bool) -> Wish:
    """Until something has come of it. Where the curators see no wishes the note is sealed, and the wish stays off the
    bench also when that is switched on later; unless they were asked, which stays as it is, and with it may go a note
    for them."""
    locked = lock_pair(suggestion)
    if known_pairs((locked.low_id, locked.high_id)):
        raise HaveMet
    wish = Wish.objects.filter(suggestion=locked, user=by).first()
    if wish is None:
        raise WishGone
    check_note(note)
    for_curators = bool(note) and note_for == Wish.NoteFor.CURATORS
    if not (locked.circle.shows_wishes or wish.asked) and (for_curators or on_bench):
        raise CuratorsSeeNone
    wish.note, wish.note_for = note, Wish.NoteFor.CURATORS if for_curators else Wish.NoteFor.OTHER
    stood = wish.bench
    if locked.circle.shows_wishes or not wish.asked:
        wish.bench = take_place(locked, by, asked=wish.asked) if for_curators or on_bench else Wish.Bench.NO
        wish.asked = wish.asked and wish.is_for_curators
    if wish.bench == Wish.Bench.YES != stood:
        stand_anew(wish)
    else:
        wish.save(update_fields=["note", "note_for", "bench", "asked"])
    return wish
