// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A child process is run or awaited with a lock held.

#include <cstdlib>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>

class BuildBad {
public:
  void run(const std::string &command) {
    std::lock_guard<std::mutex> lock(mu_);
    last_ = std::system(command.c_str()); // until the command ends
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}process{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void reap(pid_t child) {
    std::lock_guard<std::mutex> lock(mu_);
    waitpid(child, &last_, 0);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}process{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  int last() {
    std::lock_guard<std::mutex> lock(mu_);
    return last_;
  }

private:
  std::mutex mu_;
  int last_ = 0;
};

class BuildOk {
public:
  void run(const std::string &command) {
    int status = std::system(command.c_str());
    std::lock_guard<std::mutex> lock(mu_);
    last_ = status;
  }
  void poll(pid_t child) {
    std::lock_guard<std::mutex> lock(mu_);
    waitpid(child, &last_, WNOHANG); // returns at once
  }
  const char *shell() {
    std::lock_guard<std::mutex> lock(mu_);
    return std::getenv("SHELL");
  }

private:
  std::mutex mu_;
  int last_ = 0;
};
