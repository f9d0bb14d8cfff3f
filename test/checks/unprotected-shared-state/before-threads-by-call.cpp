// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// What is only called before the threads start needs no lock, at any depth of
// calls.

#include <map>
#include <mutex>
#include <thread>

class Table {
public:
  void start() {
    load();
    thread_ = std::thread([this] { run(); });
  }
  int find(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    return rows_[key];
  }
  void put(int key, int value) {
    std::lock_guard<std::mutex> lock(mu_);
    rows_[key] = value;
  }
  void drop(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    rows_.erase(key);
  }

private:
  void load() {
    rows_.clear();
    loadOne(1);
  }
  void loadOne(int key) { rows_[key] = 0; }
  void run() {
    put(1, 2);
    tidyUpBad();
  }
  void tidyUpBad() {
    rows_.erase(2);
    // CHECK: :[[@LINE-1]]:5: warning: 'rows_' is written without 'mu_'
  }

  std::mutex mu_;
  std::map<int, int> rows_;
  std::thread thread_;
};
