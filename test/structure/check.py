#!/usr/bin/env python3
#===- check.py - the rules of the source tree -----------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Checks the rules of the source tree: check.py RULE ROOT [CLANG-TIDY...]

Prints every breach as FILE:LINE: TEXT; the exit code is 1 if there is one.
"""

import pathlib
import re
import subprocess
import sys

# Which rooms a room may include. The words of the facts (lock kinds, block
# kinds, roles) are also those of the models, so the model knows the facts, and
# never the other way round.
ROOMS = {
    "facts": set(),
    "model": {"facts"},
    "index": {"facts", "solve", "detect", "report"},
    "extract": {"facts", "model"},
    "solve": {"facts"},
    "detect": {"facts", "solve"},
    "report": {"facts", "solve", "detect"},
    "paths": {"facts", "model", "extract", "solve", "detect", "report",
              "index"},
    "tidy": {"facts", "model", "extract", "solve", "detect", "report", "index",
             "paths"},
}
# Who may see the compiler. A report may use what describes diagnostics, such as
# Clang's SARIF writer, but no syntax tree.
CLANG = {"extract": r".*", "paths": r".*", "tidy": r".*",
         "report": r"clang/Basic/.*"}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')


def sources(root, *folders):
    for folder in folders:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".h", ".cpp"):
                yield file


def lines(file):
    return enumerate(file.read_text(encoding="utf-8").splitlines(), 1)


def includes(root):
    """Dependencies between rooms point one way."""
    for file in sources(root, "checks"):
        room = file.relative_to(root / "checks").parts[0]
        if room not in ROOMS:
            continue
        for number, line in lines(file):
            if not (match := INCLUDE.match(line)):
                continue
            header = match[1]
            other = header.split("/")[0]
            if other in ROOMS and other not in ROOMS[room] | {room}:
                yield file, number, f"{room} must not include {header}"
            if re.match(r"clang(-tidy)?/", header) and not re.fullmatch(
                    CLANG.get(room, ""), header):
                yield file, number, f"{room} must not include {header}"


def versions(root):
    """Only Compat.h asks for LLVM's version."""
    asks = re.compile(r"\b(LLVM|CLANG)_VERSION_(MAJOR|MINOR)\b")
    for file in sources(root, "checks", "plugin", "test/unit"):
        if file == root / "checks" / "Compat.h":
            continue
        for number, line in lines(file):
            if match := asks.search(line):
                yield file, number, f"{match[0]} stands outside checks/Compat.h"


def registered(root):
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(root / "checks"))
    import new_check
    return [(check, new_check.short_name(check["name"]))
            for check in new_check.read_registry(root)]


def registry(root):
    """Every check has its page, its entry in the index, and its tests."""
    file = root / "checks" / "Checks.def"
    stated = len(re.findall(r"^CONCURRENCY_CHECK\(",
                            file.read_text(encoding="utf-8"), re.M))
    checks = registered(root)
    if stated != len(checks):
        yield file, 0, f"{stated} checks, of which {len(checks)} can be read"
    index = root / "docs" / "index.md"
    entries = index.read_text(encoding="utf-8") if index.exists() else ""
    for check, short in checks:
        name = check["name"]
        page = root / "docs" / "checks" / f"{short}.md"
        if not page.exists():
            yield page, 0, f"{name} has no page"
        elif check["sentence"] not in " ".join(
                page.read_text(encoding="utf-8").split()):
            yield page, 0, "does not say the sentence of the registry"
        if f"[`{name}`](checks/{short}.md)" not in entries:
            yield index, 0, f"{name} has no entry"
        tests = root / "test" / "checks" / short
        if not any(sources(root, tests.relative_to(root))):
            yield tests, 0, f"{name} has no test"


def names(root, *tidies):
    """No check has the name of one of clang-tidy's own."""
    ours = {check["name"] for check, _ in registered(root)}
    for tidy in tidies:
        listed = subprocess.run(
            [tidy, "--config={}", "-checks=*", "-list-checks"], check=True,
            stdout=subprocess.PIPE, text=True).stdout
        theirs = {line.strip() for line in listed.splitlines()[1:]}
        if not theirs:
            yield pathlib.Path(tidy), 0, "lists no checks"
        for name in sorted(ours & theirs):
            yield root / "checks" / "Checks.def", 0, f"{tidy} has {name}, too"


def main():
    rules = {rule.__name__: rule
             for rule in (includes, versions, registry, names)}
    if len(sys.argv) < 3 or sys.argv[1] not in rules:
        sys.exit(f"{__doc__}\nRules: {', '.join(rules)}")
    breaches = list(rules[sys.argv[1]](
        pathlib.Path(sys.argv[2]).resolve(), *sys.argv[3:]))
    for file, number, text in breaches:
        print(f"{file}:{number}: {text}")
    sys.exit(bool(breaches))


if __name__ == "__main__":
    main()
