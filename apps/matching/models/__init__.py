from apps.matching.models.candidate import Candidate
from apps.matching.models.never import NeverTogether
from apps.matching.models.refresh import Refresh
from apps.matching.models.suggestion import Dismissal, Showing, Suggestion
from apps.matching.models.wish import Wish

__all__ = ["Candidate", "Dismissal", "NeverTogether", "Refresh", "Showing", "Suggestion", "Wish"]
