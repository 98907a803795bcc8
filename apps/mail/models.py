from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex, Substr
from django.utils.crypto import salted_hmac

from apps.mail.states import IllegalMove, Moving

LEFT = ("attempting", "sent", "bounced", "uncertain")  # states of a mail that a server was handed, or may have been


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def due(self, at: datetime) -> Self:
        """Waiting, and in nobody's hands: a claim that ran out before an attempt began counts as none."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
        return self.filter(free, state=OutboxMail.State.QUEUED, due_at__lte=at)

    def cut_off(self, at: datetime) -> Self:
        """Attempts whose worker vanished half-way: whether the mail left is unknown."""
        return self.filter(state=OutboxMail.State.ATTEMPTING, leased_until__lte=at)

    def held_too_long(self, at: datetime) -> Self:
        """In somebody's hands for longer than a lease: the clock was set back. `at` is the real time."""
        return self.filter(leased_until__gt=at + 2 * settings.MAIL_LEASE)

    def held(self, mail: "OutboxMail") -> Self:
        """The mail's row, as long as nobody has taken it over: every claim counts one attempt more."""
        return self.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)

    def left_for(self, address: str) -> Self:
        """Handed over to a server, or so that it may have been; to this address in any case of letters."""
        return self.alias(to=Lower("address")).filter(Q(("to", address.strip().lower())), state__in=LEFT)

    def at_domains(self, names: Collection[str] | QuerySet[Any, str]) -> Self:
        return self.filter(domain__in=names)

    def not_at_domains(self, names: Collection[str] | QuerySet[Any, str]) -> Self:
        return self.exclude(domain__in=names)

    def readable(self) -> Self:
        return self.filter(state=OutboxMail.State.KEPT).order_by("-settled_at", "-pk")


class OutboxMail(Moving):
    """One mail to be sent. Rows are the only way mail leaves; texts are made at sending and not kept."""

    class State(models.TextChoices):
        QUEUED = "queued"
        ATTEMPTING = "attempting"  # committed before the first byte of the mail goes out
        SENT = "sent"
        KEPT = "kept"  # readable in the mailbox, never handed to a server
        DROPPED = "dropped"  # at sending time there was nothing to say, or nobody to say it to
        BOUNCED = "bounced"
        UNCERTAIN = "uncertain"  # cut off between handing over and our commit; never resent blindly

    class Lane(models.TextChoices):
        QUICK = "quick"  # somebody waits for it
        BULK = "bulk"

    S = State
    TRANSITIONS = {
        # To uncertain by a restore: it may have been sent since the backup.
        S.QUEUED: frozenset({S.QUEUED, S.ATTEMPTING, S.KEPT, S.DROPPED, S.BOUNCED, S.UNCERTAIN}),
        S.ATTEMPTING: frozenset({S.SENT, S.BOUNCED, S.UNCERTAIN, S.QUEUED}),
        S.UNCERTAIN: frozenset({S.SENT, S.QUEUED}),
        S.SENT: frozenset(),
        S.KEPT: frozenset(),
        # Again by an operator's decision, in both.
        S.DROPPED: frozenset({S.QUEUED}),
        S.BOUNCED: frozenset({S.QUEUED}),
    }

    purpose = models.CharField(max_length=40)
    # What makes it the same mail: an object or a period.
    key = models.CharField(max_length=120)
    # Erasing the person erases the rows about them.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField(max_length=254)
    # What stands behind the @, worked out by the database, whoever makes the row.
    domain = models.GeneratedField(
        expression=Lower(Substr("address", StrIndex("address", Value("@")) + 1)),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )
    # Ids for the composer, and what exists nowhere else (a log-in code). Emptied once settled, save what may be sent
    # again and holds no secret.
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    lane = models.CharField(max_length=5, choices=Lane, default=Lane.QUICK)
    due_at = models.DateTimeField()
    # When it was, before it was put off; empty where it never was.
    first_due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    # Filled only where mails are kept for the mailbox.
    subject = models.CharField(max_length=250, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")

    objects: ClassVar[OutboxMailQuerySet] = OutboxMailQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "key"], name="outbox_mail_once_per_purpose_and_key")]
        indexes = [
            models.Index(
                # A digest run is due at one moment: among its mails the number tells who is first.
                fields=["lane", "due_at", "id"],
                name="outbox_mail_in_order",
                condition=Q(state__in=["queued", "attempting"]),
            ),
            models.Index(
                fields=["domain", "due_at"],
                name="outbox_mail_domain",
                condition=Q(state__in=["queued", "attempting"]),
            ),
            models.Index(Lower("address"), name="outbox_mail_to", condition=Q(state__in=LEFT)),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"

    @property
    def name_in_logs(self) -> str:
        """Of its Message-ID what stands before the @: the mail server's log knows it by that. Whoever gets two mails
        would read from a number how many left in between."""
        sealed = salted_hmac("intro_net.message-id", f"{self.pk} {self.purpose} {self.key}", algorithm="sha256")
        return f"outbox-{sealed.hexdigest()[:32]}"

    def move_to(self, state: str, *also: str, attempts: int | None = None) -> Self:
        """As every move, by one conditional UPDATE, which is atomic on both databases; raises IllegalMove also where
        another worker has claimed the mail since. `attempts`: how many there are from now on."""
        if state not in self.TRANSITIONS[self.state]:
            raise IllegalMove(self.state, state)
        values = {name: getattr(self, name) for name in also}
        count = self.attempts if attempts is None else attempts
        if not OutboxMail.objects.held(self).update(state=state, attempts=count, **values):
            raise IllegalMove(self.state, state)
        self.state, self.attempts = state, count
        return self


class Suppression(models.Model):
    """An address that asked never to be written to; only its keyed hash is known, and it outlives the account."""

    address_hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.address_hash[:8]


class PausedAddressQuerySet(models.QuerySet["PausedAddress"]):
    def paused(self) -> Self:
        return self.filter(Q(bounced_at__isnull=False) | Q(reported_at__isnull=False))


class PausedAddress(models.Model):
    """An address that mail came back from, or whose reader reported one of ours as unwanted; only its keyed hash is
    known. What is told of it may come late, twice and in any order: each moment is the earliest that was told."""

    address_hash = models.CharField(max_length=64, unique=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    # Since then it is written to again; what happened before counts no more.
    tried_again_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PausedAddressQuerySet] = PausedAddressQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bounced_at__isnull=False) | Q(reported_at__isnull=False) | Q(tried_again_at__isnull=False),
                name="paused_address_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"paused address {self.pk}"


class TroubledDomainQuerySet(models.QuerySet["TroubledDomain"]):
    def resting(self, at: datetime) -> Self:
        return self.filter(Q(rests_until__gt=at) | Q(leased_until__gt=at))

    def names(self) -> "QuerySet[TroubledDomain, str]":
        return self.values_list("name", flat=True)


class TroubledDomain(models.Model):
    """A domain that does not answer or is slow to, and gets one mail at a time; without a row all is well. The one
    without a name is the line to our own mail server."""

    name = models.CharField(max_length=254, unique=True)
    # How often in a row it did not answer; 0 where it answers, and slowly.
    failures = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    rests_until = models.DateTimeField()
    # While one worker tries it with one mail.
    leased_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)

    objects: ClassVar[TroubledDomainQuerySet] = TroubledDomainQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"troubled domain {self.pk}"
