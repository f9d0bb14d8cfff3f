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

int main() {
  Sampler S;
  S.start();
  S.reset();
  Counter C;
  C.start();
  C.reset();
  C.add();
}
