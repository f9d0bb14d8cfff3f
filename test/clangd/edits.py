#!/usr/bin/env python3
#===- edits.py - an editor in the hands of a monkey -----------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Edits a file at random and sees that the server lives, forgets nothing, and
says what clang-tidy says.

    edits.py [OPTION...] FOLDER FILE -- SERVER [ARGUMENT...]

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

TOKENS = ["{", "}", "(", ")", ";", "<", "::", "\"", "/*", "#", "auto ", "return ",
          "mu_", "std::lock_guard<std::mutex> lock(mu_);", "[&]", "template <",
          "if (", "while (true) ", "#include <vector>\n", "int &", "co_await "]
FINDING = re.compile(r"^(.+):(\d+):(\d+): warning: (.*) \[(concurrency-[a-z-]+)\]$")


def edit(text, dice):
    """What fingers do: cut, copy, swap and type, mostly somewhere silly."""
    lines = text.splitlines(keepends=True) or ["\n"]
    at = dice.randrange(len(lines))
    kind = dice.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(dice.randrange(len(lines)), lines[at])
    elif kind == 2:
        other = dice.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        column = dice.randrange(len(lines[at]))
        removed = dice.randrange(4) if kind == 3 else 0
        typed = dice.choice(TOKENS) if kind > 3 else ""
        lines[at] = lines[at][:column] + typed + lines[at][column + removed:]
    return "".join(lines)


def live(server, name, ours):
    return [(*lsp.place(d["range"]), d["message"].lower(), d["code"])
            for d in server.diagnostics(name) if d.get("code") in ours]


def from_tidy(options, folder, name, ours):
    """Of the file in the folder, as clang-tidy sees it."""
    output = subprocess.run(
        [options.clang_tidy, f"-load={options.plugin}", "--config={}", "-quiet",
         f"-checks=-*,{','.join(ours)}", name, "--"],
        cwd=folder, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL).stdout
    found = {(int(m[2]), int(m[3]), m[4].lower(), m[5])
             for m in map(FINDING.match, output.splitlines())
             if m and pathlib.Path(m[1]).name == name}
    return sorted(found)


def run(options, folder):
    dice = random.Random(options.seed)
    original = (folder / options.file).read_text()
    server = lsp.Server(options.server, folder)
    server.open(options.file)
    ours = re.findall(r'"(concurrency-[a-z-]+)",', pathlib.Path(
        __file__).parents[2].joinpath("checks", "Checks.def").read_text())
    first = live(server, options.file, ours)
    print(f"{len(first)} findings at first")
    text, compared, differences, broken = original, 0, 0, 0
    sizes = []
    for number in range(1, options.edits + 1):
        # Back to sense from time to time, or nothing would be left of it.
        text = original if number % options.restore == 0 else edit(text, dice)
        server.change(options.file, text)
        found = live(server, options.file, ours)
        errors = [d["code"] for d in server.diagnostics(options.file)
                  if d["severity"] == 1]
        broken += bool(errors)
        # After that many errors clangd is silent, and clang-tidy is not.
        if options.compare and number % options.compare == 0 and \
                "fatal_too_many_errors" not in errors:
            server.save(options.file)
            expected = from_tidy(options, folder, options.file, ours)
            compared += 1
            if found != expected:
                differences += 1
                print(f"edit {number}: live {found}, clang-tidy {expected}")
                if options.keep:
                    (folder / options.file).rename(f"{options.keep}.{number}")
        sizes.append(server.memory())
    server.change(options.file, original)
    last = live(server, options.file, ours)
    print(f"{options.edits} edits, {broken} of them not compiling")
    if compared:
        print(f"{compared} compared with clang-tidy, {differences} different")
    # The heap's size settles only after a while.
    settled, end = max(sizes[:len(sizes) // 4]), max(sizes[-len(sizes) // 4:])
    print(f"{settled // 1024} MiB in the first quarter, {end // 1024} in the last")
    grown = end > settled * 1.1 + 8 * 1024
    if grown:
        print("it grew")
    if first != last:
        print(f"not the same in the end: {last}")
    return server.stop() != 0 or differences or grown or first != last


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--restore", type=int, default=10, metavar="N",
                        help="undo everything at every N-th edit")
    parser.add_argument("--compare", type=int, default=0, metavar="N",
                        help="ask clang-tidy at every N-th edit")
    parser.add_argument("--clang-tidy", default="clang-tidy")
    parser.add_argument("--plugin", help="what clang-tidy loads")
    parser.add_argument("--keep", metavar="PREFIX",
                        help="keep texts on which the two differ")
    parser.add_argument("folder")
    parser.add_argument("file")
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
