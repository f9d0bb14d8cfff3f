#===- goblint.py - Goblint's regression tests -----------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""C programs with labels in comments: RACE!, NORACE, DEADLOCK, NODEADLOCK.

A file is racy if one of its lines is, and clean if it has only the contrary
labels. TODO says what Goblint itself does not manage, but the label is right; a
question mark says that the label is not. Lines without a label are not scored,
except as part of a clean file.

Some files are right under options of Goblint's only (functions that nobody
calls run in parallel, taking a lock fails, a volatile cannot race). They are
scored under a name of their own.
"""

import os
import re

from source import Source
from suites import expect

LABEL = re.compile(r"\b(NO)?(RACE|DEADLOCK)\b(\s*\?)?")
PARAM = re.compile(r"//\s*(?:SKIP\s*)?(?:TODO\s*)?PARAM:\s*(.*)")
OWN_RULES = re.compile(
    r"\ballfuns\b|sem\.lock\.fail true|enable sem\.lock\.fail"
    r"|sem\.unknown_function|ana\.race\.\S+|\bkernel\b")
STAND_INS = os.path.join(os.path.dirname(__file__), "..", "stand-ins")
# Programs in the C of long ago.
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-Wno-everything",
         *(f"-Wno-error={name}" for name in (
             "implicit-int", "implicit-function-declaration", "int-conversion",
             "incompatible-function-pointer-types", "return-type",
             "incompatible-pointer-types"))]


def labels(source):
    """(line, topic, whether it is a bug) of every label."""
    for offset, comment in source.comments:
        line = source.line(offset)
        code = source.plain[source.starts[line - 1]:offset]
        if not code.strip():
            continue            # about nothing, or about code that is commented out
        for label in LABEL.finditer(comment):
            if not label[3]:
                yield line, label[2].lower(), not label[1]


def cases(path, left_out):
    for file in expect.sources(path, ".c"):
        source = Source.read(file)
        param = PARAM.search(source.text)
        options = param[1] if param else ""
        flags = list(FLAGS)
        if re.search(r"\bkernel\b", options) or "<linux/" in source.text:
            # The headers of the same name that are installed are no kernel's.
            flags += ["-I", os.path.join(STAND_INS, "kernel")]
        case = expect.Case(file, flags)
        own = OWN_RULES.search(options)
        found = list(labels(source))
        for kind in ("race", "deadlock"):
            mine = [(line, bug) for line, topic, bug in found if topic == kind]
            if not mine:
                continue
            topic = "race, tool's own" if own and kind == "race" else kind
            case.items.append(expect.whole_file(
                topic, any(bug for _, bug in mine), file, text=options))
            for line, bug in sorted(set(mine)):
                case.items.append(expect.Item(
                    topic, "lines", bug, file, line, line,
                    text=source.text.splitlines()[line - 1].strip()))
        if case.items:
            yield case
        else:
            left_out["files without a label of a race or deadlock"] += 1
