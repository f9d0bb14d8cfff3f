#!/usr/bin/env python3
#===- edits.py - an editor in the hands of a monkey -----------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Edits files at random and sees that the server lives, forgets nothing, and
says what clang-tidy says.

    edits.py [OPTION...] FOLDER FILE... -- SERVER [ARGUMENT...]

Prints what it did; the exit code is 1 if something is wrong.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import lsp

ROOT = pathlib.Path(__file__).parents[2]
OURS = re.findall(r'"(concurrency-[a-z-]+)",',
                  (ROOT / "checks" / "Checks.def").read_text())
TOKENS = ["{", "}", "(", ")", ";", "<", "::", '"', "/*", "#", "auto ", "[&]",
          "mu_", "std::lock_guard<std::mutex> lock(mu_);", "template <", "if (",
          "return ", "while (true) ", "#include <vector>\n", "int &", "co_await ",
          "// A remark.\n", "/* Another. */ "]
FINDING = re.compile(
    r"^(.+):(\d+):(\d+): warning: (.*) \[(concurrency-[a-z-]+)\]$")


def edit(text, dice):
    """What fingers do: cut, copy, swap and type, mostly somewhere silly."""
    lines = text.splitlines(keepends=True) or ["\n"]
    # Rarely among the includes: that makes clangd read them all again.
    body = 1 + max((number for number, line in enumerate(lines)
                    if line.startswith("#include")), default=-1)
    first = body if body < len(lines) and dice.randrange(20) else 0
    at = dice.randrange(first, len(lines))
    kind = dice.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(dice.randrange(first, len(lines)), lines[at])
    elif kind == 2:
        other = dice.randrange(first, len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        column = dice.randrange(len(lines[at]))
        removed = dice.randrange(4) if kind == 3 else 0
        typed = dice.choice(TOKENS) if kind > 3 else ""
        lines[at] = lines[at][:column] + typed + lines[at][column + removed:]
    return "".join(lines)


def from_tidy(options, folder, name):
    """Of the file in the folder, as clang-tidy sees it."""
    output = subprocess.run(
        [options.clang_tidy, f"-load={options.plugin}", "--config={}", "-quiet",
         f"-checks=-*,{','.join(OURS)}", name,
         *(["-p", "."] if options.index or
           (folder / "compile_flags.txt").exists() else ["--"])],
        cwd=folder, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL).stdout
    found = {(int(m[2]), int(m[3]), m[4].lower(), m[5])
             for m in map(FINDING.match, output.splitlines())
             if m and folder / m[1] == folder / name}
    return sorted(found)


class Document:
    """A file, what is done to it, and what was found."""

    def __init__(self, options, folder, server, name):
        self.options, self.folder, self.server = options, folder, server
        self.name = name
        self.dice = random.Random(f"{options.seed} {name}")
        self.broken = self.compared = self.different = 0
        server.open(name)
        self.text = self.original = server.texts[name]

    def findings(self):
        return [(*lsp.place(d["range"]), d["message"].lower(), d["code"])
                for d in self.server.diagnostics(self.name)
                if d.get("code") in OURS]

    def edit(self, number):
        # Back to sense from time to time, or nothing would be left of it.
        self.text = (self.original if number % self.options.restore == 0
                     else edit(self.text, self.dice))
        self.server.change(self.name, self.text)

    def look(self, number):
        found = self.findings()
        errors = [d["code"] for d in self.server.diagnostics(self.name)
                  if d["severity"] == 1]
        self.broken += bool(errors)
        # After that many errors clangd is silent, and clang-tidy is not.
        if not self.options.compare or number % self.options.compare or \
                "fatal_too_many_errors" in errors:
            return
        self.server.save(self.name)
        expected = from_tidy(self.options, self.folder, self.name)
        self.compared += 1
        if found != expected:
            self.different += 1
            print(f"edit {number}: live {found}, clang-tidy {expected}")
            if self.options.keep:
                shutil.copy(self.folder / self.name,
                            f"{self.options.keep}.{number}")


def run(options, folder):
    server = lsp.Server(options.server, folder)
    if options.index:
        lsp.index(server, options.server)
    documents = [Document(options, folder, server, name)
                 for name in options.files]
    first = [d.findings() for d in documents]
    print(f"{sum(map(len, first))} findings at first")
    sizes = []
    for number in range(1, options.edits + 1):
        # All at once, so that the server's threads have something to do.
        for document in documents:
            document.edit(number)
        for document in documents:
            document.look(number)
        sizes.append(server.memory())
    for document in documents:
        server.change(document.name, document.original)
    same = first == [d.findings() for d in documents]
    print(f"{len(documents) * options.edits} edits, "
          f"{sum(d.broken for d in documents)} of them not compiling")
    different = sum(d.different for d in documents)
    if options.compare:
        print(f"{sum(d.compared for d in documents)} compared with clang-tidy, "
              f"{different} different")
    # The heap's size settles only after a while.
    settled, end = max(sizes[:len(sizes) // 4]), max(sizes[-len(sizes) // 4:])
    grown = options.memory and end > settled * 1.1 + 8 * 1024
    if options.memory:
        print(f"at most {settled // 1024} MiB in the first quarter, "
              f"{end // 1024} in the last")
        print("it grew" if grown else "it did not grow")
    print("the same in the end" if same else "not the same in the end")
    return server.stop() != 0 or different or grown or not same


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--restore", type=int, default=10, metavar="N",
                        help="undo everything at every N-th edit")
    parser.add_argument("--compare", type=int, default=0, metavar="N",
                        help="ask clang-tidy at every N-th edit; no multiple of "
                        "what --restore has, or it is always of the same text")
    parser.add_argument("--index", action="store_true",
                        help="both look into an index of the whole folder")
    parser.add_argument("--memory", action="store_true",
                        help="the server must not grow; takes many edits")
    parser.add_argument("--clang-tidy", default="clang-tidy")
    parser.add_argument("--plugin", help="what clang-tidy loads")
    parser.add_argument("--keep", metavar="PREFIX",
                        help="keep texts on which the two differ")
    parser.add_argument("folder")
    parser.add_argument("files", nargs="+", metavar="file")
    try:
        split = sys.argv.index("--")
    except ValueError:
        parser.error("no server given after --")
    options = parser.parse_args(sys.argv[1:split])
    options.server = sys.argv[split + 1:]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch, "project").resolve()
        shutil.copytree(options.folder, folder)
        sys.exit(bool(run(options, folder)))


if __name__ == "__main__":
    main()
