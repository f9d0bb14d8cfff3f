// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// An atomic is tested, and then counted or stored to.

#include <atomic>
#include <cstddef>

class Tokens {
public:
  bool takeBad() {
    if (Count.load() > 0) {
      --Count;
      // CHECK: :[[@LINE-1]]:9: warning: 'Count' may have changed since it was loaded{{.*}}[concurrency-check-then-act]
      return true;
    }
    return false;
  }
  bool takeOk() {
    if (Count.fetch_sub(1) > 0)
      return true;
    ++Count;
    return false;
  }
  void markOk() {
    if (!Dirty.load(std::memory_order_relaxed))
      Dirty.store(true, std::memory_order_relaxed);
  }
  bool startBad() {
    if (Started.load())
      return false;
    Started.store(true);
    // CHECK: :[[@LINE-1]]:5: warning: 'Started' may have changed since it was loaded
    ++Runs;
    return true;
  }
  void peakBad(std::size_t N) {
    std::size_t Now = Used.fetch_add(N) + N;
    if (Now > Peak.load())
      Peak.store(Now);
    // CHECK: :[[@LINE-1]]:7: warning: 'Peak' may have changed since it was loaded
  }

private:
  std::atomic<int> Count{10}, Runs{0};
  std::atomic<bool> Dirty{false}, Started{false};
  std::atomic<std::size_t> Used{0}, Peak{0};
};

// One producer and one consumer: each moves an end of its own.
class Ring {
public:
  bool pushOk(int N) {
    unsigned At = Head.load(std::memory_order_relaxed);
    if (At - Tail.load(std::memory_order_acquire) == 16)
      return false;
    Items[At % 16] = N;
    Head.store(At + 1, std::memory_order_release);
    return true;
  }
  bool popOk(int &N) {
    unsigned At = Tail.load(std::memory_order_relaxed);
    if (At == Head.load(std::memory_order_acquire))
      return false;
    N = Items[At % 16];
    Tail.store(At + 1, std::memory_order_release);
    return true;
  }

private:
  std::atomic<unsigned> Head{0}, Tail{0};
  int Items[16];
};
