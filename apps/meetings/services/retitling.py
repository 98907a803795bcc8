"""Whoever is erased leaves also the titles in which others kept them."""

from allauth.account.models import EmailAddress

from apps.meetings.models import Meeting
from apps.meetings.reading.calling import called
from apps.meetings.reading.events import Person
from apps.meetings.titles import kept_title
from apps.profiles.models import User

AT_ONCE = 500


def leave_titles(user: User) -> None:
    """While it is known on which meetings of others they are, and what they are called."""
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    gone = [called(Person(user.profile.name, address)) for address in sorted(addresses)]
    rows = Meeting.objects.filter(attendees__person=user).exclude(title="").order_by("pk")
    changed = list[Meeting]()
    for row in rows.select_related("user__profile").prefetch_related("attendees__person__profile"):
        others = [one.person.profile.name for one in row.attendees.all() if one.person_id != user.pk]
        title = kept_title(row.title, gone=gone, known=[row.user.profile.name, *others])
        if title != row.title:
            row.title = title
            changed.append(row)
    Meeting.objects.bulk_update(changed, ["title"], batch_size=AT_ONCE)
