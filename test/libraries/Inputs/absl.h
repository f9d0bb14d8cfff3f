// Declarations as in Abseil, as far as the test needs them.
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <utility>

namespace absl {
// Abseil's inline namespace is part of no name.
inline namespace lts_20220623 {

class Duration {};
Duration Seconds(int);
void SleepFor(Duration);

class Condition {
public:
  explicit Condition(const bool *);
  template <class T> Condition(bool (*)(T *), T *) {}
  template <class T> explicit Condition(const T *) {}
};
class __attribute__((lockable)) Mutex {
public:
  void Lock();
  void Unlock();
  bool TryLock();
  void ReaderLock();
  void ReaderUnlock();
  void WriterLock();
  void WriterUnlock();
  void AssertHeld() const;
  void Await(const Condition &);
  void LockWhen(const Condition &);
};
class __attribute__((scoped_lockable)) MutexLock {
public:
  explicit MutexLock(Mutex *);
  MutexLock(Mutex *, const Condition &);
  ~MutexLock();
};
class __attribute__((scoped_lockable)) ReaderMutexLock {
public:
  explicit ReaderMutexLock(Mutex *);
  ~ReaderMutexLock();
};
class __attribute__((scoped_lockable)) WriterMutexLock {
public:
  explicit WriterMutexLock(Mutex *);
  ~WriterMutexLock();
};
class __attribute__((scoped_lockable)) ReleasableMutexLock {
public:
  explicit ReleasableMutexLock(Mutex *);
  ~ReleasableMutexLock();
  void Release();
};
class CondVar {
public:
  void Wait(Mutex *);
  void Signal();
};
class Notification {
public:
  bool HasBeenNotified() const;
  void WaitForNotification() const;
  void Notify();
};
class BlockingCounter {
public:
  explicit BlockingCounter(int);
  void Wait();
};
class once_flag {};
template <class F> void call_once(once_flag &, F &&) {}

template <class K, class V, class H = int, class E = int, class A = int>
class flat_hash_map {
public:
  struct iterator {
    std::pair<const K, V> *operator->() const;
    bool operator==(const iterator &) const;
  };
  iterator find(const K &);
  iterator end();
  V &operator[](const K &);
  std::size_t erase(const K &);
  bool contains(const K &) const;
  std::pair<iterator, bool> try_emplace(const K &, const V &);
};
template <class T, std::size_t N> class InlinedVector {
public:
  void push_back(const T &);
  bool empty() const;
  T &back();
  void pop_back();
};

} // namespace lts_20220623
} // namespace absl
