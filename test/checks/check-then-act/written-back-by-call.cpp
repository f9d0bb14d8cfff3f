// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// `set(get() + 1)`, where each locks by itself; and what is set to something else.

#include <map>
#include <mutex>
#include <string>

class Counters {
public:
  long get(const std::string &name) const {
    std::lock_guard<std::mutex> lock(mu_);
    auto it = counts_.find(name);
    return it == counts_.end() ? 0 : it->second;
  }
  void set(const std::string &name, long count) {
    std::lock_guard<std::mutex> lock(mu_);
    counts_[name] = count;
  }
  void add(const std::string &name, long more) {
    std::lock_guard<std::mutex> lock(mu_);
    counts_[name] += more;
  }
  long limit() const {
    std::lock_guard<std::mutex> lock(mu_);
    return limit_;
  }

private:
  mutable std::mutex mu_;
  std::map<std::string, long> counts_;
  long limit_ = 0;
};

void countBad(Counters &counters, const std::string &name) {
  long count = counters.get(name);
  counters.set(name, count + 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'counters' may have changed since the value that is written back was read
}

void countInOneBad(Counters &counters, const std::string &name) {
  counters.set(name, counters.get(name) + 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'counters' may have changed since the value that is written back was read
}

void countOk(Counters &counters, const std::string &name) {
  counters.add(name, 1);
}

void fillOk(Counters &counters, const std::string &name) {
  counters.set(name, counters.limit() - 1); // another number
}

void copyOk(Counters &from, Counters &to, const std::string &name) {
  to.set(name, from.get(name) + 1); // another object
}
