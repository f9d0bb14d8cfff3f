#!/usr/bin/env python3
#===- analyse.py - runs the checks over a project and sums up -------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""The last step of plugin/try: run-clang-tidy over a compilation database.

Shows every finding once, although each file that includes a header repeats
what is found in it, and ends with counts. The exit code is 0 if the files were
analysed, whatever was found in them.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import time

ANSI = re.compile(r"\x1b\[[0-9;]*[mK]")
PROGRESS = re.compile(r"^\[\s*(\d+)/(\d+)\]")
HEAD = re.compile(r"^(?:\S.*?:\d+:\d+: )?(warning|error): .*\[([^\[\]\s]+)\]$")
# Concerns all of the files, such as a mistake in a model file.
FATAL = re.compile(r"^error: (?!.*\[[^\[\]\s]+\]$)")
# Some commands, Meson's for instance, name files relative to where they run.
RELATIVE = re.compile(r"^((?:\x1b\[[0-9;]*m)*)([^\s/:\x1b][^:\x1b]*)(:\d+:\d+: )")
CRASH = re.compile(r"^0\.\s+Program arguments: .*?(\S+)\s*$")
# What clang-tidy says besides findings.
CHATTER = re.compile(
    r"^(\d+ (warning|error)s?( and \d+ errors?)? generated\.|Suppressed \d+ "
    r"|Use -header-filter|Error while processing|Found compiler error"
    r"|Enabled checks:|\s+concurrency-[a-z-]+$|Running clang-tidy )")


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("plugin", "checks", "clang-tidy", "commands", "project"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--shown-from")
    parser.add_argument("--shown-as")
    parser.add_argument("--colour", action="store_true")
    parser.add_argument("arguments", nargs="*")
    return parser.parse_args()


def tidy_command(args):
    runner = args.clang_tidy.replace("clang-tidy", "run-clang-tidy")
    return [
        runner, "-quiet", "-p", args.commands, "-load", args.plugin,
        "-clang-tidy-binary", args.clang_tidy, "-checks=" + args.checks,
        "-j", str(len(os.sched_getaffinity(0))), "-header-filter", ".*",
        "-use-color", "1" if args.colour else "0",
        # The commands may have been made for GCC.
        "-extra-arg=-Wno-unknown-warning-option",
        "-extra-arg=-Wno-ignored-optimization-argument",
        *args.arguments,
    ]


class Reader:
    """Cuts clang-tidy's output into blocks: a finding and all that follows."""

    def __init__(self, args, folders):
        self.args = args
        self.folders = folders  # where the commands run
        self.seen = set()
        self.counts = collections.Counter()
        self.broken = []  # errors of the compiler
        self.crashed = []  # files
        self.files = 0
        self.block = []
        self.head = None

    def absolute(self, name):
        for folder in self.folders:
            path = os.path.normpath(os.path.join(folder, name))
            if os.path.exists(path):
                return path
        return name

    def feed(self, line):
        line = RELATIVE.sub(
            lambda m: m[1] + self.absolute(m[2]) + m[3], line)
        plain = ANSI.sub("", line)
        if progress := PROGRESS.match(plain):
            self.flush()
            self.files = int(progress[1])
            self.show_progress(progress[1], progress[2])
            return
        if crash := CRASH.match(plain):
            self.crashed.append(crash[1])
        if CHATTER.match(plain) or not plain and not self.block:
            return
        if head := HEAD.match(plain):
            self.flush()
            self.head = (head[1], head[2].split(",")[0], plain)
        elif FATAL.match(plain):
            self.flush()
            self.head = ("fatal", "", plain)
        if self.head:
            self.block.append(line)

    def flush(self):
        head, block = self.head, self.block
        self.head, self.block = None, []
        if not head:
            return
        level, check, plain = head
        text = "\n".join(block).rstrip()
        if level == "fatal":
            sys.exit(text)
        if check == "clang-diagnostic-error":
            self.broken.append(plain)
        elif check.startswith("concurrency-") and plain not in self.seen:
            self.seen.add(plain)
            self.counts[check] += 1
            self.clear_progress()
            if self.args.shown_from:
                text = text.replace(self.args.shown_from, self.args.shown_as)
            print(text + "\n", flush=True)

    def show_progress(self, done, total):
        if sys.stderr.isatty():
            print(f"\r\x1b[K[{done}/{total}]", end="", file=sys.stderr,
                  flush=True)

    def clear_progress(self):
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def plural(number, noun):
    return f"{number} {noun}" + ("" if number == 1 else "s")


def summary(reader, files, seconds):
    found = sum(reader.counts.values())
    print(f"{plural(found, 'finding')} in {plural(files, 'file')}, "
          f"{seconds:.1f} s")
    for check, count in sorted(reader.counts.items()):
        print(f"{count:6} {check}")
    if reader.broken:
        print(f"\n{plural(len(reader.broken), 'error')} of the compiler; what "
              "follows an error in a file may not have been analysed:")
        for line in reader.broken[:5]:
            print("  " + line)
        if len(reader.broken) > 5:
            print(f"  ... and {len(reader.broken) - 5} more")


    if reader.crashed:
        print(f"\nclang-tidy crashed on {plural(len(reader.crashed), 'file')}. "
              "Please report it with the output of clang-tidy for")
        for file in reader.crashed:
            print("  " + file)


def main():
    args = parse_args()
    with open(os.path.join(args.commands, "compile_commands.json"),
              encoding="utf-8") as database:
        entries = json.load(database)
    files = len({os.path.normpath(os.path.join(entry["directory"],
                                               entry["file"]))
                 for entry in entries})
    print(f"Analysing {plural(files, 'file')} of {args.project}\n", flush=True)
    reader = Reader(args, sorted({entry["directory"] for entry in entries}))
    start = time.monotonic()
    with subprocess.Popen(tidy_command(args), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          text=True, errors="replace") as process:
        for line in process.stdout:
            reader.feed(line.rstrip("\n"))
    reader.flush()
    reader.clear_progress()
    if reader.files == 0:
        sys.exit("error: no file was analysed; try "
                 + " ".join(tidy_command(args)))
    summary(reader, files, time.monotonic() - start)
    sys.exit(bool(reader.crashed))


if __name__ == "__main__":
    main()
