"""The command line of run.py."""

import argparse
import sys
from collections.abc import Callable, Sequence

from intro_net.launch import benching, checking, managing, picturing, soaking, testing
from intro_net.launch.children import INTERRUPTED
from intro_net.launch.serving import on_signals, serve
from intro_net.launch.trouble import Trouble, told

COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "test": testing.test,
    "check": checking.check,
    "soak": soaking.soak,
    "bench": benching.bench,
    "pictures": picturing.picture,
    "manage": managing.manage,
}
MORE = """\
other commands (each takes --help or passes further words on):
  run.py test [pytest words]   every test, browser tests included
  run.py check                 formatting, types, layers, translations, migrations, deployment
  run.py soak [PATH …]         fault and privacy tests at their full sizes, as JSON
  run.py bench [name …]        benchmarks; without a name, which there are
  run.py pictures              the pictures of the README, taken anew from the demo
  run.py manage …              manage.py, inside .venv

from the environment (docs/operations.md has them all):
  DATA_DIR       where everything is written, var/ if not set
  DATABASE_URL   PostgreSQL instead of SQLite      REDIS_URL   Redis instead of message files
  EMAIL_URL      where mail leaves instead of staying readable at /mailbox/
"""


def launch(words: Sequence[str]) -> int:
    on_signals()
    try:
        if words and words[0] in COMMANDS:
            return COMMANDS[words[0]](words[1:])
        return serve(_parser().parse_args(words))
    except Trouble as trouble:
        return _refuse(trouble)
    except OSError as error:
        if sentence := told(error):
            return _refuse(sentence)
        raise
    except KeyboardInterrupt:
        print("\nStopped.")
        return INTERRUPTED


def _refuse(sentence: Trouble) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run.py",
        usage="run.py [--port PORT] [--fresh] [--no-demo]",
        description="Sets up what is missing, then runs Intro Net until Ctrl-C.",
        epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=_port, default=8000, help="where the page answers (8000)")
    parser.add_argument("--fresh", action="store_true", help="first forget all data of the embedded default")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="start with nobody in it")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port; take a number from 1 to 65535")
    return int(text)
