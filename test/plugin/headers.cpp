// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs/headers 2>&1 | %llvm/FileCheck %s
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -isystem %S/Inputs/headers 2>&1 \
// RUN:   | %llvm/FileCheck --check-prefix=SYSTEM --allow-empty %s
// A finding in the project's header is shown, one in a system header is not.

#include "relock.h"

std::mutex Mutex;
void use() { relock(Mutex); }

// CHECK: relock.h:5:{{[0-9]+}}: warning: {{.*}}[concurrency-non-reentrant-relock]
// SYSTEM-NOT: warning:
