"""What is offered to be taken over: that which is not said here yet. It travels in the form, signed, and is kept
nowhere; with it what stood here when it was shown, so that nothing newer is overwritten in silence."""

from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.imports.brought import Fact
from apps.profiles.models import User

TIME_TO_CHOOSE = timedelta(hours=2)
TIME_TO_UNDO = timedelta(days=1)


class TooOld(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This page is too old. Choose the file again."))


@dataclass(frozen=True, slots=True)
class Offer:
    words: dict[str, str] = field(default_factory=dict)
    # The same fields, as they stood here.
    before: dict[str, str] = field(default_factory=dict)
    photo: bytes | None = None
    photo_before: str = ""  # the name of the file
    facts: dict[str, Fact] = field(default_factory=dict)  # by the name of their tick

    def sealed(self, user: User) -> str:
        facts = {key: asdict(fact) for key, fact in self.facts.items()}
        written = [self.words, self.before, as_text(self.photo), self.photo_before, facts]
        return seal("offer", user, written)


def opened(user: User, sealed: str) -> Offer:
    """Raises TooOld, also for what was never one of this person's."""
    words, before, photo, photo_before, facts = unseal("offer", user, sealed, TIME_TO_CHOOSE)
    return Offer(words, before, as_bytes(photo), photo_before, {key: Fact(**said) for key, said in facts.items()})


def seal(what: str, user: User, written: Any) -> str:
    return signing.dumps(written, salt=f"profiles.import.{what}.{user.pk}", compress=True)


def unseal(what: str, user: User, sealed: str, most: timedelta) -> Any:
    try:
        return signing.loads(sealed, salt=f"profiles.import.{what}.{user.pk}", max_age=most)
    except signing.BadSignature as error:
        raise TooOld from error


def as_text(picture: bytes | None) -> str:
    return b64encode(picture or b"").decode()


def as_bytes(text: str) -> bytes | None:
    return b64decode(text) or None
