#===- infer.py - Infer's tests of RacerD and starvation -------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Folders with an issues.exp, in which every line is an issue Infer finds:

    PATH/FILE, FUNCTION, LINE, KIND, BUCKET, SEVERITY, [TRACE]

What it does not list is clean. Functions are compared; Infer reports in the
outermost one, so a finding in one that its trace calls is the same. Infer's own
mistakes are in the names of its tests: with FP it is wrong to report, with FN it
should.
"""

import os
import re

from source import Source
from suites import expect

ISSUE = re.compile(r"([^,]+), (.+?), (-?\d+), ([A-Z_]+), ")
KINDS = {
    "LOCK_CONSISTENCY_VIOLATION": "race",
    "THREAD_SAFETY_VIOLATION": "race",
    "GUARDED_BY_VIOLATION": "race",
    "DEADLOCK": "deadlock",
    "STARVATION": "blocking",
    "LOCK_ON_UI_THREAD": None,
    "LOCKLESS_VIOLATION": None,
}
OURS = re.compile(r"racerd|starvation|deadlock|concurrency")
FALSE_ALARM = re.compile(r"(\b|_)FP(\b|_)")
MISSED = re.compile(r"(\b|_)FN(\b|_)")


def read_issues(file):
    """Names of files and the issues in them: (line, function, topic, called)."""
    issues = {}
    for text in expect.text_of(file).splitlines():
        found = ISSUE.match(text)
        if found and found[4] in KINDS:
            issues.setdefault(os.path.basename(found[1]), []).append(
                (int(found[3]), found[2], KINDS[found[4]], called(text)))
    return issues


def called(text):
    """The functions an issue's trace goes through. The second trace of a
    deadlock is an issue of its own."""
    return re.findall(r"(?:Method )?call(?:: | to )`?([\w:~<>]+)`?",
                      text.split("[Trace 2]")[0])


def function_of(source, line, name):
    """The function an issue is in: by its line, and if that is somewhere else,
    by its name."""
    last = re.sub(r"<.*>", "", name).split("::")[-1]
    at = source.function_at(line)
    if at and at.name.split("::")[-1] == last:
        return at
    named = [function for function in source.functions()
             if function.name.split("::")[-1] == last]
    return named[0] if named else at


def plain(name):
    return re.sub(r"<.*?>", "", name)


def topics_of(folder):
    if "racerd" in folder:
        return {"race"}
    return {"deadlock", "blocking"}


def folder_cases(folder, left_out):
    issues = read_issues(os.path.join(folder, "issues.exp"))
    for name in sorted(os.listdir(folder)):
        if not name.endswith((".c", ".cpp", ".cc")):
            continue
        file = os.path.join(folder, name)
        source = Source.read(file)
        flags = ["-Wno-everything"] + ([] if name.endswith(".c") else ["-std=c++17"])
        case = expect.Case(file, flags)
        bugs, through = {}, set()
        for line, function, topic, calls in issues.get(name, []):
            scope = function_of(source, line, function)
            if not topic:
                left_out["issues of kinds that are not ours"] += 1
            elif FALSE_ALARM.search(function):
                left_out["issues that are false by their names"] += 1
            elif not scope:
                left_out["issues in functions that were not found"] += 1
            else:
                inner = [f for f in source.functions()
                         if any(plain(f.qualified) == plain(call) for call in calls)]
                bugs.setdefault((topic, scope), []).extend(inner)
                through.update((topic, f) for f in inner)
        for topic in sorted(topics_of(folder)):
            for scope in source.functions():
                bug = (topic, scope) in bugs
                if not bug and MISSED.search(scope.name):
                    left_out["functions with a bug that is not expected"] += 1
                    continue
                if topic == "blocking" and not bug and not any(
                        key[0] == topic for key in bugs):
                    continue
                if not bug and (topic, scope) in through:
                    continue
                item = expect.Item(topic, "functions", bug, file,
                                   source.line(scope.begin),
                                   source.line(scope.end), name=scope.qualified)
                item.spans += [(source.line(f.begin), source.line(f.end))
                               for f in bugs.get((topic, scope), [])]
                case.items.append(item)
        if case.items:
            yield case


def cases(path, left_out):
    if os.path.exists(os.path.join(path, "issues.exp")):
        yield from folder_cases(path, left_out)
        return
    for folder, folders, files in os.walk(path):
        folders.sort()
        if "issues.exp" in files and OURS.search(folder) and \
                not re.search(r"/(java|erlang|objc\w*|hack|python)/", folder):
            yield from folder_cases(folder, left_out)
