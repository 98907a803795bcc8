"""The export is complete: whatever the database holds of a person is in it, or is named here with the reason."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from apps.profiles.exports import export
from tests.privacy.life import CANARY, live, models_with_people, rows_of

pytestmark = pytest.mark.django_db

# By model or by field.
LEFT_OUT = {
    "bench.Prepared.key": "the numbers of the rows that it is about",
    "admin.LogEntry": "the staff's log",
    "circles.Invitation.state": "told as they may know it: a no of others reads as waiting",
    "circles.JoinRequest.state": "told as they may know it: a refusal reads as waiting",
    "introductions.Introduction.participants_key": "numbers of people",
    "introductions.MailedReply": "a digest, to know a mail that comes twice; what it said is among the messages",
    "mail.OutboxMail": "purpose, address and day are in it; the words went out to where they keep their mail",
    "circles.CircleQuestion.answers": "are in it, written as JSON and not as here",
    "meetings.Attendee": "on the meetings of others: who found them there is for these to know",
    "meetings.Forwarded.digest": "to know a mail that comes twice",
    "meetings.Meeting.key": "a keyed hash of what their calendar knows it by",
    "meetings.Meeting.series": "another, of what it knows all of a series by",
    "meetings.Meeting.slug": "where its page is",
    "meetings.Meeting.version": "how often the invitation has been changed",
    "mfa.Authenticator.data": "secrets",
    "profiles.Handle.folded": "the handle in small letters",
    "matching.SinceMet.reason": "numbers of entries; what two share stands in their profiles",
    "profiles.Profile.photo": "the name of the file; the picture is in it",
    "profiles.User.password": "a hash",
    "socialaccount.SocialAccount.extra_data": "is in it, written as JSON and not as here",
    "staff.AuditEntry": "the staff's log",
    "staff.Report.quote": "what somebody else reported",
    "staff.Report.words": "what they told is in it, what was told about them is not",
}
# Rows without a word in them. What of them is exported is tested where each part is.
WORDLESS = {
    "bench.Hold",
    "bench.PreparedPerson",
    "circles.Acquaintance",
    "circles.QuestionSettled",
    "digests.Carried",
    "digests.CarriedPair",
    "introductions.Capacity",
    "introductions.ConversationMember",
    "introductions.NeverWith",
    "introductions.PitchPause",
    "matching.Dismissal",
    "matching.NoReason",
    "matching.NeverTogether",
    "matching.Suggestion",
    "meetings.Evening",
    "meetings.ForwardingAddress",
    "profiles.Block",
}


def test_every_kind_of_row_about_people_is_lived() -> None:
    """A new model that points at people belongs into tests/privacy/life.py."""
    user = live()

    lived = {name.rpartition(".")[0] for name, _ in rows_of(user)}

    assert models_with_people() - lived == WORDLESS


def test_whatever_is_kept_of_a_person_is_in_their_export() -> None:
    user = live()
    written = json.dumps(export(user), cls=DjangoJSONEncoder, ensure_ascii=False)

    missing = {name for name, value in rows_of(user) if value not in written}

    assert {name for name in missing if not {name, name.rpartition(".")[0]} & LEFT_OUT.keys()} == set()
    assert [
        words
        for words in ("report", "uid", "message", "note", "school", "fact", "sentence", "request")
        if f"{CANARY} {words}" not in written
    ] == []
    # A row that points at nobody: it knows an address by its hash.
    assert [one["address"] for one in export(user)["paused_addresses"]] == [user.email]


def test_what_others_told_of_a_person_is_not_theirs_to_read() -> None:
    written = json.dumps(export(live()), cls=DjangoJSONEncoder, ensure_ascii=False)

    assert [words for words in ("quote", "told", "why") if f"{CANARY} {words}" in written] == []
