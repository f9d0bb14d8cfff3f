// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 -isystem %S/Inputs 2>&1 | %filecheck
// Classes of other libraries that no model knows lock by themselves, or not; plain data does not.

#include <mailbox.h>
#include <thread>

int deliver() {
  Mailbox box;
  int taken = 0, put = 0;
  std::thread worker([&] {
    taken = box.take();
    put = 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'put' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  });
  box.put(1); // who knows?
  ++put;
  worker.join();
  return taken + put;
}
