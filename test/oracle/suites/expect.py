#===- expect.py - what a suite expects ------------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""The words in which every suite's labels are said again."""

import collections
import os


class Topic:
    """A kind of bug: the checks that find it, and those that must be silent
    where it is not."""

    def __init__(self, name, found_by, flagged_by=None):
        self.name = name
        self.found_by = frozenset(found_by)
        self.flagged_by = frozenset(flagged_by or found_by)


SHARED = "unprotected-shared-state"
ORDER = "lock-order-inversion"
RELOCK = "non-reentrant-relock"
BLOCKING = "io-under-lock"

TOPICS = {
    # A test-and-act without a lock is a race, but where each step is locked
    # there is none.
    "race": Topic(SHARED, [SHARED, "check-then-act"], [SHARED]),
    "race, tool's own": Topic(f"{SHARED}, under the tool's own rules",
                              [SHARED, "check-then-act"], [SHARED]),
    "required": Topic(f"{SHARED}, call without the lock the function requires",
                      [SHARED]),
    "deadlock": Topic(f"{ORDER} or {RELOCK}", [ORDER, RELOCK]),
    "order": Topic(ORDER, [ORDER]),
    "relock": Topic(RELOCK, [RELOCK]),
    "excluded": Topic(f"{RELOCK}, call with a lock the function excludes",
                      [RELOCK]),
    "blocking": Topic(BLOCKING, [BLOCKING]),
}


class Item:
    """A unit of a file with a label: it has a bug of that topic, or has none."""

    def __init__(self, topic, unit, bug, file, begin, end, name="", text=""):
        self.topic, self.unit, self.bug = topic, unit, bug
        self.file, self.begin = file, begin
        self.spans = [(begin, end)]
        self.name, self.text = name, text


def whole_file(topic, bug, file, text=""):
    return Item(topic, "files", bug, file, 0, 1 << 30, text=text)


class Case:
    """A file, how to parse it, and its labels."""

    def __init__(self, file, flags):
        self.file, self.flags, self.items = file, flags, []
        # The units in which everything without a label is clean, and for which
        # topics.
        self.closed, self.topics = set(), set()
        # For each unit, the spans about something we do not claim to find.
        self.unclaimed = collections.defaultdict(list)
        # It has errors on purpose; what surrounds them is scored.
        self.has_errors = False


def sources(path, *endings):
    """Source files at or below a path, in a settled order."""
    if os.path.isfile(path):
        return [path]
    found = []
    for folder, folders, files in os.walk(path):
        folders.sort()
        found += [os.path.join(folder, name) for name in sorted(files)
                  if name.endswith(endings)]
    return found


def text_of(file):
    with open(file, encoding="utf-8", errors="replace") as text:
        return text.read()
