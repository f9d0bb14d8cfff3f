#!/usr/bin/env python3
#===- full.py - a cache that cannot be written ----------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Runs a command whose cache is on a read-only or full disk.

    full.py CACHE SOURCE -- COMMAND...

CACHE is the folder `.cache/clang-concurrency` of a project, which does not
exist yet, SOURCE one of the project's files. Whatever happens to the cache,
the command must print the same and end with the same code, and say once that
the cache cannot be written, and why. As soon as it can be, all is as ever.

A disk becomes full in two ways: no file may be longer than some bytes, which
every user can do, and a file system of some pages in memory, where this user
may mount one. A read-only folder stops root as well, whose right to write
everywhere is taken from the command.
"""

import ctypes
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys

WARNING = re.compile(r"^warning: the cache cannot be written: (.*)$", re.M)
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
LIBC = ctypes.CDLL(None)


def read_only():
    """In the child: what root may do more than others, it may no longer."""
    if os.geteuid() == 0 and LIBC.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
        raise OSError("root keeps its right to write everywhere")


def no_longer_than(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class Project:
    def __init__(self, cache, source, command):
        self.cache, self.source = pathlib.Path(cache), pathlib.Path(source)
        self.command = command
        self.expected = self.run(["--no-cache"])[:2]

    def run(self, more=(), before=None):
        done = subprocess.run([*self.command, *more], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, preexec_fn=before)
        return done.returncode, done.stdout, done.stderr

    def check(self, what, why=None, before=None, parsed=None):
        """Runs the command; `why` is what the warning must say, if any."""
        result = self.run(["--stats"], before)
        if result[:2] != self.expected:
            sys.exit(f"{what}: {result}\ninstead of {self.expected}")
        said = WARNING.findall(result[2])
        if (len(said) != 1 or why not in said[0]) if why else said:
            sys.exit(f"{what}: the warning is {said}")
        if parsed is not None and f"{parsed} files parsed" not in result[2]:
            sys.exit(f"{what}: not {parsed} files parsed: {result[2]}")
        left = [file for file in self.cache.rglob("*")
                if file.is_file() and file.suffix not in (".facts", ".json")]
        if left:
            sys.exit(f"{what}: left behind: {left}")

    def forget(self):
        if self.cache.exists():
            for thing in self.cache.iterdir():
                shutil.rmtree(thing) if thing.is_dir() else thing.unlink()

    def edit(self):
        """The source's facts are other ones now; its findings are not."""
        with self.source.open("a", encoding="utf-8") as file:
            file.write("// more\n")


def folders(top):
    return [top, *(path for path in top.rglob("*") if path.is_dir())]


def read_only_folders(project):
    def check(what, top, why, **parsed):
        for folder in folders(top):
            folder.chmod(0o555)
        try:
            project.check(what, why, read_only, **parsed)
        finally:
            for folder in folders(top):
                folder.chmod(0o755)

    denied = "Permission denied"
    home = project.cache.parent.parent
    check("no cache, and none can be made", home, denied)
    project.cache.mkdir(parents=True)
    check("an empty cache that is read-only", project.cache, denied)
    project.check("written at last")
    check("a read-only cache that is right", project.cache, None, parsed=0)
    project.edit()
    check("a read-only cache that is older", project.cache, denied, parsed=1)
    check("and again", project.cache, denied, parsed=1)
    project.check("written again", parsed=1)
    project.check("used again", parsed=0)


def long_files(project):
    sizes = sorted(file.stat().st_size
                   for file in project.cache.rglob("*") if file.is_file())
    for size in [0, 1, *(s - 1 for s in sizes), *sizes[:-1]]:
        project.forget()
        project.check(f"no file longer than {size}", "File too large",
                      no_longer_than(size))
        project.check(f"after no file longer than {size}")
        project.check(f"long after no file longer than {size}", parsed=0)
    for size in 0, 1:
        project.edit()
        project.check(f"older ones, and no file longer than {size}",
                      "File too large", no_longer_than(size))


def full_disks(project):
    """In a namespace of its own."""
    room = "No space left on device"
    for what in [*(f"size={pages * 4}k" for pages in range(1, 3)),
                 *(f"nr_inodes={inodes}" for inodes in range(1, 7))]:
        subprocess.run(["mount", "-t", "tmpfs", "-o", what, "tmpfs",
                        project.cache], check=True)
        project.check(f"a disk of {what}", room)
        project.check(f"a disk of {what} again", room)
        project.edit()
        project.check(f"a disk of {what}, older", room)
        subprocess.run(["mount", "-o", "remount,size=1m,nr_inodes=1000",
                        project.cache], check=True)
        project.check(f"a disk of {what} that has grown")
        project.check(f"a disk of {what} that has grown, again", parsed=0)
        subprocess.run(["umount", project.cache], check=True)


def main():
    at = sys.argv.index("--")
    *way, cache, source = sys.argv[1:at]
    project = Project(cache, source, sys.argv[at + 1:])
    if way:
        full_disks(project)
        return
    read_only_folders(project)
    long_files(project)
    mounts = ["unshare", "--mount"]
    if shutil.which("unshare") and not subprocess.run(
            [*mounts, "mount", "-t", "tmpfs", "tmpfs", cache],
            stderr=subprocess.DEVNULL).returncode:
        subprocess.run([*mounts, sys.executable, __file__, "--full", *sys.argv[1:]],
                       check=True)
    else:
        print("no file system can be mounted here: full disks are left out")


if __name__ == "__main__":
    main()
