// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A lock that guards the handle itself has to be held; a lock of other data has not.

#include <cstdio>
#include <map>
#include <mutex>
#include <string>

class LogFileOk {
public:
  explicit LogFileOk(std::FILE *out) : out_(out) {}
  void line(const std::string &text) {
    std::lock_guard<std::mutex> lock(mu_); // keeps the lines apart: what it is for
    std::fputs(text.c_str(), out_);
    std::fputc('\n', out_);
  }
  void flush() {
    std::lock_guard<std::mutex> lock(mu_);
    std::fflush(out_);
  }
  void moveTo(std::FILE *out) {
    std::lock_guard<std::mutex> lock(mu_);
    out_ = out;
  }

private:
  std::mutex mu_;
  std::FILE *out_;
};

class OrderBookBad {
public:
  explicit OrderBookBad(std::FILE *journal) : journal_(journal) {}
  void add(int id, const std::string &order) {
    std::lock_guard<std::mutex> lock(mu_);
    orders_[id] = order;
    std::fputs(order.c_str(), journal_); // mu_ is the map's lock
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  std::string find(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    return orders_[id];
  }
  void note(const std::string &text) {
    std::fputs(text.c_str(), journal_); // stdio has its own lock
  }

private:
  std::mutex mu_;
  std::map<int, std::string> orders_;
  std::FILE *const journal_;
};
