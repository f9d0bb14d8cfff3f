#!/usr/bin/env python3
#===- confirm.py - confirms by running that a bug is one ------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Confirms by running that a test source marked as a bug is one.

    confirm.py [--hang] FILE [COMPILER-FLAG...]   compile FILE with -DCONFIRM and run it
    confirm.py --all DIR                          every source below DIR with a '%confirm' RUN line

Without --hang, ThreadSanitizer has to report a data race, a lock-order inversion or a double lock with a frame
of a function or class named ...Bad, and must report nothing in one named ...Ok. With --hang (a lock taken twice
by one thread: ThreadSanitizer would see it once the lock was granted) the main thread must block for good, with
a ...Bad and no ...Ok among the functions it is in.
Exit code: 0 confirmed, 1 not confirmed, 2 could not be compiled or run.

Environment: CONFIRM_CXX, CONFIRM_CC (default clang++-22, clang-22), CONFIRM_VERBOSE=1 prints the report.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TIMEOUT = 30  # seconds for a run that ends
ATTEMPTS = 40  # runs until a race shows itself: on a busy machine threads may happen to run in turn
BLOCKED = 1.0  # seconds the main thread sleeps before it counts as blocked
REPORT = re.compile(
    r"WARNING: ThreadSanitizer: (data race|lock-order-inversion|double lock)")
FRAME = re.compile(r"^\s+#\d+ (.*)$", re.M)
OPTIONS = ("halt_on_error=0 exitcode=66 detect_deadlocks=1 "
           "second_deadlock_stack=1 handle_abort=1")


def names(report):
    """The words of a report's frames, without file names."""
    found = set()
    for frame in FRAME.findall(report):
        found.update(re.findall(r"\w+", re.split(r"\s(?=\S*[/.]\S*:\d)|\s\(", frame)[0]))
    return found


def compile_source(source, flags, out):
    is_c = source.endswith(".c")
    compiler = (os.environ.get("CONFIRM_CC", "clang-22") if is_c else
                os.environ.get("CONFIRM_CXX", "clang++-22"))
    command = [compiler, "-std=" + ("c11" if is_c else "c++20"),
               "-fsanitize=thread", "-DCONFIRM", "-O1", "-g", "-pthread",
               *flags, source, "-o", out]
    return subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def main_thread(pid):
    """(sleeping, processor time) of a process' first thread."""
    try:
        with open("/proc/%d/task/%d/stat" % (pid, pid), encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return False, None
    return fields[0] == "S", (fields[11], fields[12])


def wait_until_blocked(process):
    """True when the main thread slept for BLOCKED seconds, False when the process ended or never did."""
    end = time.monotonic() + TIMEOUT
    since, last = time.monotonic(), None
    while process.poll() is None and time.monotonic() < end:
        now = main_thread(process.pid)
        if not now[0] or now != last:
            since, last = time.monotonic(), now
        if time.monotonic() - since > BLOCKED:
            return True
        time.sleep(0.1)
    return False


def run_program(program, hang):
    """Returns (exit code or None when it did not end, output)."""
    command = [program]
    # ThreadSanitizer needs a fixed layout; newer kernels randomise too much.
    if shutil.which("setarch") and subprocess.run(
            ["setarch", "-R", "true"], stderr=subprocess.DEVNULL).returncode == 0:
        command = ["setarch", "-R", program]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log,
                                   env={**os.environ, "TSAN_OPTIONS": OPTIONS})
        code = None
        if hang:
            if wait_until_blocked(process):
                process.send_signal(signal.SIGABRT)  # prints the stack
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
            elif process.poll() is None:
                process.kill()
                code = -1
            else:
                code = process.returncode
        else:
            try:
                code = process.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        log.seek(0)
        return code, log.read().decode("utf-8", "replace")


def ends_in(words, ending):
    return any(word.endswith(ending) for word in words)


def judge_hang(code, output):
    """Returns (exit code, sentence) for a run that has to block."""
    if code is not None:
        return 1, "does not block (exit code %d):\n%s" % (code, output)
    inside = names(output)
    if ends_in(inside, "Ok") or not ends_in(inside, "Bad"):
        return 1, "blocks, but not in the bug:\n" + output
    return 0, "blocks for good"


def judge_reports(code, output):
    """Returns (exit code, sentence, whether another run may tell more)."""
    reports = [(part, names(part)) for part in output.split("==================")
               if REPORT.search(part)]
    for part, inside in reports:
        if ends_in(inside, "Ok") and not ends_in(inside, "Bad"):
            return 1, "reported in code said to be right:\n" + part, False
    if code is None:
        return 1, "no end after %d s:\n%s" % (TIMEOUT, output), False
    kinds = sorted({REPORT.search(part).group(1) for part, inside in reports
                    if ends_in(inside, "Bad")})
    if code == 66 and kinds:
        return 0, ", ".join(kinds), False
    return 1, "no report on the bug (exit code %d):\n%s" % (code, output), code == 0


def confirm(source, flags, hang):
    """Returns (exit code, sentence)."""
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "confirm")
        compiled = compile_source(source, flags, program)
        if compiled.returncode != 0:
            return 2, "does not compile:\n" + compiled.stdout
        for _ in range(ATTEMPTS):
            code, output = run_program(program, hang)
            if os.environ.get("CONFIRM_VERBOSE"):
                print(output)
            if "FATAL: ThreadSanitizer" in output:
                return 2, "ThreadSanitizer does not run here:\n" + output
            if hang:
                return judge_hang(code, output)
            result, sentence, again = judge_reports(code, output)
            if not again:
                break
        return result, sentence


def confirm_all(directory):
    worst = 0
    count = 0
    for folder, _, files in sorted(os.walk(directory)):
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not name.endswith((".c", ".cpp")):
                continue
            with open(path, encoding="utf-8") as text:
                run = re.search(r"^// RUN: %confirm(.*)%s(.*)$", text.read(), re.M)
            if not run:
                continue
            start = time.monotonic()
            code, sentence = confirm(path, run.group(2).split(),
                                     "--hang" in run.group(1))
            count += 1
            worst = max(worst, code)
            print("%s %s: %s (%.1f s)" % (
                "ok  " if code == 0 else "FAIL", os.path.relpath(path, directory),
                sentence, time.monotonic() - start), flush=True)
    print("%d files" % count)
    return worst


def main():
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == "--all":
        return confirm_all(arguments[1])
    hang = "--hang" in arguments
    arguments = [a for a in arguments if a != "--hang"]
    if not arguments:
        print(__doc__)
        return 2
    code, sentence = confirm(arguments[0], arguments[1:], hang)
    print("%s: %s" % (os.path.basename(arguments[0]), sentence))
    return code


if __name__ == "__main__":
    sys.exit(main())
