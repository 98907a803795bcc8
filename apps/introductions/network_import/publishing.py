"""Turns staged rows into people, facts, circles and connections in one short transaction: a few INSERT … SELECT, which
skip whatever is there already. The same SQL runs on PostgreSQL and SQLite; values go in as parameters."""

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from apps.circles.models import Circle
from apps.introductions.models import StagedMember

# An erased person is not filled with facts again: the key stays, and leads nowhere.
LET_GO = """
UPDATE introductions_importedperson SET user_id = NULL
WHERE source = %(source)s AND user_id IN (SELECT id FROM profiles_user WHERE is_active = %(no)s)
"""
PEOPLE = """
INSERT INTO profiles_user (email, password, is_superuser, is_staff, is_active, date_joined)
SELECT email, %(password)s, %(no)s, %(no)s, %(yes)s, %(at)s FROM introductions_stagedperson s
WHERE s.source = %(source)s AND NOT EXISTS (
    SELECT 1 FROM introductions_importedperson k WHERE k.source = s.source AND k.external_id = s.external_id
) ORDER BY id ON CONFLICT DO NOTHING
"""
# The random unusable password tells the accounts just made from one that somebody else opened with such an address.
KEYS = """
INSERT INTO introductions_importedperson (source, external_id, user_id)
SELECT s.source, s.external_id, u.id FROM introductions_stagedperson s JOIN profiles_user u ON u.email = s.email
WHERE s.source = %(source)s AND u.password = %(password)s ON CONFLICT DO NOTHING
"""
PROFILES = """
INSERT INTO profiles_profile (user_id, name, pronouns, pronunciation, headline, about, photo, time_zone, renames)
SELECT k.user_id, s.name, '', '', s.headline, '', '', s.time_zone, 0
FROM introductions_stagedperson s
JOIN introductions_importedperson k ON k.source = s.source AND k.external_id = s.external_id
WHERE s.source = %(source)s AND k.user_id IS NOT NULL ON CONFLICT DO NOTHING
"""
ADDRESSES = """
INSERT INTO account_emailaddress (user_id, email, verified, "primary")
SELECT k.user_id, s.email, %(yes)s, %(yes)s
FROM introductions_stagedperson s
JOIN introductions_importedperson k ON k.source = s.source AND k.external_id = s.external_id
WHERE s.source = %(source)s AND k.user_id IS NOT NULL ON CONFLICT DO NOTHING
"""
# A place takes both coordinates from one row, the first that has any.
TOPICS = """
INSERT INTO profiles_topic (vocabulary, name, folded, loose, latitude, longitude, packaged, approved, widely_held)
SELECT vocabulary, name, folded, '', latitude, longitude, %(no)s, %(no)s, %(no)s
FROM introductions_stagedtrait WHERE id IN (
    SELECT COALESCE(MIN(CASE WHEN latitude IS NOT NULL THEN id END), MIN(id)) FROM introductions_stagedtrait
    WHERE source = %(source)s GROUP BY vocabulary, folded
) ORDER BY id ON CONFLICT DO NOTHING
"""
FACTS = """
INSERT INTO profiles_profiletrait
    (user_id, kind, topic_id, written, town, year_from, year_to, visibility, reach, may_match)
SELECT k.user_id, s.kind, t.id, '', '', s.year_from, s.year_to, 'circle_mates', 'all', %(no)s
FROM introductions_stagedtrait s
JOIN introductions_importedperson k ON k.source = s.source AND k.external_id = s.person
JOIN profiles_topic t ON t.vocabulary = s.vocabulary AND t.folded = s.folded
WHERE s.source = %(source)s AND k.user_id IS NOT NULL ON CONFLICT DO NOTHING
"""
CIRCLES = """
INSERT INTO circles_circle (
    tag, purpose, join_policy, link_nonce, listed, suggesting, members_seen_by, cadence, shows_wishes, created_at
)
SELECT DISTINCT
    tag, %(purpose)s, 'invitation', '', %(no)s, 'members', 'members', 'week', %(no)s, CAST(%(at)s AS {timestamp})
FROM introductions_stagedmember WHERE source = %(source)s ON CONFLICT DO NOTHING
"""
CURATORS = """
INSERT INTO circles_membership (circle_id, user_id, role, is_named, ask_whom_known, joined_at)
SELECT DISTINCT c.id, CAST(%(curator)s AS bigint), 'curator', %(no)s, %(no)s, CAST(%(at)s AS {timestamp})
FROM introductions_stagedmember s JOIN circles_circle c ON c.tag = s.tag
WHERE s.source = %(source)s AND NOT EXISTS (SELECT 1 FROM circles_membership m WHERE m.circle_id = c.id)
ON CONFLICT DO NOTHING
"""
MEMBERS = """
INSERT INTO circles_membership (circle_id, user_id, role, is_named, ask_whom_known, joined_at)
SELECT c.id, k.user_id, 'member', %(no)s, %(no)s, %(at)s
FROM introductions_stagedmember s
JOIN circles_circle c ON c.tag = s.tag
JOIN introductions_importedperson k ON k.source = s.source AND k.external_id = s.person
WHERE s.source = %(source)s AND k.user_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM circles_held h WHERE h.circle_id = c.id AND h.user_id = k.user_id
) ON CONFLICT DO NOTHING
"""
TIES = """
INSERT INTO introductions_connection (low_id, high_id, origin, since)
SELECT CASE WHEN a.user_id < b.user_id THEN a.user_id ELSE b.user_id END,
       CASE WHEN a.user_id < b.user_id THEN b.user_id ELSE a.user_id END, 'import', %(at)s
FROM introductions_stagedtie s
JOIN introductions_importedperson a ON a.source = s.source AND a.external_id = s.one
JOIN introductions_importedperson b ON b.source = s.source AND b.external_id = s.other
WHERE s.source = %(source)s AND a.user_id <> b.user_id ON CONFLICT DO NOTHING
"""
# PostgreSQL plans joins by statistics, and of rows this new it has none: without them it loops over everything.
COUNTED = (
    "introductions_stagedperson",
    "introductions_stagedtrait",
    "introductions_stagedtie",
    "introductions_stagedmember",
    "introductions_importedperson",
    "profiles_user",
    "profiles_topic",
)
STEPS = {
    "people": PEOPLE,
    "keys": KEYS,
    "profiles": PROFILES,
    "addresses": ADDRESSES,
    "topics": TOPICS,
    "facts": FACTS,
    "circles": CIRCLES,
    "curators": CURATORS,
    "memberships": MEMBERS,
    "ties": TIES,
}


def publish(source: str, *, curator_id: int, purpose: str, at: datetime) -> tuple[dict[str, int], list[int]]:
    """All or nothing. How many rows each step added, and the ids of the circles concerned."""
    timestamp = "timestamptz" if connection.vendor == "postgresql" else "text"
    values: dict[str, Any] = {
        "source": source,
        "at": connection.ops.adapt_datetimefield_value(at),
        "yes": True,
        "no": False,
        "password": make_password(None),
        "purpose": purpose,
        "curator": curator_id,
    }
    added = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LET_GO, values)
        for name, sql in STEPS.items():
            if connection.vendor == "postgresql" and name in {"people", "profiles", "facts"}:
                cursor.execute(f"ANALYZE {', '.join(COUNTED)}")
            cursor.execute(sql.replace("{timestamp}", timestamp), values)
            added[name] = cursor.rowcount
    return added, _circles(source)


def _circles(source: str) -> list[int]:
    staged = StagedMember.objects.filter(source=source).values("tag")
    return list(Circle.objects.filter(tag__in=staged).order_by("pk").values_list("pk", flat=True))
