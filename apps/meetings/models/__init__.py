from apps.meetings.models.evening import Evening
from apps.meetings.models.forwarding import Forwarded, ForwardingAddress
from apps.meetings.models.meeting import Attendee, Meeting

__all__ = ["Attendee", "Evening", "Forwarded", "ForwardingAddress", "Meeting"]
