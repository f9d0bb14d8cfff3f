// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A callback is set before there is anything to call back for, even if it is called under the lock; unless it is replaced under
// the lock elsewhere.

#include <functional>
#include <mutex>
#include <vector>

class Connection {
public:
  void onCloseOk(std::function<void()> f) { closed_ = std::move(f); }
  void onRead(std::function<void(int)> f) {
    std::lock_guard<std::mutex> lock(mutex_);
    read_ = std::move(f);
  }
  void stopBad() {
    read_ = nullptr;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'read_' is written without 'mutex_'
  }
  void close() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = false;
    if (closed_)
      closed_();
  }
  void handle(int n) {
    std::lock_guard<std::mutex> lock(mutex_);
    all_.push_back(n);
    if (read_)
      read_(n);
  }
  void fail() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = false;
    all_.clear();
    if (closed_)
      closed_();
  }

private:
  std::mutex mutex_;
  bool open_ = true;
  std::vector<int> all_;
  std::function<void()> closed_;
  std::function<void(int)> read_;
};
