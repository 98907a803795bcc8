from apps.matching.models.candidate import Candidate
from apps.matching.models.refresh import Refresh
from apps.matching.models.suggestion import Dismissal, Showing, Suggestion, Wish

__all__ = ["Candidate", "Dismissal", "Refresh", "Showing", "Suggestion", "Wish"]
