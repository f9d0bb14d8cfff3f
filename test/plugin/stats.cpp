// RUN: %configured-tidy -checks='-*,concurrency-*' %s \
// RUN:   --config="{CheckOptions: {concurrency-io-under-lock.Stats: true, concurrency-check-then-act.Stats: true}}" \
// RUN:   -- -std=c++20 2>&1 | %llvm/FileCheck %s
// The counters are printed once, however many checks are asked for them.

void f();
void g() { f(); }

// CHECK: {{[0-9]+}} functions extracted
// CHECK: {{[0-9]+}} functions skipped
// CHECK: {{[0-9]+}} findings
// CHECK-NOT: functions extracted
