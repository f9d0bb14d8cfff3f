// Declarations as in oneTBB, as far as the test needs them, in the namespaces in
// which it has them.
#pragma once
#pragma GCC system_header

#include <cstddef>

namespace tbb {
namespace detail {
namespace d1 {

template <class Mutex> class unique_scoped_lock {
public:
  unique_scoped_lock();
  unique_scoped_lock(Mutex &);
  ~unique_scoped_lock();
  void acquire(Mutex &);
  bool try_acquire(Mutex &);
  void release();
};
template <class Mutex> class rw_scoped_lock {
public:
  rw_scoped_lock();
  rw_scoped_lock(Mutex &, bool write = true);
  ~rw_scoped_lock();
  void acquire(Mutex &, bool write = true);
  bool try_acquire(Mutex &, bool write = true);
  void release();
};
class spin_mutex {
public:
  void lock();
  bool try_lock();
  void unlock();
  using scoped_lock = unique_scoped_lock<spin_mutex>;
};
class rw_mutex {
public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
  using scoped_lock = rw_scoped_lock<rw_mutex>;
};
class queuing_mutex {
public:
  class scoped_lock {
  public:
    scoped_lock();
    scoped_lock(queuing_mutex &);
    ~scoped_lock();
    void acquire(queuing_mutex &);
    void release();
  };
};
class null_mutex {
public:
  void lock();
  void unlock();
};

template <class T> class blocked_range {
public:
  blocked_range(T, T);
  T begin() const;
  T end() const;
};
class auto_partitioner {};
template <class Range, class Body>
void parallel_for(const Range &, const Body &) {}
template <class Range, class Body>
void parallel_for(const Range &, const Body &, const auto_partitioner &) {}
template <class Index, class Function>
void parallel_for(Index, Index, const Function &) {}
template <class Range, class Value, class Function, class Reduction>
Value parallel_reduce(const Range &, const Value &v, const Function &,
                      const Reduction &) {
  return v;
}
template <class F, class G> void parallel_invoke(const F &, const G &) {}

class task_arena {
public:
  template <class F> void execute(F &&) {}
  template <class F> void enqueue(F &&) {}
};
template <class T> class enumerable_thread_specific {
public:
  T &local();
};
template <class T> class concurrent_vector {
public:
  void push_back(const T &);
};

} // namespace d1
namespace d2 {

class task_group {
public:
  ~task_group();
  template <class F> void run(F &&) {}
  template <class F> void run_and_wait(const F &) {}
  void wait();
};
template <class Container, class Body>
void parallel_for_each(Container &, const Body &) {}
template <class T> class concurrent_bounded_queue {
public:
  bool empty() const;
  void push(const T &);
  void pop(T &);
  bool try_pop(T &);
};

} // namespace d2
} // namespace detail

inline namespace v1 {
using detail::d1::blocked_range;
using detail::d1::auto_partitioner;
using detail::d1::concurrent_vector;
using detail::d1::enumerable_thread_specific;
using detail::d1::null_mutex;
using detail::d1::parallel_for;
using detail::d1::parallel_invoke;
using detail::d1::parallel_reduce;
using detail::d1::queuing_mutex;
using detail::d1::rw_mutex;
using detail::d1::spin_mutex;
using detail::d1::task_arena;
using detail::d2::concurrent_bounded_queue;
using detail::d2::parallel_for_each;
using detail::d2::task_group;
} // namespace v1
} // namespace tbb
