// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// Another thread is waited for with a lock held.

#include <future>
#include <mutex>
#include <thread>
#include <vector>

class CrawlerBad {
public:
  void add(int page) {
    std::lock_guard<std::mutex> lock(mu_);
    pages_.push_back(page);
  }
  void fetchAll(std::thread &fetcher) {
    std::lock_guard<std::mutex> lock(mu_);
    fetcher.join();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{thread.?wait}}{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    pages_.clear();
  }
  void fetchOne(std::future<int> &page) {
    std::lock_guard<std::mutex> lock(mu_);
    pages_.push_back(page.get());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{thread.?wait}}{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  std::vector<int> pages_;
};

class CrawlerOk {
public:
  void fetchAll(std::thread &fetcher) {
    fetcher.join();
    std::lock_guard<std::mutex> lock(mu_);
    pages_.clear();
  }
  void fetchOne(std::future<int> &page) {
    int fetched = page.get();
    std::lock_guard<std::mutex> lock(mu_);
    pages_.push_back(fetched);
  }
  void forget(std::thread &fetcher) {
    std::lock_guard<std::mutex> lock(mu_);
    fetcher.detach(); // does not wait
    pages_.clear();
  }
  void answer(std::promise<int> &reply) {
    std::lock_guard<std::mutex> lock(mu_);
    reply.set_value(static_cast<int>(pages_.size())); // wakes, does not wait
  }

private:
  std::mutex mu_;
  std::vector<int> pages_;
};
