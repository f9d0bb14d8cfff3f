#!/usr/bin/env python3
#===- mutate.py - takes locks out of programs, to see who notices ---------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Changes one acquisition of a program at a time and sees what the plugin says.

    mutate.py [OPTION...] PROGRAM...

Every PROGRAM is a folder with compile_commands.json; nothing is written into it.
The kinds of mutants:

    delete     a guard is gone, or a pair of lock and unlock
    swap       two nested acquisitions are in the other order
    block      sleep() is called while the lock is held
    duplicate  the lock is acquired twice; locks known to be recursive are left
               out, and so are shared acquisitions

A mutant is noticed if there is a finding in the same file that the program
itself does not have, in the function or class of the acquisition or about its
lock. Findings are compared without lines and numbers. With --oracle
thread-safety, a deletion counts as a bug only if Clang's -Wthread-safety warns
of it in the program as it is annotated. A swap counts as one only if another
function nests the same two locks.

How acquisitions are found, and which are not: guarded.py.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "oracle"),
                str(HERE.parent / "bench")]

import findings
import guarded
import run as bench
from source import Source

KINDS = ("delete", "swap", "block", "duplicate")
# A check that has nothing to do with the change is no proof of anything.
NOTICED_BY = {
    "delete": {"unprotected-shared-state", "check-then-act"},
    "swap": {"lock-order-inversion"},
    "block": {"io-under-lock"},
    "duplicate": {"non-reentrant-relock"},
}
HEADERS = (".h", ".hh", ".hpp", ".hxx", ".ipp", ".inl", ".inc", ".tcc")
WARNING = re.compile(r"^(.*?):\d+:\d+: (warning|error): (.*)$", re.M)
RUNS_FOR_A_HEADER = 6


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+", metavar="PROGRAM")
    parser.add_argument("--kind", choices=KINDS, action="append",
                        help="default: delete")
    parser.add_argument("--limit", type=int, default=0, metavar="N",
                        help="N mutants a kind, chosen by --seed; default: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strip-annotations", nargs="?", const="all",
                        choices=("all", "guards"),
                        help="the plugin sees none of Clang's annotations, or "
                             "only those that say what is a lock")
    parser.add_argument("--oracle", choices=("thread-safety",))
    parser.add_argument("--list", action="store_true",
                        help="name every mutant and what became of it")
    parser.add_argument("--match", default="", metavar="REGEX",
                        help="only acquisitions in files of which the name matches")
    parser.add_argument("--plugin", default=findings.PLUGIN,
                        help="default: that of build/")
    parser.add_argument("--index", metavar="FILE",
                        help="the plugin knows the whole program, from an index "
                             "that clang-concurrency wrote with the same "
                             "annotations stripped")
    parser.add_argument("--clang-tidy", default="clang-tidy-22")
    parser.add_argument("--clang", default="clang-22")
    args = parser.parse_args()
    args.plugin = pathlib.Path(args.plugin).resolve()
    args.kind = args.kind or ["delete"]
    return args


#===- Mutants ---------------------------------------------------------------===#


class Mutant:
    def __init__(self, kind, file, guard, edits, bug=True):
        self.kind, self.file, self.guard = kind, file, guard
        self.edits = edits      # (begin, end, new text)
        self.bug = bug          # or nobody knows
        self.outcome, self.evidence = None, ""

    def text(self, source):
        text = source.text
        for begin, end, new in sorted(self.edits, reverse=True):
            text = text[:begin] + new + text[end:]
        return text


def blank(source, begin, end):
    return re.sub(r"[^\n]", " ", source.text[begin:end])


def delete(file, source, guard):
    edits = [(begin, end, blank(source, begin, end))
             for begin, end in [(guard.begin, guard.end), *guard.releases]]
    return Mutant("delete", file, guard, edits)


def block(file, source, guard):
    scope = "::" if not file.endswith(".c") and not is_c_header(file) else ""
    return Mutant("block", file, guard,
                  [(guard.end, guard.end, f"; {scope}sleep(1)")])


def is_c_header(file):
    """A header between C files is C."""
    return file.endswith(".h") and any(
        name.endswith(".c") for name in os.listdir(os.path.dirname(file)))


