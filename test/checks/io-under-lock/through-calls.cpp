// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// The blocking call is some calls away; the finding is where the lock is held.

#include <mutex>
#include <string>
#include <unistd.h>

class JournalBad {
public:
  explicit JournalBad(int fd) : fd_(fd) {}
  void append(int entry) {
    std::lock_guard<std::mutex> lock(mu_);
    last_ = entry;
    if (++pending_ > 10)
      flush(); // writes, three calls down
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}flush'{{.*}}file{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  bool open() const { return isatty(fd_) == 0; }

private:
  void flush() {
    pending_ = 0;
    writeOut();
  }
  void writeOut() { sync(); }
  void sync() const { fsync(fd_); }
  const int fd_;
  std::mutex mu_;
  int last_ = 0, pending_ = 0;
};

class JournalOk {
public:
  explicit JournalOk(int fd) : fd_(fd) {}
  void append(int entry) {
    bool full;
    {
      std::lock_guard<std::mutex> lock(mu_);
      last_ = entry;
      full = ++pending_ > 10;
      if (full)
        reset();
    }
    if (full)
      flush();
  }
  bool open() const { return isatty(fd_) == 0; }

private:
  void reset() { pending_ = 0; }
  void flush() { sync(); }
  void sync() const { fsync(fd_); }
  const int fd_;
  std::mutex mu_;
  int last_ = 0, pending_ = 0;
};
