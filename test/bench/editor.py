#!/usr/bin/env python3
#===- editor.py - what the checks cost while somebody types ---------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Measures the checks' share of what the editor server does after an edit.

    editor.py [OPTION...] FOLDER...

Opens some files of each FOLDER's compile_commands.json in clangd-concurrency and
adds a comment to each again and again, or with --code a function: once with our checks and a trivial one of
clang-tidy's, and once with that alone, because clangd has always checks of its own
and walks the tree for them. clangd's trace says how long it took to build the tree,
and how much of that was clang-tidy. What our checks add counts, as a share of the
rest. Of the edits, the quickest counts, because it is disturbed least.

What takes long is computed later, when nobody has typed for a moment. How much later
all is known than without the checks is measured apart, without that moment.

Prints Markdown: a row for each file, and the median and the worst of all.
"""

import argparse
import collections
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

import run

sys.path.insert(0, str(run.ROOT / "test" / "clangd"))
import lsp  # noqa: E402

# clangd calls checks fast below the one, and slow above the other.
FAST, SLOW = 0.08, 0.15
COMMENT = "\n// %d\n"
# Each time it does something else: the facts are other ones.
CODE = "\nvoid edited(int *p) { static int last; last = *p; p[%d] = last; }\n"
SPANS = ("BuildAST", "ClangTidyInit", "ClangTidyMatch")


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--server",
                        default=run.ROOT / "build" / "bin" / "clangd-concurrency",
                        help="default: that of build/")
    parser.add_argument("--limit", type=int, default=2, metavar="N",
                        help="N files a program, evenly chosen; default: 2")
    parser.add_argument("--edits", type=int, default=12, metavar="N",
                        help="default: 12")
    parser.add_argument("--code", action="store_true",
                        help="change the code each time, not only comments")
    parser.add_argument("--cache-dir", metavar="DIR",
                        help="with the index that clang-concurrency made in "
                        "DIR/PROGRAM")
    parser.add_argument("--match", default="", metavar="REGEX",
                        help="only files of which the name matches")
    return parser.parse_args()


def spans(trace):
    """Durations by name, in the order of their ends."""
    found = collections.defaultdict(list)
    for event in json.loads(trace.read_text())["traceEvents"]:
        if event["name"] in SPANS and "dur" in event:
            found[event["name"]].append(event["dur"] / 1000)
    return found


def index_options(args):
    """Makes the checks use the index of the program, or none."""
    index = "none" if not args.cache_dir else os.path.join(
        os.path.abspath(args.cache_dir), args.program, "index.json")
    return json.dumps({f"{check}.Index": index for check in run.our_checks()})


def edit_and_trace(file, args, checks):
    """The least milliseconds of each span."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        run.write_database(file, scratch)
        configuration = scratch / "clangd" / "config.yaml"
        configuration.parent.mkdir()
        configuration.write_text(
            "Diagnostics: {ClangTidy: {Remove: '*'}}\n---\n"
            f"Diagnostics: {{ClangTidy: {{Add: {json.dumps(checks)}, "
            "FastCheckFilter: None, "
            f"CheckOptions: {index_options(args)}}}}}\n")
        trace = scratch / "trace.json"
        server = lsp.Server(
            [str(args.server), f"--compile-commands-dir={scratch}",
             "--background-index=false"], os.path.dirname(file.path),
            environment={"CLANGD_TRACE": str(trace),
                         "XDG_CONFIG_HOME": str(scratch)})
        name = os.path.basename(file.path)
        server.open(name, pathlib.Path(file.path).read_text(errors="replace"))
        server.diagnostics(name)
        text = server.texts[name]
        # What is computed later must not be what counts.
        for number in range(args.edits):
            server.change(name, text + (CODE if args.code else COMMENT) % number)
            server.answered(name)
        settled = min(settle(server, name, text, 1000 + number)
                      for number in range(3))
        server.stop()
        found = spans(trace)
    if len(found["BuildAST"]) <= args.edits:
        raise RuntimeError("clangd built fewer trees than there were edits")
    # The first tree waits for what is done once.
    return {name: min(found[name][1:args.edits + 1])
            for name in SPANS}, settled


def settle(server, name, text, number):
    """Milliseconds from an edit of the code until all is known of it."""
    begun = time.monotonic()
    server.change(name, text + CODE % number)
    server.diagnostics(name)
    return 1000 * (time.monotonic() - begun)


def measure(file, args):
    """Milliseconds: the tree without us, what we add to it, and what we add
    until all is known."""
    ours, settled = edit_and_trace(file, args, [run.TRIVIAL, *run.our_checks()])
    trivial, without = edit_and_trace(file, args, [run.TRIVIAL])
    us = sum(ours[name] - trivial[name] for name in SPANS if name != "BuildAST")
    return ours["BuildAST"] - us, us, settled - without


def main():
    args = parse_args()
    args.server = pathlib.Path(args.server).resolve()
    rows, shares = [], []
    for folder in args.folders:
        args.program = os.path.basename(os.path.normpath(folder))
        for file in run.read_files(folder, args.limit, args.match):
            shown = f"{args.program}: {os.path.basename(file.path)}"
            try:
                rest, us, settled = measure(file, args)
            except RuntimeError as error:
                print(f"{shown}: {error}", file=sys.stderr)
                continue
            shares.append(us / rest)
            rows.append([shown, f"{rest:.1f} ms", f"{us:.2f} ms",
                         f"{100 * us / rest:.1f} %", f"{settled:.0f} ms"])
    run.print_table(["file", "syntax tree", "checks", "share", "all known"], rows)
    if not shares:
        sys.exit("no file could be measured")
    median, worst = statistics.median(shares), max(shares)
    print(f"\n{len(shares)} files: {100 * median:.1f} % in the median, "
          f"{100 * worst:.1f} % at worst "
          f"(clangd's bounds: {100 * FAST:.0f} % and {100 * SLOW:.0f} %)")
    sys.exit(median > FAST or worst > SLOW)


if __name__ == "__main__":
    main()
