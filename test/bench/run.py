#!/usr/bin/env python3
#===- run.py - what the checks cost ---------------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Measures what the checks cost on real programs.

    run.py [OPTION...] FOLDER...

Every FOLDER has a compile_commands.json. Each of its files is processed by

    all      clang-tidy with the plugin and all of its checks
    trivial  the same clang-tidy and plugin, with one upstream check that costs
             next to nothing
    syntax   clang -fsyntax-only, with the file's own flags

one after the other, and that in several rounds. Time is user plus system time,
so other processes disturb it little; memory is the peak of the resident set.
Prints Markdown: a row for each program, with the medians of the rounds' ratios,
and the files that cost most.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# It looks at switch statements only, in C and C++: its matcher is never tried
# on anything else. What remains is parsing, and clang-tidy's walk over the
# syntax tree, which every check needs.
TRIVIAL = "bugprone-switch-missing-default-case"
TOOLS = ("all", "trivial", "syntax")
# What clang-tidy removes from a command as well: output and dependencies.
WITH_VALUE = ("-o", "-MF", "-MT", "-MQ", "-MJ")
ALONE = re.compile(r"-(c|S|E|M|MM|MD|MMD|MG|MP|MV)|-M[FTQJ].+|-o.+")


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--plugin",
                        default=ROOT / "build" / "lib" / "ConcurrencyTidy.so",
                        help="default: that of build/")
    parser.add_argument("--limit", type=int, default=0, metavar="N",
                        help="N files a program, evenly chosen; default: all")
    parser.add_argument("--rounds", type=int, default=3, metavar="N",
                        help="default: 3, the least that has a median")
    parser.add_argument("--slowest", type=int, default=10, metavar="N",
                        help="how many files to list; default: 10")
    parser.add_argument("--clang-tidy", default="clang-tidy-22")
    parser.add_argument("--clang", default="clang-22")
    parser.add_argument("--match", default="", metavar="REGEX",
                        help="only files of which the name matches")
    args = parser.parse_args()
    args.plugin = pathlib.Path(args.plugin).resolve()
    if args.rounds < 3:
        parser.error("a median takes three rounds")
    return args


def our_checks():
    registry = (ROOT / "checks" / "Checks.def").read_text(encoding="utf-8")
    return re.findall(r'"(concurrency-[a-z-]+)"', registry)


class File:
    """An entry of a compilation database."""

    def __init__(self, entry):
        self.entry = entry
        self.folder = entry["directory"]
        self.path = os.path.normpath(os.path.join(self.folder, entry["file"]))

    def syntax_command(self, clang):
        given = self.entry.get("arguments") or shlex.split(self.entry["command"])
        arguments = [clang, "-fsyntax-only"]
        # The driver of C++ differs in what it links, but also in the language
        # of headers and of files with unknown endings.
        if "++" in os.path.basename(given[0]):
            arguments.insert(1, "--driver-mode=g++")
        given = iter(given[1:])
        for argument in given:
            if argument in WITH_VALUE:
                next(given, None)
            elif not ALONE.fullmatch(argument):
                arguments.append(argument)
        return arguments


