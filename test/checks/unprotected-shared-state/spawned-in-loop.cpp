// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// One callable started many times races with itself.

#include <mutex>
#include <thread>
#include <vector>

long requests = 0;
long errors = 0;
std::mutex errorsMu;

void handleBad() {
  ++requests; // four threads run this
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'requests'{{.*}}written{{.*}}[concurrency-unprotected-shared-state]
}

void handleOk() {
  std::lock_guard<std::mutex> lock(errorsMu);
  ++errors;
}

void serveAllBad() {
  std::vector<std::thread> pool;
  for (int i = 0; i < 4; ++i)
    pool.emplace_back(handleBad);
  for (auto &thread : pool)
    thread.join();
}

void serveAllOk() {
  std::vector<std::thread> pool;
  for (int i = 0; i < 4; ++i)
    pool.emplace_back(handleOk);
  for (auto &thread : pool)
    thread.join();
}

long restarts = 0;

void restartOk() {
  std::thread one([] { ++restarts; }); // started once, joined before anyone looks
  one.join();
  ++restarts;
}

#ifdef CONFIRM
int main() {
  serveAllBad();
  serveAllOk();
  restartOk();
}
#endif
