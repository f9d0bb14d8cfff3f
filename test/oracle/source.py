#===- source.py - reads C and C++ just well enough ------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Which function a line belongs to, and what in a file is comment.

A scan, no parser: it counts braces. Its limits: of the alternatives of an #if
only the first is looked at for braces, functions that macros make are not seen,
and neither are those with parameters declared in the old way.
"""

import bisect
import re

# Its groups are tried in this order; a backslash at the end of a line continues
# a comment, too.
TOKEN = re.compile(
    r'(?P<comment>//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z))'
    r'|(?P<raw>\bu?8?[LU]?R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    # The quote in 1'000 is none.
    r"|(?P<char>(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"
    r"|(?<=[uUL])'(?:\\.|[^'\\\n])+')",
    re.S)
DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(\w*)(?:\\\r?\n|[^\n])*", re.M)
CONTROL = re.compile(
    r"(if|for|while|switch|do|else|try|catch|return|case|default|asm|__asm__)\b")
NOT_A_NAME = {"__attribute__", "__attribute", "decltype", "alignas", "noexcept",
              "static_assert", "__declspec", "typeof", "__typeof__", "explicit",
              "requires", "if", "for", "while", "switch", "catch", "return",
              "sizeof"}
CLASS = re.compile(r"\b(?:class|struct|union)\b")
NAME_AND_PAREN = re.compile(
    r"((?:~?\w+(?:<[^<>()]*>)?\s*::\s*)*"
    r"(?:operator\s*(?:\(\)|[^\s\w(]+|[\w ]+)|~?\w+))\s*\(")


def spaces(text):
    return re.sub(r"[^\n]", " ", text)


class Scope:
    """Braces: kind is namespace, class, function or block."""

    def __init__(self, kind, name, begin, parent):
        self.kind, self.name, self.parent = kind, name, parent
        self.begin = begin      # where its header begins
        self.brace = self.end = begin

    @property
    def qualified(self):
        names = []
        scope = self
        while scope:
            if scope.name and scope.kind != "block":
                names.append(scope.name)
            scope = scope.parent
        return "::".join(reversed(names))

    def enclosing(self, *kinds):
        scope = self
        while scope and scope.kind not in kinds:
            scope = scope.parent
        return scope


class Source:
    def __init__(self, text):
        self.text = text
        self.comments = []      # (offset, text)
        self.starts = [0] + [m.end() for m in re.finditer("\n", text)]
        self.code = TOKEN.sub(self.blank, text)
        # Same length, without comments, literals and directives.
        self.plain = DIRECTIVE.sub(lambda m: spaces(m[0]), self.code)
        self.scopes = []
        self.scan(self.first_alternatives())

    @classmethod
    def read(cls, path):
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            return cls(file.read())

    def blank(self, match):
        if match["comment"] is not None:
            self.comments.append((match.start(), match[0]))
            return spaces(match[0])
        # A string stays one: what remains of it is an argument.
        return match[0][0] + spaces(match[0][1:-1]) + match[0][-1] \
            if not match["raw"] else '"' + spaces(match[0][1:-1]) + '"'

    def line(self, offset):
        return bisect.bisect_right(self.starts, offset)

    def first_alternatives(self):
        """The code with only the first branch of every #if."""
        out = list(self.plain)
        dropped = []            # for every open #if: where its #else began
        for directive in DIRECTIVE.finditer(self.code):
            word = directive[1]
            if word in ("if", "ifdef", "ifndef"):
                dropped.append(None)
            elif word in ("else", "elif", "elifdef", "elifndef") and dropped:
                if dropped[-1] is None:
                    dropped[-1] = directive.start()
            elif word == "endif" and dropped:
                begin = dropped.pop()
                if begin is not None:
                    out[begin:directive.start()] = \
                        spaces(self.plain[begin:directive.start()])
        return "".join(out)

    def scan(self, text):
        scope = None
        begin = 0               # of what may be a header
        initialisers = []       # braces of initialisers that are open
        depth = 0               # of braces
        parens = 0
        for match in re.finditer(r"[{}();]", text):
            at, char = match.start(), match[0]
            if char in "()":
                parens = max(0, parens + (1 if char == "(" else -1))
            elif char == ";":
                if not initialisers and not parens:
                    begin = at + 1
            elif char == "{":
                depth += 1
                header = text[begin:at]
                # Braces in the initialisers of a constructor.
                if initialisers or (
                        re.search(r"\)(?![^()]*\b(?:class|struct|union)\b)"
                                  r"[^()]*(?<!:):(?!:)", header) and
                        re.search(r"[\w>]\s*\Z", header) and
                        (not scope or scope.kind != "block") and
                        not CONTROL.match(header.strip()) and
                        (not scope or scope.kind != "function")):
                    initialisers.append(depth)
                    continue
                scope = self.open(header, begin, scope)
                scope.brace = at
                scope.parens, parens = parens, 0
                begin = at + 1
            elif char == "}":
                if initialisers and initialisers[-1] == depth:
                    initialisers.pop()
                elif scope:
                    scope.end = at
                    parens = scope.parens
                    scope = scope.parent
                    begin = at + 1
                depth = max(0, depth - 1)
        while scope:
            scope.end = len(text)
            scope = scope.parent

    def open(self, header, begin, parent):
        # A header begins where its first word does.
        begin += len(header) - len(header.lstrip())
        words = header.strip()
        words = re.sub(r"^(public|private|protected)\s*:", "", words).strip()
        inside = parent and parent.enclosing("function")
        local = inside and not parent.enclosing("class")
        scope = Scope("block", "", begin, parent)
        if found := re.search(r"\bnamespace\b\s*([\w:]*)\s*$", words):
            scope.kind, scope.name = "namespace", found[1]
        elif not CONTROL.match(words):
            is_class = re.search(
                r"(?:^|[);}\s])(?:class|struct|union)\b\s+(?:[A-Z_]{3,}\s*\([^()]*\)\s*)?"
                r"[\w:]+\s*(?:final\s*)?(?::(?!:)[^()]*)?\Z", words)
            name = None if local or is_class or parent and parent.kind == "block" \
                else function_name(words)
            if name:
                scope.kind, scope.name = "function", name
            elif CLASS.search(words) and not words.endswith("="):
                scope.kind, scope.name = "class", class_name(words)
        self.scopes.append(scope)
        return scope

    def functions(self):
        return [scope for scope in self.scopes if scope.kind == "function"]

    def scope_at(self, offset):
        """The innermost scope around an offset."""
        best = None
        for scope in self.scopes:
            if scope.begin <= offset <= scope.end and (
                    best is None or scope.begin >= best.begin):
                best = scope
        return best

    def function_at(self, line):
        """The innermost function with something on that line."""
        best = None
        for scope in self.scopes:
            if scope.kind == "function" and \
                    self.line(scope.begin) <= line <= self.line(scope.end):
                if best is None or scope.begin >= best.begin:
                    best = scope
        return best


