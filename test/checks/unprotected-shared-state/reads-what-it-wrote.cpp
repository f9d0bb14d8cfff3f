// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Helpers of one function are one thread's; what one of them wrote, another may
// read without the lock that is for those who only look.

#include <mutex>
#include <string>
#include <thread>
#include <vector>

class CheckerOk {
public:
  void execute() {
    prepare();
    verify();
    finish();
  }
  std::string progress() {
    std::lock_guard<std::mutex> lock(mu_);
    return file_;
  }
  bool active() {
    std::lock_guard<std::mutex> lock(mu_);
    return !file_.empty();
  }

private:
  void prepare() {
    std::lock_guard<std::mutex> lock(mu_);
    file_ = "first";
  }
  void verify() { size_ = file_.size(); }
  void finish() {
    std::lock_guard<std::mutex> lock(mu_);
    file_.clear();
  }
  std::mutex mu_;
  std::string file_;
  size_t size_ = 0;
};

// Others write it as well.
class CheckerBad {
public:
  void execute() {
    prepare();
    verify();
  }
  std::string progress() {
    std::lock_guard<std::mutex> lock(mu_);
    return file_;
  }
  void cancel() {
    std::lock_guard<std::mutex> lock(mu_);
    file_.clear();
  }

private:
  void prepare() {
    std::lock_guard<std::mutex> lock(mu_);
    file_ = "first";
  }
  void verify() { size_ = file_.size(); }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'file_' is read without 'mu_'
  std::mutex mu_;
  std::string file_;
  size_t size_ = 0;
};

// In one function, under the lock and without it.
class LogBad {
public:
  void add(const std::string &line) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      last_ = line;
    }
    length_ = last_.size();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'last_' is read without 'mu_'
  }
  std::string last() {
    std::lock_guard<std::mutex> lock(mu_);
    return last_;
  }

private:
  std::mutex mu_;
  std::string last_;
  size_t length_ = 0;
};

// Several threads run it.
class PoolBad {
public:
  void start() {
    for (int i = 0; i != 4; ++i)
      threads_.emplace_back(&PoolBad::run, this);
  }
  int done() {
    std::lock_guard<std::mutex> lock(mu_);
    return done_;
  }

private:
  void run() {
    step();
    check();
  }
  void step() {
    std::lock_guard<std::mutex> lock(mu_);
    ++done_;
  }
  void check() {
    if (done_ > 10)
      std::this_thread::yield();
    // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'done_' is read without 'mu_'
  }
  std::mutex mu_;
  std::vector<std::thread> threads_;
  int done_ = 0;
};
