// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// The members of a thread's own object are its own; not so what it points to, nor those of an object of all threads.

#include <thread>

struct Block {
  long next = 0, end = 0;
};
static thread_local Block own;
static Block common;

static long takeOk() {
  if (own.next == own.end)
    own.end += 64;
  return own.next++;
}
static long takeBad() {
  return common.next++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'next' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}

int main() {
  auto work = [] {
    for (int i = 0; i != 1000; ++i) {
      takeOk();
      takeBad();
    }
  };
  std::thread a(work), b(work);
  a.join();
  b.join();
}
