"""Celery's broker on Redis, with a worker that goes on after Redis went away at the wrong moment.

A worker holds one message at a time. kombu's own keeps one that it could not acknowledge counted as held: the worker
then waits for ever, with a connection that it never uses and so never finds broken."""

from kombu.transport import TRANSPORT_ALIASES, redis, virtual


class QoS(redis.QoS):
    def ack(self, delivery_tag: str) -> None:
        """Done with it, whether or not Redis can be told; Redis then gives it out once more after a while."""
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel


def register() -> None:
    """redis:// now means this one; rediss:// as well, which kombu reads as the same with another connection."""
    TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = f"{__name__}:Transport"
