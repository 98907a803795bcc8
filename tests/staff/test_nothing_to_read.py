"""Operators keep accounts. What people say, answer, write, block and hide is on none of their pages, the admin's
included, whatever packages bring an admin of their own."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.introductions.models import PitchPause
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.introductions.services.reporting_pitches import report_pitch
from apps.profiles.models import Block, User
from apps.staff.services.auditing import note
from tests.factories import add_trait, make_circle, make_user

pytestmark = pytest.mark.django_db


def test_the_admin_holds_accounts_and_nothing_else() -> None:
    assert [model._meta.label_lower for model in admin.site._registry] == ["profiles.user"]


def test_no_page_of_staff_shows_what_people_say_answer_write_block_or_hide(staff: Client, olga: User) -> None:
    mina, tom = make_world()
    note("suspended", by=olga, about=tom, words="They sell.", at=timezone.now())
    urls = pages_of_staff(tom)

    shown = {url: staff.get(url) for url in urls}

    assert len(urls) > 12
    strange = {url for url, page in shown.items() if page.status_code not in {200, 302, 403, 405}}
    assert strange == {"/staff/admin/login/"}  # staff sign in where everybody does
    assert [url for url, page in shown.items() if "CANARY" in page.content.decode().upper()] == []
    assert tom.email in shown[f"/staff/people/{tom.pk}/"].text
    assert mina.email in shown[reverse("admin:profiles_user_changelist")].text


def make_world() -> tuple[User, User]:
    """Everything that could leak holds a canary."""
    now = timezone.now() - timedelta(minutes=5)
    mina, tom = make_user("CANARY Mina"), make_user("CANARY Tom", headline="CANARY", about="CANARY")
    carol, eve = make_user("CANARY Carol"), make_user("CANARY Eve")
    circle = make_circle("canary", curator=carol, members=[mina, tom, eve], purpose="CANARY", at=now)
    for visibility in ("circle_mates", "introduced", "hidden"):
        add_trait(tom, "interest", f"#canary{visibility}", visibility=visibility)
    made = introduce(circle, [mina, tom], by=carol, note="CANARY", at=now)
    for user in (mina, tom):
        made = answer(made, user=user, value="yes", at=now)
    said = write_message(made.conversation, author=tom, body="CANARY", at=now)
    # Its curators have not looked yet, and time is theirs.
    report_pitch(said, reporter=mina, at=now)
    answer(introduce(circle, [tom, eve], by=carol, note="CANARY", at=now), user=tom, value="no", at=now)
    Block.objects.create(blocker=tom, blocked=eve, since=now)
    PitchPause.objects.create(circle=circle, user=mina, since=now, told_from=now)
    return mina, tom


def pages_of_staff(person: User) -> list[str]:
    """Every address below /staff/ that takes nothing or an account."""
    found = ["/staff/", "/staff/admin/"]
    for entry in get_resolver().url_patterns:
        found += _below(entry, "/", person)
    return sorted(set(found))


def _below(entry: URLPattern | URLResolver, path: str, person: User) -> list[str]:
    here = path + str(entry.pattern)
    if isinstance(entry, URLResolver):
        return [url for inner in entry.url_patterns for url in _below(inner, here, person)]
    for name in ("<int:user_id>", "<path:object_id>"):
        here = here.replace(name, str(person.pk))
    return [here] if here.startswith("/staff/") and not set(here) & set("<>^(\\") else []
