from django.utils.translation import gettext as _

from apps.mail.errors import DomainError


class SuggestionGone(DomainError):
    """Somebody's account was erased since the card was shown."""

    def __init__(self) -> None:
        super().__init__(_("This suggestion is no longer there. Look at the others on your home page."))


class HaveMet(DomainError):
    """The other's wish came first."""

    def __init__(self) -> None:
        super().__init__(_("You have been introduced by now. Your conversation is among your people."))


class WishGone(DomainError):
    """It was taken back in another window."""

    def __init__(self) -> None:
        super().__init__(_("You took this wish back. Its note went with it."))


class ReasonGone(DomainError):
    """The fact that it rests on was taken off in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("This reason is gone: it rests on a fact that is not on your page any more."))


class CuratorsSeeNone(DomainError):
    """The circle's setting was switched off since the page was opened."""

    def __init__(self) -> None:
        super().__init__(_("The curators of this circle see no wishes any more. Keep your note sealed, or remove it."))
