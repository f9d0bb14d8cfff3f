#!/usr/bin/env python3
#===- compiler.py - what the compiler plugin costs ------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Measures what the plugin costs the compiler and the Static Analyzer.

    compiler.py [OPTION...] FOLDER...

Every FOLDER has a compile_commands.json. Each of its files is processed by two
commands, one after the other, in turn which is first, and that in several
rounds:

    facts     clang -O2 -c, with the plugin writing facts, and without it
    findings  likewise, with findings as warnings as well
    analyzer  clang --analyze, with our checkers besides the default ones, and
              without them

Prints Markdown: a row for each program, with the median of the rounds' ratios
of user plus system time of all its files, and in brackets the least and the
most.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

import run

KINDS = ("facts", "findings", "analyzer")


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--kind", choices=KINDS, default="facts")
    parser.add_argument("--plugin",
                        default=run.ROOT / "build" / "lib" / "ConcurrencyClang.so")
    parser.add_argument("--limit", type=int, default=0, metavar="N",
                        help="N files a program, evenly chosen; default: all")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--match", default="", metavar="REGEX",
                        help="only files of which the name matches")
    parser.add_argument("--index", default="none", metavar="FILE",
                        help="of the analyzer: what clang-concurrency left of "
                        "the whole program; default: none")
    parser.add_argument("--clang", default="clang-22")
    args = parser.parse_args()
    args.plugin = pathlib.Path(args.plugin).resolve()
    return args


def both(file, args, folder):
    """The command without the plugin, and with it."""
    plain = [a for a in file.syntax_command(args.clang) if a != "-fsyntax-only"]
    # Other compilers' warnings that are errors are nobody's business here.
    plain = [a for a in plain if not a.startswith("-Werror")] + ["-w"]
    ours = [f"-fplugin={args.plugin}"]
    if args.kind == "analyzer":
        plain += ["--analyze", "-o", os.path.join(folder, "plist")]
        ours += ["-Xclang", "-analyzer-checker=concurrency", "-Xclang",
                 "-analyzer-config", "-Xclang",
                 f"concurrency:Index={args.index}"]
    else:
        plain += ["-O2", "-c", "-o", os.path.join(folder, "object")]
        ours += ["-fplugin-arg-ConcurrencyClang-facts=" +
                 os.path.join(folder, "facts")]
        if args.kind == "facts":
            ours += ["-fplugin-arg-ConcurrencyClang-checks=none"]
    return plain, plain + ours


def measure(program, args):
    files = run.read_files(program, args.limit, args.match)
    rounds = [[0, 0] for _ in range(args.rounds)]
    failed = set()
    for number, sums in enumerate(rounds):
        folder = tempfile.mkdtemp()
        for index, file in enumerate(files):
            pair = both(file, args, folder)
            costs = [None, None]
            for which in (0, 1) if (index + number) % 2 else (1, 0):
                costs[which], error = run.measure(pair[which], file.folder)
                if error:
                    failed.add(f"{file.path}: {error}")
            if all(costs):
                for which in (0, 1):
                    sums[which] += costs[which].time
        shutil.rmtree(folder)
    ratios = [ours / plain for plain, ours in rounds]
    print(f"| {os.path.basename(os.path.realpath(program))} | {len(files)} | "
          f"{args.rounds} | {statistics.median(r[0] for r in rounds):.1f} s | "
          f"{statistics.median(ratios):.3f} ({min(ratios):.3f}–"
          f"{max(ratios):.3f}) |", flush=True)
    for line in sorted(failed):
        print(line, file=sys.stderr)


def main():
    args = parse_args()
    print(f"| Program | Files | Rounds | Without | {args.kind} ÷ without |")
    print("|---|---|---|---|---|")
    for program in args.folders:
        measure(program, args)


if __name__ == "__main__":
    main()
