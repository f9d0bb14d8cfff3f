// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A lock that one function alone takes, to write in turn, keeps nobody from
// anything else.

#include <mutex>
#include <string>
#include <unistd.h>

class Journal {
public:
  void add(const std::string &line) {
    std::lock_guard<std::mutex> lock(mutex_);
    lines_ += line;
  }
  bool sync() {
    std::lock_guard<std::mutex> file(fileMutex_);
    std::string lines;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      lines.swap(lines_);
    }
    return ::write(fd_, lines.data(), lines.size()) >= 0 && ::fsync(fd_) == 0;
  }

private:
  const int fd_ = 3;
  std::mutex mutex_, fileMutex_;
  std::string lines_;
};

class Impatient {
public:
  void add(const std::string &line) {
    std::lock_guard<std::mutex> lock(mutex_);
    lines_ += line;
  }
  bool sync() {
    std::lock_guard<std::mutex> lock(mutex_);
    bool Done = ::write(fd_, lines_.data(), lines_.size()) >= 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'write' (file) is called while 'mutex_' is held{{.*}}[concurrency-io-under-lock]
    lines_.clear();
    return Done;
  }
  // Others do without the lock, which is there for the lines.
  ssize_t look(char *to) { return ::pread(fd_, to, 1, 0); }

private:
  const int fd_ = 3;
  std::mutex mutex_;
  std::string lines_;
};
