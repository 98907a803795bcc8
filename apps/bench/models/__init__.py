from apps.bench.models.approval import Approval
from apps.bench.models.hold import Hold

__all__ = ["Approval", "Hold"]
