#!/usr/bin/env python3
#===- browse.py - a page as a browser sees it -----------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Prints what a page has become in headless Chromium, and fails if it asked the
network for anything: browse.py FOLDER PAGE[#ANCHOR]

FOLDER is for what the browser leaves behind.
"""

import json
import pathlib
import subprocess
import sys


def main():
    folder = pathlib.Path(sys.argv[1])
    name, _, anchor = sys.argv[2].partition("#")
    url = pathlib.Path(name).resolve().as_uri() + (anchor and "#" + anchor)
    log = folder / "net.json"
    log.unlink(missing_ok=True)
    run = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
         # Nothing leaves this machine, even if something asks.
         "--host-resolver-rules=MAP * ~NOTFOUND",
         f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}",
         "--virtual-time-budget=2000", "--dump-dom", url],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, encoding="utf-8", timeout=120)
    # The browser asks for a few things on its own behalf, before any page has a
    # say; what a page asks for names that page as the one who did.
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    asked = {event["params"]["url"] for event in events
             if "initiator" in event.get("params", {})
             and "url" in event["params"]
             and event["params"]["initiator"] != "not an origin"}
    asked = {u for u in asked if not u.startswith(("file:", "data:", "chrome"))}
    if asked:
        sys.exit("\n".join(f"asks for {u}" for u in sorted(asked)))
    sys.stdout.write(run.stdout)


if __name__ == "__main__":
    main()
