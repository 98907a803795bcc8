"""The page at /metrics: what all processes counted, and what the database knows at this moment."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from apps.mail import gauges
from intro_net.health.running import Runner
from intro_net.metrics.shared import counted

Rows = list[tuple[tuple[str, ...], float]]
_runner = Runner[Rows]()


def text(*, at: datetime) -> tuple[bytes, str]:
    """The page and its content type. Gauges that the database does not give in time are missing."""
    found = _runner.run({gauge.name: partial(_read, gauge, at) for gauge in gauges.gauges()})
    registry = CollectorRegistry()
    registry.register(_Known(found))
    return _counters() + generate_latest(registry), CONTENT_TYPE_LATEST


def _counters() -> bytes:
    # A process that begins puts away the file of one that died, perhaps between our seeing and our reading it.
    with suppress(FileNotFoundError):
        return generate_latest(counted())
    return generate_latest(counted())


def _read(gauge: gauges.Gauge, at: datetime) -> Rows:
    return list(gauge.read(at))


class _Known(Collector):
    def __init__(self, found: Mapping[str, Rows | Exception]) -> None:
        self.found = found

    def collect(self) -> Iterable[Metric]:
        answered = all(not isinstance(one, Exception) for one in self.found.values())
        yield GaugeMetricFamily("intro_net_database_answers", "Whether it gave its numbers in time", float(answered))
        for gauge in gauges.gauges():
            family = GaugeMetricFamily(f"intro_net_{gauge.name}", gauge.about, labels=gauge.labels)
            values = self.found[gauge.name]
            for labels, value in [] if isinstance(values, Exception) else values:
                family.add_metric(labels, value)
            yield family
