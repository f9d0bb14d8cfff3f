#===- findings.py - runs clang-tidy and reads what it says ----------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""The plugin's findings in a file."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "build" / "lib" / "ConcurrencyTidy.so"
PREFIX = "concurrency-"
CHECKS = ("unprotected-shared-state", "check-then-act", "lock-order-inversion",
          "non-reentrant-relock", "io-under-lock")
LINE = re.compile(
    r"^(\S.*?):(\d+):(\d+): (warning|error|fatal error|note): (.*)$")
# Without a place: a file that is not there, an unknown argument.
BARE_ERROR = re.compile(r"^(?:\S*clang\S*: )?(?:fatal )?error: (.*)$")


class Finding:
    def __init__(self, check, file, line, text):
        self.check, self.file, self.line, self.text = check, file, line, text
        self.notes = []         # (file, line, text)

    def places(self):
        yield self.file, self.line
        for file, line, _ in self.notes:
            yield file, line

    def __str__(self):
        return f"{self.file}:{self.line}: {self.text} [{self.check}]"


class Result:
    """What clang-tidy said of a file: findings, or why it has none to say."""

    def __init__(self):
        self.findings = []
        self.error = None


def read(output, folder):
    """Names of files may be relative to the folder in which it ran."""
    result = Result()
    for text in output.splitlines():
        found = LINE.match(text)
        if not found:
            if bare := BARE_ERROR.match(text):
                result.error = result.error or bare[1]
            continue
        file, line, _, kind, message = found.groups()
        file, line = os.path.realpath(os.path.join(folder, file)), int(line)
        if kind.endswith("error"):
            result.error = result.error or (
                f"{os.path.basename(file)}:{line}: {message}")
            continue
        if kind == "note":
            if result.findings:
                result.findings[-1].notes.append((file, line, message))
            continue
        named = re.search(r" \[([^\[\]]+)\]$", message)
        if named and named[1].startswith(PREFIX):
            result.findings.append(Finding(
                named[1].split(",")[0][len(PREFIX):], file, line,
                message[:named.start()]))
    return result


def command(clang_tidy, plugin, index=None):
    """With \p index, that of the whole program."""
    options = ", ".join(f"{PREFIX}{check}.Index: '{index}'"
                        for check in CHECKS if index)
    return [clang_tidy, f"-load={plugin}",
            f"--config={{CheckOptions: {{{options}}}}}", "-quiet",
            "-header-filter=.*", "--use-color=0",
            "-checks=-*," + ",".join(PREFIX + check for check in CHECKS)]


def run(arguments, folder, timeout=300):
    """(output, None), or (None, what went wrong)."""
    try:
        done = subprocess.run(arguments, cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                              timeout=timeout)
    except subprocess.TimeoutExpired:
        return None, f"no end after {timeout} s"
    text = done.stdout.decode("utf-8", "replace")
    # 1 is for errors in the file, which are read from the text.
    if done.returncode < 0 or done.returncode >= 128:
        return None, f"crashed: exit code {done.returncode}"
    return text, None


def analyse(arguments, folder):
    text, error = run(arguments, folder)
    if error:
        result = Result()
        result.error = error
        return result
    return read(text, folder)
