#===- clang.py - Clang's own tests of locks -------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Tests of -Wthread-safety, PthreadLock and BlockInCriticalSection.

Lines are compared: what has an expected-warning is a bug, what has none is
clean. Functions are, too, because we report a piece of state once in each of
them, where Clang warns of every access. Warnings about something no check of
ours claims to find (a lock that is not released, an attribute in the wrong
place) are left out, and so is a finding on such a line.
"""

import os
import re

from source import Source
from suites import expect

TESTS = re.compile(
    r"-Wthread-safety|unix\.(?:Pthread|C11)Lock|BlockInCriticalSection")
DIRECTIVE = re.compile(
    r"(?<![\w-])expected-warning(?:@([+-]?\d+))?\s*(?:\d+(?:[+-]\d*)?)?\s*"
    r"\{\{(.*?)\}\}", re.S)
FLAG = re.compile(r"-(?:std=|D|U|f(?!syntax-only|experimental))\S+")
CLAIMS = [
    (r"(reading|writing) (variable|the value pointed to by) .* requires holding",
     "race"),
    (r"calling function .* requires holding", "required"),
    (r"acquiring \w+ .* that is already held|lock has already been acquired",
     "relock"),
    (r"cannot call function .* while \w+ .* is held", "excluded"),
    (r"must be acquired (before|after)", "order"),
    (r"Call to blocking function", "blocking"),
]
TOPICS = {
    "-Wthread-safety": {"race", "required", "relock", "excluded", "order"},
    "Lock": {"relock", "order"},
    "BlockInCriticalSection": {"blocking"},
}


def topic_of(text):
    for pattern, topic in CLAIMS:
        if re.search(pattern, text):
            return topic
    return None


def flags_of(text):
    """Those of the first RUN line, which are the compiler's own and the same
    for its driver."""
    runs = re.findall(r"RUN:(.*(?:\\\n.*)*)", text)
    first = runs[0] if runs else ""
    for line in runs[1:]:
        if not first.rstrip().endswith("\\"):
            break
        first = first.rstrip()[:-1] + line
    return FLAG.findall(first)


def expected(source):
    for offset, comment in source.comments:
        for found in DIRECTIVE.finditer(re.sub(r"\\\r?\n", "", comment)):
            # A comment continued over lines counts where it begins.
            line = source.line(offset)
            if found[1]:
                line = int(found[1]) + (line if found[1][0] in "+-" else 0)
            yield line, found[2]


def candidates(path):
    folders = [os.path.join(path, name) for name in ("Sema", "SemaCXX", "Analysis")]
    for folder in [f for f in folders if os.path.isdir(f)] or [path]:
        for file in expect.sources(folder, ".c", ".cpp"):
            # The inputs of tests are none.
            if "Inputs" not in os.path.relpath(file, path).split(os.sep):
                yield file


def add_items(case, source, left_out):
    bugs = {}
    for line, warning in sorted(set(expected(source))):
        topic = topic_of(warning)
        scope = source.function_at(line)
        span = (source.line(scope.begin), source.line(scope.end)) if scope else \
            (line, line)
        name = scope.qualified if scope else ""
        if topic in case.topics:
            bugs.setdefault(("lines", topic, line, line, ""), []).append(warning)
            bugs.setdefault(("functions", topic, *span, name), [])
        else:
            left_out["warnings no check of ours claims to find"] += 1
            case.unclaimed["lines"].append((line, line))
            case.unclaimed["functions"].append(span)
    for (unit, topic, begin, end, name), warnings in bugs.items():
        case.items.append(expect.Item(topic, unit, True, case.file, begin, end,
                                      name=name, text="; ".join(warnings)))


def cases(path, left_out):
    for file in candidates(path):
        text = expect.text_of(file)
        tests = TESTS.search(text)
        if not tests or "-verify" not in text:
            continue
        source = Source.read(file)
        case = expect.Case(file, ["-Wno-everything", "-ferror-limit=0",
                                  *flags_of(text)])
        case.closed = {"lines", "functions"}
        case.has_errors = "expected-error" in text
        for word, topics in TOPICS.items():
            if word in tests[0]:
                case.topics = topics
        add_items(case, source, left_out)
        yield case
