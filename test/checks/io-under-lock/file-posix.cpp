// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// POSIX file I/O while the lock of other data is held.

#include <fcntl.h>
#include <mutex>
#include <string>
#include <unistd.h>

class TableBad {
public:
  void set(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
  }
  void save(int fd) {
    std::lock_guard<std::mutex> lock(mu_);
    saved_ = value_;
    fsync(fd); // may take seconds; set() waits for it
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void load(const char *path) {
    std::unique_lock<std::mutex> lock(mu_);
    int fd = open(path, O_RDONLY);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    value_ = fd;
  }

private:
  std::mutex mu_;
  int value_ = 0, saved_ = 0;
};

class TableOk {
public:
  void set(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
  }
  void save(int fd) {
    int copy;
    {
      std::lock_guard<std::mutex> lock(mu_);
      copy = value_;
    }
    if (write(fd, &copy, sizeof copy) == sizeof copy) // outside
      fsync(fd);
    std::lock_guard<std::mutex> lock(mu_);
    saved_ = copy;
  }
  void load(const char *path) {
    int fd = open(path, O_RDONLY); // before the lock
    int value = 0;
    bool good = read(fd, &value, sizeof value) == sizeof value;
    std::unique_lock<std::mutex> lock(mu_);
    if (good)
      value_ = value;
    lock.unlock();
    close(fd); // after it
  }

private:
  std::mutex mu_;
  int value_ = 0, saved_ = 0;
};
