"""A small world with one of everything, in which the access matrix asks who gets what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.utils import timezone

from apps.bench.models import Hold, Prepared
from apps.circles.models import Circle, Held, Invitation, InvitedFact, JoinPolicy, JoinRequest
from apps.introductions.models import Conversation, Introduction, MailedYes, NeverWith, PitchReport, Way
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.mail.links import sign
from apps.mail.models import OutboxMail
from apps.matching.models import Dismissal, MatchingReport, NoReason, Showing, SinceMet, Suggestion, Wish
from apps.matching.report.periods import last_ended
from apps.matching.since_met import key_of
from apps.meetings.models import Attendee, Meeting
from apps.profiles.models import Block, BroaderTopic, Profile, ProfileTrait, User
from apps.profiles.services.photos import set_photo
from apps.staff.models import Batch, BatchLine, Report
from tests.factories import add_handle, add_trait, join, make_circle, make_question, make_topic, make_user

# No page may be as wide as it.
LONG_NAME = "Tom" + "o" * 76 + "m"
PERSONAS = ["anonymous", "stranger", "member", "curator", "blocked", "suspended", "staff"]

SPRINGFIELD: dict[str, Any] = {"latitude": 39.8, "longitude": -89.64, "town": "Springfield, IL"}


@dataclass
class World:
    people: dict[str, User]
    circle: Circle
    introduction: Introduction
    conversation: Conversation
    trait: ProfileTrait
    values: dict[str, Any]


def make_world() -> World:
    """Mina is the member who looks, Tom the one who is looked at; Bob is in their circle and has met them, and then Tom
    blocked him. Eve is blocked by Mina."""
    now = timezone.now()
    people = {name: make_user(name.title()) for name in PERSONAS[1:]} | {
        "tom": make_user("Tom"),
        "una": make_user("Una"),
        "eve": make_user("Eve"),
    }
    Profile.objects.filter(user=people["tom"]).update(name=LONG_NAME)
    User.objects.filter(pk=people["staff"].pk).update(is_staff=True, is_superuser=True)
    User.objects.filter(pk=people["suspended"].pk).update(suspended_at=now)
    for person in people.values():
        person.refresh_from_db()
    inside = [people[name] for name in ("member", "blocked", "suspended", "tom", "una")]
    circle = make_circle("marketing", curator=people["curator"], members=inside, join_policy=JoinPolicy.REQUEST, at=now)
    open_ask = introduce(circle, [people["member"], people["una"]], by=people["curator"], note="Meet.", at=now)
    met = ("member", "tom", "blocked")
    made = introduce(circle, [people[name] for name in met], by=people["curator"], note="Meet.", at=now)
    for name in met:
        made = answer(made, user=people[name], value="yes", at=now)
    # A word as long as a page, which no page may be as wide as.
    write_message(made.conversation, author=people["tom"], body="word" * 60, at=now)
    # Two weeks ago for the one who looks: she is asked whether they talked.
    made.conversation.members.filter(user=people["member"]).update(joined_at=now - timedelta(days=15))
    Block.objects.create(blocker=people["tom"], blocked=people["blocked"], since=now)
    Block.objects.create(blocker=people["member"], blocked=people["eve"], since=now)
    set_photo(people["tom"], b"a picture")
    trait = add_trait(people["member"], "interest", "#" + "yankees" * 10)
    return World(people, circle, open_ask, made.conversation, trait, _values(people, circle, open_ask, made, trait))


def _values(
    people: dict[str, User], circle: Circle, open_ask: Introduction, made: Introduction, trait: ProfileTrait
) -> dict[str, Any]:
    now = timezone.now()
    invitation = _invitation(circle, people["curator"], address="new@example.org")
    link = _invitation(circle, people["curator"])
    state = Invitation.State.ACCEPTED
    accepted = _invitation(circle, people["curator"], state=state, accepted_by=people["member"])
    InvitedFact.objects.create(invitation=accepted, kind="place", name="Oslo")
    request = JoinRequest.objects.create(circle=circle, user=people["stranger"], asked_at=now)
    low, high = sorted((people["member"], people["una"]), key=lambda user: user.pk)
    suggestion = Suggestion.objects.create(circle=circle, low=low, high=high, made_at=now, score=5.0)
    place = Showing.Place.HOME
    Showing.objects.create(suggestion=suggestion, user=people["member"], place=place, first_at=now, last_at=now)
    Wish.objects.create(suggestion=suggestion, user=people["member"], at=now, note="You both sail.")
    dismissal = Dismissal.objects.create(user=people["member"], other=people["tom"], at=now)
    no_reason = NoReason.objects.create(user=people["member"], type=1, fact=trait, at=now)
    _since_met(people["member"], people["tom"])
    never = NeverWith.objects.create(user=people["member"], other=people["curator"], at=now)
    join(make_circle("elsewhere", at=now), people["staff"], at=now)
    return {
        **_words(people["member"]),
        **_of_staff(circle, people),
        **_own(people["member"], people["tom"]),
        **_links(people["member"], people["tom"], made),
        "step": 2,
        "user_id": people["tom"].pk,
        "blocked_id": people["eve"].pk,
        **_keeping(circle, people["curator"], people["member"]),
        **_held_back(circle, people["curator"], low, high),
        "two_ids": [people["una"].pk, people["blocked"].pk],
        "introduction_id": open_ask.pk,
        "made_introduction_id": made.pk,
        "way_id": Way.objects.create(user=people["member"], label="Phone", value="+1 555 0100").pk,
        "conversation_id": made.conversation.pk,
        "message_id": _pitch(circle, made, people["blocked"]),
        "trait_id": trait.pk,
        "invitation_id": invitation.pk,
        "link_id": link.pk,
        "request_id": request.pk,
        "suggestion_id": suggestion.pk,
        "dismissal_id": dismissal.pk,
        "no_reason_id": no_reason.pk,
        "never_id": never.pk,
        "mail_id": _kept_mail().pk,
        "invitation_token": sign("invitation", id=invitation.pk, mailed=1),
        "join_token": sign("join", id=circle.pk, nonce=circle.link_nonce),
        "digest_token": sign("digest.unsubscribe", user=people["member"].pk),
        **_by_mail(people["member"], open_ask, suggestion),
    }


def _meeting(member: User, tom: User) -> dict[str, Any]:
    """With Tom on it, with somebody whom the one who looks has not met, and with one who is called like somebody."""
    now = timezone.now()
    ida, ivo = make_user("Ida"), make_user("Ivo")
    make_circle("calls", members=[member, ida, ivo], at=now)
    times = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=1), "read_at": now}
    meeting = Meeting.objects.create(user=member, slug="s" * 22, key="k", title="c" * 80, source="file", **times)
    for user in (tom, ida):
        address = EmailAddress.objects.get(user=user)
        meeting.attendees.create(person=user, by=Attendee.By.ADDRESS, address=address)
    meeting.attendees.create(person=ivo, by=Attendee.By.NAME)
    return {"meeting_slug": meeting.slug, "unmet_id": ida.pk, "maybe_id": ivo.pk}


def _kept_mail() -> OutboxMail:
    times, kept = {"due_at": timezone.now(), "settled_at": timezone.now()}, OutboxMail.State.KEPT
    return OutboxMail.objects.create(
        purpose="account", key="1", address="a@example.org", state=kept, subject="Hello", **times
    )


def _words(member: User) -> dict[str, int]:
    """An entry of the vocabulary that staff may see, and another spelling of it; a fact that is on the map."""
    entry = make_topic("team", "New York Yankees", approved=True)
    broader = make_topic("interest", "baseball", approved=True)
    BroaderTopic.objects.create(narrower=entry, broader=broader)
    return {
        "topic_id": entry.pk,
        "spelling_id": make_topic("team", "Bronx Bombers", merged_into=entry).pk,
        "broader_id": broader.pk,
        "placed_id": add_trait(member, "school", "Lincoln High School", **SPRINGFIELD).pk,
    }


def _links(member: User, tom: User, made: Introduction) -> dict[str, str]:
    """Of the mails of the one who looks."""
    return {
        "block_token": sign("profiles.block", user=member.pk, other=tom.pk),
        "pause_token": sign("digest.pause", user=member.pk),
        "evening_token": sign("evening.stop", user=member.pk),
        "stop_token": sign("mail.stop", user=member.pk, kind="messages"),
        "talked_token": sign("introduction.talked", conversation=made.conversation.pk, user=member.pk, value="led"),
    }


def _by_mail(member: User, open_ask: Introduction, suggestion: Suggestion) -> dict[str, str]:
    """What the one who looks may say by mail, and a yes to something else that can be undone."""
    later = timezone.now() + timedelta(minutes=10)
    mailed = MailedYes.objects.create(user=member, kind="suggestion", about=suggestion.pk, counts_at=later)
    return {
        "ask_token": sign("introduction.answer", introduction=open_ask.pk, user=member.pk, value="no"),
        "undo_token": sign("introduction.undo", kind=mailed.kind, about=mailed.about, user=member.pk),
        "provider": "postmark",
        "card_token": sign("suggestion.say", suggestion=suggestion.pk, user=member.pk, value="later"),
    }


def _keeping(circle: Circle, curator: User, member: User) -> dict[str, Any]:
    """This month's question, with the links of the one who looks."""
    now = timezone.now()
    asked = make_question(circle, by=curator, at=now)
    membership = circle.memberships.get(user=member)
    return {
        "tag": circle.tag,
        "question_id": asked.pk,
        "answer_token": sign("circle.answer", question=asked.pk, user=member.pk, answer=0),
        "glad_token": sign("circle.glad", membership=membership.pk),
    }


