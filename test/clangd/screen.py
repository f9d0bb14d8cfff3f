#!/usr/bin/env python3
#===- screen.py - looks at an editor's screen -----------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Runs an editor in a terminal of its own, types into it, and prints what is on
its screen. Below a line with underlined text, ~ stands under that text.

    screen.py [OPTION...] -- EDITOR [ARGUMENT...]

Options, which are carried out in the order in which they are given:

    --size COLUMNSxLINES   of the terminal (100x30)
    --folder FOLDER        runs the editor in a copy of it
    --type KEYS            with Python's escapes; \\x1b is Escape
    --wait TEXT            until it is on the screen
    --wait-gone TEXT       until it is not
    --picture FILE         draws the screen as SVG
    --print                prints the screen

The exit code is 1 if something does not come in two minutes.
"""

import fcntl
import html
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

import pyte

PATIENCE = 120
# In pixels; a letter is as wide in every monospaced font at this size, nearly.
WIDTH, HEIGHT, FONT = 8.4, 18, 14
COLOURS = {"black": "#1d1f21", "red": "#e06c75", "green": "#98c379",
           "brown": "#e5c07b", "blue": "#61afef", "magenta": "#c678dd",
           "cyan": "#56b6c2", "white": "#d0d0d0"}
PAPER, INK = "#1d1f21", "#d0d0d0"


class Terminal:
    def __init__(self, command, columns, lines, folder):
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.side, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ,
                    struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=other, stdout=other, stderr=other,
            # Emacs opens /dev/tty: the terminal must be its own.
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor",
                 "LC_ALL": "C.UTF-8", "HOME": folder, "XDG_CONFIG_HOME": folder})
        os.close(other)

    def read(self, seconds):
        if select.select([self.side], [], [], seconds)[0]:
            try:
                self.stream.feed(os.read(self.side, 65536))
            except OSError:  # The editor has ended.
                time.sleep(seconds)

    def wait(self, done, what):
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                self.print()
                sys.exit(f"error: {what}")
            self.read(0.1)

    def shows(self, text):
        return text in "\n".join(self.screen.display)

    def rows(self):
        """Cells, from left to right."""
        for y in range(self.screen.lines):
            row = self.screen.buffer[y]
            yield [row[x] for x in range(self.screen.columns)]

    def print(self):
        for row in self.rows():
            print("".join(cell.data for cell in row).rstrip())
            marks = "".join("~" if cell.underscore and cell.data.strip() else " "
                            for cell in row).rstrip()
            if marks:
                print(marks)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.side)


def colour(name, default):
    if name == "default":
        return default
    return COLOURS.get(name.removeprefix("bright"), f"#{name}")


def picture(terminal):
    columns, lines = terminal.screen.columns, terminal.screen.lines
    width, height = columns * WIDTH + 2 * FONT, lines * HEIGHT + 2 * FONT
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" '
           f'height="{height:.0f}" font-family="monospace" font-size="{FONT}">',
           f'<rect width="100%" height="100%" rx="6" fill="{PAPER}"/>']
    for y, row in enumerate(terminal.rows()):
        top = FONT + y * HEIGHT
        x = 0
        while x < columns:
            # Neighbours that look the same are drawn at once.
            style = row[x]._replace(data="")
            end = x
            while end < columns and row[end]._replace(data="") == style:
                end += 1
            text = "".join(cell.data for cell in row[x:end])
            left, length = FONT + x * WIDTH, (end - x) * WIDTH
            x = end
            ink, paper = colour(style.fg, INK), colour(style.bg, PAPER)
            if style.reverse:
                ink, paper = paper, ink
            if paper != PAPER:
                svg.append(f'<rect x="{left:.1f}" y="{top}" width="{length:.1f}" '
                           f'height="{HEIGHT}" fill="{paper}"/>')
            if not text.strip():
                continue
            weight = ' font-weight="bold"' if style.bold else ""
            svg.append(f'<text x="{left:.1f}" y="{top + FONT - 1}" fill="{ink}"'
                       f'{weight} xml:space="preserve" textLength="{length:.1f}" '
                       f'lengthAdjust="spacingAndGlyphs">'
                       f'{html.escape(text, quote=False)}</text>')
            if style.underscore:
                wave = f"M{left:.1f} {top + HEIGHT - 2}" + "q1 -3 2 0t2 0" * int(
                    length / 4)
                svg.append(f'<path d="{wave}" fill="none" stroke="#e5c07b"/>')
    return "\n".join(svg + ["</svg>", ""])


def main():
    if "--" not in sys.argv:
        sys.exit(__doc__)
    split = sys.argv.index("--")
    options, command = sys.argv[1:split], sys.argv[split + 1:]
    size, folder = "100x30", "."
    terminal = None
    with tempfile.TemporaryDirectory() as scratch:
        copy = os.path.join(scratch, "project")
        while options:
            option = options.pop(0)
            value = options.pop(0) if option != "--print" else None
            if option == "--size":
                size = value
                continue
            if option == "--folder":
                folder = value
                continue
            if terminal is None:
                shutil.copytree(folder, copy)
                terminal = Terminal(command, *map(int, size.split("x")), copy)
            if option == "--type":
                os.write(terminal.side, value.encode().decode("unicode_escape")
                         .encode())
            elif option == "--wait":
                terminal.wait(lambda: terminal.shows(value), f"no '{value}'")
            elif option == "--wait-gone":
                terminal.wait(lambda: not terminal.shows(value), f"still '{value}'")
            elif option == "--print":
                terminal.print()
            elif option == "--picture":
                with open(value, "w", encoding="utf-8") as file:
                    file.write(picture(terminal))
            else:
                sys.exit(__doc__)
        terminal.stop()


if __name__ == "__main__":
    main()
