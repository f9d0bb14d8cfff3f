// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// The one thread that ever changes the state may look at it without the lock; all others may not.

#include <deque>
#include <mutex>
#include <optional>
#include <thread>

class Downloader {
public:
  Downloader() : worker_(&Downloader::work, this) {}
  ~Downloader() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      stop_ = true;
    }
    worker_.join();
  }
  void add(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    queue_.push_back(job);
  }
  std::optional<int> current() {
    std::lock_guard<std::mutex> lock(mu_);
    return current_;
  }
  std::optional<int> currentBad() {
    return current_; // the worker writes it
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'current_' is read without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  long finished() {
    std::lock_guard<std::mutex> lock(mu_);
    return finished_;
  }

private:
  void work() {
    for (;;) {
      {
        std::lock_guard<std::mutex> lock(mu_);
        if (stop_)
          return;
        if (queue_.empty())
          continue;
        current_ = queue_.front();
        queue_.pop_front();
      }
      download(*current_); // nobody else writes it
      bool last;
      {
        std::lock_guard<std::mutex> lock(mu_);
        last = finished_ == 100;
      }
      if (!last) {
        std::lock_guard<std::mutex> lock(mu_);
        ++finished_; // nor this
        current_.reset();
      }
    }
  }
  void download(int) {}

  std::mutex mu_;
  bool stop_ = false;
  std::deque<int> queue_;
  std::optional<int> current_;
  long finished_ = 0;
  std::thread worker_;
};

#ifdef CONFIRM
int main() {
  Downloader downloader;
  volatile int seen = 0;
  for (int i = 0; i < 200000; ++i) {
    if (i % 100 == 0)
      downloader.add(i);
    seen = downloader.currentBad().value_or(0);
    downloader.current();
    downloader.finished();
  }
}
#endif
