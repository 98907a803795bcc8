from apps.matching.models.candidate import Candidate
from apps.matching.models.never import NeverTogether
from apps.matching.models.no_reason import NoReason
from apps.matching.models.refresh import Refresh
from apps.matching.models.report import MatchingReport
from apps.matching.models.since_met import SinceMet
from apps.matching.models.suggestion import Dismissal, Showing, Suggestion
from apps.matching.models.weighing import Weighing
from apps.matching.models.wish import Wish

__all__ = [
    "Candidate",
    "Dismissal",
    "MatchingReport",
    "NeverTogether",
    "NoReason",
    "Refresh",
    "Showing",
    "SinceMet",
    "Suggestion",
    "Weighing",
    "Wish",
]
