// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s -std=c++20
// Several threads that run a method of one object; and one after the other.

#include <mutex>
#include <thread>
#include <vector>

class Pool {
public:
  void run() {
    std::vector<std::thread> Threads;
    for (int I = 0; I != 4; ++I)
      Threads.emplace_back(&Pool::workBad, this, I);
    for (std::thread &T : Threads)
      T.join();
  }
  void runTwo() {
    std::thread A(&Pool::workOfTwoBad, this), B(&Pool::workOfTwoBad, this);
    A.join();
    B.join();
  }
  void runLambdas() {
    std::vector<std::thread> Threads;
    for (int I = 0; I != 4; ++I)
      Threads.emplace_back([this] { stepBad(); });
    for (std::thread &T : Threads)
      T.join();
  }
  void runInTurn() {
    for (int I = 0; I != 4; ++I) {
      std::thread T(&Pool::workInTurnOk, this);
      T.join();
    }
  }

private:
  void workBad(int By) {
    Sum += By;
    // CHECK: :[[@LINE-1]]:5: warning: 'Sum' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    std::lock_guard<std::mutex> Lock(Mutex);
    Guarded += By;
  }
  void workOfTwoBad() {
    ++OfTwo;
    // CHECK: :[[@LINE-1]]:7: warning: 'OfTwo' is written here and used in another thread with no common lock
  }
  void stepBad() {
    ++Steps;
    // CHECK: :[[@LINE-1]]:7: warning: 'Steps' is written here and used in another thread with no common lock
  }
  void workInTurnOk() { ++InTurn; }

  std::mutex Mutex;
  int Sum = 0, Guarded = 0, OfTwo = 0, Steps = 0, InTurn = 0;
};

struct Task {
  int Done = 0;
  std::thread Runner;
  void start() {
    Runner = std::thread([this] { ++Done; });
  }
};

int main() {
  Pool P;
  P.run();
  P.runTwo();
  P.runLambdas();
  P.runInTurn();
  Task Each[4];
  for (Task &T : Each)
    T.start();
  for (Task &T : Each)
    T.Runner.join();
}
