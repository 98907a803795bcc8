"""What beat rings, and how often. Every task finds its own due rows; one that comes too late is dropped, the next
ring does its work."""

from datetime import UTC, datetime
from typing import Any

# Where beat remembers no ring, the first one is due at once: a new instance does not wait for its first suggestions.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "last_run_at": NEVER, "options": {"expires": seconds}}


SCHEDULE = {
    "deliver-quick": every(5, "apps.mail.tasks.deliver_quick"),
    "deliver-bulk": every(5, "apps.mail.tasks.deliver_bulk"),
    "run-due-digests": every(15, "apps.digests.tasks.run_due_digests"),
    "schedule-newcomers": every(600, "apps.digests.tasks.schedule_newcomers"),
    "end-pauses": every(60, "apps.profiles.tasks.end_pauses"),
    "erase-accounts": every(600, "apps.profiles.tasks.erase_accounts"),
    "keep-vocabulary": every(600, "apps.profiles.tasks.keep_vocabulary"),
    "forget-mails": every(24 * 3600, "apps.mail.tasks.forget_mails"),
    "settle-held": every(600, "apps.circles.tasks.settle_held"),
    "rest-silent": every(600, "apps.circles.tasks.rest_silent"),
    "remind-invited": every(600, "apps.circles.tasks.remind_invited"),
    "forget-invitations": every(24 * 3600, "apps.circles.tasks.forget_invitations"),
    "place-towns": every(6 * 3600, "apps.profiles.tasks.place_towns"),
    "forget-sessions": every(6 * 3600, "apps.profiles.tasks.forget_sessions"),
    "follow-changes": every(5, "apps.matching.tasks.follow_changes"),
    "refresh-due-circles": every(10, "apps.matching.tasks.refresh_due_circles"),
    "learn-weights": every(24 * 3600, "apps.matching.tasks.learn_weights"),
    "refresh-all": every(6 * 3600, "apps.matching.tasks.refresh_all"),
    "move-up-wishes": every(24 * 3600, "apps.matching.tasks.move_up_wishes"),
    "end-put-off": every(600, "apps.matching.tasks.end_put_off"),
    "keep-reports": every(3600, "apps.matching.tasks.keep_reports"),
    "send-batches": every(60, "apps.staff.tasks.send_batches"),
    "forget-batches": every(24 * 3600, "apps.staff.tasks.forget_batches"),
    "ask-prepared": every(15, "apps.bench.tasks.ask_prepared"),
    "drop-prepared": every(600, "apps.bench.tasks.drop_prepared"),
    "hand-over-pitches": every(60, "apps.staff.tasks.hand_over_pitches"),
    "end-pitch-pauses": every(60, "apps.introductions.tasks.end_pitch_pauses"),
    "count-mailed-yeses": every(15, "apps.introductions.tasks.count_mailed_yeses"),
    "close-introductions": every(60, "apps.introductions.tasks.close_introductions"),
    "put-waiting-asks": every(60, "apps.introductions.tasks.put_waiting_asks"),
    "forget-mailed-replies": every(24 * 3600, "apps.introductions.tasks.forget_mailed_replies"),
    "run-due-evenings": every(60, "apps.meetings.tasks.run_due_evenings"),
    "forget-meetings": every(24 * 3600, "apps.meetings.tasks.forget_meetings"),
    "remind-asked": every(600, "apps.introductions.tasks.remind_asked"),
}
