from apps.circles.models.acquaintance import Acquaintance
from apps.circles.models.circle import Circle, JoinPolicy, Suggesting
from apps.circles.models.draft import Draft
from apps.circles.models.fact_exception import FactException, open_in
from apps.circles.models.held import Held
from apps.circles.models.invitation import Invitation
from apps.circles.models.invited_fact import InvitedFact
from apps.circles.models.join_request import JoinRequest
from apps.circles.models.membership import Membership, Role
from apps.circles.models.question import Question

__all__ = [
    "Acquaintance",
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
    "Suggesting",
    "open_in",
]
