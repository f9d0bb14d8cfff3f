// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++11 2>&1 | %filecheck
// What a container is given is read, and what is moved into it is taken out. Locks that functions return stay what they are
// in every version of the language.

#include <list>
#include <mutex>
#include <string>
#include <vector>

class Log {
public:
  void addOk(std::string line) {
    std::lock_guard<std::mutex> lock(mu_);
    lines_.push_back(std::move(line));
  }
  void clearOk() {
    std::unique_lock<std::mutex> lock = locked();
    lines_.clear();
    lock.unlock();
    lock = locked();
    last_.clear();
  }
  std::vector<std::string> takeOk() {
    std::vector<std::string> all;
    auto lock = locked();
    all = std::move(lines_);
    last_ = all.empty() ? std::string() : all.back();
    return all;
  }
  std::vector<std::string> copyBad() {
    std::vector<std::string> all;
    all = lines_;
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lines_' is read without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
    return all;
  }
  void giveBad(std::list<std::vector<std::string>> &to) {
    to.push_back(std::move(lines_));
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lines_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::unique_lock<std::mutex> locked() { return std::unique_lock<std::mutex>(mu_); }
  std::mutex mu_;
  std::vector<std::string> lines_;
  std::string last_;
};