def duplicate(file, source, guard):
    text = source.text[guard.begin:guard.end].replace("\n", " ")
    if guard.form == "declaration":
        text = re.sub(rf"\b{guard.name}\b", guard.name + "_again", text, count=1)
    return Mutant("duplicate", file, guard, [(guard.end, guard.end, "; " + text)])


def swap(file, source, outer, inner, bug):
    def moved(to, what):
        text = source.text[what.begin:what.end].replace("\n", " ")
        # Lines stay what they are.
        return (to.begin, to.end,
                text + "\n" * source.text.count("\n", to.begin, to.end))
    return Mutant("swap", file, inner, [moved(outer, inner), moved(inner, outer)],
                  bug)


#===- A program -------------------------------------------------------------===#


def with_notes(found):
    """Other state that misses the same lock is in the notes of a finding."""
    for finding in found:
        yield finding
        for file, line, text in finding.notes:
            if text.endswith(", too"):
                yield findings.Finding(finding.check, file, line, text)


class Program:
    def __init__(self, folder, args):
        self.args = args
        self.folder = os.path.realpath(folder)
        self.name = os.path.basename(self.folder)
        self.units = [file for file in bench.read_files(folder, 0, "")
                      if self.is_own(file.path)]
        self.sources, self.included, self.before = {}, {}, {}
        self.unit_of = {os.path.realpath(unit.path): unit for unit in self.units}
        self.work = tempfile.TemporaryDirectory()

    def is_own(self, path):
        return os.path.realpath(path).startswith(self.folder + os.sep)

    def source(self, path):
        if path not in self.sources:
            self.sources[path] = Source.read(path)
        return self.sources[path]

    def files(self):
        """What the program is made of: its units, and the headers beside."""
        found = set(self.unit_of)
        for folder, folders, names in os.walk(self.folder):
            folders[:] = [f for f in folders if not f.startswith(".")]
            found.update(os.path.realpath(os.path.join(folder, name))
                         for name in names if name.endswith(HEADERS))
        return sorted(found)

    def guards(self):
        """All acquisitions by file."""
        guards = {}
        for file in self.files():
            if found := list(guarded.guards(self.source(file))):
                guards[file] = found
        return guards

    # Nothing is written into the program: the compiler sees another file there.
    def overlay(self, file, text):
        changed = os.path.join(self.work.name, "changed")
        with open(changed, "wb") as out:
            out.write(text.encode("utf-8", "replace"))
        overlay = os.path.join(self.work.name, "overlay.yaml")
        with open(overlay, "w", encoding="utf-8") as out:
            json.dump({"version": 0, "use-external-names": False,
                       "roots": [{"name": file, "type": "file",
                                  "external-contents": changed}]}, out)
        return overlay

    def unit_for(self, file):
        """A unit in which a header is compiled; that of the same name first."""
        if file in self.unit_of:
            return self.unit_of[file]
        stem = os.path.splitext(os.path.basename(file))[0]
        name = os.path.basename(file)
        including = [unit for unit in self.units
                     if name in self.source(os.path.realpath(unit.path)).text]
        including.sort(key=lambda unit: (stem != os.path.splitext(
            os.path.basename(unit.path))[0], unit.path))
        for unit in including[:RUNS_FOR_A_HEADER]:
            if file in self.headers(unit):
                return unit
        return None

    def headers(self, unit):
        if unit not in self.included:
            text, _ = findings.run([*unit.syntax_command(self.args.clang), "-M"],
                                   unit.folder)
            names = re.split(r"\s+", (text or "").replace("\\\n", " "))
            self.included[unit] = {
                os.path.realpath(os.path.join(unit.folder, name)) for name in names}
        return self.included[unit]

    def seen(self, file, candidates):
        """Those that the compiler sees: a message is put before each of them."""
        unit = self.unit_for(file)
        if not unit:
            return []
        text = self.source(file).text
        for number, guard in reversed(list(enumerate(candidates))):
            mark = f'_Pragma("message(\\"guard {number}\\")") '
            text = text[:guard.begin] + mark + text[guard.begin:]
        said, _ = findings.run(
            [*self.compiler(unit), "-W#pragma-messages", "-ivfsoverlay",
             self.overlay(file, text)], unit.folder)
        numbers = {int(n) for n in re.findall(r"warning: guard (\d+) ", said or "")}
        return [guard for number, guard in enumerate(candidates)
                if number in numbers]

    #===- What the tools say ------------------------------------------------===#

    def compiler(self, unit):
        """The compiler, with no warnings, and not in colour."""
        return [*unit.syntax_command(self.args.clang), "-Wno-everything",
                "-Wno-error", "-fno-color-diagnostics"]

    def plugin(self, unit, changed=None):
        with tempfile.TemporaryDirectory() as database:
            bench.write_database(unit, database)
            arguments = [*findings.command(self.args.clang_tidy, self.args.plugin,
                                           self.args.index),
                         "-p", database, unit.path, "--extra-arg=-w",
                         "--extra-arg=-include",
                         f"--extra-arg={HERE / 'blocking.h'}"]
            if self.args.strip_annotations:
                arguments += ["--extra-arg=-include",
                              f"--extra-arg={HERE / 'strip-annotations.h'}"]
            if self.args.strip_annotations == "all":
                arguments.append("--extra-arg=-DSTRIP_LOCK_TYPES")
            if changed:
                arguments.append(f"--vfsoverlay={self.overlay(*changed)}")
            return findings.analyse(arguments, unit.folder)

    def oracle(self, unit, changed=None):
        """The warnings of -Wthread-safety, without their lines, counted; None
        if it does not compile."""
        arguments = [*self.compiler(unit), "-Wthread-safety"]
        if changed:
            arguments += ["-ivfsoverlay", self.overlay(*changed)]
        text, error = findings.run(arguments, unit.folder)
        warnings = collections.Counter()
        for file, kind, message in WARNING.findall(text or ""):
            if kind == "error":
                return None
            warnings[file, message] += 1
        return None if error else warnings

    def once(self, what, unit):
        """What a tool says of the program as it is."""
        if (what, unit) not in self.before:
            self.before[what, unit] = what(unit)
        return self.before[what, unit]

    #===- Judging -----------------------------------------------------------===#

    def function(self, file, line):
        if not self.is_own(file):
            return ""
        scope = self.source(file).function_at(line)
        return scope.qualified if scope else ""

    def key(self, finding):
        """A finding without lines and counts."""
        return (finding.check, finding.file,
                self.function(finding.file, finding.line),
                re.sub(r"\d+", "N", finding.text))

    def touches(self, finding, mutant):
        source = self.source(mutant.file)
        here = source.function_at(source.line(mutant.guard.begin))
        here = here.qualified if here else ""
        owner = here.rpartition("::")[0]
        for file, line in finding.places():
            there = self.function(file, line)
            if there and (there == here or owner and
                          there.rpartition("::")[0] == owner):
                return True
        texts = [finding.text] + [text for _, _, text in finding.notes]
        return finding.file == mutant.file and any(
            re.search(rf"'[^']*\b{re.escape(mutant.guard.identifier)}'", text)
            for text in texts)

    def judge(self, mutant):
        unit = self.unit_for(mutant.file)
        changed = mutant.file, mutant.text(self.source(mutant.file))
        if mutant.kind == "delete" and self.args.oracle:
            before = self.once(self.oracle, unit)
            after = self.oracle(unit, changed)
            if before is None or after is None:
                mutant.outcome = "does not compile"
                return
            if not after - before:
                mutant.outcome = "no bug"
                return
            # What a missed one should have said.
            mutant.evidence = min(after - before)[1]
        before, after = self.once(self.plugin, unit), self.plugin(unit, changed)
        if before.error or after.error:
            mutant.outcome = "does not compile"
            mutant.evidence = before.error or after.error
            return
        old = collections.Counter(map(self.key, with_notes(before.findings)))
        for finding in with_notes(after.findings):
            key = self.key(finding)
            if old[key]:
                old[key] -= 1
            elif finding.check in NOTICED_BY[mutant.kind] and \
                    self.touches(finding, mutant):
                mutant.outcome = "noticed"
                mutant.evidence = f"{finding.text} [{finding.check}]"
                return
        mutant.outcome = "missed" if mutant.bug else "no bug"

    #===- Choosing ----------------------------------------------------------===#

    def recursive(self, guard):
        """Whether the lock's declaration or initialisation says so."""
        if guard.recursive:
            return True
        name = re.escape(guard.identifier)
        said = re.compile(r"(?i:recursive|reentrant|rec_?mutex)[\w\s:<>,*(&.\->]*"
                          rf"\b{name}\b")
        return any(guard.identifier in source.text and said.search(source.plain)
                   for source in self.sources.values())

    def candidates(self, kind, guards):
        if kind == "swap":
            return self.swaps(guards)
        make = {"delete": delete, "block": block, "duplicate": duplicate}[kind]
        return [make(file, self.source(file), guard)
                for file, found in sorted(guards.items()) for guard in found
                if kind != "duplicate" or
                not guard.shared and not self.recursive(guard)]

    def swaps(self, guards):
        pairs = [(file, *pair) for file, found in sorted(guards.items())
                 for pair in guarded.nested(found)]
        # The outer lock is the same for all that is nested in one function.
        places = collections.defaultdict(set)
        for file, outer, inner in pairs:
            places[outer.member, inner.member].add(self.place(file, outer))
        return [swap(file, self.source(file), outer, inner, bool(
                    places[outer.member, inner.member] - {self.place(file, outer)}))
                for file, outer, inner in pairs]

    def place(self, file, guard):
        return file, self.function(file, self.source(file).line(guard.begin))

    def mutants(self, kind):
        chosen = self.candidates(kind, {
            file: found for file, found in self.all_guards.items()
            if re.search(self.args.match, file)})
        random.Random(self.args.seed).shuffle(chosen)
        # Whether the compiler sees a statement is asked for a file at once, and
        # only for files that are needed.
        seen, mutants = {}, []
        for mutant in chosen:
            if self.args.limit and len(mutants) == self.args.limit:
                break
            if mutant.file not in seen:
                seen[mutant.file] = set(self.seen(
                    mutant.file, self.all_guards[mutant.file]))
            if mutant.guard in seen[mutant.file]:
                mutants.append(mutant)
        return len(chosen), mutants

    def run(self):
        self.all_guards = self.guards()
        rows = []
        for kind in self.args.kind:
            places, mutants = self.mutants(kind)
            for number, mutant in enumerate(mutants, 1):
                if sys.stderr.isatty():
                    print(f"\r\x1b[K{self.name}, {kind} [{number}/{len(mutants)}]",
                          end="", file=sys.stderr, flush=True)
                self.judge(mutant)
            rows.append((kind, places, mutants))
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        return rows

    def shown(self, mutant):
        source = self.source(mutant.file)
        line = source.line(mutant.guard.begin)
        return (f"{os.path.relpath(mutant.file, self.folder)}:{line} "
                f"{self.function(mutant.file, line)}: {mutant.guard.lock}")