def function_name(header):
    """The name in what precedes a function's body, or None."""
    if "(" not in header or re.search(r"=\s*\Z|\]\s*\(?[^()]*\)?\s*\Z", header):
        return None
    depth = 0
    for match in re.finditer(r"[()]", header):
        if match[0] == ")":
            depth -= 1
            continue
        depth += 1
        if depth > 1:
            continue
        names = [m for m in NAME_AND_PAREN.finditer(header)
                 if m.end() == match.end()]
        if not names:
            continue
        name = re.sub(r"\s+", " ", names[0][1]).replace(" ::", "::").replace(
            ":: ", "::")
        if name not in NOT_A_NAME:
            # An initialiser is no function.
            return None if "=" in header[:match.start()] and \
                "operator" not in name else name
    return None


def class_name(header):
    header = re.sub(r"\b__attribute__\s*\(\(.*?\)\)|\balignas\s*\([^()]*\)"
                    r"|\[\[.*?\]\]|\b[A-Z_]{3,}\s*\([^()]*\)", " ", header)
    found = re.search(r"\b(?:class|struct|union)\b\s*((?:\w+\s+)*?)"
                      r"([\w:]*(?:<[^{}]*?>)?)\s*(?:final\s*)?(?::(?!:).*)?\Z",
                      header, re.S)
    return re.sub(r"<.*", "", found[2], flags=re.S) if found else ""
