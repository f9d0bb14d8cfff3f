// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Several threads run the loop, and so its handlers.

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

class PoolBad {
public:
  PoolBad() {
    for (int i = 0; i != 4; ++i)
      workers_.emplace_back([this] { loop_.run(); });
  }
  ~PoolBad() {
    for (auto &w : workers_)
      w.join();
  }
  void add(int key, std::string text) {
    loop_.post([this, key, text] { insert(key, text); });
  }
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
    if (rows_.count(key))
      return;
    std::lock_guard<std::mutex> lock(mu_);
    rows_[key] = text;
    // CHECK: :[[@LINE-4]]:{{[0-9]+}}: warning: 'rows_' is read without 'mu_'
    // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'rows_' may have changed since it was tested
  }

  asio::io_context loop_;
  std::vector<std::thread> workers_;
  mutable std::mutex mu_;
  std::map<int, std::string> rows_;
};
