from django.utils.translation import gettext as _

from apps.circles.text import NotPlain, refuse_links
from apps.introductions import limits


def check_note(note: str) -> None:
    """A note reaches people before they said yes; raises NotPlain."""
    if len(note) > limits.NOTE_LENGTH:
        raise NotPlain(_("Keep the note to 500 characters."))
    refuse_links(note)
