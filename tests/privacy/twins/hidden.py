"""What is hidden, and from whom. A new hidden act is one function and one line in TWINS: what happens in the one world,
what in the other, and who must not be able to tell the two apart."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from apps.introductions.models import Answer, Outcome, Tiding
from tests.privacy.twins import by_mail, calls, deeds, lettings, talks
from tests.privacy.twins.deeds import by_actor, once_met
from tests.privacy.twins.pitches import SAID, pitched
from tests.privacy.twins.world import Work


class Yes(Enum):
    """When others may say yes in such a story."""

    ANY = auto()
    BEFORE = auto()  # before the hidden act: one that comes later may make a group in the one world only
    NEVER = auto()  # with a hidden yes it would be made, and with a shadow it would not


class Eyes(Enum):
    """Who is compared."""

    EVERYBODY = auto()  # but the one whose answer it is
    OTHER_SIDE = auto()  # the others who were asked, and the curators
    THIRD = auto()  # everybody but the two whom it is about
    MEMBERS = auto()  # everybody but the curators, who are told
    ASKED = auto()  # the others who were asked, and a newcomer who reported the one
    BLOCKED = auto()  # who was blocked
    CURATORS = auto()


class When(Enum):
    """When it happens."""

    ASKED = auto()  # while the ask waits for answers
    BEFORE = auto()  # before the ask: where they are in a second circle together
    OVER = auto()  # after its closing time


@dataclass(frozen=True, slots=True)
class Twins:
    one: Work
    other: Work
    eyes: Eyes
    yes: Yes = Yes.ANY
    when: When = When.ASKED
    # Whoever leaves makes the circle smaller, and what others share rarer: nothing is worked out anew after that.
    still: bool = False
    # Acts that do not happen: together with what is hidden they come, by design, to something that others see.
    without: frozenset[str] = frozenset()
    # An account is erased after 14 days; until then one under deletion is as any other.
    over: timedelta = timedelta(days=14)

    @property
    def before(self) -> bool:
        return self.when == When.BEFORE


# Who reopens may have somebody before them again; who is never to be introduced to them, or is away, is not.
REOPENING = frozenset({"reopens"})
# Two wishes make an introduction.
WISHING = frozenset({"wishes"})
# Reports from two introductions pause somebody, and a curator may write to them; two who say that they met tell it.
REPORTING, MET = frozenset({"reports a pitch", *SAID}), frozenset({"says that they met"})
LONG, LONGER = timedelta(days=21), timedelta(weeks=11)
# For pauses that curators set.
SIX_WEEKS = timedelta(weeks=6)
Reason = Answer.Reason

ANSWERS: dict[str, Twins] = {
    "no": Twins(deeds.no, deeds.silence, Eyes.EVERYBODY),
    "no: not now": Twins(by_actor(lettings.say_no_and_why(Reason.NOT_NOW)), deeds.silence, Eyes.EVERYBODY),
    "no: not this person": Twins(by_actor(lettings.say_no_and_why(Reason.NOT_THEM)), deeds.silence, Eyes.EVERYBODY),
    "no: known": Twins(by_actor(lettings.say_no_and_why(Reason.KNOWN)), deeds.no, Eyes.EVERYBODY),
    "not now, long ago": Twins(
        by_actor(lettings.say_no_and_why(Reason.NOT_NOW)), deeds.no, Eyes.EVERYBODY, over=LONGER
    ),
    "a yes taken back": Twins(deeds.a_yes_taken_back, deeds.silence, Eyes.EVERYBODY),
    "a yes": Twins(deeds.a_yes, deeds.silence, Eyes.EVERYBODY, Yes.NEVER),
    "a yes with a question": Twins(deeds.a_yes_with_a_question, deeds.silence, Eyes.EVERYBODY, Yes.NEVER),
    "a yes with a question taken back": Twins(deeds.a_yes_with_a_question_taken_back, deeds.silence, Eyes.EVERYBODY),
    "never with": Twins(by_actor(lettings.never_with), deeds.silence, Eyes.EVERYBODY, without=REOPENING),
    "reopened": Twins(by_actor(lettings.reopen), deeds.silence, Eyes.EVERYBODY, Yes.NEVER, When.OVER, over=LONG),
    "pause": Twins(deeds.pause, deeds.silence, Eyes.OTHER_SIDE, without=REOPENING),
    "snooze": Twins(by_actor(lettings.snooze), deeds.silence, Eyes.OTHER_SIDE, without=REOPENING),
    "an address that is paused": Twins(by_actor(lettings.lose_address), deeds.silence, Eyes.EVERYBODY),
    "deletion begun": Twins(deeds.begin_deletion, deeds.silence, Eyes.OTHER_SIDE, without=REOPENING),
    "block and exit": Twins(deeds.block_other, deeds.leave, Eyes.BLOCKED, still=True),
    "block": Twins(deeds.block_other, deeds.silence, Eyes.CURATORS, Yes.BEFORE),
}
CAPACITY: dict[str, Twins] = {
    "more may come": Twins(by_actor(lettings.let_come(5, 3)), deeds.silence, Eyes.EVERYBODY),
    "nothing may come any more": Twins(by_actor(lettings.let_come(0, 0)), deeds.silence, Eyes.EVERYBODY),
    "an ask that waits": Twins(by_actor(lettings.let_come(0, 0)), deeds.silence, Eyes.EVERYBODY, when=When.BEFORE),
    "an ask that waits for days": Twins(deeds.be_full, deeds.have_room, Eyes.EVERYBODY, when=When.BEFORE),
    "an ask of whom three passed by": Twins(deeds.let_three_pass, deeds.have_room, Eyes.EVERYBODY, when=When.BEFORE),
}
SHADOWED: list[tuple[str, Work, Work]] = [
    ("a block", deeds.block_other, deeds.silence),
    ("a pause", deeds.pause, deeds.silence),
    ("a deletion", deeds.begin_deletion, deeds.silence),
    ("an ask elsewhere", deeds.ask_elsewhere, deeds.silence),
    ("a meeting elsewhere", deeds.meet_elsewhere, deeds.silence),
    ("a no", deeds.be_refused, deeds.be_passed_over_in_silence),
    ("never with", by_actor(lettings.never_with), deeds.silence),
]
SHADOWS = {
    f"shadow of {name}": Twins(one, other, Eyes.CURATORS, Yes.NEVER, When.BEFORE) for name, one, other in SHADOWED
}
WISHES: dict[str, Twins] = {
    "a wish": Twins(deeds.wish_for_other, deeds.see_cards, Eyes.THIRD, Yes.ANY, When.BEFORE, without=WISHING),
    "passed over": Twins(deeds.pass_over, deeds.see_cards, Eyes.THIRD, Yes.ANY, When.BEFORE, without=WISHING),
    "reasons left out": Twins(
        deeds.then_all_look(deeds.leave_reasons_out),
        deeds.then_all_look(deeds.see_cards),
        Eyes.EVERYBODY,
        Yes.ANY,
        When.BEFORE,
    ),
    "a wish taken back": Twins(
        deeds.wish_and_take_back, deeds.see_cards, Eyes.EVERYBODY, Yes.ANY, When.BEFORE, without=WISHING
    ),
    "words with a wish": Twins(
        deeds.wish_with_words, deeds.wish, Eyes.EVERYBODY, Yes.ANY, When.BEFORE, without=WISHING
    ),
}
CALLS: dict[str, Twins] = {
    "a meeting that is looked at": Twins(calls.bring, deeds.silence, Eyes.EVERYBODY),
    "an evening mail": Twins(calls.hear_the_evening_before, deeds.silence, Eyes.EVERYBODY),
    "a wish from a meeting": Twins(
        calls.ask_from_one, deeds.see_cards, Eyes.THIRD, Yes.ANY, When.BEFORE, without=WISHING
    ),
}
TALKS: dict[str, Twins] = {
    "mute": Twins(once_met(talks.mute), once_met(), Eyes.EVERYBODY),
    "leave of a conversation": Twins(once_met(talks.leave), once_met(), Eyes.EVERYBODY),
    "leave of it and return": Twins(once_met(talks.leave, talks.come_back), once_met(), Eyes.EVERYBODY),
    "no more of this": Twins(
        once_met(talks.say_the_same, talks.hear_no_more), once_met(talks.say_the_same), Eyes.EVERYBODY
    ),
    "reading": Twins(once_met(talks.read), once_met(), Eyes.EVERYBODY),
    "put down unread": Twins(once_met(talks.read, talks.put_down_unread), once_met(), Eyes.EVERYBODY),
    "a way to be reached": Twins(once_met(talks.keep_a_way), once_met(), Eyes.EVERYBODY),
    "one of two who met": Twins(once_met(talks.let_know(Tiding.Kind.MET)), once_met(), Eyes.EVERYBODY, without=MET),
    "thanks taken back": Twins(
        once_met(talks.let_know(Tiding.Kind.THANKS), talks.take_word_back), once_met(), Eyes.MEMBERS
    ),
    "thanks": Twins(once_met(talks.let_know(Tiding.Kind.THANKS)), once_met(), Eyes.MEMBERS),
    "a pitch": Twins(once_met(talks.report), once_met(), Eyes.MEMBERS, without=REPORTING),
    "a report taken back": Twins(once_met(talks.report, talks.take_report_back), once_met(), Eyes.MEMBERS),
    "an answer by mail": Twins(once_met(by_mail.answers()), once_met(by_mail.writes_the_same), Eyes.EVERYBODY),
    "answers by mail that are refused": Twins(
        once_met(*by_mail.REFUSED, talks.leave, by_mail.answers()), once_met(), Eyes.EVERYBODY
    ),
    "an answer by mail across a block": Twins(
        once_met(deeds.block_them, by_mail.answers()), once_met(deeds.block_them), Eyes.EVERYBODY
    ),
    "they talked": Twins(
        deeds.long_met(talks.tell(Outcome.Value.LED)), deeds.long_met(), Eyes.EVERYBODY, when=When.BEFORE
    ),
    "they did not talk": Twins(
        deeds.long_met(talks.tell(Outcome.Value.NO)), deeds.long_met(), Eyes.EVERYBODY, when=When.BEFORE
    ),
}
# Somebody's introductions in a circle are paused: the curators have read why, and one has written to them.
ONE, BOTH = pitched("Zoe"), pitched("Zoe", "Quin")
PITCHES: dict[str, Twins] = {
    "paused for pitches": Twins(BOTH, ONE, Eyes.ASKED, without=REOPENING, over=SIX_WEEKS),
    "a yes of somebody paused for pitches": Twins(
        deeds.one_after_another(BOTH, deeds.a_yes), deeds.one_after_another(ONE, deeds.a_yes), Eyes.ASKED
    ),
    "a pause for pitches taken back": Twins(pitched("Zoe", "Quin", taken_back="Quin"), ONE, Eyes.MEMBERS),
    "paused for pitches elsewhere": Twins(
        pitched("Zoe", "Quin", elsewhere=True), pitched("Zoe", elsewhere=True), Eyes.CURATORS, when=When.BEFORE
    ),
}
# Those with a second circle together: a few stories are told in one town, and most towns are of one sort.
TWINS: dict[str, Twins] = dict(
    sorted((ANSWERS | CAPACITY | SHADOWS | WISHES | CALLS | TALKS | PITCHES).items(), key=lambda item: item[1].before)
)
