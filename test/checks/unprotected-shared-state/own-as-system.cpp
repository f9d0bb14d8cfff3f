// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 -isystem %S/Inputs/own-as-system 2>&1 | %filecheck
// Some builds call the program's own headers the system's. A class of which this file defines the methods is its own.

#include <tally.h>

void Tally::add(const std::string &name) {
  std::lock_guard<std::mutex> lock(mu_);
  ++counts_[name];
}
void Tally::drop(const std::string &name) {
  std::lock_guard<std::mutex> lock(mu_);
  counts_.erase(name);
}
long Tally::of(const std::string &name) const {
  std::lock_guard<std::mutex> lock(mu_);
  auto It = counts_.find(name);
  return It == counts_.end() ? 0 : It->second;
}
long Tally::sumBad() const {
  long sum = 0;
  for (const auto &[name, count] : counts_)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'counts_' is read without 'mu_', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
    sum += count;
  return sum;
}
