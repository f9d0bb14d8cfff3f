// Declarations as in Boost, as far as the test needs them.
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <string>
#include <utility>

namespace boost {

class mutex {
public:
  void lock();
  bool try_lock();
  void unlock();
};
class recursive_mutex {
public:
  void lock();
  bool try_lock();
  void unlock();
};
class shared_mutex {
public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
  void lock_upgrade();
  void unlock_upgrade();
  void unlock_upgrade_and_lock();
};

struct defer_lock_t {};
struct adopt_lock_t {};
struct try_to_lock_t {};
const defer_lock_t defer_lock{};
const adopt_lock_t adopt_lock{};
const try_to_lock_t try_to_lock{};

template <class Mutex> class lock_guard {
public:
  explicit lock_guard(Mutex &);
  lock_guard(Mutex &, adopt_lock_t);
  ~lock_guard();
};
template <class Mutex> class unique_lock {
public:
  explicit unique_lock(Mutex &);
  unique_lock(Mutex &, defer_lock_t);
  unique_lock(Mutex &, adopt_lock_t);
  unique_lock(Mutex &, try_to_lock_t);
  unique_lock(unique_lock &&);
  ~unique_lock();
  void lock();
  void unlock();
  bool owns_lock() const;
};
template <class Mutex> class shared_lock {
public:
  explicit shared_lock(Mutex &);
  shared_lock(unique_lock<Mutex> &&);
  ~shared_lock();
  void unlock();
};
template <class Mutex> class upgrade_lock {
public:
  explicit upgrade_lock(Mutex &);
  ~upgrade_lock();
};
template <class Mutex> class upgrade_to_unique_lock {
public:
  explicit upgrade_to_unique_lock(upgrade_lock<Mutex> &);
  ~upgrade_to_unique_lock();
};
template <class A, class B> void lock(A &, B &);

class condition_variable {
public:
  void wait(unique_lock<mutex> &);
  template <class Predicate> void wait(unique_lock<mutex> &, Predicate) {}
  void notify_one();
};

class thread {
public:
  thread();
  template <class F> explicit thread(F) {}
  thread(thread &&);
  ~thread();
  void join();
};
class thread_group {
public:
  template <class F> thread *create_thread(F) { return nullptr; }
  void join_all();
};
template <class R> class future {
public:
  R get();
};
template <class F> future<int> async(F) { return {}; }
namespace chrono {
class seconds {
public:
  explicit seconds(int);
};
} // namespace chrono
namespace this_thread {
void sleep_for(const chrono::seconds &);
}

template <class T, class Mutex> class strict_lock_ptr {
public:
  strict_lock_ptr(strict_lock_ptr &&);
  ~strict_lock_ptr();
  T *operator->();
  T &operator*();
};
template <class T, class Mutex = mutex> class synchronized_value {
public:
  strict_lock_ptr<T, Mutex> operator->();
  strict_lock_ptr<T, Mutex> synchronize();
};

namespace interprocess {
class interprocess_mutex {
public:
  void lock();
  void unlock();
};
template <class Mutex> class scoped_lock {
public:
  explicit scoped_lock(Mutex &);
  ~scoped_lock();
  void unlock();
};
} // namespace interprocess

namespace fibers {
class recursive_mutex {
public:
  void lock();
  void unlock();
};
} // namespace fibers

namespace atomics {
template <class T> class atomic {
public:
  atomic(T);
  T load() const;
  void store(T);
  bool compare_exchange_weak(T &, T);
  T fetch_add(T);
};
} // namespace atomics
using atomics::atomic;

namespace lockfree {
template <class T> class queue {
public:
  explicit queue(std::size_t);
  bool push(const T &);
  bool pop(T &);
  bool empty() const;
};
} // namespace lockfree

template <class T> class shared_ptr {
public:
  T *operator->() const;
  explicit operator bool() const;
};
template <class T> class weak_ptr {
public:
  bool expired() const;
  shared_ptr<T> lock() const;
};

namespace unordered {
template <class K, class V, class H = int, class P = int, class A = int>
class unordered_map {
public:
  struct iterator {
    std::pair<const K, V> *operator->() const;
    bool operator==(const iterator &) const;
  };
  iterator find(const K &);
  iterator end();
  V &operator[](const K &);
  std::size_t erase(const K &);
  bool empty() const;
};
} // namespace unordered
using unordered::unordered_map;

namespace filesystem {
class path {
public:
  path(const char *);
  path(const std::string &);
};
bool exists(const path &);
bool remove(const path &);
} // namespace filesystem

namespace asio {
class io_context {
public:
  std::size_t run();
};
class mutable_buffer {};
mutable_buffer buffer(std::string &);
namespace ip {
class tcp;
}
template <class Protocol> class basic_stream_socket {};
namespace ip {
class tcp {
public:
  using socket = basic_stream_socket<tcp>;
};
} // namespace ip
template <class Stream, class Buffers>
std::size_t write(Stream &, const Buffers &);
template <class Context, class Handler> void post(Context &, Handler &&) {}
} // namespace asio

} // namespace boost
