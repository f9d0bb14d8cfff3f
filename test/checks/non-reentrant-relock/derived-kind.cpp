// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// A class may be derived from that of a plain lock just to be reentrant: what its constructor does is elsewhere, but its
// name says so.

#include <pthread.h>

class Latch {
public:
  Latch() { pthread_mutex_init(&inner_, nullptr); }
  ~Latch() { pthread_mutex_destroy(&inner_); }
  void lock() { pthread_mutex_lock(&inner_); }
  void unlock() { pthread_mutex_unlock(&inner_); }

protected:
  pthread_mutex_t inner_;
};
class RecLatch : public Latch {
public:
  RecLatch();
};
class NamedLatch : public Latch {
public:
  NamedLatch();
};

class Hold {
public:
  explicit Hold(Latch *latch) : latch_(latch) { latch_->lock(); }
  ~Hold() { latch_->unlock(); }

private:
  Latch *latch_;
};

class TreeOk {
public:
  void clear() {
    Hold hold(&latch_);
    size_ = 0;
  }
  void rebuild() {
    Hold hold(&latch_);
    clear();
  }

private:
  RecLatch latch_;
  int size_ = 0;
};

class TreeBad {
public:
  void clear() {
    Hold hold(&latch_);
    size_ = 0;
  }
  void rebuild() {
    Hold hold(&latch_);
    clear();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'TreeBad::clear' acquires 'latch_', which is already held by this thread [concurrency-non-reentrant-relock]
  }

private:
  NamedLatch latch_;
  int size_ = 0;
};
