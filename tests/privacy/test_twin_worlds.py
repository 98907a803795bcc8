import os
import time

import pytest

from tests.privacy.twins.running import Figures, run

pytestmark = pytest.mark.django_db
def test_x():
    figures = Figures()
    begin = time.monotonic()
    n = int(os.environ.get("N", "52"))
    f = int(os.environ.get("FIRST", "0"))
    kinds = [k for k in os.environ.get("KINDS", "").split(",") if k]
    import cProfile
    import pstats
    prof = cProfile.Profile(); prof.enable()
    leaks = run(range(f, f+n), figures, *kinds)
    prof.disable()
    if os.environ.get("PROF"): pstats.Stats(prof).sort_stats("cumtime").print_stats("apps|twins", 45)
    print(figures, figures.acts, time.monotonic() - begin)
    for leak in leaks[:int(os.environ.get("SHOW", "3"))]:
        print("=" * 80)
        print(leak)
    print(len(leaks), [(l.story.number, l.story.kind, l.label) for l in leaks])
