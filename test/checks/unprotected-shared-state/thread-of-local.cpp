// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A local object is its function's own, until a method starts a thread of it.

#include <memory>
#include <mutex>
#include <thread>

class Sampler {
public:
  void start() {
    Runner = std::jthread([this] { run(); });
  }
  void reset() { Samples = 0; }
  // CHECK: :[[@LINE-1]]:18: warning: 'Samples' is written here and used in another thread with no common lock

private:
  void run() {
    for (int I = 0; I < 1000; ++I)
      ++Samples;
  }
  std::jthread Runner;
  int Samples = 0;
};

class Counter {
public:
  void start() {
    std::thread Once([] {});
    Once.join();
  }
  void reset() { Samples = 0; }
  void add() { ++Samples; }

private:
  int Samples = 0;
};

// Joined before the method returns, or by another one.
class Worker {
public:
  void once() {
    std::thread T([this] { add(); });
    T.join();
  }
  void start() {
    Runner = std::thread([this] { add(); });
  }
  void join() { Runner.join(); }
  void add() {
    std::lock_guard<std::mutex> Lock(Mutex);
    ++Count;
  }
  void clear() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Count = 0;
  }
  int count() {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Count;
  }
  std::mutex Mutex;
  std::thread Runner;
  int Count = 0;
};

void afterOnceOk() {
  auto *W = new Worker;
  W->once();
  W->Count = 3;
  delete W;
}

void afterJoinOk() {
  auto *W = new Worker;
  W->start();
  W->join();
  W->Count = 4;
  delete W;
}

int main() {
  Sampler S;
  S.start();
  S.reset();
  Counter C;
  C.start();
  C.reset();
  C.add();
}