def _pitch(circle: Circle, made: Introduction, reporter: User) -> int:
    """What Tom wrote was called a pitch, and handed to the staff."""
    said, now = made.conversation.messages.get(), timezone.now()
    PitchReport.objects.create(message=said, reporter=reporter, circle=circle, at=now, staff_at=now, handed_at=now)
    return said.pk


def _held(circle: Circle) -> int:
    """Somebody called like Una waits until the curator has looked."""
    now = timezone.now()
    namesake = make_user("UNA", email="namesake@example.org")
    Held.objects.create(circle=circle, user=namesake, formerly=LONG_NAME, joined_at=now, since=now)
    return namesake.pk


def _held_back(circle: Circle, curator: User, low: User, high: User) -> dict[str, Any]:
    """Somebody at the door, two at the bench, and a day."""
    soon, now = timezone.localdate() + timedelta(days=9), timezone.now()
    held = Hold.objects.create(circle=circle, low=low, high=high, by=curator, until=soon, at=now)
    times = {"at": now, "due_at": now + timedelta(days=9)}
    key = Prepared.key_of([low.pk, high.pk])
    prepared = Prepared.objects.create(circle=circle, by=curator, note="Meet.", key=key, **times)
    for user in (low, high):
        prepared.people.create(user=user)
    decided = {"hold_id": held.pk, "prepared_id": prepared.pk}
    return {"held_id": _held(circle), "soon": soon.isoformat()} | decided


def _since_met(member: User, tom: User) -> None:
    """What both have come to say, of which the one who looks was told."""
    now = timezone.now()
    fair = [add_trait(user, "event", "f" * 80, said_at=now + timedelta(seconds=1)) for user in (member, tom)]
    reason = key_of(1, fair[0].topic_id, fair[0].topic_id)
    SinceMet.objects.create(user=member, other=tom, reason=reason, at=now)


def _reported() -> None:
    """Two spans of four weeks, the one before with more left out."""
    share, first = {"of": 40, "share": 0.5}, last_ended(timezone.now())
    full = {"people": 40, "covered": share, "waiting": share, "gini": 0.45, "never_shown": share}
    named = {"accepted": {"shared": share, "near": None}, "rests_on": {"shared": share}}
    MatchingReport.objects.create(first_day=first.first, made_at=timezone.now(), figures=full | named)
    figures = {"people": 40, "covered": None, "waiting": None, "gini": None, "never_shown": None} | named
    MatchingReport.objects.create(first_day=first.before.first, made_at=timezone.now(), figures=figures)


def _of_staff(circle: Circle, people: dict[str, User]) -> dict[str, Any]:
    """A report, and a batch that goes out."""
    now = timezone.now()
    _reported()
    report = Report.objects.create(kind="circle", object_id=circle.pk, reporter=people["member"], made_at=now)
    batch = Batch.objects.create(
        name="w" * 80,
        by=people["staff"],
        curator=people["curator"],
        state="running",
        made_at=now,
        started_at=now,
        next_at=now,
    )
    BatchLine.objects.create(batch=batch, position=1, tag=circle.tag, circle=circle, address="b@example.org")
    return {"report_kind": "person", "report_id": report.pk, "batch_id": batch.pk}


def _own(member: User, tom: User) -> dict[str, Any]:
    """What the one who looks has alone: a handle (so has the one who is looked at), a place they are signed in, a
    meeting."""
    add_handle(tom, "Mastodon", "tom@" + "o" * 76, recognise=True)
    device = UserSession.objects.create(user=member, session_key="elsewhere", ip="192.0.2.1", user_agent="")
    own = {"handle_id": add_handle(member, "GitHub", "m" * 80).pk, "session_id": device.pk}
    return own | _meeting(member, tom)


def _invitation(circle: Circle, inviter: User, **fields: Any) -> Invitation:
    now = timezone.now()
    times = {"created_at": now, "expires_at": now + timedelta(days=30)}
    return Invitation.objects.create(circle=circle, inviter=inviter, sentence="You belong here.", **times, **fields)
