// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++17 2>&1 | %filecheck
// A class of one atomic, of which each method is one access.

#include <atomic>
#include <thread>

enum class State { Idle, Starting, Playing };

class StateCell {
public:
  bool is(State s) const { return value_.load() == s; }
  void set(State s) { value_.store(s); }
  bool move(State from, State to) {
    return value_.compare_exchange_strong(from, to);
  }

private:
  std::atomic<State> value_{State::Idle};
};

class Player {
public:
  bool playBad() {
    if (!state_.is(State::Idle))
      return false;
    state_.set(State::Starting);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'state_.value_' may have changed since it was loaded{{.*}}[concurrency-check-then-act]
    open();
    return true;
  }

  bool playGood() {
    if (!state_.move(State::Idle, State::Starting))
      return false;
    open();
    return true;
  }

private:
  void open() { opened_.fetch_add(1); }

  StateCell state_;
  std::atomic<int> opened_{0};
};

// Whoever was faster has stored the same.
class Stopper {
public:
  void stop() {
    if (!state_.is(State::Playing))
      state_.set(State::Playing);
  }

private:
  StateCell state_;
};

int main() {
  Player p;
  Stopper s;
  std::thread a([&] { p.playBad(), p.playGood(), s.stop(); });
  std::thread b([&] { p.playBad(), p.playGood(), s.stop(); });
  a.join();
  b.join();
}
