// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// oneTBB: mutexes and their scoped locks, algorithms and task groups that wait for
// their threads, containers that need no lock.

#include <tbb.h>
#include <mutex>
#include <vector>

class HistogramBad {
public:
  void add(int value) {
    tbb::spin_mutex::scoped_lock lock(mu_);
    counts_.push_back(value);
  }
  void addLater(int value) {
    tbb::spin_mutex::scoped_lock lock;
    lock.acquire(mu_);
    counts_.push_back(value);
    add(value);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void clear() {
    counts_.clear();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'counts_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void await(tbb::concurrent_bounded_queue<int> &values) {
    tbb::spin_mutex::scoped_lock lock(mu_);
    int value = 0;
    values.pop(value);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pop' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    counts_.push_back(value);
  }

private:
  tbb::spin_mutex mu_;
  std::vector<int> counts_;
};

class HistogramOk {
public:
  void add(int value) {
    tbb::spin_mutex::scoped_lock lock(mu_);
    counts_.push_back(value);
  }
  void addTwice(int value) {
    tbb::spin_mutex::scoped_lock lock;
    lock.acquire(mu_);
    counts_.push_back(value);
    lock.release();
    add(value);
  }
  bool tryClear() {
    tbb::spin_mutex::scoped_lock lock;
    if (!lock.try_acquire(mu_))
      return false;
    counts_.clear();
    return true;
  }
  void await(tbb::concurrent_bounded_queue<int> &values) {
    int value = 0;
    values.pop(value);
    tbb::spin_mutex::scoped_lock lock(mu_);
    if (values.try_pop(value))
      counts_.push_back(value);
  }

private:
  tbb::spin_mutex mu_;
  std::vector<int> counts_;
};

// A second argument says who reads.
class TableBad {
public:
  int get() {
    tbb::rw_mutex::scoped_lock lock(mu_, false);
    ++reads_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reads_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
    return value_;
  }
  void set(int value) {
    tbb::rw_mutex::scoped_lock lock(mu_, true);
    value_ = value;
    reads_ = 0;
  }

private:
  tbb::rw_mutex mu_;
  int value_ = 0;
  int reads_ = 0;
};

class TableOk {
public:
  int get() {
    tbb::rw_mutex::scoped_lock lock;
    lock.acquire(mu_, false);
    return value_;
  }
  void set(int value) {
    tbb::rw_mutex::scoped_lock lock(mu_); // writes
    value_ = value;
  }

private:
  tbb::rw_mutex mu_;
  int value_ = 0;
};

tbb::queuing_mutex fromMu, toMu;
long from, to;
void sendBad() {
  tbb::queuing_mutex::scoped_lock first(fromMu), second(toMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('fromMu'.*'toMu'|'toMu'.*'fromMu')}}{{.*}}[concurrency-lock-order-inversion]
  ++from, ++to;
}
void returnBad() {
  tbb::queuing_mutex::scoped_lock first(toMu), second(fromMu);
  ++from, ++to;
}

// Algorithms run their bodies in several threads.
double sumBad(const std::vector<double> &values) {
  double sum = 0;
  tbb::parallel_for(0, 10, [&](int i) {
    sum += values[i];
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sum' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  return sum;
}
int countBad(std::vector<double> &values) {
  int count = 0;
  tbb::parallel_for_each(values, [&](double) {
    ++count;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  return count;
}
int invokeBad() {
  int count = 0;
  tbb::parallel_invoke([&] { ++count; }, [&] { ++count; });
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  return count;
}

double sumOk(const std::vector<double> &values, std::vector<double> &squares) {
  double total = 0;
  tbb::spin_mutex mu;
  tbb::parallel_for(
      tbb::blocked_range<int>(0, 10),
      [&](const tbb::blocked_range<int> &range) {
        double sum = 0;
        for (int i = range.begin(); i != range.end(); ++i) {
          squares[i] = values[i] * values[i]; // each its own
          sum += squares[i];
        }
        tbb::spin_mutex::scoped_lock lock(mu);
        total += sum;
      },
      tbb::auto_partitioner());
  total += 1; // it has waited for them
  return total + tbb::parallel_reduce(
                     tbb::blocked_range<int>(0, 10), 0.0,
                     [&](const tbb::blocked_range<int> &range, double sum) {
                       for (int i = range.begin(); i != range.end(); ++i)
                         sum += values[i];
                       return sum;
                     },
                     [](double a, double b) { return a + b; });
}
int invokeOk() {
  int left = 0, right = 0;
  tbb::parallel_invoke([&] { ++left; }, [&] { ++right; });
  return left + right;
}

int tasksBad() {
  int done = 0;
  tbb::task_group tasks;
  tasks.run([&] {
    ++done;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'done' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  ++done;
  tasks.wait();
  return done;
}
int tasksOk(tbb::task_arena &arena) {
  int done = 0;
  tbb::task_group tasks;
  tasks.run([&] { ++done; });
  tasks.wait();
  arena.execute([&] { ++done; }); // returns when it is done
  return done;
}

// What is enqueued runs without the locks of this place.
class JobsBad {
public:
  void start(tbb::task_arena &arena) {
    tbb::spin_mutex::scoped_lock lock(mu_);
    ++open_;
    arena.enqueue([this] {
      --open_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'open_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  int open() {
    tbb::spin_mutex::scoped_lock lock(mu_);
    return open_;
  }
  // Two calls are not one, though each needs no lock.
  int next() {
    int job = 0;
    if (!jobs_.empty())
      jobs_.pop(job);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'jobs_' {{.*}}changed{{.*}}[concurrency-check-then-act]
    return job;
  }

private:
  tbb::spin_mutex mu_;
  int open_ = 0;
  tbb::concurrent_bounded_queue<int> jobs_;
};

class JobsOk {
public:
  int next() {
    int job = 0;
    if (!jobs_.empty())
      jobs_.try_pop(job); // tests again
    return job;
  }
  void collect() {
    tbb::parallel_for(0, 10, [this](int i) {
      found_.push_back(i); // needs no lock
      ++counts_.local();   // one for each thread
    });
  }

private:
  tbb::concurrent_bounded_queue<int> jobs_;
  tbb::concurrent_vector<int> found_;
  tbb::enumerable_thread_specific<int> counts_;
};

void nothingOk(tbb::concurrent_bounded_queue<int> &values) {
  tbb::null_mutex mu;
  int value = 0;
  mu.lock(); // locks nothing
  values.pop(value);
  mu.unlock();
}
