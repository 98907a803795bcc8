"""Why a calendar was not read, in sentences that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.mail.errors import DomainError
from apps.meetings.reading.events import Unreadable, Why

SENTENCES: dict[Why, Promise] = {
    Why.NOT_A_CALENDAR: _("That file is not a calendar. Export it from your calendar as .ics and try again."),
    Why.BROKEN: _("No meeting in that calendar could be read. Export it from your calendar once more and try again."),
    Why.TOO_LARGE: _("That calendar is larger than 1 MB. Export the next weeks alone, or one invitation."),
    Why.TOO_MANY: _("That calendar holds more than is read at a time. Export the next weeks alone, or one invitation."),
    Why.TOO_LONG: _("That calendar took too long to read. Export the next weeks alone, or one invitation."),
    Why.TOO_HEAVY: _("That calendar took too much room to read. Export the next weeks alone, or one invitation."),
    Why.BUSY: _("Several calendars are being read at this moment. Try again in a minute."),
    Why.FAILED: _("The calendar could not be read just now. Try again in a minute."),
}


class NotRead(DomainError):
    def __init__(self, unreadable: Unreadable) -> None:
        super().__init__(str(SENTENCES[unreadable.why]))


class NotKept(DomainError):
    """Something of it went, or was made anew, while it was read: somebody's address, an account."""

    def __init__(self) -> None:
        super().__init__(str(SENTENCES[Why.FAILED]))
