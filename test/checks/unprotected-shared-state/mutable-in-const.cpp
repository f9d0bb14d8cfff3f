// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A mutable member written in a const method that several threads call.

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class PriceBookBad {
public:
  explicit PriceBookBad(std::map<std::string, double> prices) : prices_(std::move(prices)) {}
  double find(const std::string &item) const {
    ++lookups_; // const does not make it safe
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lookups_'{{.*}}written{{.*}}[concurrency-unprotected-shared-state]
    auto it = prices_.find(item);
    return it == prices_.end() ? 0 : it->second;
  }

private:
  std::map<std::string, double> prices_;
  mutable long lookups_ = 0;
};

void quoteBad(const PriceBookBad &book) {
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i)
    clients.emplace_back([&book] { book.find("tea"); });
  for (auto &client : clients)
    client.join();
}

class PriceBookOk {
public:
  explicit PriceBookOk(std::map<std::string, double> prices) : prices_(std::move(prices)) {}
  double find(const std::string &item) const {
    ++lookups_; // atomic
    auto it = prices_.find(item);
    if (it == prices_.end()) {
      std::lock_guard<std::mutex> lock(mu_);
      lastMissing_ = item; // locked
      return 0;
    }
    return it->second;
  }

private:
  std::map<std::string, double> prices_;
  mutable std::mutex mu_;
  mutable std::string lastMissing_;
  mutable std::atomic<long> lookups_{0};
};

void quoteOk(const PriceBookOk &book) {
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i)
    clients.emplace_back([&book] { book.find("milk"); });
  for (auto &client : clients)
    client.join();
}

#ifdef CONFIRM
int main() {
  quoteBad(PriceBookBad({{"tea", 2.5}}));
  quoteOk(PriceBookOk({{"tea", 2.5}}));
}
#endif
