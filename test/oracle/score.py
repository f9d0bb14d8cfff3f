#!/usr/bin/env python3
#===- score.py - recall and precision on labelled suites ------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Scores the plugin on a suite of labelled programs, which may lie anywhere.

    score.py SUITE PATH... [--list] [--plugin SO] [-j N]

    goblint   a folder of Goblint's regression tests, such as 04-mutex
    infer     a folder with issues.exp, or one above several
    clang     clang/test, or one of its folders
    tsan      compiler-rt/test/tsan
    drb       DataRaceBench's micro-benchmarks, C and C++

Every suite has a module of its own in suites/, which says what is expected
where. Prints Markdown: for each kind of bug and each unit (files, functions,
lines) how many are labelled as bugs and found, and how many are labelled as
clean and wrongly flagged. A bug is found if a finding or one of its notes is in
its unit; a clean unit is flagged if a finding itself is. A file that does not
parse is named and not scored.
"""

import argparse
import collections
import concurrent.futures
import importlib
import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import findings
from suites import expect

SUITES = ("goblint", "infer", "clang", "tsan", "drb")


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("paths", nargs="+", metavar="PATH", type=pathlib.Path)
    parser.add_argument("--plugin", default=findings.PLUGIN,
                        help="default: that of build/")
    parser.add_argument("--clang-tidy", default="clang-tidy-22")
    parser.add_argument("--list", action="store_true",
                        help="name the misses and the false alarms")
    parser.add_argument("--match", default="", metavar="TEXT",
                        help="only files of which the path has it")
    parser.add_argument("-j", type=int, default=1, metavar="N",
                        help="files at a time; default: 1")
    args = parser.parse_args()
    args.plugin = pathlib.Path(args.plugin).resolve()
    for path in args.paths:
        if not path.exists():
            parser.error(f"'{path}' does not exist")
    return args


class Tally:
    """Of one kind of bug and one unit."""

    def __init__(self):
        self.found, self.missed, self.flagged, self.clean = [], [], [], []

    def row(self, topic, unit):
        bugs = len(self.found) + len(self.missed)
        clean = len(self.flagged) + len(self.clean)
        said = len(self.found) + len(self.flagged)
        return [expect.TOPICS[topic].name, unit,
                f"{len(self.found)} of {bugs}", percent(len(self.found), bugs),
                # Where everything else is clean, nobody counts it.
                f"{len(self.flagged)} of {clean}" if self.clean else
                str(len(self.flagged)),
                percent(len(self.flagged), clean) if self.clean else "-",
                percent(len(self.found), said)]


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "-"


def inside(item, file, line):
    return file == item.file and any(begin <= line <= end
                                     for begin, end in item.spans)


def judge(item, found):
    """The finding that reports it, or None."""
    topic = expect.TOPICS[item.topic]
    for finding in found:
        if item.bug:
            if finding.check in topic.found_by and any(
                    inside(item, *place) for place in finding.places()):
                return finding
        elif finding.check in topic.flagged_by and inside(
                item, finding.file, finding.line):
            return finding
    return None


def stray(case, unit, found):
    """Findings in units that have no label, where that means that they are
    clean."""
    for finding in found:
        known = finding.file == case.file and any(
            item.unit == unit and inside(item, finding.file, finding.line) and
            finding.check in expect.TOPICS[item.topic].found_by
            for item in case.items)
        if finding.file == case.file and not known and not any(
                begin <= finding.line <= end
                for begin, end in case.unclaimed[unit]):
            yield finding


class Scores:
    def __init__(self):
        self.tallies = collections.defaultdict(Tally)
        self.unparsed, self.beside = [], []

    def add(self, case, result):
        if result.error and not case.has_errors:
            self.unparsed.append((case, result.error))
            return
        for item in case.items:
            tally = self.tallies[item.topic, item.unit]
            finding = judge(item, result.findings)
            if item.bug:
                (tally.found if finding else tally.missed).append((item, finding))
            else:
                (tally.flagged if finding else tally.clean).append((item, finding))
        for unit in sorted(case.closed):
            for finding in stray(case, unit, result.findings):
                for topic in sorted(case.topics):
                    if finding.check in expect.TOPICS[topic].flagged_by:
                        item = expect.Item(topic, unit, False, case.file,
                                           finding.line, finding.line)
                        self.tallies[topic, unit].flagged.append((item, finding))
                        break
        # What the suite has no labels for.
        topics = case.topics | {item.topic for item in case.items}
        known = set().union(*(expect.TOPICS[topic].found_by for topic in topics))
        self.beside += [finding for finding in result.findings
                        if finding.check not in known]

    def units(self):
        order = list(expect.TOPICS)
        return sorted(self.tallies, key=lambda key: (order.index(key[0]), key[1]))


def run_case(case, args):
    arguments = findings.command(args.clang_tidy, args.plugin)
    return findings.analyse(
        [*arguments, case.file, "--", *case.flags,
         # What a suite includes of its own tool, and nobody else has.
         "-idirafter", str(pathlib.Path(__file__).resolve().parent / "stand-ins")],
        os.path.dirname(case.file))


def score(cases, args):
    scores = Scores()
    with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
        results = pool.map(lambda case: run_case(case, args), cases)
        for number, (case, result) in enumerate(zip(cases, results), 1):
            if sys.stderr.isatty():
                print(f"\r\x1b[K[{number}/{len(cases)}]", end="",
                      file=sys.stderr, flush=True)
            scores.add(case, result)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return scores


def print_table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|---" * len(header) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def shown(file, args):
    for path in args.paths:
        base = os.path.realpath(path)
        if file.startswith(base + os.sep):
            return os.path.join(os.path.basename(base), os.path.relpath(file, base))
    return os.path.basename(file)


def place(item, args):
    text = shown(item.file, args)
    if item.unit == "lines":
        text += f":{item.begin}"
    return text + (f" {item.name}" if item.name else "")


def print_lists(scores, args):
    for topic, unit in scores.units():
        tally = scores.tallies[topic, unit]
        name = expect.TOPICS[topic].name
        if tally.missed:
            print(f"\nMissed, {name}, {unit}:\n")
        for item, _ in tally.missed:
            print(f"- {place(item, args)}" + (f": {item.text}" if item.text else ""))
        if tally.flagged:
            print(f"\nFlagged though clean, {name}, {unit}:\n")
        for item, finding in tally.flagged:
            print(f"- {shown(finding.file, args)}:{finding.line}: {finding.text}"
                  f" [{finding.check}]" + (f" in {item.name}" if item.name else ""))
    if scores.beside:
        print("\nFindings of which the suite says nothing:\n")
    for finding in scores.beside:
        print(f"- {shown(finding.file, args)}:{finding.line}: {finding.text}"
              f" [{finding.check}]")


def main():
    args = parse_args()
    if not args.plugin.exists():
        sys.exit(f"error: no plugin at {args.plugin}; build it first, or say "
                 "--plugin")
    adapter = importlib.import_module("suites." + args.suite)
    cases, left_out = [], collections.Counter()
    for path in args.paths:
        for case in adapter.cases(os.path.realpath(path), left_out):
            if args.match in case.file:
                cases.append(case)
    if not cases:
        sys.exit(f"error: nothing of {args.suite} below "
                 + ", ".join(map(str, args.paths)))
    scores = score(cases, args)
    print(f"{args.suite}: {len(cases) - len(scores.unparsed)} files\n")
    print_table(["kind", "unit", "bugs found", "recall", "clean ones flagged",
                 "rate", "precision"],
                [scores.tallies[key].row(*key) for key in scores.units()])
    if args.list:
        print_lists(scores, args)
    if left_out:
        print("\nLeft out:\n")
    for reason, number in sorted(left_out.items()):
        print(f"- {number}: {reason}")
    if scores.unparsed:
        print("\nNot scored:\n")
    for case, error in scores.unparsed:
        print(f"- {shown(case.file, args)}: {error}")
    # A plugin that crashes is no matter of scores.
    sys.exit(any(error.startswith("crashed") for _, error in scores.unparsed))


if __name__ == "__main__":
    main()
