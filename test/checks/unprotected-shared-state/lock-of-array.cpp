// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// One lock of an array keeps others away from its element, not from what all elements share; all of them together do.

#include <mutex>
#include <thread>
#include <vector>

class Table {
public:
  void addBad(unsigned key) {
    std::lock_guard<std::mutex> lock(locks_[key % Size]);
    ++elementsOk_[key % Size];
    ++allBad_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'allBad_' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  }
  void growOk() {
    for (std::mutex &mu : locks_)
      mu.lock();
    sizeOk_ = sizeOk_ + 1;
    for (std::mutex &mu : locks_)
      mu.unlock();
  }
  int sizeOk(unsigned key) {
    std::lock_guard<std::mutex> lock(locks_[key % Size]);
    return sizeOk_;
  }
  void firstOk() {
    std::lock_guard<std::mutex> lock(locks_[0]);
    ++firstOk_;
  }

private:
  static constexpr unsigned Size = 4;
  std::mutex locks_[Size];
  int elementsOk_[Size] = {};
  int allBad_ = 0, sizeOk_ = 0, firstOk_ = 0;
};

void useBad() {
  Table table;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 4; ++t)
    threads.emplace_back([&table, t] {
      for (unsigned i = 0; i < 1000; ++i) {
        table.addBad(t + i);
        table.growOk();
        table.sizeOk(t + i);
        table.firstOk();
      }
    });
  for (std::thread &t : threads)
    t.join();
}

#ifdef CONFIRM
int main() { useBad(); }
#endif
