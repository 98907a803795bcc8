#!/usr/bin/env python3
"""Sets up and runs Intro Net: `python3 run.py --help`. Needs nothing but Python until .venv is made."""

import sys

from intro_net.launch.python import complaint


def main() -> int:
    sentence = complaint(sys.version_info[:2], sys.platform)
    if sentence:
        print(sentence, file=sys.stderr)
        return 1
    # Not at the top: what follows would not even parse on the Pythons that the lines above turn away.
    from intro_net.launch.main import launch

    return launch(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
