// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A method that is handed out may be called from anywhere, but not under a lock that is private to its class and never held
// while others are called.

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

struct Signal {
  void connect(std::function<void(int)> f);
  template <class T> void connect(T *object, void (T::*f)(int));
};

class Camera {
public:
  explicit Camera(Signal &s) {
    s.connect(this, &Camera::completeBad);
    s.connect(this, &Camera::failOk);
  }
  std::deque<int> doneOk() {
    std::deque<int> all;
    std::lock_guard<std::mutex> lock(mu_);
    all.swap(done_);
    return all;
  }
  bool idleOk() {
    std::lock_guard<std::mutex> lock(mu_);
    return done_.empty();
  }

private:
  void completeBad(int n) {
    done_.push_back(n);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'done_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void failOk(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    done_.push_front(-n);
  }
  std::mutex mu_;
  std::deque<int> done_;
};

// Here the lock is held while the signal's listeners are called: this one may be one of them.
class Hub {
public:
  explicit Hub(Signal &s) { s.connect(this, &Hub::countOk); }
  void add(std::function<void(int)> f) {
    std::lock_guard<std::mutex> lock(mu_);
    listeners_.push_back(f);
  }
  void send(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    sent_ += n;
    for (auto &f : listeners_)
      f(n);
  }
  int sent() {
    std::lock_guard<std::mutex> lock(mu_);
    return sent_;
  }

private:
  void countOk(int n) { sent_ += n; }
  std::mutex mu_;
  std::vector<std::function<void(int)>> listeners_;
  int sent_ = 0;
};

// What a const method creates is no set-up of its object.
class Names {
public:
  void add(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    all_.push_back(n);
  }
  void drop() {
    std::lock_guard<std::mutex> lock(mu_);
    all_.clear();
  }
  std::vector<int> createListBad() const {
    return all_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'all_' is read without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void createListOk() { all_.reserve(10); }

private:
  mutable std::mutex mu_;
  std::vector<int> all_;
};
