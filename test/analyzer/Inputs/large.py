#!/usr/bin/env python3
#===- large.py - functions with very many locks ---------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Prints a C file: many locks one after the other, and many at once."""

ONE_BY_ONE = 3000
AT_ONCE = 120


def main():
    print("#include <pthread.h>")
    for n in range(AT_ONCE):
        print(f"static pthread_mutex_t l{n} = PTHREAD_MUTEX_INITIALIZER;")
    print(f"static int v[{ONE_BY_ONE}];")
    print("void oneByOne(int a) {")
    for n in range(ONE_BY_ONE):
        lock = f"l{n % AT_ONCE}"
        print(f"  pthread_mutex_lock(&{lock}); if (a == {n}) v[{n}]++; "
              f"pthread_mutex_unlock(&{lock});")
    print("}")
    print("void atOnce(void) {")
    for n in range(AT_ONCE):
        print(f"  pthread_mutex_lock(&l{n});")
    print("  v[0]++;")
    for n in reversed(range(AT_ONCE)):
        print(f"  pthread_mutex_unlock(&l{n});")
    print("}")


if __name__ == "__main__":
    main()
