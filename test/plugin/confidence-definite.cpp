// RUN: %configured-tidy -checks='-*,concurrency-*' %s \
// RUN:   --config="{CheckOptions: {concurrency-unprotected-shared-state.MinConfidence: definite, concurrency-io-under-lock.MinConfidence: definite}}" \
// RUN:   -- -std=c++20 2>&1 | %filecheck
// Definite is what two threads in view do, or what surely lasts; a vote and a file that is read are only likely.

#include <chrono>
#include <fstream>
#include <mutex>
#include <thread>

std::mutex mu;
long total = 0;
long votes = 0;

void work() {
  for (int i = 0; i < 1000; ++i) {
    std::lock_guard<std::mutex> lock(mu);
    ++total;
    total += i;
    total -= i % 3;
  }
}
void resetBad() {
  total = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'total' is written without 'mu'{{.*}}[concurrency-unprotected-shared-state]
}
int main() {
  std::thread worker(work);
  resetBad();
  worker.join();
}

// Nobody is seen to call these.
void voteA() {
  std::lock_guard<std::mutex> lock(mu);
  votes += 1;
  votes += 2;
}
void voteB() {
  std::lock_guard<std::mutex> lock(mu);
  votes += 3;
  votes -= 4;
}
void voteLikely() { votes = 0; }

void readLikely() {
  std::lock_guard<std::mutex> lock(mu);
  std::ifstream in("settings");
  in >> total;
}
void pauseBad() {
  std::lock_guard<std::mutex> lock(mu);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu' is held{{.*}}[concurrency-io-under-lock]
}
