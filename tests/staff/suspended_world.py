"""A world with one of everything that could speak of Sam, whose words and names all hold a kanari."""

from dataclasses import dataclass, field
from datetime import datetime

from apps.circles.models import Circle, Invitation, InvitedFact, JoinRequest
from apps.circles.services.inviting import Invitee, invite
from apps.circles.tokens import invitation_link
from apps.instance.pictures import squared
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.introductions.services.knowing import connect_acquaintances
from apps.introductions.services.letting_come import let_come
from apps.matching.models import Dismissal
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import Block, User
from apps.profiles.services.photos import set_photo
from tests.factories import add_trait, make_circle, make_user
from tests.matching.scenes import crowd
from tests.profiles.pictures import plain

NAMES = ("Carol", "Mina", "Jonas", "Lea", "Una", "Pia", "Quin", "Rita", "Otto", "Vera", "Ada", "Yara")


@dataclass
class World:
    sam: User
    people: dict[str, User]
    circle: Circle
    introductions: list[Introduction] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def readers(self) -> dict[str, User]:
        """One of each standing: Pia stands to Sam as Quin does, Yara as well."""
        return {name: user for name, user in self.people.items() if name not in {"Pia", "Yara"}}

    @property
    def spoken(self) -> list[str]:
        return [f"/conversations/{row.pk}/" for row in self.conversations]

    @property
    def urls(self) -> list[str]:
        sam = self.sam.pk
        fixed = ["/", "/circles/", "/people/", "/settings/", "/digest/preview/html/"]
        rooms = [f"/circles/{tag}/" for tag in ("printers", "kept", "club")]
        desks = ["/circles/printers/introduce/", "/circles/printers/bench/", "/circles/kept/facts/"]
        persons = [f"/people/{sam}/", f"/people/{sam}/photo/", f"/report/person/{sam}/"]
        met = [f"/introductions/{row.pk}/" for row in self.introductions]
        offered = ["/profile/topics/?kind=interest&name=kanari"]
        return [*fixed, *rooms, *desks, *persons, *met, *self.spoken, *offered, *self.links]


def make_world(at: datetime) -> World:
    sam = make_user("Kanari Samson", headline="kanari headline", about="kanari about", may_be_named=True)
    add_trait(sam, "interest", "#kanarifact")
    set_photo(sam, squared(plain(40, 40)))
    people = {name: make_user(name) for name in NAMES}
    printers = [people[name] for name in NAMES if name not in {"Carol", "Otto", "Ada"}]
    circle = make_circle("printers", curator=people["Carol"], members=[sam, *printers, *crowd(8)], at=at)
    for user in (sam, *people.values()):
        let_come(user, asks=5, at=at)
    world = World(sam, people, circle)
    _keep_a_circle(world, at)
    _meet(world, at)
    _leave_traces(world, at)
    refresh_circle(circle.pk, at=at)
    return world


def _keep_a_circle(world: World, at: datetime) -> None:
    """Sam is a curator, who invites and introduces."""
    sam, people = world.sam, world.people
    kept = make_circle("kept", curator=sam, members=[people["Mina"], people["Otto"], people["Ada"]], at=at)
    mailed, link, to_vera = invite(
        kept,
        [Invitee("new@example.org"), Invitee("", "Nell"), Invitee(people["Lea"].email)],
        sentence="A kanari sentence.",
        by=sam,
        at=at,
    )
    world.links += ["/" + invitation_link(row).split("/", 3)[3] for row in (mailed, link, to_vera)]
    values = {"accepted_by": people["Ada"], "state": "accepted", "created_at": at, "expires_at": at}
    accepted = Invitation.objects.create(circle=kept, inviter=sam, sentence="kanari", **values)
    InvitedFact.objects.create(invitation=accepted, kind="interest", name="#ink")
    note = "A kanari note."
    world.introductions.append(introduce(kept, [people["Mina"], people["Otto"]], by=sam, note=note, at=at))
    made = introduce(kept, [people["Otto"], people["Ada"]], by=sam, note=note, at=at)
    _made(world, made, [people["Otto"], people["Ada"]], at)


def _meet(world: World, at: datetime) -> None:
    """Sam has met somebody, is in a group, and is asked."""
    sam, people, carol = world.sam, world.people, world.people["Carol"]
    names = ("Lea", "Una", "Pia", "Quin", "Rita", "Yara")
    lea, una, pia, quin, rita, yara = (people[name] for name in names)
    _made(world, introduce(world.circle, [sam, lea], by=carol, note="Meet.", at=at), [sam, lea], at)
    _made(world, introduce(world.circle, [sam, pia, quin], by=carol, note="Meet.", at=at), [sam, pia, quin], at)
    for conversation in world.conversations[-2:]:
        write_message(conversation, author=sam, body="A kanari message.", at=at)
    write_message(world.conversations[-1], author=pia, body="Good morning.", at=at)
    world.introductions.append(introduce(world.circle, [sam, una], by=carol, note="Meet.", at=at))
    late = introduce(world.circle, [sam, yara, rita], by=carol, note="Meet.", at=at)
    for user in (sam, yara):
        late = answer(late, user=user, value="yes", at=at)
    world.introductions.append(late)
    world.conversations.append(late.conversation)


def _leave_traces(world: World, at: datetime) -> None:
    """Sam is known, blocked, passed over, and asks to join."""
    sam, people = world.sam, world.people
    for one in ("Mina", "Jonas"):
        connect_acquaintances(world.circle, people[one], sam, at)
    Block.objects.create(blocker=people["Vera"], blocked=sam, since=at)
    Dismissal.objects.create(user=people["Quin"], other=sam, at=at)
    club = make_circle("club", curator=people["Carol"], at=at)
    JoinRequest.objects.create(circle=club, user=sam, note="kanari request", asked_at=at)


def _made(world: World, introduction: Introduction, people: list[User], at: datetime) -> None:
    for user in people:
        introduction = answer(introduction, user=user, value="yes", at=at)
    world.introductions.append(introduction)
    world.conversations.append(introduction.conversation)
