#!/usr/bin/env python3
#===- facts.py - what facts cost: bytes and instructions ------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Compares facts with object files, and extraction with parsing.

    facts.py [--program PROGRAM] [--flags FLAGS] [--match REGEX] [--limit N] FOLDER...
    facts.py [--program PROGRAM] --count [--match REGEX] [--limit N] FOLDER...

For the commands of each FOLDER's compile_commands.json, all, or those of files
whose names match, or N of these, evenly chosen: the size of what
`clang-concurrency extract` writes over that of the object file, made by the
command's own compiler with FLAGS instead of its own: -O2 -g0, or what is given
("-O2 -g" is what configure scripts and packages ask for); or with its own, if
they are "own". With --count, instead: the instructions (Valgrind's Callgrind) of
extraction over those of parsing.

Prints Markdown; of several folders, the last row is over all files together.
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
LINE = re.compile(r"^\s*([\d,]+) \([ \d.]+%\)\s+[^:]*:(.*?)(?: \[[^\]]*\])?$")
PHASES = {
    "parse": r"clang::ParseAST\(",  # with all that follows
    "all": r"TreeConsumer::HandleTranslationUnit\(",
    "extract": r"concurrency::extract\(clang::ASTContext",
    "write": r"concurrency::write\[abi:cxx11\]\(concurrency::TranslationUnit",
}


def commands(folder, match, limit):
    chosen = [(entry["file"], entry["directory"],
               entry.get("arguments") or shlex.split(entry["command"]))
              for entry in json.loads((folder / "compile_commands.json").read_text())
              if re.search(match, entry["file"])]
    if limit and limit < len(chosen):
        chosen = [chosen[i * len(chosen) // limit] for i in range(limit)]
    return chosen


def without_output(arguments, other):
    """And without what the other flags decide about optimization and debugging."""
    kept, skip = [], False
    for argument in arguments:
        if skip or argument in ("-o", "-MF", "-MT", "-MQ"):
            skip = not skip
        elif not re.match(r"-O|-g|-M" if other else r"-M", argument):
            kept.append(argument)
    return kept


def call(command, folder):
    done = subprocess.run(command, cwd=folder, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(" ".join(done.stderr.split())[:200])
    return done.stdout


def sizes(folder, program, flags, match, limit):
    other = [] if flags == ["own"] else flags
    shares, facts_sum, object_sum = [], 0, 0
    for file, directory, arguments in commands(folder, match, limit):
        with tempfile.TemporaryDirectory() as scratch:
            facts, made = f"{scratch}/facts", f"{scratch}/object"
            try:
                call([program, "extract", "-o", facts, "--", *arguments], directory)
                call([*without_output(arguments, other), *other, "-w", "-o", made],
                     directory)
            except RuntimeError as error:
                print(f"not counted: {file}: {error}", file=sys.stderr)
                continue
            size, of_object = os.path.getsize(facts), os.path.getsize(made)
        shares.append(100 * size / of_object)
        facts_sum, object_sum = facts_sum + size, object_sum + of_object
    print_sizes(folder.name, shares, facts_sum, object_sum)
    return shares, facts_sum, object_sum


def print_sizes(name, shares, facts_sum, object_sum):
    low, middle, high = statistics.quantiles(shares, n=4)
    print(f"| {name} | {len(shares)} | {middle:.0f} % | {low:.0f}–{high:.0f} % "
          f"| {facts_sum >> 10} KiB | {object_sum >> 10} KiB |", flush=True)


def count_one(command, directory, program):
    with tempfile.TemporaryDirectory() as scratch:
        out = f"{scratch}/out"
        call(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
              program, "extract", "-o", f"{scratch}/facts", "--", *command],
             directory)
        shown = call(["callgrind_annotate", "--inclusive=yes",
                      "--threshold=100", out], directory)
    counts = dict.fromkeys(PHASES, 0)
    for line in filter(None, map(LINE.match, shown.splitlines())):
        for phase, pattern in PHASES.items():
            if re.search(pattern, line[2]):
                counts[phase] = max(counts[phase],
                                    int(line[1].replace(",", "")))
    return counts


def print_counts(name, counts):
    parsing = counts["parse"] - counts["all"]
    print(f"| {name} | {parsing // 10**6} M | " +
          " | ".join(f"{100 * counts[phase] / parsing:.1f} %"
                     for phase in ("all", "extract", "write")) + " |", flush=True)


def count(folder, program, match, limit):
    total = dict.fromkeys(PHASES, 0)
    for file, directory, arguments in commands(folder, match, limit):
        try:
            counts = count_one(arguments, directory, program)
        except RuntimeError as error:
            print(f"not counted: {file}: {error}", file=sys.stderr)
            continue
        for phase in PHASES:
            total[phase] += counts[phase]
        print_counts(f"{folder.name}: {os.path.basename(file)}", counts)
    if total["parse"]:
        print_counts(f"**{folder.name}**", total)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program",
                        default=ROOT / "build" / "bin" / "clang-concurrency")
    parser.add_argument("--flags", default="-O2 -g0", type=shlex.split)
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--match", default="", metavar="REGEX")
    parser.add_argument("--limit", type=int, default=0, metavar="N")
    parser.add_argument("folders", nargs="+", type=pathlib.Path, metavar="FOLDER")
    args = parser.parse_args()
    if args.count:
        print("| File | Parsing | Facts, all | of which extraction | writing |\n"
              "|---|---|---|---|---|")
    else:
        print("| Program | Files | Facts ÷ object, median | quartiles | Facts | Objects |\n"
              "|---|---|---|---|---|---|")
    if args.count:
        for folder in args.folders:
            count(folder, args.program, args.match, args.limit)
        return
    each = [sizes(folder, args.program, args.flags, args.match, args.limit)
            for folder in args.folders]
    if len(each) > 1:
        shares, facts_sums, object_sums = zip(*each)
        print_sizes("**all**", sum(shares, []), sum(facts_sums), sum(object_sums))


if __name__ == "__main__":
    main()
