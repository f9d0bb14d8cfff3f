// The ordinary compile: warnings, errors, facts.

// RUN: rm -rf %t && mkdir %t
// RUN: %clangxx -std=c++20 -c -fplugin=%compiler-plugin %s -o %t/a.o 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=WARN
// RUN: test -s %t/a.o
// WARN: compile.cpp:56:5: warning: 'sleep' (sleep) is called while 'mu_' is held; move it out of the critical section [concurrency-io-under-lock]
// WARN: note: 'mu_' is acquired here
// WARN: warning: 'Clock::add' acquires 'mu_', which is already held by this thread [concurrency-non-reentrant-relock]

// Gating.
// RUN: not %clangxx -std=c++20 -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-werror %s -o %t/b.o 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=ERROR
// RUN: not test -e %t/b.o
// ERROR: error: 'sleep' (sleep) is called while 'mu_' is held

// Some checks only.
// RUN: %clangxx -std=c++20 -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-checks=concurrency-non-reentrant-relock \
// RUN:   %s -o %t/c.o 2>&1 | %llvm/FileCheck %s --check-prefix=SOME \
// RUN:   --implicit-check-not=concurrency-io
// SOME: warning: 'Clock::add' acquires 'mu_'

// Facts: the same bytes for the same compile, and nothing printed.
// RUN: %clangxx -std=c++20 -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-checks=none \
// RUN:   -fplugin-arg-ConcurrencyClang-facts=%t/facts %s -o %t/d.o 2>&1 \
// RUN:   | %llvm/count 0
// RUN: cp %t/facts/compile.cpp.*.facts %t/first
// RUN: %clangxx -std=c++20 -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-checks=none \
// RUN:   -fplugin-arg-ConcurrencyClang-facts=%t/facts %s -o %t/d.o
// RUN: cmp %t/facts/compile.cpp.*.facts %t/first
// RUN: %clangxx -std=c++20 -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-checks=none \
// RUN:   -fplugin-arg-ConcurrencyClang-facts=%t/facts -DOTHER %s -o %t/e.o
// RUN: ls %t/facts | %llvm/count 2

// The object is the same as without.
// RUN: %clangxx -std=c++20 -O2 -c %s -o %t/without.o
// RUN: %clangxx -std=c++20 -O2 -c -w -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-facts=%t/facts %s -o %t/with.o
// RUN: cmp %t/with.o %t/without.o
// RUN: not %clangxx -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-facts=%t/d.o/x %s -o %t/f.o 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=NOWHERE
// NOWHERE: error: cannot write facts to '{{.*}}': Not a directory

#include <mutex>
#include <unistd.h>
class Clock {
public:
  void tick() {
    std::lock_guard<std::mutex> lock(mu_);
    sleep(1);
    ++ticks_;
  }
  void add() {
    std::lock_guard<std::mutex> lock(mu_);
    ++ticks_;
  }
  void addTwo() {
    std::lock_guard<std::mutex> lock(mu_);
    add();
  }

private:
  std::mutex mu_;
  int ticks_ = 0;
};

// What was misspelt.
// RUN: not %clangxx -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-checks=io %s -o %t/g.o 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=NAME
// NAME: error: plugin ConcurrencyClang: unknown check 'io'; the checks are all, none, concurrency-unprotected-shared-state
// RUN: not %clangxx -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-error %s -o %t/g.o 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=ARGUMENT
// ARGUMENT: error: plugin ConcurrencyClang: unknown argument 'error'

// Where the analyzer runs, its checkers say the same; unless asked for.
// RUN: %clangxx -std=c++20 --analyze -fplugin=%compiler-plugin %s -o %t/h 2>&1 \
// RUN:   | not grep "concurrency-"
// RUN: %clangxx -std=c++20 --analyze -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-checks=all %s -o %t/h 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=SOME
