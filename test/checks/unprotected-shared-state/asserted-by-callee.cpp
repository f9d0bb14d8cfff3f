// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A function that begins by asserting that a lock is held wants it of everybody.

#include <mutex>
#include <thread>

class Mutex {
public:
  void Lock() { mu_.lock(); }
  void Unlock() { mu_.unlock(); }
  void AssertHeld() {}

private:
  std::mutex mu_;
};

class Store {
public:
  void addOk(int n) {
    mu_.Lock();
    add(n);
    mu_.Unlock();
  }
  void addBad(int n) {
    add(n);
    // CHECK: :[[@LINE-1]]:5: warning: 'Store::add' is called without 'mu_', which it asserts to be held
    // CHECK: note: 'mu_' is asserted to be held here
  }

  // What is asserted is the caller's, and so is what is given up for a while.
  void flushOk() {
    mu_.Lock();
    flush();
    mu_.Unlock();
  }

  // Nobody else knows the object yet.
  static Store *makeOk(int n) {
    Store *made = new Store;
    made->add(n);
    return made;
  }

  // Its callers have it, who can be seen.
  void addTwoOk(int n) {
    mu_.Lock();
    addTwo(n);
    mu_.Unlock();
  }

private:
  void add(int n) {
    mu_.AssertHeld();
    sum_ += n;
  }
  void addTwo(int n) {
    add(n);
    add(n);
  }
  void flush() {
    mu_.AssertHeld();
    sum_ = 0;
    mu_.Unlock();
    std::this_thread::yield();
    mu_.Lock();
    sum_ = 1;
  }

  Mutex mu_;
  int sum_ = 0;
};

#ifdef CONFIRM
int main() {
  Store store;
  std::thread other([&] {
    for (int i = 0; i < 10000; ++i)
      store.addBad(i);
  });
  for (int i = 0; i < 10000; ++i)
    store.addOk(i);
  other.join();
}
#endif
