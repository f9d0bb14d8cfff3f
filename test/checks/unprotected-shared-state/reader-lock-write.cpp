// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Written while the lock is held only for reading: other readers run at the same time.

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

class RouteTableBad {
public:
  int find(const std::string &name) {
    std::shared_lock<std::shared_mutex> lock(mu_);
    ++lookups_; // two readers may both be here
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lookups_'{{.*}}written{{.*}}'mu_'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
    auto it = routes_.find(name);
    return it == routes_.end() ? -1 : it->second;
  }
  void add(const std::string &name, int port) {
    std::unique_lock<std::shared_mutex> lock(mu_);
    routes_[name] = port;
  }
  long resetStatistics() {
    std::unique_lock<std::shared_mutex> lock(mu_);
    long before = lookups_;
    lookups_ = 0;
    return before;
  }

private:
  std::shared_mutex mu_;
  std::map<std::string, int> routes_;
  long lookups_ = 0;
};

class RouteTableOk {
public:
  int find(const std::string &name) {
    std::shared_lock<std::shared_mutex> lock(mu_);
    ++lookups_; // atomic
    auto it = routes_.find(name);
    return it == routes_.end() ? -1 : it->second; // reading is what it is held for
  }
  void add(const std::string &name, int port) {
    std::unique_lock<std::shared_mutex> lock(mu_);
    routes_[name] = port;
    ++changes_;
  }
  long changes() {
    std::shared_lock<std::shared_mutex> lock(mu_);
    return changes_;
  }

private:
  std::shared_mutex mu_;
  std::map<std::string, int> routes_;
  std::atomic<long> lookups_{0};
  long changes_ = 0;
};

#ifdef CONFIRM
#include <thread>
int main() {
  RouteTableBad bad;
  RouteTableOk ok;
  bad.add("db", 5432);
  ok.add("db", 5432);
  auto reader = [&] {
    for (int i = 0; i < 1000; ++i) {
      bad.find("db");
      ok.find("db");
    }
  };
  std::thread a(reader), b(reader);
  a.join();
  b.join();
}
#endif
