"""Says what is going on: a line per step with the seconds since the start, and a turning wheel on a terminal."""

import shutil
import sys
import time
from itertools import cycle
from typing import TextIO

LENGTH, EVERY = 100, 10.0  # characters of a line, and seconds between two, where there is no terminal


class Progress:
    def __init__(self, output: TextIO | None = None) -> None:
        self.output = output or sys.stdout
        self.terminal = self.output.isatty()
        self.started = self._told = time.monotonic()
        self._wheel = cycle("|/-\\")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def step(self, text: str) -> None:
        self.clear()
        print(f"{self.seconds:6.1f} s  {text}", file=self.output, flush=True)
        self._told = time.monotonic()

    def turn(self, text: str) -> None:
        """For whoever waits: called often, it moves on a terminal and speaks up now and then elsewhere."""
        if self.terminal:
            line = f"{self.seconds:6.1f} s  {next(self._wheel)} {text}"
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\x1b[K{line[:width]}", end="", file=self.output, flush=True)
        elif time.monotonic() - self._told > EVERY:
            self.step(f"… {text[:LENGTH]}")

    def clear(self) -> None:
        if self.terminal:
            print("\r\x1b[K", end="", file=self.output, flush=True)
