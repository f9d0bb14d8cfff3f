// RUN: %clang_cc1 -fsyntax-only -verify -Wall %s
int Nothing;
