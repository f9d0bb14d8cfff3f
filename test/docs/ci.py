#!/usr/bin/env python3
#===- ci.py - the examples of docs/ci.md are run --------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Runs what docs/ci.md shows, on a small project with two findings.

    ci.py --build BUILD --llvm FOLDER PAGE PROJECT SCRATCH

Blocks whose first line is the name of a file in a comment are that file, in a
copy of the project for each heading; YAML must be YAML. Of the files that
services read, the commands are run. Blocks of sh are run: they must end with 0,
or with 1 for findings, and say nothing of errors. Those that begin with a
program that is not installed here are left out, which is printed, as are the
lines that need a server.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

FENCE = re.compile(r"^```(\w*)\s*$")
FILE = re.compile(r"^# (\S*[.-]\S+)$")
SERVER = re.compile(r"^(CodeChecker store) ", re.M)
OPTIONAL = ("jq", "pre-commit", "CodeChecker", "report-converter", "reviewdog")
ROOT = pathlib.Path(__file__).resolve().parents[2]


def blocks(page):
    """(heading, number of the line, language, text) of each block."""
    heading, language, text = "", None, []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if language is None and line.startswith("#"):
            heading = line.lstrip("# ")
        elif language is None and fence:
            language, text, first = fence[1], [], number
        elif fence:
            yield heading, first, language, "\n".join(text) + "\n"
            language = None
        elif language is not None:
            text.append(line)


def commands_of(name, content):
    """What a service would run."""
    if name.endswith("workflows/concurrency.yml"):
        return [step["run"] for job in content["jobs"].values()
                for step in job["steps"] if "run" in step]
    if name == ".gitlab-ci.yml":
        return ["\n".join(job["script"]) for job in content.values()]
    return []


class Project:
    """A copy of the project, in Git, with its compile commands."""

    def __init__(self, source, folder, env):
        self.folder, self.env = folder, env
        shutil.copytree(source, folder)
        self.must("cmake", "-B", "build", "-DCMAKE_CXX_COMPILER=clang++-22")
        (folder / ".gitignore").write_text("build/\n.cache/\n")
        self.must("git", "init", "-q", "-b", "main")
        self.must("git", "add", "-A")
        self.must("git", "commit", "-q", "-m", "one")
        self.must("git", "update-ref", "refs/remotes/origin/main", "HEAD")
        # Half of the deadlock is of this branch.
        bank = folder / "src" / "bank.cpp"
        bank.write_text(bank.read_text().replace("write(amount)", "write(+amount)"))

    def must(self, *command):
        subprocess.run(command, cwd=self.folder, env=self.env, check=True,
                       stdout=subprocess.DEVNULL)

    def run(self, script):
        return subprocess.run(["bash", "-eu", "-c", script], cwd=self.folder,
                              env=self.env, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)


def run_block(project, where, script):
    missing = [p for p in OPTIONAL if re.search(rf"^(.*&& )?{p} ", script, re.M)
               and not shutil.which(p, path=project.env["PATH"])]
    if missing:
        print(f"{where}: left out, there is no {', '.join(missing)} here")
        return
    if SERVER.search(script):
        print(f"{where}: without what needs a server")
        script = "\n".join(line for line in script.split("\n")
                           if not SERVER.match(line))
    done = project.run(script)
    # CodeChecker ends with 2 when there are reports.
    codes = (0, 2) if "CodeChecker" in script else (0, 1)
    if done.returncode not in codes or re.search(
            r"\berror: |command not found|not analysed|Traceback", done.stdout.replace(
                "error: 'Bank::mu_'", "").replace("error: 'fopen'", "")):
        sys.exit(f"{where}: ended with {done.returncode}\n{done.stdout}")
    print(f"{where}: {done.returncode}")


def write(project, where, name, text):
    file = project.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = text.split("\n", 1)
    file.write_text(lines[1] if lines[1].startswith("#!") else text)
    if lines[1].startswith("#!"):
        file.chmod(0o755)
    if file.suffix not in (".yml", ".yaml") and name != ".clang-tidy":
        return
    for command in commands_of(name, yaml.safe_load(text)):
        if re.search(r"^jq ", command, re.M) and not shutil.which("jq"):
            print(f"{where}: left out, there is no jq here")
            continue
        done = project.run(command)
        expected = 1 if "clang-concurrency" in command else 0
        if done.returncode != expected:
            sys.exit(f"{where}: ended with {done.returncode}\n{done.stdout}")
        print(f"{where}: {done.returncode}")
    sarif = project.folder / "concurrency.sarif"
    if sarif.exists():
        project.must(sys.executable, ROOT / "test/report/check-sarif.py", sarif)
    report = project.folder / "gl-code-quality-report.json"
    if report.exists():
        entries = json.loads(report.read_text())
        assert len(entries) == 2, entries
        assert len({entry["fingerprint"] for entry in entries}) == 2, entries
        for entry in entries:
            assert (project.folder / entry["location"]["path"]).exists(), entry
            assert entry["location"]["lines"]["begin"] > 0, entry
            assert entry["severity"] in ("info", "minor", "major", "critical",
                                         "blocker"), entry


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--llvm", required=True)
    for name in "page", "project", "scratch":
        parser.add_argument(name, type=pathlib.Path)
    args = parser.parse_args()
    me = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER")
          for what in ("NAME", "EMAIL")}
    env = {**os.environ, **me,
           "PATH": os.pathsep.join([str(args.build / "bin"), os.environ["PATH"],
                                    args.llvm]),
           "PLUGIN": str(args.build / "lib" / "ConcurrencyTidy.so"),
           "CLANG_PLUGIN": str(args.build / "lib" / "ConcurrencyClang.so"),
           "PRE_COMMIT_HOME": str(args.scratch / "pre-commit")}
    projects = {}
    for heading, line, language, text in blocks(args.page):
        where = f"{args.page.name}:{line}"
        if heading not in projects:
            projects[heading] = Project(
                args.project, args.scratch / f"project{len(projects)}", env)
        name = FILE.match(text.split("\n")[0])
        if name:
            write(projects[heading], where, name[1], text)
        elif language == "sh":
            run_block(projects[heading], where, text)
        elif language == "yaml":
            sys.exit(f"{where}: YAML without the name of its file")


if __name__ == "__main__":
    main()
