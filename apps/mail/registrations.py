from datetime import datetime
from functools import partial

from django.db.models import Count

from apps.mail import domains, dues, gauges, health, pausing, silences, suppression
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.models import OutboxMailQuerySet as Mails


def register() -> None:
    silences.register(suppression.silent_among)
    silences.register(pausing.silent_among)
    health.register("database", health.database)
    health.register("due", dues.check)
    for lane in OutboxMail.Lane:
        dues.register(f"mail {lane}", partial(_due, lane), "due_at")
    gauges.register("outbox_mails", "Mails in the outbox", ["state", "lane"], mails)
    gauges.register("oldest_due_seconds", "How long the oldest due row has waited", ["kind"], waiting)


def _due(lane: str, at: datetime) -> Mails:
    """What waits for a domain that does not answer is no fault of this place. One that is slow takes our mail: that
    we do not keep up with it is."""
    elsewhere = TroubledDomain.objects.filter(failures__gt=0).exclude(name=domains.LINE).names()
    return OutboxMail.objects.due(at).not_at_domains(elsewhere).filter(lane=lane)


def mails(at: datetime) -> gauges.Values:
    counts = OutboxMail.objects.values_list("state", "lane").annotate(rows=Count("pk")).order_by("state", "lane")
    return [((state, lane), rows) for state, lane, rows in counts]


def waiting(at: datetime) -> gauges.Values:
    return [((kind,), age.total_seconds()) for kind, age in dues.ages(at).items()]
