"""Mails of a kind that is written together."""

from apps.mail.models import OutboxMail
from tests.factories import AT

BULK = OutboxMail.Lane.BULK


def make_reports(*texts: str) -> list[int]:
    rows = [
        OutboxMail(purpose="report", key=str(number), address=f"p{number}@example.org", payload={"text": text},
                   due_at=AT, lane=BULK) for number, text in enumerate(texts)
    ]  # fmt: skip
    return [mail.pk for mail in OutboxMail.objects.bulk_create(rows)]


def states() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", flat=True))
