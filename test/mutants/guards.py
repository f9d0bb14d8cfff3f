#!/usr/bin/env python3
#===- guards.py - are the guards we infer the ones that are written? ------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Compares inferred guards with those stated in annotated programs.

    guards.py --dump COMMAND [OPTION...] PROGRAM...

Every PROGRAM is a folder with compile_commands.json. What is stated is read from
the sources: a name followed by a macro or attribute called GUARDED_BY or similar.
What is inferred is what COMMAND prints for each file, with the annotations
stripped. It is called like a tool of Clang's (COMMAND -p FOLDER FILE
--extra-arg=...) and prints a line for every piece of state that is a member or a
global:

    guard STATE LOCK GUARDED/TOTAL

with qualified names, LOCK being - if no lock is thought to guard it: for
instance 'guard bank::Account::Balance bank::Account::BalanceMutex 4/5'. Where
files differ, the one with most accesses counts. With --whole, COMMAND is called
once, with --linked and all files.

recovered: the same lock, by its last name; wrong: another lock; missed: none;
not seen: no file accesses it.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import shlex
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "oracle"),
                str(HERE.parent / "bench")]

import findings
import run as bench
from mutate import HEADERS
from source import Source

STATED = re.compile(
    r"\b(?P<name>\w+)\s*(?:\[[^\]]*\]\s*)*"
    r"(?:__attribute__\s*\(\(\s*guarded_by|\[\[clang::guarded_by|"
    r"(?<!PT_)\b(?!PT_|\w*_PT_)\w*GUARDED_BY)\s*"
    r"\((?P<lock>[^()]*(?:\([^()]*\)[^()]*)*)\)")
INFERRED = re.compile(r"^guard (\S.*?) (\S+) (\d+)/(\d+)$", re.M)


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+", metavar="PROGRAM")
    parser.add_argument("--dump", required=True, metavar="COMMAND")
    parser.add_argument("--limit", type=int, default=0, metavar="N",
                        help="N files a program, evenly chosen; default: all")
    parser.add_argument("--strip-annotations", default="all",
                        choices=("all", "guards"),
                        help="'guards' leaves those that say what is a lock")
    parser.add_argument("--whole", action="store_true",
                        help="all files as one program, not one by one")
    parser.add_argument("--list", action="store_true",
                        help="name everything that is not recovered")
    return parser.parse_args()


def last_name(lock):
    names = [name for name in re.findall(r"[A-Za-z_]\w*", lock)
             if name not in ("this", "get")]
    return names[-1] if names else lock


def stated_in(path):
    """(state, lock) of each annotation in a file."""
    source = Source.read(path)
    for found in STATED.finditer(source.plain):
        scope = source.scope_at(found.start())
        # value GUARDED_BY(mu){0}; looks like a function.
        while scope and scope.kind == "function" and found.start() < scope.brace:
            scope = scope.parent
        inside = scope.qualified if scope else ""
        name = found["name"]
        if inside and scope.enclosing("function"):
            continue
        yield (f"{inside}::{name}" if inside else name), last_name(found["lock"])


def stated(folder, files):
    states = {}
    paths = {os.path.realpath(file.path) for file in files}
    for where, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        paths.update(os.path.join(where, name) for name in names
                     if name.endswith(HEADERS))
    for path in sorted(paths):
        if path.startswith(folder + os.sep):
            states.update(stated_in(path))
    return states


def dump(args, files):
    """What COMMAND prints of the files, and what went wrong."""
    with tempfile.TemporaryDirectory() as database:
        entries = []
        for file in files:
            bench.write_database(file, database)
            path = pathlib.Path(database, "compile_commands.json")
            entries += json.loads(path.read_text())
        path.write_text(json.dumps(entries))
        arguments = [*shlex.split(args.dump), "-p", database,
                     *(file.path for file in files),
                     "--extra-arg=-w", "--extra-arg=-include",
                     f"--extra-arg={HERE / 'strip-annotations.h'}"]
        if args.whole:
            arguments.append("--linked")
        if args.strip_annotations == "all":
            arguments.append("--extra-arg=-DSTRIP_LOCK_TYPES")
        return findings.run(arguments, os.getcwd(), timeout=300 * len(files))


def inferred(files, args):
    """Of every state, the guard and votes of the file with most accesses."""
    states, failed = {}, []
    runs = [files] if args.whole else [[file] for file in files]
    for number, run in enumerate(runs, 1):
        if sys.stderr.isatty():
            print(f"\r\x1b[K[{number}/{len(runs)}]", end="", file=sys.stderr,
                  flush=True)
        text, error = dump(args, run)
        if error or re.search(r"\berror: ", text):
            failed += [file.path for file in run]
            continue
        for state, lock, guarded, total in INFERRED.findall(text):
            if state not in states or int(total) > states[state][2]:
                states[state] = lock, int(guarded), int(total)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return states, failed


def judge(lock, found):
    if found is None:
        return "not seen"
    if found[0] == "-":
        return "missed"
    return "recovered" if last_name(found[0]) == lock else "wrong"


class Program:
    def __init__(self, folder, args):
        self.folder = os.path.realpath(folder)
        self.name = os.path.basename(self.folder)
        files = bench.read_files(folder, args.limit, "")
        self.stated = stated(self.folder, files)
        self.inferred, self.failed = inferred(files, args)
        self.outcomes = collections.defaultdict(list)
        for state, lock in sorted(self.stated.items()):
            self.outcomes[judge(lock, self.inferred.get(state))].append(state)

    def row(self):
        counts = {name: len(states) for name, states in self.outcomes.items()}
        seen = len(self.stated) - counts.get("not seen", 0)
        cells = [self.name, str(len(self.stated)), str(counts.get("not seen", 0))]
        for name in ("recovered", "wrong", "missed"):
            number = counts.get(name, 0)
            share = f" ({100 * number / seen:.0f} %)" if seen else ""
            cells.append(f"{number}{share}")
        return cells

    def print_list(self):
        for outcome in ("wrong", "missed", "not seen"):
            if self.outcomes[outcome]:
                print(f"\n{self.name}, {outcome}:\n")
            for state in self.outcomes[outcome]:
                lock, guarded, total = self.inferred.get(state, ("-", 0, 0))
                print(f"- {state}: stated {self.stated[state]}, inferred {lock} "
                      f"({guarded} of {total})")


def main():
    args = parse_args()
    programs = [Program(folder, args) for folder in args.programs]
    header = ["program", "stated", "not seen", "recovered", "wrong", "missed"]
    print("| " + " | ".join(header) + " |")
    print("|---" * len(header) + "|")
    for program in programs:
        print("| " + " | ".join(program.row()) + " |")
    for program in programs:
        if args.list:
            program.print_list()
        for path in program.failed:
            print(f"\nNot counted, because it does not parse: {path}")


if __name__ == "__main__":
    main()
