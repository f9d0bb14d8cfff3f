#!/usr/bin/env python3
#===- examples.py - the examples of the pages are tests -------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Runs the checks over the examples of the checks' pages.

    examples.py --plugin PLUGIN --clang-tidy CLANG-TIDY [--update] PAGE...

An example is a block of C++ or C that begins with its file's name in a comment.
A block of text behind it is what clang-tidy prints; without one, it prints
nothing. A block of YAML that begins with the name of a file (.clang-tidy,
.clang-concurrency) is that file, for the examples behind it under the same
heading. Every page has an example in which its check finds something, and one
in which nothing is found. NOLINT and files of YAML must make a difference.

--update writes into the pages what is printed now. Read the difference.
"""

import argparse
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w*)\s*$")
NAME = {"cpp": re.compile(r"^// (\S+\.(?:cpp|h))$"),
        "c": re.compile(r"^// (\S+\.c)$"),
        "yaml": re.compile(r"^# (\.clang-\S+)$")}
STANDARD = {"cpp": "-std=c++20", "c": "-std=c17"}


class Block:
    def __init__(self, language, first):
        self.language = language
        self.first = first  # index of the line behind the opening fence
        self.lines = []

    def name(self):
        pattern = NAME.get(self.language)
        found = pattern and self.lines and pattern.match(self.lines[0])
        return found and found[1]

    def text(self):
        return "".join(line + "\n" for line in self.lines)


def sections(lines):
    """The blocks under each heading."""
    current, block = [], None
    for number, line in enumerate(lines):
        fence = FENCE.match(line)
        if block:
            if fence:
                current.append(block)
                block = None
            else:
                block.lines.append(line)
        elif fence:
            block = Block(fence[1], number + 1)
        elif line.startswith("#"):
            yield current
            current = []
    yield current


def examples(lines):
    """(files, code, output or None) of each example."""
    for blocks in sections(lines):
        files = {}
        for block, following in zip(blocks, [*blocks[1:], None]):
            if not block.name():
                if block.language in STANDARD:
                    raise ValueError(f"the code in line {block.first + 1} does "
                                     "not begin with the name of a file")
                continue
            if block.language in STANDARD and not block.name().endswith(".h"):
                shown = following and following.language == "text"
                yield ({**files, block.name(): block.text()}, block,
                       following if shown else None)
            else:
                files[block.name()] = block.text()


def printed(files, code, checks, args):
    """What clang-tidy prints, and what without NOLINT and files of YAML."""
    now = clang_tidy(files, code, checks, args)
    bare = {name: re.sub(r" *// NOLINT.*", "", text)
            for name, text in files.items() if not name.startswith(".")}
    return now, now if bare == files else clang_tidy(bare, code, checks, args)


def clang_tidy(files, code, checks, args):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            pathlib.Path(folder, name).write_text(text, encoding="utf-8")
        # Besides, clang-tidy looks for files in the folders above.
        config = ("--config-file=.clang-tidy" if ".clang-tidy" in files
                  else "--config={}")
        run = subprocess.run(
            [args.clang_tidy, f"-load={args.plugin}", config, "-quiet",
             "-checks=-*," + ",".join(checks), code.name(), "--",
             STANDARD[code.language],
             *(["-fopenmp"] if "#pragma omp" in code.text() else [])],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if run.returncode != 0:
            print(run.stderr, file=sys.stderr)
        return run.stdout.replace(str(pathlib.Path(folder).resolve()) + "/", "")


def check_page(page, checks, args):
    """Complaints about a page; with --update, the page is mended first."""
    lines = page.read_text(encoding="utf-8").splitlines()
    own = "concurrency-" + page.stem
    bad = good = False
    changes = []
    for files, code, output in examples(lines):
        now, bare = printed(files, code, checks, args)
        if now == bare and ("NOLINT" in code.text() or
                            any(name.startswith(".") for name in files)):
            yield (f"{page}:{code.first + 1}: {code.name()} is reported alike "
                   "without what is shown to change it")
        bad |= f"[{own}]" in now
        good |= not now
        stated = output.text() if output else ""
        if now == stated:
            continue
        if args.update:
            changes.append((code, output, now.splitlines()))
            continue
        yield f"{page}:{code.first + 1}: {code.name()} is reported differently"
        yield from difflib.unified_diff(stated.splitlines(), now.splitlines(),
                                        "the page", "clang-tidy", lineterm="")
    for code, output, now in reversed(changes):
        after = code.first + len(code.lines) + 1  # behind the closing fence
        until = output.first + len(output.lines) + 1 if output else after
        lines[after:until] = ["", "```text", *now, "```"] if now else []
    if changes:
        page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if not bad:
        yield f"{page}: no example in which {own} finds anything"
    if not good:
        yield f"{page}: no example in which nothing is found"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("pages", nargs="+", type=pathlib.Path, metavar="PAGE")
    args = parser.parse_args()
    registry = (ROOT / "checks" / "Checks.def").read_text(encoding="utf-8")
    checks = re.findall(r'"(concurrency-[a-z-]+)"', registry)
    complaints = []
    for page in args.pages:
        try:
            complaints += check_page(page, checks, args)
        except ValueError as error:
            complaints.append(f"{page}: {error}")
    print("\n".join(complaints))
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main()
