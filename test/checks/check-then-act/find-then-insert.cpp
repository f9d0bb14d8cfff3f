// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A map is searched without the lock and filled under it.

#include <mutex>
#include <string>
#include <unordered_map>

class DnsCacheBad {
public:
  void remember(const std::string &host, const std::string &address) {
    if (cache_.find(host) == cache_.end()) {
      std::lock_guard<std::mutex> lock(mu_);
      cache_[host] = address; // may overwrite what another thread has put there
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'cache_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    }
  }
  void forget(const std::string &host) {
    std::lock_guard<std::mutex> lock(mu_);
    cache_.erase(host);
  }

private:
  std::mutex mu_;
  std::unordered_map<std::string, std::string> cache_;
};

class DnsCacheOk {
public:
  void remember(const std::string &host, const std::string &address) {
    std::lock_guard<std::mutex> lock(mu_);
    if (cache_.find(host) == cache_.end())
      cache_[host] = address; // one lock across both
  }
  bool learn(const std::string &host, const std::string &address) {
    std::lock_guard<std::mutex> lock(mu_);
    return cache_.try_emplace(host, address).second;
  }
  void forget(const std::string &host) {
    std::lock_guard<std::mutex> lock(mu_);
    auto it = cache_.find(host);
    if (it != cache_.end())
      cache_.erase(it);
  }

private:
  std::mutex mu_;
  std::unordered_map<std::string, std::string> cache_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  DnsCacheBad bad;
  DnsCacheOk ok;
  auto resolve = [&] {
    for (int i = 0; i < 200; ++i) {
      bad.remember(std::to_string(i % 20), "::1");
      bad.forget(std::to_string(i % 20));
      ok.remember(std::to_string(i % 20), "::1");
      ok.forget(std::to_string(i % 20));
    }
  };
  std::thread a(resolve), b(resolve);
  a.join();
  b.join();
}
#endif
