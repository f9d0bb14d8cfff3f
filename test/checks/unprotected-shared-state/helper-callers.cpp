// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A private helper without a lock: right if every caller holds it, wrong if one does not.

#include <cstddef>
#include <mutex>

class RingBad {
public:
  void push() {
    std::lock_guard<std::mutex> lock(mu_);
    if (used_ == capacity_)
      grow();
    ++used_;
  }
  void reserve() { grow(); } // the caller that forgot
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'capacity_' is written by 'RingBad::grow' without 'mu_', which is held at 4 of its 5 accesses [concurrency-unprotected-shared-state]
  std::size_t room() {
    std::lock_guard<std::mutex> lock(mu_);
    return capacity_ - used_;
  }
  void shrink() {
    std::lock_guard<std::mutex> lock(mu_);
    capacity_ = used_;
  }

private:
  void grow() { capacity_ += 16; }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: 'capacity_' is written here
  std::mutex mu_;
  std::size_t capacity_ = 16;
  std::size_t used_ = 0;
};

class RingOk {
public:
  void push() {
    std::lock_guard<std::mutex> lock(mu_);
    if (used_ == capacity_)
      grow();
    ++used_;
  }
  void reserve() {
    std::lock_guard<std::mutex> lock(mu_);
    prepare();
  }
  std::size_t room() {
    std::lock_guard<std::mutex> lock(mu_);
    return capacity_ - used_;
  }

private:
  void prepare() { grow(); } // two levels below the lock
  void grow() { capacity_ += 16; }
  std::mutex mu_;
  std::size_t capacity_ = 16;
  std::size_t used_ = 0;
};

#ifdef CONFIRM
#include <thread>
int main() {
  RingBad bad;
  RingOk ok;
  std::thread producer([&] {
    for (int i = 0; i < 1000; ++i) {
      bad.push();
      ok.push();
    }
  });
  for (int i = 0; i < 100; ++i) {
    bad.reserve();
    ok.reserve();
  }
  producer.join();
}
#endif
