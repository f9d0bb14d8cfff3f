// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++17 2>&1 | %filecheck
// RUN: %confirm %s
// Objects behind the pointers of a map belong to what the map's lock guards: who has
// it for reading must not write to them.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>

struct Route {
  long hits = 0;
  std::atomic<long> looks{0};
  bool enabled = true;
};

class Routes {
public:
  void add(int prefix) {
    auto made = std::make_unique<Route>();
    std::unique_lock alone(mu_);
    routes_.insert_or_assign(prefix, std::move(made));
  }
  void reset(int prefix) {
    std::unique_lock alone(mu_);
    if (auto it = routes_.find(prefix); it != routes_.end())
      it->second->hits = 0;
  }
  bool matchBad(int prefix) {
    std::shared_lock others(mu_);
    for (auto it = routes_.begin(); it != routes_.end(); ++it) {
      Route &route = *it->second;
      if (!route.enabled || it->first != prefix)
        continue;
      route.looks++;
      ++route.hits;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hits' is written while 'mu_' is held only for reading [concurrency-unprotected-shared-state]
      return true;
    }
    return false;
  }
  long hits() const {
    std::shared_lock others(mu_);
    long all = 0;
    for (auto &[prefix, route] : routes_)
      all += route->hits;
    return all;
  }

private:
  mutable std::shared_mutex mu_;
  std::map<int, std::unique_ptr<Route>> routes_;
};

#ifdef CONFIRM
int main() {
  Routes r;
  r.add(1);
  auto match = [&] {
    for (int i = 0; i < 1000; ++i)
      r.matchBad(1);
  };
  std::thread a(match), b(match);
  a.join();
  b.join();
  r.reset(1);
  return int(r.hits());
}
#endif
