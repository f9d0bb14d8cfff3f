// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// An event loop runs its handlers one after the other: those of one class need no lock among themselves, only
// against others.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace asio {
class io_context {
public:
  template <class F> void post(F &&f);
  void run();
};
} // namespace asio

// All that changes the table is a handler; the lock is for the readers outside.
class TableOk {
public:
  explicit TableOk(asio::io_context &loop) : loop_(loop) {}
  void add(int key, std::string text) {
    loop_.post([this, key, text] { insert(key, text); });
  }
  void drop(int key) { loop_.post(std::bind(&TableOk::erase, this, key)); }
  size_t size() const {
    std::lock_guard<std::mutex> lock(mu_);
    return rows_.size();
  }
  std::string text(int key) const {
    std::lock_guard<std::mutex> lock(mu_);
    auto row = rows_.find(key);
    return row == rows_.end() ? "" : row->second;
  }

private:
  void insert(int key, const std::string &text) {
    if (rows_.count(key)) // only this thread changes it
      return;
    std::lock_guard<std::mutex> lock(mu_);
    rows_[key] = text;
  }
  void erase(int key) {
    if (rows_.find(key) == rows_.end())
      return;
    std::lock_guard<std::mutex> lock(mu_);
    rows_.erase(key);
  }

  asio::io_context &loop_;
  mutable std::mutex mu_;
  std::map<int, std::string> rows_;
};

// One of those who change it is no handler.
class TableBad {
public:
  explicit TableBad(asio::io_context &loop) : loop_(loop) {}
  void drop(int key) { loop_.post(std::bind(&TableBad::erase, this, key)); }
  void put(int key, const std::string &text) {
    std::lock_guard<std::mutex> lock(mu_);
    rows_[key] = text;
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    rows_.clear();
  }

private:
  void erase(int key) {
    if (rows_.find(key) == rows_.end())
      return;
    std::lock_guard<std::mutex> lock(mu_);
    rows_.erase(key);
    // CHECK: :[[@LINE-4]]:{{[0-9]+}}: warning: 'rows_' is read without 'mu_'
    // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'rows_' may have changed since it was tested
  }

  asio::io_context &loop_;
  mutable std::mutex mu_;
  std::map<int, std::string> rows_;
};
