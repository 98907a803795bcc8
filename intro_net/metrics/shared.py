"""Whether this process counts for itself or beside others; imported before the first thing that is counted."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, values
from prometheus_client.multiprocess import MultiProcessCollector

from intro_net.launch import counting

_begun = False


def _process() -> str:
    """Also asked for once right here, when a full disk must not keep the process from starting."""
    return counting.identifier() if _begun else "nobody"


if counting.FOLDER in os.environ and counting.KIND in os.environ:
    values.ValueClass = values.MultiProcessValue(_process)  # type: ignore[no-untyped-call]  # theirs
    _begun = True


def counted() -> CollectorRegistry:
    """What all processes of this machine have counted; alone in a test, what this one has."""
    if counting.FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # theirs
    return registry
