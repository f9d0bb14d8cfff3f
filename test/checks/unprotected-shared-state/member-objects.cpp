// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Threads of one object come by its members, and by what those lead to for good.

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

class SettingsBad {
public:
  int get() const { return current_; }
  void set(int n) {
    current_ = n;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'current_' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  }

private:
  int current_ = 0;
};

class SettingsOk {
public:
  std::shared_ptr<const std::string> get() const {
    std::lock_guard<std::mutex> lock(mu_);
    return current_;
  }
  void set(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    current_ = std::make_shared<std::string>(std::to_string(n));
  }

private:
  mutable std::mutex mu_;
  std::shared_ptr<const std::string> current_ =
      std::make_shared<std::string>("0");
};

class CacheBad {
public:
  int find(int key) const {
    if (key != last_) {
      last_ = key;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'last_' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    }
    return last_;
  }

private:
  mutable int last_ = 0;
};

/// One for each of the threads: another member is another object.
class BufferOk {
public:
  void add(int n) { sum_ += n; }

private:
  int sum_ = 0;
};

class Server {
public:
  explicit Server(std::shared_ptr<const CacheBad> cache)
      : cache_(std::move(cache)) {}

  void run() {
    std::thread reloader([this] {
      for (int i = 0; i < 1000; ++i) {
        bad_.set(i);
        ok_.set(i);
        reloads_.add(1);
      }
    });
    std::vector<std::thread> workers;
    for (int i = 0; i < 2; ++i)
      workers.emplace_back(&Server::serve, this);
    std::thread counter([this] {
      for (int i = 0; i < 1000; ++i)
        counts_.add(1);
    });
    for (std::thread &w : workers)
      w.join();
    counter.join();
    reloader.join();
    reloads_.add(1);
  }

private:
  void serve() {
    size_t sizes = 0;
    for (int i = 0; i < 1000; ++i)
      sizes += bad_.get() + ok_.get()->size() + cache_->find(i);
    (void)sizes;
  }

  SettingsBad bad_;
  SettingsOk ok_;
  BufferOk reloads_, counts_;
  const std::shared_ptr<const CacheBad> cache_;
};

#ifdef CONFIRM
int main() {
  Server server(std::make_shared<CacheBad>());
  server.run();
}
#endif
