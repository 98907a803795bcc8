from django.utils.translation import gettext as _

from apps.mail.errors import DomainError


class CircleClosed(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This circle is closed. It can still be read, and nothing in it changes any more."))


class NotCurator(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Only a curator of this circle can do that. Ask one of them."))


class NotMember(DomainError):
    def __init__(self) -> None:
        super().__init__(_("They are not in this circle any more. Reload the page to see how it stands."))


class NotWaiting(DomainError):
    def __init__(self) -> None:
        super().__init__(_("They wait no longer. Reload the page to see how it stands."))


class LastCurator(DomainError):
    def __init__(self) -> None:
        super().__init__(_("A circle needs a curator. Make somebody else a curator first, or close the circle."))


class StillCurator(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Curators cannot be removed. They can step down themselves."))


class StaffStartCircles(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Here the people who keep this place start the circles. Ask them for one."))


class TagTaken(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This tag is taken. Choose another one."))


class NamelessInviter(DomainError):
    def __init__(self) -> None:
        super().__init__(_("An invitation says who invites. Write your name on your profile first."))


class InvitationOver(DomainError):
    """Expired, taken back, used, or its circle was closed: which of them is not told."""

    def __init__(self) -> None:
        super().__init__(_("This invitation is no longer open. Ask the person who invited you for a new one."))


class NotAddressed(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This invitation was sent to another address. Sign in with that address to accept it."))


class AccountExists(DomainError):
    def __init__(self) -> None:
        super().__init__(_("There is an account with this address. Sign in first, then accept."))


class LinkOver(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This link does not open the circle any more. Ask a curator for a new one."))


class ListIsPromised(DomainError):
    """Whether anybody has read the promise, and who, is not told."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "People may have been told already that only the curators see who is here, so the member list stays "
                "closed. Start another circle for one that members see."
            )
        )


class TooManyDrafts(DomainError):
    def __init__(self) -> None:
        super().__init__(_("A circle keeps at most 500 lines. Send or take out some of those that wait first."))


class TooManyInvited(DomainError):
    """How many may be, and when it can be tried again."""

    def __init__(self, most: str, when: str) -> None:
        super().__init__(f"{most} {when} " + _("Nothing was sent."))


class MonthTaken(DomainError):
    """Another curator, or another window, was there first."""

    def __init__(self) -> None:
        super().__init__(_("This month has one already. Reload the page to see it."))


class WentOut(DomainError):
    def __init__(self) -> None:
        super().__init__(_("It has gone to the members by now. You can take it back from their pages."))


class QuestionOver(DomainError):
    """Answered or passed over, taken back, run out, or of a circle that one is in no more: which is not told."""

    def __init__(self) -> None:
        super().__init__(_("This question is no longer open to you. What you say of yourself is on your profile."))
