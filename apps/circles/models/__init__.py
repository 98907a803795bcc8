from apps.circles.models.acquaintance import Acquaintance
from apps.circles.models.circle import Cadence, Circle, JoinPolicy, SeenBy, Suggesting
from apps.circles.models.circle_question import CircleQuestion, QuestionSettled
from apps.circles.models.draft import Draft
from apps.circles.models.fact_exception import FactException, open_in, told_to
from apps.circles.models.glad import Glad
from apps.circles.models.held import Held
from apps.circles.models.invitation import Invitation
from apps.circles.models.invited_fact import InvitedFact
from apps.circles.models.join_request import JoinRequest
from apps.circles.models.membership import Membership, Role, seen_where, shows_each_other, unseen_in
from apps.circles.models.question import Question
from apps.circles.models.word import Word

__all__ = [
    "Acquaintance",
    "Cadence",
    "Circle",
    "CircleQuestion",
    "Draft",
    "FactException",
    "Glad",
    "Held",
    "Invitation",
    "InvitedFact",
    "JoinPolicy",
    "JoinRequest",
    "Membership",
    "Question",
    "QuestionSettled",
    "Role",
    "SeenBy",
    "Suggesting",
    "Word",
    "open_in",
    "seen_where",
    "shows_each_other",
    "told_to",
    "unseen_in",
]