def row(program, kind, places, mutants):
    outcomes = collections.Counter(mutant.outcome for mutant in mutants)
    bugs = outcomes["noticed"] + outcomes["missed"]
    share = f"{100 * outcomes['noticed'] / bugs:.0f} %" if bugs else "-"
    return [program.name, kind, str(places), str(len(mutants)),
            str(outcomes["does not compile"]), str(outcomes["no bug"]), str(bugs),
            str(outcomes["noticed"]), share, str(outcomes["missed"])]


def print_list(program, kind, mutants):
    for outcome in ("missed", "noticed", "no bug", "does not compile"):
        those = [mutant for mutant in mutants if mutant.outcome == outcome]
        if those:
            print(f"\n{program.name}, {kind}, {outcome}:\n")
        for line in sorted(f"- {program.shown(mutant)}" + (
                f" – {mutant.evidence}" if mutant.evidence else "")
                for mutant in those):
            print(line)


def main():
    args = parse_args()
    if not args.plugin.exists():
        sys.exit(f"error: no plugin at {args.plugin}; build it first, or say "
                 "--plugin")
    results = []
    for folder in args.programs:
        program = Program(folder, args)
        results += [(program, *result) for result in program.run()]
    header = ["program", "kind", "places", "mutants", "do not compile", "no bug",
              "bugs", "noticed", "share", "missed"]
    print("| " + " | ".join(header) + " |")
    print("|---" * len(header) + "|")
    for result in results:
        print("| " + " | ".join(row(*result)) + " |")
    if args.list:
        for program, kind, _, mutants in results:
            print_list(program, kind, mutants)


if __name__ == "__main__":
    main()
