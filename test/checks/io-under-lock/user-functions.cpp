// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// REQUIRES: llvm-22
// A function without a body here is blocking if an attribute says so.

#include <mutex>

void upload(const char *name) [[clang::blocking]];
void remember(const char *name);
void bump(int &value) noexcept [[clang::nonblocking]];

class BackupBad {
public:
  void run(const char *name) {
    std::lock_guard<std::mutex> lock(mu_);
    ++runs_;
    upload(name);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'upload'{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  int runs_ = 0;
};

class BackupOk {
public:
  void run(const char *name) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      ++runs_;
      bump(runs_);
      remember(name); // nothing is known about it
    }
    upload(name);
  }

private:
  std::mutex mu_;
  int runs_ = 0;
};
