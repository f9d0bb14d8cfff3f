// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Test and act hidden in helpers: fine while the caller holds the lock, wrong if each locks by itself.

#include <mutex>
#include <vector>

class SeatsBad {
public:
  bool book(int guest) {
    if (!hasRoom())
      return false;
    add(guest); // the last seat may be gone
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'guests_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return true;
  }

private:
  bool hasRoom() {
    std::lock_guard<std::mutex> lock(mu_);
    return guests_.size() < 100;
  }
  void add(int guest) {
    std::lock_guard<std::mutex> lock(mu_);
    guests_.push_back(guest);
  }
  std::mutex mu_;
  std::vector<int> guests_;
};

class SeatsOk {
public:
  bool book(int guest) {
    std::lock_guard<std::mutex> lock(mu_);
    if (!hasRoom())
      return false;
    add(guest);
    return true;
  }
  bool bookTwo(int first, int second) {
    std::lock_guard<std::mutex> lock(mu_);
    return bookOne(first) && bookOne(second);
  }

private:
  bool bookOne(int guest) { // every caller holds mu_
    if (!hasRoom())
      return false;
    add(guest);
    return true;
  }
  bool hasRoom() { return guests_.size() < 100; }
  void add(int guest) { guests_.push_back(guest); }
  std::mutex mu_;
  std::vector<int> guests_;
};
