#!/usr/bin/env python3
#===- lsp.py - an editor without a screen ---------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Drives a language server through what a test file says, and prints what an
editor would show.

    lsp.py TEST FOLDER [CLIENT] -- SERVER [ARGUMENT...]

The server sees a copy of FOLDER outside of the source tree, so that only what
FOLDER has configures it. CLIENT is vs-code, kate or qt-creator: what these say they can do,
and how they send changes. Of TEST, only the lines that begin with `LSP:` are read:

    open FILE               as it is on disk
    replace FILE OLD NEW    types NEW over the only occurrence of OLD
    save FILE               writes the text to disk
    write FILE TEXT         writes another text to disk, as if from outside
    close FILE
    show FILE               prints the diagnostics of the text as it is now
    await FILE CODE         waits, as an editor does, until there is a diagnostic of
                            that code; or, if CODE is nothing, until there is none
    fixes FILE              prints the quick fixes of each diagnostic
    fix FILE TITLE          applies the only quick fix of that title
    fix-all FILE CODE       applies the quick fix of every diagnostic of that code,
                            all at once
    compile FILE            has the compiler look at the text as it is now
    index                   does what `clang-concurrency` does for the project
    log WORD                prints those lines of the server's log

FILE is relative to FOLDER; \\n is a line break.
"""

import collections
import json
import pathlib
import os
import queue
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

SEVERITIES = {1: "error", 2: "warning", 3: "information", 4: "hint"}
# Slower than this is a hang: lit's own limit is higher.
PATIENCE = 120
# As their sources have it; the rest of what they say matters to nothing here.
CLIENTS = {
    None: {"publishDiagnostics": {"relatedInformation": True,
                                  "versionSupport": True,
                                  "codeDescriptionSupport": True}},
    "vs-code": {"publishDiagnostics": {"relatedInformation": True,
                                       "versionSupport": False,
                                       "tagSupport": {"valueSet": [1, 2]},
                                       "codeDescriptionSupport": True,
                                       "dataSupport": True},
                "synchronization": {"dynamicRegistration": True,
                                    "didSave": True}},
    "kate": {"publishDiagnostics": {"relatedInformation": True},
             "synchronization": {"didSave": True}},
    "qt-creator": {"publishDiagnostics": {"categorySupport": True,
                                          "codeActionsInline": True}},
}
COMMANDS = pathlib.Path(__file__).parents[1] / "driver" / "commands.py"


class Server:
    """A language server and the documents that are open in it."""

    def __init__(self, command, folder, environment=None, client=None):
        self.folder = pathlib.Path(folder).resolve()
        # VS Code sends what has changed, the others the whole text.
        self.incremental = client == "vs-code"
        self.texts = {}
        self.versions = {}
        self.published = collections.defaultdict(dict)  # by URI: the newest
        self.capabilities = {}
        self._replies = {}
        self._last_id = 0
        self._inbox = queue.Queue()
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, cwd=self.folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._log,
            # Without the configuration of whoever runs the tests.
            env={**os.environ, "XDG_CONFIG_HOME": str(self.folder / "nowhere"),
                 **(environment or {})})
        threading.Thread(target=self._receive, daemon=True).start()
        self.capabilities = self.request("initialize", {
            "processId": None,
            "rootUri": self.folder.as_uri(),
            "capabilities": {
                "textDocument": {
                    **CLIENTS[client],
                    "codeAction": {"codeActionLiteralSupport": {
                        "codeActionKind": {"valueSet": ["quickfix"]}}},
                },
                "workspace": {"workspaceEdit": {"documentChanges": True}},
            },
        })["capabilities"]
        self.notify("initialized", {})

    def uri(self, name):
        return (self.folder / name).as_uri()

    #===- Messages ---------------------------------------------------------===#

    def _receive(self):
        stream = self.process.stdout
        while True:
            length = None
            while line := stream.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if length is None:
                self._inbox.put(None)
                return
            self._inbox.put(json.loads(stream.read(length)))

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, params):
        self._send({"method": method, "params": params})

    def request(self, method, params):
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        self._until(lambda: self._last_id in self._replies, method)
        reply = self._replies.pop(self._last_id)
        if "error" in reply:
            raise RuntimeError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    def _handle(self, message):
        method, params = message.get("method"), message.get("params")
        if method is None:
            self._replies[message["id"]] = message
        elif "id" in message:  # The server asks for something we do not have.
            self._send({"id": message["id"], "result": None})
        elif method == "textDocument/publishDiagnostics":
            self.published[params["uri"]] = params

    def _until(self, done, what):
        deadline = time.monotonic() + PATIENCE
        while not done():
            try:
                message = self._inbox.get(
                    timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                self.process.kill()
                raise RuntimeError(f"no answer to {what}") from None
            if message is None:
                raise RuntimeError(
                    f"the server ended with {self.process.wait()} at {what}")
            self._handle(message)

    #===- What an editor does ----------------------------------------------===#

    def open(self, name, text=None):
        if text is None:
            text = (self.folder / name).read_text()
        uri = self.uri(name)
        self.texts[name] = text
        self.versions[name] = self.versions.get(name, 0) + 1
        language = "c" if name.endswith((".c", ".h")) else "cpp"
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri, "languageId": language,
            "version": self.versions[name], "text": text}})

    def change(self, name, text):
        changes = [{"text": text}]
        if self.incremental:
            changes = [difference(self.texts[name], text)]
        self.texts[name] = text
        self.versions[name] += 1
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri(name),
                             "version": self.versions[name]},
            "contentChanges": changes,
            # An extension of clangd's: do not skip this version for the next.
            "wantDiagnostics": True})

    def write(self, name, text):
        """To disk, in another second: Clang knows headers by their size and the
        second in which they were written."""
        path = self.folder / name
        before = path.stat().st_mtime if path.exists() else 0
        path.write_text(text)
        if path.stat().st_mtime < before + 1:
            os.utime(path, (before + 1, before + 1))

    def save(self, name):
        self.write(name, self.texts[name])
        self.notify("textDocument/didSave",
                    {"textDocument": {"uri": self.uri(name)}})

    def close(self, name):
        uri = self.uri(name)
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self._until(lambda: self.published[uri]["diagnostics"] == [],
                    f"closing {name}")

    def diagnostics(self, name):
        """Of the text as it is now, in the order of places."""
        # What clangd says while it still reads new includes rests on the old
        # ones. Its answer to this comes when it has no more to say.
        # It gives up after a minute, which a busy machine may need.
        for patience in reversed(range(3)):
            try:
                self.request("sync", None)
                break
            except RuntimeError as error:
                if "Not idle" not in str(error) or not patience:
                    raise
        return sorted(self.published[self.uri(name)]["diagnostics"],
                      key=lambda d: (place(d["range"]), d["message"]))

    def wait(self, name, code):
        """For a diagnostic of that code, or for none of ours, without asking."""
        def arrived():
            codes = [d.get("code", "") for d in
                     self.published[self.uri(name)].get("diagnostics", [])]
            return (code in codes if code != "nothing" else
                    not any(c.startswith("concurrency-") for c in codes))

        self._until(arrived, f"await {name} {code}")

    def answered(self, name):
        """Waits for the first that the server says of the text as it is now."""
        uri = self.uri(name)
        self._until(lambda: self.published[uri].get("version") ==
                    self.versions[name], f"the diagnostics of {name}")

    def actions(self, name, diagnostic):
        return self.request("textDocument/codeAction", {
            "textDocument": {"uri": self.uri(name)},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "only": ["quickfix"]}})

    def apply(self, *actions):
        """All at once: each is about the text as it is now."""
        changes = collections.defaultdict(list)
        for edit in (action["edit"] for action in actions):
            for uri, edits in (edit.get("changes") or {}).items():
                changes[uri] += edits
            for change in edit.get("documentChanges") or []:
                changes[change["textDocument"]["uri"]] += change["edits"]
        for name in self.texts:
            if edits := changes.get(self.uri(name)):
                self.change(name, edited(self.texts[name], edits))

    def memory(self):
        """What the server occupies, in KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def log(self):
        """What the server has said on its standard error."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode()

    def stop(self):
        """The exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(timeout=PATIENCE)


