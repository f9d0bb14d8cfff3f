// Declarations as in Folly, as far as the test needs them.
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <utility>

namespace folly {

template <bool ReaderPriority> class SharedMutexImpl {
public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
  class ReadHolder {
  public:
    explicit ReadHolder(SharedMutexImpl &);
    ~ReadHolder();
  };
  class WriteHolder {
  public:
    explicit WriteHolder(SharedMutexImpl &);
    ~WriteHolder();
    void unlock();
  };
};
using SharedMutex = SharedMutexImpl<false>;
class SpinLock {
public:
  void lock() const;
  void unlock() const;
};
class MicroLockCore {
public:
  void unlock() noexcept;
};
template <unsigned Spins = 1> class MicroLockBase : public MicroLockCore {
public:
  void lock() noexcept;
};
using MicroLock = MicroLockBase<>;

template <class S, class Policy> class LockedPtr {
public:
  LockedPtr(LockedPtr &&);
  ~LockedPtr();
  explicit operator bool() const;
  typename S::DataType *operator->() const;
  typename S::DataType &operator*() const;
  void unlock() noexcept;
};
template <class Subclass> class SynchronizedBase {
public:
  struct Write {};
  struct Read {};
  LockedPtr<Subclass, Write> wlock();
  LockedPtr<Subclass, Write> tryWLock();
  LockedPtr<Subclass, Read> rlock();
  template <class F> void withWLock(F &&) {}
};
template <class T, class Mutex = SharedMutex>
struct Synchronized : SynchronizedBase<Synchronized<T, Mutex>> {
  using DataType = T;
};

template <class Type> class Function {
public:
  template <class F> Function(F) {}
};
class Executor {
public:
  virtual ~Executor();
  virtual void add(Function<void()>) = 0;
};
class ThreadPoolExecutor : public Executor {};
class CPUThreadPoolExecutor : public ThreadPoolExecutor {
public:
  explicit CPUThreadPoolExecutor(std::size_t threads);
  void add(Function<void()>) override;
};
class InlineExecutor : public Executor {
public:
  void add(Function<void()>) override;
};
template <class T> class Future {
public:
  T get() &&;
  T value();
  bool isReady() const;
  template <class F> Future<T> thenValue(F &&) && { return {}; }
};
template <bool MayBlock = true> class Baton {
public:
  void post() noexcept;
  void wait() noexcept;
};
template <class T> class UnboundedQueue {
public:
  void enqueue(const T &);
  T dequeue();
  bool empty() const;
  bool try_dequeue(T &);
};
using IntQueue = UnboundedQueue<int>;
template <class K, class V> class ConcurrentHashMap {
public:
  struct ConstIterator {
    bool operator==(const ConstIterator &) const;
  };
  ConstIterator find(const K &) const;
  ConstIterator cend() const;
  std::size_t erase(const K &);
  bool empty() const;
  std::pair<ConstIterator, bool> insert(const K &, const V &);
  void insert_or_assign(const K &, const V &);
};
template <class K, class V, class H = int, class E = int, class A = int>
class F14FastMap {
public:
  bool contains(const K &) const;
  V &operator[](const K &);
  std::size_t erase(const K &);
};
template <class String> bool readFile(const char *, String &) { return true; }

} // namespace folly
