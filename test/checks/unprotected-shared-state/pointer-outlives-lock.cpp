// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A pointer to an element is used after the lock was released.

#include <mutex>
#include <string>
#include <unordered_map>

class HitCounterBad {
public:
  void hit(const std::string &page) {
    long *slot;
    {
      std::lock_guard<std::mutex> lock(mu_);
      slot = &hits_[page];
    }
    ++*slot; // the element is shared, the lock is gone
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'hits_'{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  long total() const {
    std::lock_guard<std::mutex> lock(mu_);
    long sum = 0;
    for (const auto &entry : hits_)
      sum += entry.second;
    return sum;
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    hits_.clear();
  }

private:
  mutable std::mutex mu_;
  std::unordered_map<std::string, long> hits_;
};

class HitCounterOk {
public:
  void hit(const std::string &page) {
    std::lock_guard<std::mutex> lock(mu_);
    long *slot = &hits_[page];
    ++*slot; // still locked
  }
  long get(const std::string &page) const {
    long copy = 0;
    {
      std::lock_guard<std::mutex> lock(mu_);
      auto it = hits_.find(page);
      if (it != hits_.end())
        copy = it->second;
    }
    return copy + 1; // a copy may leave the lock
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    hits_.clear();
  }

private:
  mutable std::mutex mu_;
  std::unordered_map<std::string, long> hits_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  HitCounterBad bad;
  HitCounterOk ok;
  auto visit = [&] {
    for (int i = 0; i < 1000; ++i) {
      bad.hit("/");
      ok.hit("/");
      ok.get("/");
    }
  };
  std::thread a(visit), b(visit);
  a.join();
  b.join();
}
#endif
