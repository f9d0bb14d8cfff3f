// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A macro hands the mutex on through a function, to a scoped capability that is
// derived from a standard guard.

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <set>
#include <thread>

#define CAPABILITY __attribute__((capability("mutex")))
#define SCOPED_CAPABILITY __attribute__((scoped_lockable))
#define ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define EXCLUDES(...) __attribute__((locks_excluded(__VA_ARGS__)))
#define RETURNS(x) __attribute__((lock_returned(x)))
#define GUARDED_BY(x) __attribute__((guarded_by(x)))

void leaving();

template <typename Base> class CAPABILITY Annotated : public Base {
public:
  void lock() ACQUIRE() { Base::lock(); }
  void unlock() RELEASE() { Base::unlock(); }
  using Guard = std::unique_lock<Base>;
};
using Mutex = Annotated<std::mutex>;

template <typename M> class SCOPED_CAPABILITY Hold : public M::Guard {
  using Base = typename M::Guard;
  void enter() { Base::lock(); }

public:
  explicit Hold(M &mutex) ACQUIRE(mutex) : Base(mutex, std::defer_lock) {
    enter();
  }
  ~Hold() RELEASE() {
    if (Base::owns_lock())
      leaving();
  }
};

template <typename M> M &notHeld(M &mutex) EXCLUDES(mutex) RETURNS(mutex) {
  return mutex;
}
#define LOCK(mutex) Hold hold(notHeld(mutex))

class Peers {
public:
  Peers() = default;
  // What is copied is the caller's matter.
  Peers(const Peers &other) : ids_(other.all()) {}

  void add(int id) {
    LOCK(mu_);
    ids_.insert(id);
  }
  void dropBad(int id) {
    ids_.erase(id);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ids_' is written without 'mu_'
  }
  bool has(int id) {
    LOCK(mu_);
    return ids_.count(id);
  }
  std::set<int> all() const {
    LOCK(mu_);
    return ids_;
  }
  // The first lock is over when the second begins, and a wait gives that up.
  void leave(int id) {
    {
      LOCK(mu_);
      ids_.erase(id);
    }
    std::printf("left: %d\n", id);
    Hold lock(notHeld(mu_));
    while (ids_.count(id))
      changed_.wait(lock);
  }
  // A method says which lock it returns.
  Mutex &mutex() RETURNS(mu_) { return mu_; }
  bool none() REQUIRES(mutex()) { return ids_.empty(); }
  bool isEmpty() {
    LOCK(mu_);
    return none();
  }

private:
  mutable Mutex mu_;
  std::condition_variable changed_;
  std::set<int> ids_ GUARDED_BY(mu_);
};

// Nobody wrote how it is copied.
struct Position {
  static Mutex &mutex() {
    static Mutex mu;
    return mu;
  }
  Position() = default;
  Position(const Position &) = default;
  int file() const {
    LOCK(mutex());
    return file_;
  }
  void set(int file) {
    LOCK(mutex());
    file_ = file;
  }
  void next() {
    LOCK(mutex());
    ++file_;
  }
  int file_ = 0;
};
Position copy(const Position &from) { return from; }

#ifdef CONFIRM
void leaving() {}
int main() {
  Peers peers;
  std::thread a([&] { peers.add(1); });
  std::thread b([&] { peers.dropBad(1); });
  a.join();
  b.join();
}
#endif
