// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A class that keeps to its lock, and state that one method alone touches under it: who changes that elsewhere may do so before
// anybody else is there. Who looks at what is set under the lock, without it, forgot it; so did who takes the lock for the rest.

#include <mutex>
#include <vector>

class Session {
public:
  void addListenerOk(int fd) { listeners_.push_back(fd); }
  int lookBad() { return last_; }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'last_' is read without 'mutex_'
  void open(int n) {
    std::lock_guard<std::mutex> lock(mutex_);
    clients_ = n;
  }
  void close() {
    std::lock_guard<std::mutex> lock(mutex_);
    clients_ = 0;
    for (int fd : listeners_)
      clients_ += fd;
    for (int fd : listeners_)
      clients_ -= fd;
    last_ = clients_;
    last_ += listeners_.size();
    peak_ = last_;
    peak_ += 1;
  }
  int clients() {
    std::lock_guard<std::mutex> lock(mutex_);
    return clients_;
  }
  void resetBad() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      clients_ = 0;
    }
    peak_ = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'peak_' is written without 'mutex_'
  }

private:
  std::mutex mutex_;
  int clients_ = 0, last_ = 0, peak_ = 0;
  std::vector<int> listeners_;
};
