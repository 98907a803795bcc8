from apps.circles.models.acquaintance import Acquaintance
from apps.circles.models.circle import Cadence, Circle, JoinPolicy, SeenBy, Suggesting
from apps.circles.models.draft import Draft
from apps.circles.models.fact_exception import FactException, open_in, told_to
from apps.circles.models.held import Held
from apps.circles.models.invitation import Invitation
from apps.circles.models.invited_fact import InvitedFact
from apps.circles.models.join_request import JoinRequest
from apps.circles.models.membership import Membership, Role, unseen_in
from apps.circles.models.question import Question

__all__ = [
    "Acquaintance",
    "Cadence",
    "Circle",
    "Draft",
    "FactException",
    "Held",
    "Invitation",
    "InvitedFact",
    "JoinPolicy",
    "JoinRequest",
    "Membership",
    "Question",
    "Role",
    "SeenBy",
    "Suggesting",
    "open_in",
    "told_to",
    "unseen_in",
]
