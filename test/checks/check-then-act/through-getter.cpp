// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// A function that locks by itself is asked, and what it said is acted upon.

#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>

class Queue {
public:
  void push(int N) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Items.push_back(N);
  }
  bool empty() const {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Items.empty();
  }
  int pop() {
    std::lock_guard<std::mutex> Lock(Mutex);
    int N = Items.front();
    Items.pop_front();
    return N;
  }
  std::optional<int> tryPop() {
    std::lock_guard<std::mutex> Lock(Mutex);
    if (Items.empty())
      return std::nullopt;
    int N = Items.front();
    Items.pop_front();
    return N;
  }
  int popIfAnyBad() {
    if (empty())
      return 0;
    std::lock_guard<std::mutex> Lock(Mutex);
    int N = Items.front();
    // CHECK: :[[@LINE-1]]:13: warning: 'Items' may have changed since it was tested{{.*}}[concurrency-check-then-act]
    Items.pop_front();
    return N;
  }
  int popIfAnyOk() {
    if (empty())
      return 0;
    std::lock_guard<std::mutex> Lock(Mutex);
    if (Items.empty())
      return 0;
    int N = Items.front();
    Items.pop_front();
    return N;
  }

private:
  mutable std::mutex Mutex;
  std::deque<int> Items;
};

int drainBad(Queue &Q) {
  int Sum = 0;
  while (!Q.empty())
    Sum += Q.pop();
  // CHECK: :[[@LINE-1]]:12: warning: 'Q' may have changed since it was tested
  return Sum;
}

int drainOk(Queue &Q) {
  int Sum = 0;
  while (!Q.empty())
    Sum += Q.tryPop().value_or(0);
  return Sum;
}

class Names {
public:
  void addBad(int N) {
    if (has(N))
      throw std::invalid_argument("twice");
    put(N);
    // CHECK: :[[@LINE-1]]:5: warning: 'Items' may have changed since it was tested
  }
  void addOfFewBad(int N) {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      if (Items.size() >= 10)
        return;
    }
    std::lock_guard<std::mutex> Lock(Mutex);
    Items.insert(N);
    // CHECK: :[[@LINE-1]]:5: warning: 'Items' may have changed since it was tested
  }
  void addIfAbsentOk(int N) {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      if (Items.count(N))
        return;
    }
    std::lock_guard<std::mutex> Lock(Mutex);
    Items.insert(N);
  }

private:
  bool has(int N) const {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Items.count(N) != 0;
  }
  void put(int N) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Items.insert(N);
    ++Changes;
  }
  mutable std::mutex Mutex;
  std::set<int> Items;
  int Changes = 0;
};
