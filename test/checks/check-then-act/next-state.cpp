// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Who has a state machine in hand, or answers requests, is one; unless two threads are seen to do so. Who takes what is free
// may meet another.

#include <atomic>
#include <thread>

enum State { Idle, Playing, Paused };

class Sound {
public:
  void pauseOk() {
    if (state_.load() != Playing)
      return;
    state_.store(Paused);
    draw();
  }
  void updateOk() {
    if (asked_.load()) {
      draw();
      asked_.store(false);
    }
  }
  void ask() { asked_.store(true); }
  bool claimBad() {
    if (busy_.load())
      return false;
    busy_.store(true);
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'busy_' may have changed since it was loaded
    return true;
  }

private:
  void draw();
  std::atomic<State> state_{Idle};
  std::atomic<bool> asked_{false}, busy_{false};
};

class Player {
public:
  void run() {
    std::thread one([this] { pauseBad(); }), two([this] { pauseBad(); });
    one.join();
    two.join();
  }

private:
  void pauseBad() {
    if (state_.load() != Playing)
      return;
    state_.store(Paused);
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'state_' may have changed since it was loaded
    draw();
  }
  void draw();
  std::atomic<State> state_{Playing};
};