def place(span):
    return span["start"]["line"] + 1, span["start"]["character"] + 1


def difference(old, new):
    """The one change that makes the one of the other."""
    start = len(os.path.commonprefix([old, new]))
    end = len(os.path.commonprefix([old[start:][::-1], new[start:][::-1]]))

    def position(offset):
        line = old.count("\n", 0, offset)
        return {"line": line, "character": offset - (old.rfind("\n", 0, offset) + 1)}

    return {"range": {"start": position(start), "end": position(len(old) - end)},
            "text": new[start:len(new) - end]}


def edited(text, edits):
    lines = text.splitlines(keepends=True) + [""]

    def offset(position):
        # Columns are those of UTF-16; the tests have no others.
        return sum(map(len, lines[:position["line"]])) + position["character"]

    for edit in sorted(edits, key=lambda e: place(e["range"]), reverse=True):
        text = (text[:offset(edit["range"]["start"])] + edit["newText"] +
                text[offset(edit["range"]["end"]):])
    return text


#===- Scripts ------------------------------------------------------------===#


def show(server, name):
    diagnostics = server.diagnostics(name)
    if not diagnostics:
        print(f"{name}: nothing")
    for d in diagnostics:
        line, column = place(d["range"])
        code = f" [{d['code']}]" if "code" in d else ""
        print(f"{name}:{line}:{column}: {SEVERITIES[d['severity']]}: "
              f"{d['message']}{code}")
        for step in d.get("relatedInformation", []):
            file = step["location"]["uri"].rsplit("/", 1)[1]
            line, column = place(step["location"]["range"])
            print(f"  {file}:{line}:{column}: {step['message']}")
        if "codeDescription" in d:
            link = d["codeDescription"]["href"]
            if link.startswith("file:") and not os.path.isfile(
                    urllib.request.url2pathname(urllib.parse.urlparse(link).path)):
                link += ", which does not exist"
            print(f"  page {link}")


