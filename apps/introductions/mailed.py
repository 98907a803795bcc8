from datetime import datetime

from django.db.models import OuterRef, Subquery

from apps.introductions.models import MailedYes
from apps.introductions.models.introduction import IntroductionQuerySet
from apps.introductions.services.answering import KIND
from apps.profiles.models import User


def with_mailed(rows: IntroductionQuerySet, reader: User, at: datetime) -> IntroductionQuerySet:
    """With `mailed_counts_at`, where the reader said a yes by mail that does not count yet; without a query more."""
    theirs = MailedYes.objects.open(at).filter(user=reader, kind=KIND, about=OuterRef("pk"))
    return rows.annotate(mailed_counts_at=Subquery(theirs.values("counts_at")))
