// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// The kind of a lock inside of a class, or of its base, of which the methods are elsewhere.

#include <mutex>
#include <pthread.h>

class RecursiveInside {
public:
  void lock();
  void unlock();

private:
  std::recursive_mutex inner_;
};

class PlainInside {
public:
  void lock();
  void unlock();

private:
  std::mutex inner_;
};

class WithAttributes {
public:
  WithAttributes() { pthread_mutex_init(&inner_, attributes()); }
  void lock() { pthread_mutex_lock(&inner_); }
  void unlock() { pthread_mutex_unlock(&inner_); }

private:
  static const pthread_mutexattr_t *attributes();
  pthread_mutex_t inner_;
};

class Monitor : public WithAttributes {
public:
  void wait();
};

template <class Lock> class Scoped {
public:
  explicit Scoped(Lock &lock) : lock_(lock) { lock_.lock(); }
  ~Scoped() { lock_.unlock(); }

private:
  Lock &lock_;
};

// A handle of a monitor is no guard, whatever it is made with.
template <class T> class Handle {
public:
  Handle(T *object);
  Handle(const Handle &);
  ~Handle();
  T *operator->() const;

private:
  T *object_;
};

class StateOk : public Monitor {
public:
  void add(int n) {
    Scoped<RecursiveInside> lock(recursive_);
    if (n)
      add(n - 1);
    Scoped<WithAttributes> other(attributes_);
    again();
  }
  void again() {
    Scoped<WithAttributes> lock(attributes_);
    Scoped<Monitor> other(monitor_);
    wait();
  }
  void wait() {
    Scoped<Monitor> lock(monitor_);
    Handle<StateOk> self(this);
    self->notify();
  }
  void notify() {
    Scoped<Monitor> lock(*this);
    ++waits_;
  }

private:
  RecursiveInside recursive_;
  WithAttributes attributes_;
  Monitor monitor_;
  int waits_ = 0;
};

class StateBad {
public:
  void add(int n) {
    Scoped<PlainInside> lock(plain_);
    sum_ += n;
    show();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'StateBad::show' acquires 'plain_', which is already held by this thread [concurrency-non-reentrant-relock]
  }
  int show() {
    Scoped<PlainInside> lock(plain_);
    return sum_;
  }

private:
  PlainInside plain_;
  int sum_ = 0;
};