def fixes(server, name):
    for d in server.diagnostics(name):
        for action in server.actions(name, d):
            print(f"{name}:{place(d['range'])[0]}: fix: {action['title']}")


def fix(server, name, title):
    found = [action for d in server.diagnostics(name)
             for action in server.actions(name, d) if action["title"] == title]
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} fixes are called '{title}'")
    server.apply(found[0])


def fix_all(server, name, code):
    found = [server.actions(name, d) for d in server.diagnostics(name)
             if d.get("code") == code]
    chosen = [actions[0] for actions in found if actions]
    server.apply(*chosen)
    print(f"{name}: {len(chosen)} of {len(found)} fixed")


def compile_text(server, name):
    language = "c" if name.endswith(".c") else "c++"
    subprocess.run(
        [shutil.which("clang++"), "-x", language, "-fsyntax-only", "-Wall",
         "-Werror", "-I", (server.folder / name).parent, "-"],
        input=server.texts[name], text=True, check=True)
    print(f"{name}: compiles")


def index(server, command):
    """With the program beside the server, for all files below the folder."""
    subprocess.run([sys.executable, COMMANDS, server.folder], check=True)
    outcome = subprocess.run(
        [pathlib.Path(command[0]).with_name("clang-concurrency"), "-p",
         server.folder, "--quiet"], stdout=subprocess.PIPE, text=True)
    if outcome.returncode > 1:
        raise RuntimeError(f"clang-concurrency ended with {outcome.returncode}")
    print(f"{outcome.stdout.count(' warning: ')} findings in the index")


def log(server, word):
    for line in server.log().splitlines():
        if word in line:
            print(f"log: {line}")


def replace(server, name, old, new):
    if server.texts[name].count(old) != 1:
        raise RuntimeError(f"'{old}' is not once in {name}")
    server.change(name, server.texts[name].replace(old, new))


def at(server, name, text):
    """Where the text begins that is in the file once, as parameters."""
    whole = server.texts[name]
    if whole.count(text) != 1:
        raise RuntimeError(f"'{text}' is not once in {name}")
    before = whole[:whole.index(text)]
    return {"textDocument": {"uri": server.uri(name)},
            "position": {"line": before.count("\n"),
                         "character": len(before) - before.rfind("\n") - 1}}


def complete(server, name, text):
    """What clangd offers behind the text."""
    params = at(server, name, text)
    params["position"]["character"] += len(text)
    found = server.request("textDocument/completion", params)
    for item in sorted(i["label"].strip() for i in found["items"]):
        print(f"{name}: completion: {item}")


def define(server, name, text):
    """Where what begins there is defined."""
    for place in server.request("textDocument/definition", at(server, name, text)):
        line = place["range"]["start"]["line"] + 1
        print(f"{name}: definition: {place['uri'].rsplit('/', 1)[-1]}:{line}")


def play(test, folder, command, client):
    server = Server(command, folder, client=client)
    commands = {"open": server.open, "save": server.save, "close": server.close,
                "write": server.write,
                "replace": lambda *args: replace(server, *args),
                "show": lambda *args: show(server, *args),
                "await": server.wait,
                "complete": lambda *args: complete(server, *args),
                "define": lambda *args: define(server, *args),
                "fixes": lambda *args: fixes(server, *args),
                "fix": lambda *args: fix(server, *args),
                "fix-all": lambda *args: fix_all(server, *args),
                "compile": lambda *args: compile_text(server, *args),
                "index": lambda: index(server, command),
                "log": lambda *args: log(server, *args)}
    for line in pathlib.Path(test).read_text().splitlines():
        if line.startswith("LSP:"):
            print(f"> {line[len('LSP:'):].strip()}")
            name, *args = shlex.split(line[len("LSP:"):])
            commands[name](*(arg.replace("\\n", "\n") for arg in args))
    return server.stop()


def main():
    try:
        split = sys.argv.index("--")
        test, folder, *client = sys.argv[1:split]
    except ValueError:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        copy = os.path.join(scratch, "project")
        shutil.copytree(folder, copy)
        sys.exit(play(test, copy, sys.argv[split + 1:], *client or [None]))


if __name__ == "__main__":
    main()
