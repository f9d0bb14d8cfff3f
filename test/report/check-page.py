#!/usr/bin/env python3
#===- check-page.py - a page that needs nothing beside it -----------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Checks that a page is well-formed, loads nothing, and that its links lead
somewhere: check-page.py FILE
"""

import html.parser
import sys

# Elements without an end.
VOID = {"meta", "input", "br", "hr", "img", "link"}
# In SVG, elements may end where they begin.
LOADS = {"src", "srcset", "data", "action", "poster", "xlink:href", "background"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.mistakes = [], set(), [], []

    def attributes(self, tag, attrs):
        for name, value in attrs:
            value = value or ""
            if name == "id":
                if value in self.ids:
                    self.mistakes.append(f"twice: {value}")
                self.ids.add(value)
            elif name == "href" and value.startswith("#"):
                self.links.append(value[1:])
            elif name == "href" or name in LOADS:
                self.mistakes.append(f"<{tag}> loads {value}")
            elif name.startswith("on"):
                self.mistakes.append(f"<{tag}> has {name}")
            elif "url(" in value and "url(#" not in value:
                self.mistakes.append(f"<{tag}> loads {value}")

    def handle_starttag(self, tag, attrs):
        self.attributes(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes(tag, attrs)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            top = self.open[-1] if self.open else "nothing"
            self.mistakes.append(f"line {self.getpos()[0]}: </{tag}> closes "
                                 f"<{top}>")
            if tag in self.open:
                while self.open.pop() != tag:
                    pass
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style" and (
                "url(" in data or "@import" in data):
            self.mistakes.append("the style sheet loads something")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    page.close()
    mistakes = page.mistakes
    mistakes += [f"<{tag}> is not closed" for tag in page.open]
    mistakes += [f"nothing is called {link}" for link in
                 sorted(set(page.links) - page.ids)]
    if not text.startswith("<!DOCTYPE html>"):
        mistakes.append("no doctype")
    if mistakes:
        sys.exit("\n".join(mistakes))


if __name__ == "__main__":
    main()
