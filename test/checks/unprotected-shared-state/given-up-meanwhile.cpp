// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Helpers that are called with the lock held, and give it up for a while.

#include <mutex>
#include <thread>

class Compaction {
public:
  void addBad() {
    mutex_.lock();
    ++files_;
    ++bytes_;
    workBad();
    waitBad();
    waitOk();
    mutex_.unlock();
  }
  void removeBad() {
    std::lock_guard<std::mutex> lock(mutex_);
    --files_;
    --bytes_;
    --pending_;
  }
  int sumBad() {
    std::lock_guard<std::mutex> lock(mutex_);
    return files_ + bytes_ + pending_;
  }

private:
  void workBad() {
    ++files_;
    mutex_.unlock();
    ++bytes_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'bytes_' is written without 'mutex_'
    mutex_.lock();
    ++files_;
  }
  void waitBad() {
    mutex_.unlock();
    openBad();
    mutex_.lock();
  }
  void openBad() {
    ++pending_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pending_' is written without 'mutex_'
  }
  void waitOk() {
    openOk();
    mutex_.unlock();
    std::this_thread::yield();
    mutex_.lock();
    openOk();
  }
  void openOk() { ++files_; }

  std::mutex mutex_;
  int files_ = 0, bytes_ = 0, pending_ = 0;
};

int main() {
  Compaction compaction;
  auto work = [&] {
    for (int i = 0; i < 1000; ++i) {
      compaction.addBad();
      compaction.removeBad();
    }
  };
  std::thread one(work), other(work);
  one.join();
  other.join();
  return compaction.sumBad() == 1;
}
