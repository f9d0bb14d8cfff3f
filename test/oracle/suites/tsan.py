#===- tsan.py - ThreadSanitizer's own tests -------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Programs with CHECK lines about what ThreadSanitizer prints.

A file that expects a data race or a lock-order inversion has one. One with
threads that expects no warning is clean, unless that is because the warning is
suppressed or the code not instrumented.
"""

import os
import re

from suites import expect

POSITIVE = re.compile(r"(?:CHECK|REPORT)[\w-]*:.*\bThreadSanitizer: (.*)")
NEGATIVE = re.compile(r"-NOT:")
# Words of the test or of its RUN lines.
SUPPRESSED = re.compile(
    r"suppressions=|ignorelist|AnnotateIgnore|AnnotateBenignRace|no_sanitize"
    r"|disable_sanitizer|-fno-sanitize=thread|ignore_noninstrumented"
    r"|ignore_interceptors|__tsan_ignore|report_bugs=0|"
    r"-tsan-instrument|report_atomic_races=0|CHECK-DEFAULT")
THREADS = re.compile(
    r"pthread_create|std::thread|std::async|dispatch_|thrd_create")
RUN = re.compile(r"RUN:.*%clang\w*_tsan(.*)")


def expected(text):
    """The topics of the warnings a file expects."""
    for line in text.splitlines():
        found = POSITIVE.search(line)
        if not found or NEGATIVE.search(line):
            continue
        if found[1].startswith("data race"):
            yield "race"
        elif re.match(r"lock-order-inversion|double lock", found[1]):
            yield "deadlock"
        elif not re.match(r"reported|\{\{", found[1]):
            yield None


def flags_of(file, text):
    run = RUN.search(text)
    given = run[1].split("-o ")[0].split() if run else []
    flags = ["-Wno-everything", "-pthread", "-fsanitize=thread"]
    if file.endswith(".cpp") and not any("std=" in flag for flag in given):
        flags.append("-std=c++17")
    for flag in given:
        if re.match(r"-D|-std=|--std=|-m|-fblocks", flag):
            flags.append(flag.replace("--std", "-std"))
    return flags


def cases(path, left_out):
    for file in expect.sources(path, ".c", ".cpp"):
        text = expect.text_of(file)
        folder = os.path.basename(os.path.dirname(file))
        if "RUN:" not in text or folder == "Darwin":
            left_out["files that are no tests on this system"] += 1
            continue
        wanted = set(expected(text))
        if SUPPRESSED.search(text):
            left_out["files in which warnings are suppressed"] += 1
            continue
        if wanted == {None}:
            left_out["files with warnings no check of ours claims to find"] += 1
            continue
        if not wanted and not THREADS.search(text):
            left_out["files without threads"] += 1
            continue
        case = expect.Case(file, flags_of(file, text))
        for topic in ("race", "deadlock"):
            if topic in wanted or not wanted:
                case.items.append(expect.whole_file(topic, topic in wanted, file))
        yield case
