// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// A guard that takes the lock for some of its users only: who holds it may well be one of the others. One that always takes
// it deadlocks, also if some ways out of its function leave it locked.

#include <mutex>

struct Channel {
  int sent = 0;
  void sendOk();
  void sendBad();
};
static Channel mainChannel;
static std::mutex mu;

class HoldIfMain {
public:
  explicit HoldIfMain(Channel *c) {
    if (c != &mainChannel) {
      locked_ = false;
    } else {
      locked_ = true;
      mu.lock();
    }
  }
  ~HoldIfMain() {
    if (locked_)
      mu.unlock();
  }

private:
  bool locked_;
};

void Channel::sendOk() {
  HoldIfMain hold(this);
  ++sent;
}
void flushOk(Channel *c) {
  mu.lock();
  if (c != &mainChannel)
    c->sendOk();
  mu.unlock();
}

bool take(Channel *c) {
  mu.lock();
  if (c->sent < 0)
    return false; // still locked
  ++c->sent;
  mu.unlock();
  return true;
}
void Channel::sendBad() {
  mu.lock();
  take(this);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'take' acquires 'mu', which is already held by this thread [concurrency-non-reentrant-relock]
  mu.unlock();
}
