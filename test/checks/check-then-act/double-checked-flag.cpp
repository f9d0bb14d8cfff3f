// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Double-checked locking on a plain flag beside the data it announces.

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

class DictionaryBad {
public:
  std::size_t size() {
    if (!loaded_) { // read while another thread writes it
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'loaded_'{{.*}}tested{{.*}}'mu_'{{.*}}[concurrency-check-then-act]
      std::lock_guard<std::mutex> lock(mu_);
      if (!loaded_) {
        words_.assign(100, "word");
        loaded_ = true;
      }
    }
    return words_.size();
  }

private:
  std::mutex mu_;
  bool loaded_ = false;
  std::vector<std::string> words_;
};

class DictionaryOk {
public:
  std::size_t size() {
    if (!loaded_.load(std::memory_order_acquire)) {
      std::lock_guard<std::mutex> lock(mu_);
      if (!loaded_.load(std::memory_order_relaxed)) {
        words_.assign(100, "word");
        loaded_.store(true, std::memory_order_release); // after the data
      }
    }
    return words_.size();
  }

private:
  std::mutex mu_;
  std::atomic<bool> loaded_{false};
  std::vector<std::string> words_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  DictionaryBad bad;
  DictionaryOk ok;
  auto use = [&] { return bad.size() + ok.size(); };
  std::thread a(use), b(use);
  a.join();
  b.join();
}
#endif
