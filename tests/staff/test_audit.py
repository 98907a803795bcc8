"""The log: written with the deed, never changed, and read together with that of the admin."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.profiles.models import User
from apps.staff.audit import SHOWN, lines
from apps.staff.models import AuditEntry
from apps.staff.models.audit_entry import AppendOnly
from apps.staff.services import suspending
from apps.staff.services.auditing import note
from tests.factories import AT, make_user

pytestmark = pytest.mark.django_db


def test_entries_are_neither_changed_nor_taken_out(olga: User) -> None:
    entry = note("suspended", by=olga, at=AT)

    with pytest.raises(AppendOnly):
        AuditEntry.objects.all().delete()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.update(words="Nothing happened.")
    with pytest.raises(AppendOnly):
        entry.delete()
    assert AuditEntry.objects.count() == 1


def test_a_deed_that_fails_leaves_no_entry_and_an_entry_that_fails_no_deed(
    olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tom = make_user("Tom")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(suspending, "note", fail)
        with pytest.raises(RuntimeError):
            suspending.suspend(tom, by=olga, reason="Why not", at=AT)
    tom.refresh_from_db()
    assert tom.suspended_at is None

    with monkeypatch.context() as broken:
        broken.setattr("apps.profiles.services.suspending.record_change", fail)
        with pytest.raises(RuntimeError):
            suspending.suspend(tom, by=olga, reason="Why not", at=AT)
    assert AuditEntry.objects.count() == 0


def test_the_page_holds_both_logs_the_latest_first(staff: Client, olga: User) -> None:
    tom = make_user("Tom", email="tom@example.org")
    note("suspended", by=olga, about=tom, words="They sell.", at=timezone.now() - timedelta(hours=1))
    staff.post(reverse("admin:profiles_user_change", args=[tom.pk]), {"is_staff": "on"})

    page = staff.get("/staff/audit/").text

    assert LogEntry.objects.count() == 1
    assert 0 < page.index("Is staff") < page.index("They sell.")
    assert page.count("tom@example.org") == 2


def test_long_logs_go_on_where_the_page_ends(olga: User, staff: Client) -> None:
    kind = ContentType.objects.get_for_model(User)
    for number in range(SHOWN):
        note("test_mail", by=olga, at=AT + timedelta(minutes=2 * number))
        made = LogEntry.objects.create(
            user=olga, content_type=kind, object_id=str(olga.pk), object_repr="x", action_flag=CHANGE, change_message=""
        )
        LogEntry.objects.filter(pk=made.pk).update(action_time=AT + timedelta(minutes=2 * number + 1))

    seen, before = [], None
    while True:
        page, before = lines(olga, before=before)
        seen += [line.at for line in page]
        if before is None:
            break

    assert (len(seen), seen) == (2 * SHOWN, sorted(set(seen), reverse=True))
    assert staff.get("/staff/audit/", {"before": "nonsense"}).status_code == 200
