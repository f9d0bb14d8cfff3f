// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++17 2>&1 | %filecheck
// Queues that wait for as long as they are told, and that do not wait where it was
// seen that there is something to take.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

class Queue {
public:
  bool tryPop(int &To, const std::chrono::microseconds &Timeout =
                           std::chrono::microseconds(0)) {
    std::unique_lock<std::mutex> L(M);
    if (Timeout.count() > 0 &&
        !C.wait_for(L, Timeout, [this] { return !Items.empty(); }))
      return false;
    if (Items.empty())
      return false;
    To = Items.front();
    Items.pop_front();
    return true;
  }
  bool tryPopFor(int &To, int Milliseconds = 0) {
    std::unique_lock<std::mutex> L(M);
    if (Milliseconds >= 1 &&
        !C.wait_for(L, std::chrono::milliseconds(Milliseconds),
                    [this] { return !Items.empty(); }))
      return false;
    if (Items.empty())
      return false;
    To = Items.front();
    Items.pop_front();
    return true;
  }
  int pop() {
    std::unique_lock<std::mutex> L(M);
    while (Items.empty())
      C.wait(L);
    int First = Items.front();
    Items.pop_front();
    return First;
  }
  bool empty() const {
    std::lock_guard<std::mutex> L(M);
    return Items.empty();
  }
  void push(int Item) {
    std::lock_guard<std::mutex> L(M);
    Items.push_back(Item);
    C.notify_one();
  }

private:
  mutable std::mutex M;
  std::condition_variable C;
  std::deque<int> Items;
};

class Stream {
public:
  void takeNow() {
    std::lock_guard<std::mutex> L(Mu);
    if (Waiting.tryPop(Last))
      ++Taken;
    if (Waiting.tryPopFor(Last))
      ++Taken;
  }
  void takeLater() {
    std::lock_guard<std::mutex> L(Mu);
    if (Waiting.tryPop(Last, std::chrono::microseconds(500)))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Queue::tryPop' leads to a wait{{.*}}[concurrency-io-under-lock]
      ++Taken;
  }
  void takeSoon() {
    std::lock_guard<std::mutex> L(Mu);
    if (Waiting.tryPopFor(Last, 500))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Queue::tryPopFor' leads to a wait{{.*}}[concurrency-io-under-lock]
      ++Taken;
  }
  void clear() {
    std::lock_guard<std::mutex> L(Mu);
    while (!Waiting.empty())
      Waiting.pop();
    Taken = 0;
  }
  void takeOne() {
    std::lock_guard<std::mutex> L(Mu);
    Last = Waiting.pop();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Queue::pop' leads to a wait{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex Mu;
  Queue Waiting;
  int Last = 0, Taken = 0;
};
