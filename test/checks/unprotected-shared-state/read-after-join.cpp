// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Methods of a class that stands in this file, which are only called when the
// threads have ended.

#include <mutex>
#include <thread>

class Worker {
public:
  void run() {
    for (int i = 0; i < 1000; ++i) {
      std::lock_guard<std::mutex> lock(mutex_);
      ++done_;
      ++left_;
    }
  }
  int doneGood() const { return done_; }
  int leftBad() const {
    return left_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'left_' is read without 'mutex_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mutex_;
  int done_ = 0, left_ = 0;
};

int main() {
  Worker worker;
  std::thread one([&] { worker.run(); });
  std::thread other([&] { worker.run(); });
  int sum = worker.leftBad();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'left_' is read here and written in another thread with no common lock [concurrency-unprotected-shared-state]
  one.join();
  other.join();
  return sum + worker.doneGood() == 0;
}