def read_files(folder, limit, match):
    with open(os.path.join(folder, "compile_commands.json"),
              encoding="utf-8") as database:
        entries = json.load(database)
    files = {}
    for entry in entries:
        file = File(entry)
        if re.search(match, file.path):
            files.setdefault(file.path, file)
    files = list(files.values())
    if limit and len(files) > limit:
        files = [files[(2 * i + 1) * len(files) // (2 * limit)]
                 for i in range(limit)]
    return files


def write_database(file, folder):
    """A database of one entry: clang-tidy would process a file as often as the
    program's own names it, and read all of it every time."""
    with open(os.path.join(folder, "compile_commands.json"), "w",
              encoding="utf-8") as out:
        json.dump([file.entry], out)


class Cost:
    def __init__(self, usage):
        self.time = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024  # MiB


def measure(command, folder):
    """Runs a command; its cost, or what it said if it failed."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, cwd=folder, stdout=output,
                                 stderr=subprocess.STDOUT,
                                 stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode == 0:
            return Cost(usage), None
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
        errors = re.findall(r"^.*error: .*$", text, re.M)
        return None, (errors or [f"exit code {child.returncode}"])[0]


class Program:
    """The costs of a program's files: costs[file][round][tool]."""

    def __init__(self, folder, args):
        self.folder = os.path.realpath(folder)
        self.name = os.path.basename(self.folder)
        self.files = read_files(folder, args.limit, args.match)
        self.failures = []
        self.costs = {}
        self.rounds = args.rounds

    def shown(self, file):
        inside = os.path.relpath(os.path.realpath(file.path), self.folder)
        return f"{self.name}: " + (os.path.basename(file.path)
                                   if inside.startswith("..") else inside)

    def commands(self, file, database, args):
        tidy = [args.clang_tidy, f"-load={args.plugin}", "--config={}",
                "-quiet", "-p", database, file.path]
        return {
            "all": tidy + ["-checks=-*," + ",".join(our_checks())],
            "trivial": tidy + ["-checks=-*," + TRIVIAL],
            "syntax": file.syntax_command(args.clang),
        }

    def run_file(self, file, args):
        with tempfile.TemporaryDirectory() as database:
            write_database(file, database)
            commands = self.commands(file, database, args)
            # Not counted: it brings the headers into the disk cache.
            _, failure = measure(commands["syntax"], file.folder)
            if failure:
                self.failures.append((file, "syntax", failure))
                return
            costs = []
            for turn in range(args.rounds):
                costs.append({})
                # None of them is always the first.
                for i in range(len(TOOLS)):
                    tool = TOOLS[(turn + i) % len(TOOLS)]
                    cost, failure = measure(commands[tool], file.folder)
                    if failure:
                        self.failures.append((file, tool, failure))
                        return
                    costs[-1][tool] = cost
            self.costs[file] = costs

    def run(self, args):
        for number, file in enumerate(self.files, 1):
            if sys.stderr.isatty():
                print(f"\r\x1b[K{self.name} [{number}/{len(self.files)}]",
                      end="", file=sys.stderr, flush=True)
            self.run_file(file, args)
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def total(self, tool, turn, what):
        return sum(getattr(costs[turn][tool], what)
                   for costs in self.costs.values())

    def ratios(self, what, against):
        """Of all files together, by round."""
        return [self.total("all", turn, what) / self.total(against, turn, what)
                for turn in range(self.rounds)]

    def row(self):
        if not self.costs:
            return [self.name, "0"] + ["-"] * 6
        time = [self.total("all", turn, "time") for turn in range(self.rounds)]
        peak = max(statistics.median(round["all"].memory for round in costs)
                   for costs in self.costs.values())
        return [
            self.name, str(len(self.costs)),
            f"{statistics.median(time):.1f} s",
            spread(self.ratios("time", "trivial")),
            spread(self.ratios("time", "syntax")),
            f"{peak:.0f} MiB",
            spread(self.ratios("memory", "trivial")),
            spread(self.ratios("memory", "syntax")),
        ]


def spread(ratios):
    """The median, and what it lies between."""
    return (f"{statistics.median(ratios):.3f} "
            f"({min(ratios):.3f}–{max(ratios):.3f})")


def quickest(costs, tool):
    """Of one short run, the least is disturbed least."""
    return min(round[tool].time for round in costs)


def print_table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|---" * len(header) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def print_slowest(programs, number):
    files = []
    for program in programs:
        for file, costs in program.costs.items():
            ours, trivial = (quickest(costs, tool) for tool in TOOLS[:2])
            files.append((ours - trivial, ours / trivial, ours,
                          program.shown(file)))
    files.sort(reverse=True)
    print(f"\nThe {min(number, len(files))} files in which the checks themselves "
          "take longest:\n")
    print_table(["file", "checks", "all", "÷ trivial"],
                [[name, f"{extra:.3f} s", f"{whole:.2f} s", f"{ratio:.2f}"]
                 for extra, ratio, whole, name in files[:number]])


def main():
    args = parse_args()
    if not args.plugin.exists():
        sys.exit(f"error: no plugin at {args.plugin}; build it first, or say "
                 "--plugin")
    programs = []
    for folder in args.folders:
        programs.append(Program(folder, args))
        programs[-1].run(args)
    print_table(["program", "files", "time, all checks", "÷ trivial check",
                 "÷ -fsyntax-only", "peak memory", "÷ trivial check",
                 "÷ -fsyntax-only"], [program.row() for program in programs])
    if args.slowest:
        print_slowest(programs, args.slowest)
    failures = [(program, *failure) for program in programs
                for failure in program.failures]
    if failures:
        print("\nNot counted, because a tool failed:\n")
    for program, file, tool, text in failures:
        print(f"- {program.shown(file)}, {tool}: {text}")
    # A file that does not compile here is no fault of the plugin's.
    sys.exit(any(tool != "syntax" for _, _, tool, _ in failures))


if __name__ == "__main__":
    main()
