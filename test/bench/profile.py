#!/usr/bin/env python3
#===- profile.py - where the checks' time goes ----------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Shows which part of the analysis costs what, by counting instructions.

    profile.py [OPTION...] FOLDER...

Takes some files of each FOLDER's compile_commands.json and runs clang-tidy over
them under Valgrind's Callgrind: once with all checks, once with one trivial
upstream check. The counts are the same on every run and do not depend on what
else the machine does, so small changes show; but instructions are not time.

Prints Markdown: a row for each file, with percentages of the trivial run. Below
it, the functions that cost most, with all that they call.
"""

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import run

# A phase is what these functions cost, with all that they call. CFGs are built
# by the compiler's own warnings, too; what the trivial run has is subtracted.
PHASES = {
    "models": r"concurrency::loadModels\(",
    "extract": r"concurrency::extract\(clang::ASTContext",
    "CFGs": r"clang::CFG::buildCFG\(",
    "solve": r"concurrency::solve\(",
    "detect": r"concurrency::detectAll\(",
}
LINE = re.compile(r"^\s*([\d,]+) \([ \d.]+%\)\s+[^:]*:(.*?)(?: \[[^\]]*\])?$")


def number(text):
    return int(text.replace(",", ""))


class Counts:
    """Inclusive counts by function."""

    def __init__(self, command, folder):
        with tempfile.TemporaryDirectory() as scratch:
            out = os.path.join(scratch, "out")
            made = subprocess.run(
                ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                 *command], cwd=folder, text=True, errors="replace",
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if made.returncode != 0:
                raise RuntimeError(made.stderr.strip().splitlines()[-1])
            shown = subprocess.run(
                ["callgrind_annotate", "--inclusive=yes", "--threshold=100", out],
                check=True, text=True, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL).stdout
        self.functions = collections.Counter()
        self.total = 0
        for line in shown.splitlines():
            if found := LINE.match(line):
                self.functions[found[2]] += number(found[1])
            elif line.endswith(" PROGRAM TOTALS"):
                self.total = number(line.split()[0])

    def of(self, pattern):
        return sum(count for name, count in self.functions.items()
                   if re.match(pattern, name))


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--plugin",
                        default=run.ROOT / "build" / "lib" / "ConcurrencyTidy.so")
    parser.add_argument("--limit", type=int, default=2, metavar="N",
                        help="N files a program, evenly chosen; default: 2")
    parser.add_argument("--match", default="", metavar="REGEX",
                        help="only files of which the name matches")
    parser.add_argument("--functions", type=int, default=15, metavar="N",
                        help="how many functions to list; default: 15")
    parser.add_argument("--clang-tidy", default="clang-tidy-22")
    parser.add_argument("--clang", default="clang-22")
    parser.set_defaults(rounds=0)
    args = parser.parse_args()
    args.plugin = pathlib.Path(args.plugin).resolve()
    return args


def profile(program, file, args):
    """The counts of the two runs."""
    with tempfile.TemporaryDirectory() as database:
        run.write_database(file, database)
        commands = program.commands(file, database, args)
        return [Counts(commands[tool], file.folder)
                for tool in ("all", "trivial")]


def main():
    args = parse_args()
    rows = []
    functions = collections.Counter()
    whole = 0
    for folder in args.folders:
        program = run.Program(folder, args)
        for file in program.files:
            try:
                ours, trivial = profile(program, file, args)
            except RuntimeError as error:
                print(f"{program.shown(file)}: {error}", file=sys.stderr)
                continue
            percent = lambda count: f"{100 * count / trivial.total:.1f} %"
            phases = {name: ours.of(pattern) - trivial.of(pattern)
                      for name, pattern in PHASES.items()}
            rest = ours.total - trivial.total - sum(
                count for name, count in phases.items() if name != "CFGs")
            rows.append([program.shown(file), f"{trivial.total / 1e6:.0f} M",
                         f"{ours.total / trivial.total:.3f}",
                         *map(percent, phases.values()), percent(rest)])
            whole += trivial.total
            functions.update({name: count for name, count
                              in ours.functions.items()
                              if name.startswith("concurrency::")})
    run.print_table(["file", "trivial check", "all ÷ trivial", "models",
                     "extract", "of which CFGs", "solve", "detect", "rest"], rows)
    print("\nFunctions, with what they call, in all of the files:\n")
    run.print_table(["function", "of the trivial runs"],
                    [[f"`{re.sub(r'[(<].*', '', name)}`",
                      f"{100 * count / whole:.2f} %"]
                     for name, count in functions.most_common(args.functions)])


if __name__ == "__main__":
    main()
