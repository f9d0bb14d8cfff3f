#===- guarded.py - finds the acquisitions in a source file ----------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Statements that take a lock, by how they look:

    std::lock_guard<std::mutex> lock(mutex_);   a declaration of which the type
    MutexLock l(&mu);                           is named after locks or guards
    auto lock = std::unique_lock(m);
    pthread_mutex_lock(&m); ... pthread_mutex_unlock(&m);
    mu.Lock(); ... mu.Unlock();                 a pair of calls in one block,
                                                about the same lock

The limits: no macro that takes a lock is seen, no lock taken in a condition or
into a variable, and no pair of which the halves stand in different blocks,
except that the lock may also be released on the way out of the function or loop.
Whether the compiler sees such a statement is for the user of this to find out.
"""

import re

TYPE = r"(?P<type>(?:\w+\s*::\s*)*\w+)\s*(?P<of><[^;{}]*>)?"
DECLARED = re.compile(
    r"(?:const\s+)?" + TYPE +
    r"\s+(?P<name>\w+)\s*[({](?P<args>[^;]*)[)}]\s*\Z", re.S)
FROM_AUTO = re.compile(
    r"(?:const\s+)?auto\s+(?P<name>\w+)\s*(?:=|[({])\s*" + TYPE +
    r"\s*[({](?P<args>[^;]*)[)}]\s*\Z", re.S)
METHOD = re.compile(
    r"(?P<lock>[\w:]+(?:[\w:\[\]\s]|\.|->|\(\s*\))*?)\s*(?:\.|->)\s*"
    r"(?P<call>\w+)\s*\(\s*\)\s*\Z")
FUNCTION = re.compile(r"(?P<call>(?:\w+::)*\w+)\s*\((?P<lock>[^;{}]*)\)\s*\Z")
LABEL = re.compile(r"\s*(?:(?:case\b[^:;]*|default|\w+)\s*:(?!:)\s*)+")
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
GUARD_WORDS = {"lock", "locker", "guard", "rwlock", "spinlock", "mutexlock",
               "rlock", "wlock"}
TAKE_WORDS = {"lock", "rdlock", "wrlock", "acquire", "rlock", "wlock"}
# Not an acquisition, or not one that is certain.
OTHER_WORDS = {"unlock", "try", "trylock", "timed", "timedlock", "init", "destroy",
               "release", "free", "assert", "is", "has", "with", "alloc", "create",
               "downgrade", "upgrade", "async", "un", "bounded", "defer", "file"}
LOCK_WORDS = {"mu", "mutex", "lock", "mtx", "cs", "crit", "critical", "section",
              "sem", "sync", "spin", "spinlock", "rwlock", "m", "monitor", "latch",
              "mut"}
STANDARD = {"lock_guard", "unique_lock", "scoped_lock", "shared_lock"}
SHARED_WORDS = {"shared", "read", "reader", "rdlock", "rd", "rlock"}
RECURSIVE_WORDS = {"recursive", "rec", "reentrant"}
WAY_OUT = re.compile(r"\s*(return|goto|break|continue|throw|abort|exit|_exit"
                     r"|pthread_exit)\b")


def words(text):
    return {word.lower() for word in WORDS.findall(text)}


def squeezed(text):
    return re.sub(r"\s+", "", text)


class Block:
    def __init__(self, begin, parent):
        self.begin, self.end, self.parent = begin, None, parent

    def inside(self, other):
        block = self
        while block and block is not other:
            block = block.parent
        return block is other


class Statement:
    """Of plain[begin:end], without its semicolon."""

    def __init__(self, begin, end, block, text):
        self.begin, self.end, self.block, self.text = begin, end, block, text


class Guard:
    """An acquisition and where it ends."""

    def __init__(self, statement, form, lock, made_by, name=""):
        self.begin, self.end = statement.begin, statement.end
        self.block, self.text = statement.block, statement.text
        self.form = form                # declaration or call
        self.lock = squeezed(lock).lstrip("&*")
        self.made_by, self.name = made_by, name
        self.releases = []              # (begin, end) of the calls that end it
        self.until = statement.block.end

    @property
    def identifier(self):
        """The last name in what is locked, for instance mu_ of this->mu_."""
        names = re.findall(r"[A-Za-z_]\w*", self.lock)
        names = [name for name in names if name not in ("this", "get")]
        return names[-1] if names else self.lock

    @property
    def member(self):
        """The same for the locks of all objects: whether it is some object's,
        and its name there."""
        lock = self.lock.removeprefix("this->")
        return bool(re.search(r"->|\.", lock)), self.identifier

    @property
    def shared(self):
        return bool(words(self.made_by) & SHARED_WORDS)

    @property
    def recursive(self):
        return bool(words(self.made_by + " " + self.lock) & RECURSIVE_WORDS)


def statements(plain):
    """All statements that end with a semicolon, in order."""
    found = []
    block = Block(0, None)
    block.end = len(plain)
    outer_parens = []
    begin = parens = skip = 0
    for match in re.finditer(r"[{}();]", plain):
        at, char = match.start(), match[0]
        if at < skip:
            continue
        if char == "(":
            parens += 1
        elif char == ")":
            parens = max(0, parens - 1)
        elif char == ";" and not parens:
            label = LABEL.match(plain, begin, at)
            first = label.end() if label else begin
            while first < at and plain[first].isspace():
                first += 1
            if first < at:
                found.append(Statement(first, at, block,
                                       plain[first:at].rstrip()))
            begin = at + 1
        elif char == "{":
            # A declaration initialised with braces.
            if re.search(r"[\w>]\s+\w+\s*\Z", plain[begin:at]) and (
                    whole := re.match(r"\{[^{};]*\}(?=\s*;)", plain[at:])):
                skip = at + whole.end()
                continue
            block = Block(at, block)
            outer_parens.append(parens)
            parens, begin = 0, at + 1
        elif char == "}" and block.parent:
            block.end = at
            block = block.parent
            parens, begin = outer_parens.pop(), at + 1
    while block:
        block.end = block.end if block.end is not None else len(plain)
        block = block.parent
    return found


def declared(statement):
    found = FROM_AUTO.match(statement.text) or DECLARED.match(statement.text)
    if not found or found["type"] in ("return", "new", "delete", "throw"):
        return None
    last = found["type"].split("::")[-1].strip()
    args = found["args"]
    if not words(last) & GUARD_WORDS or not args.strip() or \
            re.search(r"defer_lock|try_to_lock|adopt_lock", args):
        return None
    if last not in STANDARD and not words(args) & LOCK_WORDS:
        return None
    return Guard(statement, "declaration", args.split(",")[0],
                 found["type"] + (found["of"] or ""), found["name"])


def call(statement):
    """(the lock, the function called) if the statement is nothing but a call."""
    found = METHOD.match(statement.text) or FUNCTION.match(statement.text)
    if not found or not found["lock"].strip():
        return None, None
    return squeezed(found["lock"]), found["call"]


def plain_name(name):
    """The same for the function that takes a lock and the one that releases."""
    return re.sub(r"_?(un|rd|wr|read|write|reader|writer|shared)*_?"
                  r"(lock|acquire|release)(_?(shared|exclusive))?_?", "",
                  name.lower())


def takes(name):
    return words(name) & TAKE_WORDS and not words(name) & OTHER_WORDS


def releases(name):
    return words(name) & {"unlock", "release", "rdunlock", "wrunlock"} or \
        "unlock" in name.lower()


def pair(at, found):
    """The guard that a call and its counterpart make, or None."""
    statement = found[at]
    lock, name = call(statement)
    if not lock or not takes(name):
        return None
    guard = Guard(statement, "call", lock, name)
    for number in range(at + 1, len(found)):
        other = found[number]
        if other.begin > statement.block.end:
            return None
        same, end = call(other)
        if same != lock:
            continue
        if not releases(end):
            if takes(end):
                return None     # taken again before it is released
            continue
        if plain_name(end) != plain_name(name):
            continue
        guard.releases.append((other.begin, other.end))
        if other.block is statement.block:
            guard.until = other.end
            return guard
        # Released further in: only if that is the way out.
        following = found[number + 1:number + 4]
        if not any(WAY_OUT.match(next.text) for next in following
                   if next.block is other.block):
            return None
    return None


def guards(source):
    """Every acquisition inside a function."""
    found = statements(source.plain)
    bodies = [(f.brace, f.end) for f in source.functions()]
    for number, statement in enumerate(found):
        if not any(begin < statement.begin < end for begin, end in bodies):
            continue
        guard = declared(statement) or pair(number, found)
        if guard:
            yield guard


def nested(all_guards):
    """Pairs of which the second is taken while the first is held, and that can
    change places. Calls can only in one block: further in there may be a loop,
    and what releases the lock stays where it is."""
    for outer in all_guards:
        for inner in all_guards:
            if not outer.begin < inner.begin < outer.until or \
                    outer.form != inner.form or outer.lock == inner.lock:
                continue
            if inner.block is outer.block or outer.form == "declaration" and \
                    inner.block.inside(outer.block):
                yield outer, inner
