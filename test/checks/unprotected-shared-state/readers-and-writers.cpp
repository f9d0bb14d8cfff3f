// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Locks with methods for readers and for writers, and a guard that is told which of them is meant.

class RWLock {
public:
  void lock_writer();
  bool lock_writer_try();
  void lock_reader();
  bool lock_reader_try();
  void unlock();

private:
  void *opaque_;
};

class ScopedRWLock {
public:
  explicit ScopedRWLock(RWLock *lock, bool writer) : lock_(lock) {
    if (writer)
      lock_->lock_writer();
    else
      lock_->lock_reader();
  }
  ~ScopedRWLock() { lock_->unlock(); }
  ScopedRWLock(const ScopedRWLock &) = delete;

private:
  RWLock *lock_;
};

class Table {
public:
  void set(int n) {
    ScopedRWLock lock(&lock_, true);
    count_ = n;
    ++changes_;
  }
  void add() {
    ScopedRWLock lock(&lock_, true);
    ++count_;
    ++changes_;
  }
  int getOk() {
    ScopedRWLock lock(&lock_, false);
    return count_;
  }
  int lookOk() {
    ScopedRWLock lock(&lock_, false);
    return changes_;
  }
  void resetBad() { count_ = 0; }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count_' is written without 'lock_', which is held at 3 of its 4 accesses
  void touchBad() {
    ScopedRWLock lock(&lock_, false);
    ++changes_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'changes_' is written while 'lock_' is held only for reading
  }

private:
  RWLock lock_;
  int count_ = 0, changes_ = 0;
};
