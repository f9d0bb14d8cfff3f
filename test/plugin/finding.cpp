// RUN: not %tidy -checks='-*,concurrency-*' %s --warnings-as-errors='concurrency-*' -- -std=c++20 2>/dev/null \
// RUN:   | %llvm/FileCheck --check-prefix=ERROR %s
// RUN: %tidy -checks='-*,concurrency-*' %s --warnings-as-errors=-* --export-fixes=%t.yaml -- -std=c++20 2>&1 | %filecheck
// RUN: %llvm/FileCheck --check-prefix=YAML %s <%t.yaml
// What users of clang-tidy rely on: suppression, exit codes, exported findings.

#include <mutex>

std::mutex Mutex;

void plain() {
  std::lock_guard<std::mutex> Lock(Mutex);
  std::lock_guard<std::mutex> Again(Mutex);
  // CHECK: finding.cpp:[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}[concurrency-non-reentrant-relock]
  // CHECK: finding.cpp:[[@LINE-3]]:{{[0-9]+}}: note:
  // ERROR: error: {{.*}}[concurrency-non-reentrant-relock,-warnings-as-errors]
  // YAML: DiagnosticName: concurrency-non-reentrant-relock
}

void byName() {
  std::lock_guard<std::mutex> Lock(Mutex);
  std::lock_guard<std::mutex> Again(Mutex); // NOLINT(concurrency-non-reentrant-relock)
}

void byGlob() {
  std::lock_guard<std::mutex> Lock(Mutex);
  // NOLINTNEXTLINE(concurrency-*)
  std::lock_guard<std::mutex> Again(Mutex);
}

// NOLINTBEGIN(concurrency-*)
void byBlock() {
  std::lock_guard<std::mutex> Lock(Mutex);
  std::lock_guard<std::mutex> Again(Mutex);
}
// NOLINTEND(concurrency-*)
