from apps.bench.models.hold import Hold
from apps.bench.models.prepared import Prepared, PreparedPerson

__all__ = ["Hold", "Prepared", "PreparedPerson"]
