from django.utils.translation import gettext as _

from apps.introductions import limits
from apps.profiles.plain_words import NotPlain, has_link, refuse_links


def check_note(note: str) -> None:
    """A note reaches people before they said yes; raises NotPlain."""
    if len(note) > limits.NOTE_LENGTH:
        raise NotPlain(_("Keep the note to 500 characters."))
    refuse_links(note)


def check_short(words: str) -> None:
    """A question of an envelope, or words for an introducer; raises NotPlain."""
    if len(words) > limits.QUESTION_LENGTH:
        raise NotPlain(_("Keep it to 300 characters."))
    if has_link(words):
        raise NotPlain(_("Leave links out, also a site's name like example.org. After a full stop leave a space."))
