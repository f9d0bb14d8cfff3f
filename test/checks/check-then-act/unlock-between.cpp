// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// The lock is dropped for slow work between the test and the act.

#include <map>
#include <memory>
#include <mutex>
#include <string>

std::shared_ptr<std::string> render(int page);

class PageCacheBad {
public:
  std::shared_ptr<std::string> get(int page) {
    std::unique_lock<std::mutex> lock(mu_);
    auto it = pages_.find(page);
    if (it != pages_.end())
      return it->second;
    lock.unlock();
    auto fresh = render(page);
    lock.lock();
    pages_[page] = fresh; // another thread's page, already handed out, is replaced
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'pages_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return fresh;
  }

private:
  std::mutex mu_;
  std::map<int, std::shared_ptr<std::string>> pages_;
};

class PageCacheOk {
public:
  std::shared_ptr<std::string> get(int page) {
    std::unique_lock<std::mutex> lock(mu_);
    auto it = pages_.find(page);
    if (it != pages_.end())
      return it->second;
    lock.unlock();
    auto fresh = render(page);
    lock.lock();
    // Tests again by itself and keeps the first.
    return pages_.try_emplace(page, fresh).first->second;
  }
  std::shared_ptr<std::string> getChecked(int page) {
    std::unique_lock<std::mutex> lock(mu_);
    if (pages_.count(page) == 0) {
      lock.unlock();
      auto fresh = render(page);
      lock.lock();
      if (pages_.count(page) == 0)
        pages_[page] = fresh;
    }
    return pages_.at(page);
  }

private:
  std::mutex mu_;
  std::map<int, std::shared_ptr<std::string>> pages_;
};
