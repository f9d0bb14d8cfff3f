#!/usr/bin/env python3
#===- new_check.py - adds a check everywhere it must appear ---------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Adds a check everywhere it must appear.

    checks/new_check.py concurrency-useless-guard "Finds a guard that ..." \\
        --cwe CWE-667 [--dry-run]

That is: the registry, the finding kinds, a detector that finds nothing yet, its
declaration and its call, a page, an entry in the index, and a test. What
remains is in the detector, and in report/Message.cpp for the words.
"""

import argparse
import difflib
import pathlib
import re
import sys
import textwrap

REGISTRY = "checks/Checks.def"
PREFIX = "concurrency-"


def short_name(name):
    """The name of a check's page and folder of tests."""
    return name.removeprefix(PREFIX)


def read_registry(root):
    """The checks in order: dicts of class, name, sentence, kind, weaknesses."""
    text = (pathlib.Path(root) / REGISTRY).read_text(encoding="utf-8")
    literal = r'((?:"[^"]*"\s*)+)'
    pattern = (r"^CONCURRENCY_CHECK\(\s*(\w+),\s*" + literal + r",\s*" + literal +
               r",\s*(\w+),\s*" + literal + r"\)")
    keys = ("class", "name", "sentence", "kind", "weaknesses")
    return [{key: "".join(re.findall(r'"([^"]*)"', value)) or value
             for key, value in zip(keys, found)}
            for found in re.findall(pattern, text, re.M)]


def banner(file, what):
    """The first lines of a .cpp file, the first of them 80 columns wide."""
    return f"//===- {file} - {what} ".ljust(75, "-") + """===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
"""


def c_string(text):
    """A string literal over as many lines of the registry as it needs."""
    return "\n".join(f'    "{line}"' for line in textwrap.wrap(
        text, 73, drop_whitespace=False, break_on_hyphens=False))


class Change:
    """What is to be written, all of it or none."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = {}

    def text(self, path):
        if path not in self.files:
            self.files[path] = (self.root / path).read_text(encoding="utf-8")
        return self.files[path]

    def create(self, path, text):
        if (self.root / path).exists():
            sys.exit(f"error: {path} exists already")
        self.files[path] = text

    def insert(self, path, anchor, addition, last=False):
        """Adds text before a match of a pattern, or behind the last one."""
        text = self.text(path)
        found = list(re.finditer(anchor, text, re.M | re.S))
        if not found:
            sys.exit(f"error: {path} has no place for it: /{anchor}/")
        at = found[-1].end() if last else found[0].start()
        self.files[path] = text[:at] + addition + text[at:]

    def diff(self):
        for path, new in self.files.items():
            old = self.root / path
            before = old.read_text(encoding="utf-8") if old.exists() else ""
            yield from difflib.unified_diff(
                before.splitlines(True), new.splitlines(True),
                f"a/{path}" if before else "/dev/null", f"b/{path}")

    def write(self):
        for path, text in self.files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


def add_check(change, name, sentence, weaknesses):
    short = short_name(name)
    kind = "".join(word.capitalize() for word in short.split("-"))
    subject = re.sub(r"^Finds ", "", sentence).rstrip(".")

    change.insert(REGISTRY, r"^#undef CONCURRENCY_CHECK", f"""CONCURRENCY_CHECK(
    ConcurrencyCheck, "{name}",
{c_string(sentence)},
    {kind}, "{weaknesses}")

""")
    change.insert("checks/detect/Bug.h",
                  r"enum class FindingKind : uint8_t \{[^}]*", f"  {kind},\n",
                  last=True)
    change.insert("checks/detect/Detect.h",
                  r"^Bugs detect(?!All)\w+\(const Evidence &Known\);\n",
                  f"Bugs detect{kind}(const Evidence &Known);\n", last=True)
    change.insert("checks/detect/Detect.cpp", r"^  Run\(detect\w+, [^;]*;\n",
                  f'  Run(detect{kind}, "Concurrency{kind}");\n', last=True)
    file = f"{kind}.cpp"
    change.create(f"checks/detect/{file}",
                  banner(file, "a bug pattern") + f"""///
/// \\file
{textwrap.fill(sentence, 76, initial_indent="/// ", subsequent_indent="/// ")}
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"

using namespace concurrency;

Bugs concurrency::detect{kind}(const Evidence &Known) {{ return {{}}; }}
""")

    change.create(f"docs/checks/{short}.md", f"""# {name}

{textwrap.fill(sentence, 80)}

## Why it matters

## What is flagged

## When it is silent

## Options

| Option | Default | Meaning |
|---|---|---|
| `MinConfidence` | `likely` | `definite` leaves out what rests on a vote or a path that may be impossible |
| `ModelFile` | none | a model file for the project's own libraries |
| `Stats` | `false` | prints what was analysed and which limits were hit |

## References

{weaknesses}
""")
    change.insert("docs/index.md", r"^\| \[`concurrency-[^\n]*\n",
                  f"| [`{name}`](checks/{short}.md) | {subject} |\n", last=True)
    change.create(f"test/checks/{short}/silent.cpp",
                  f"""// RUN: %tidy -checks='-*,{name}' %s -- -std=c++20 2>&1 | %filecheck
// Code without concurrency has nothing to say.

int twice(int Value) {{ return 2 * Value; }}
""")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("name", help="concurrency-..., in lower case")
    parser.add_argument("sentence", help='"Finds ..."')
    parser.add_argument("--cwe", default="", help='"CWE-362, CWE-820"')
    parser.add_argument("--dry-run", action="store_true",
                        help="show the change and write nothing")
    parser.add_argument("--root", default=pathlib.Path(__file__).parent.parent,
                        help="the source tree")
    args = parser.parse_args()

    if not re.fullmatch(PREFIX + r"[a-z]+(-[a-z]+)*", args.name):
        sys.exit(f"error: '{args.name}' is not of the form {PREFIX}some-words")
    if not re.fullmatch(r"Finds [^\"\\]*\.", args.sentence):
        sys.exit("error: the sentence begins with 'Finds' and ends with a "
                 "full stop")
    if args.name in [check["name"] for check in read_registry(args.root)]:
        sys.exit(f"error: {args.name} is in the registry already")

    change = Change(args.root)
    add_check(change, args.name, args.sentence, args.cwe)
    if args.dry_run:
        sys.stdout.writelines(change.diff())
        return
    change.write()
    for path in change.files:
        print(path)


if __name__ == "__main__":
    main()
