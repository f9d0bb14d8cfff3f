// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 -isystem %S/Inputs/system 2>&1 | %filecheck
// A function that a macro of the system's headers writes is not the program's.

#include <declare_type.h>

struct Point {};
DECLARE_TYPE(Point)

int idOfLineBad() {
  static std::atomic<int> id{0};
  if (int known = id.load())
    return known;
  int made = register_type("Line");
  id.store(made);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'id' may have changed since it was loaded; use compare_exchange_strong or exchange [concurrency-check-then-act]
  return made + idOfPoint();
}
