"""Beat without a file, and with one that remembers a time yet to come; a jump under a running one: tests/faults."""

from datetime import timedelta
from pathlib import Path

from intro_net.beat import SteadyScheduler
from intro_net.celery import app
from intro_net.schedule import SCHEDULE


def test_beat_goes_on_from_memory_where_its_file_cannot_be(tmp_path: Path) -> None:
    beat = SteadyScheduler(app, schedule_filename=str(tmp_path / "nowhere" / "beat-schedule"))

    beat.sync()

    assert set(beat.schedule) >= set(SCHEDULE)
    beat.close()


def test_a_first_start_rings_everything_at_once_and_a_later_one_goes_on_from_there(tmp_path: Path) -> None:
    file = str(tmp_path / "beat-schedule")
    beat = SteadyScheduler(app, schedule_filename=file)
    assert [name for name in SCHEDULE if not beat.schedule[name].is_due()[0]] == []
    for name in SCHEDULE:
        beat.schedule[name] = next(beat.schedule[name])
    beat.close()

    again = SteadyScheduler(app, schedule_filename=file)
    rare = [name for name in SCHEDULE if SCHEDULE[name]["schedule"] >= 600]
    assert [name for name in rare if again.schedule[name].is_due()[0]] == []
    again.close()


def test_what_falls_due_is_rung_for_long_before_readyz_complains() -> None:
    soon = timedelta(hours=1) / 4  # a quarter of READY_LATEST by default
    own_time = {
        "forget-batches",
        "forget-meetings",
        "forget-mails",
        "forget-mailed-replies",
        "forget-invitations",
        "forget-sessions",
        "learn-weights",
        "keep-reports",
        "move-up-wishes",
        "place-towns",
        "refresh-all",
    }  # no due rows of theirs

    assert [name for name in set(SCHEDULE) - own_time if timedelta(seconds=SCHEDULE[name]["schedule"]) > soon] == []


def test_beat_does_not_wait_until_it_is_as_late_again(tmp_path: Path) -> None:
    beat = SteadyScheduler(app, schedule_filename=str(tmp_path / "beat-schedule"))
    for entry in beat.schedule.values():
        entry.last_run_at = entry.default_now() + timedelta(days=1)

    seconds = beat.tick()

    assert 0 <= seconds <= 5  # the most frequent one
    assert [e.name for e in beat.schedule.values() if e.last_run_at and e.last_run_at > e.default_now()] == []
    beat.close()
