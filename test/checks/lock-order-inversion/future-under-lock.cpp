// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A future's result is awaited while a lock is held that its task takes.

#include <future>
#include <mutex>
#include <vector>

class IndexBad {
public:
  int rebuild() {
    std::lock_guard<std::mutex> lock(mu_);
    auto counted = std::async(std::launch::async, [this] { return count(); });
    return counted.get(); // count() cannot get mu_ before this returns
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{'(IndexBad::)?mu_'}}{{.*}}[concurrency-lock-order-inversion]
  }
  int count() {
    std::lock_guard<std::mutex> lock(mu_);
    return static_cast<int>(words_.size());
  }

private:
  std::mutex mu_;
  std::vector<int> words_;
};

class IndexOk {
public:
  int rebuild() {
    auto counted = std::async(std::launch::async, [this] { return count(); });
    int words = counted.get(); // before the lock
    std::lock_guard<std::mutex> lock(mu_);
    words_.push_back(words);
    return words;
  }
  int estimate() {
    std::lock_guard<std::mutex> lock(mu_);
    auto guess = std::async(std::launch::async, [] { return 42; }); // takes no lock
    return guess.get();
  }
  int count() {
    std::lock_guard<std::mutex> lock(mu_);
    return static_cast<int>(words_.size());
  }

private:
  std::mutex mu_;
  std::vector<int> words_;
};
#ifdef CONFIRM
int main() {
  IndexOk ok;
  ok.rebuild();
  ok.estimate();
  IndexBad bad;
  bad.rebuild();
}
#endif
