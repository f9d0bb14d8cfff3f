// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A lock is for the file that it keeps together, unless one thread writes what others put into a queue.

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

class Logger {
public:
  Logger() : thread_([this] { runBad(); }) {}
  void log(std::string line) {
    std::lock_guard<std::mutex> guard(mutex_);
    lines_.push_back(std::move(line));
    more_.notify_one();
  }

private:
  void runBad() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      more_.wait(lock, [this] { return !lines_.empty(); });
      for (const std::string &line : lines_)
        std::fputs(line.c_str(), file_);
      std::fflush(file_);
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'fflush' (file) is called while 'mutex_' is held
      lines_.clear();
    }
  }
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<std::string> lines_;
  std::FILE *file_ = std::fopen("log", "a");
  std::thread thread_;
};

// All who take it use the file.
class Journal {
public:
  Journal() : thread_([this] { run(); }) {}
  void append(const char *line) {
    std::lock_guard<std::mutex> guard(mutex_);
    std::fputs(line, file_);
  }

private:
  void run() {
    for (;;) {
      std::lock_guard<std::mutex> guard(mutex_);
      std::fflush(file_);
    }
  }
  std::mutex mutex_;
  std::FILE *file_ = std::fopen("journal", "a");
  std::thread thread_;
};
// CHECK-NOT: warning:
