// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// Folly: locks and their holders, Synchronized, executors, futures, queues, maps.

#include <folly.h>
#include <mutex>
#include <shared_mutex>
#include <string>

class TableBad {
public:
  int get() {
    folly::SharedMutex::ReadHolder lock(mu_);
    ++reads_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reads_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
    return value_;
  }
  void set(int value) {
    folly::SharedMutex::WriteHolder lock(mu_);
    value_ = value;
    reads_ = 0;
  }
  void raise() {
    std::unique_lock<folly::SharedMutex> lock(mu_);
    set(value_ + 1);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void clear() {
    value_ = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'value_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  folly::SharedMutex mu_;
  int value_ = 0;
  int reads_ = 0;
};

class TableOk {
public:
  int get() {
    std::shared_lock<folly::SharedMutex> lock(mu_);
    return value_;
  }
  void set(int value) {
    folly::SharedMutex::WriteHolder lock(mu_);
    value_ = value;
    lock.unlock();
    std::string text;
    folly::readFile("/etc/limits", text);
  }

private:
  folly::SharedMutex mu_;
  int value_ = 0;
};

folly::SpinLock spin;
folly::MicroLock micro;
int spins, micros;
void spinBad() {
  spin.lock();
  micro.lock();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('spin'.*'micro'|'micro'.*'spin')}}{{.*}}[concurrency-lock-order-inversion]
  ++spins, ++micros;
  micro.unlock();
  spin.unlock();
}
void microBad() {
  micro.lock();
  std::lock_guard<folly::SpinLock> guard(spin);
  ++spins, ++micros;
  micro.unlock();
}

struct Limits {
  int most = 0;
};

class LimitsBad {
public:
  void load() {
    auto limits = limits_.wlock();
    std::string text;
    folly::readFile("/etc/limits", text);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'readFile' (file) {{.*}}'limits_'{{.*}}[concurrency-io-under-lock]
    limits->most = text.size();
  }
  void loadInside() {
    limits_.withWLock([](Limits &limits) {
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'readFile'{{.*}}'limits_'{{.*}}[concurrency-io-under-lock]
      std::string text;
      folly::readFile("/etc/limits", text);
      limits.most = text.size();
    });
  }
  void await(folly::Future<int> most) {
    auto limits = limits_.rlock();
    auto known = std::move(most).get();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'get' (thread-wait) {{.*}}'limits_'{{.*}}[concurrency-io-under-lock]
    known += limits->most;
  }
  void maybe(folly::Baton<> &done) {
    if (auto limits = limits_.tryWLock()) {
      done.wait();
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'wait' (thread-wait) {{.*}}'limits_'{{.*}}[concurrency-io-under-lock]
      limits->most = 1;
    }
  }

private:
  folly::Synchronized<Limits> limits_;
};

class LimitsOk {
public:
  void load() {
    std::string text;
    folly::readFile("/etc/limits", text);
    limits_.wlock()->most = text.size(); // unlocked at the end of the statement
    folly::readFile("/etc/others", text);
  }
  void loadTwice(folly::Baton<> &done) {
    auto limits = limits_.wlock();
    limits->most = 2;
    limits.unlock();
    done.wait();
  }
  void raise() {
    limits_.withWLock([](Limits &limits) { ++limits.most; });
    limits_.withWLock([](Limits &limits) { ++limits.most; });
  }
  void maybe(folly::Baton<> &done) {
    if (auto limits = limits_.tryWLock())
      limits->most = 1;
    else
      done.wait();
  }

private:
  folly::Synchronized<Limits> limits_;
};

folly::Synchronized<Limits> soft, hard;
void softenBad() {
  auto first = soft.wlock();
  auto second = hard.rlock();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('soft'.*'hard'|'hard'.*'soft')}}{{.*}}[concurrency-lock-order-inversion]
  first->most = second->most;
}
void hardenBad() {
  auto second = hard.wlock();
  auto first = soft.rlock();
  second->most = first->most;
}

// What an executor runs does not have the locks of the place that gave it.
class JobsBad {
public:
  void start(folly::CPUThreadPoolExecutor &pool) {
    std::lock_guard<folly::SpinLock> lock(mu_);
    ++running_;
    pool.add([this] {
      --running_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'running_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  void follow(folly::Future<int> result) {
    std::lock_guard<folly::SpinLock> lock(mu_);
    ++waiting_;
    std::move(result).thenValue([this](int) {
      --waiting_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'waiting_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  int running() {
    std::lock_guard<folly::SpinLock> lock(mu_);
    return running_ + waiting_;
  }

private:
  folly::SpinLock mu_;
  int running_ = 0;
  int waiting_ = 0;
};

class JobsOk {
public:
  void start(folly::CPUThreadPoolExecutor &pool, folly::InlineExecutor &here) {
    std::lock_guard<folly::SpinLock> lock(mu_);
    ++running_;
    pool.add([this] {
      std::lock_guard<folly::SpinLock> own(mu_);
      --running_;
    });
    here.add([this] { ++running_; }); // at once, under the lock
  }
  int running() {
    std::lock_guard<folly::SpinLock> lock(mu_);
    return running_;
  }
  void send(int job) {
    queue_.enqueue(job); // needs no lock
  }
  int take() {
    {
      std::lock_guard<folly::SpinLock> lock(mu_);
      queue_.enqueue(running_);
    }
    return queue_.dequeue();
  }

private:
  folly::SpinLock mu_;
  int running_ = 0;
  folly::IntQueue queue_;
};

int takeBad(folly::SpinLock &mu, folly::IntQueue &queue) {
  std::lock_guard<folly::SpinLock> lock(mu);
  return queue.dequeue();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'dequeue' (thread-wait) {{.*}}'mu'{{.*}}[concurrency-io-under-lock]
}
bool takeOk(folly::SpinLock &mu, folly::IntQueue &queue, int &job) {
  std::lock_guard<folly::SpinLock> lock(mu);
  return queue.try_dequeue(job);
}

class CacheBad {
public:
  void remember(int key, int value) {
    {
      std::lock_guard<folly::SpinLock> lock(mu_);
      if (values_.contains(key))
        return;
    }
    std::lock_guard<folly::SpinLock> lock(mu_);
    values_[key] = value;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' {{.*}}changed{{.*}}[concurrency-check-then-act]
  }

private:
  folly::SpinLock mu_;
  folly::F14FastMap<int, int> values_;
};

// These need no lock, but two calls are not one.
class RegistryBad {
public:
  void add(int key, int value) {
    if (values_.find(key) == values_.cend())
      values_.insert_or_assign(key, value);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' {{.*}}changed{{.*}}[concurrency-check-then-act]
  }
  int next() {
    if (jobs_.empty())
      return 0;
    return jobs_.dequeue();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'jobs_' {{.*}}changed{{.*}}[concurrency-check-then-act]
  }

private:
  folly::ConcurrentHashMap<int, int> values_;
  folly::IntQueue jobs_;
};

class RegistryOk {
public:
  void add(int key, int value) {
    if (values_.find(key) == values_.cend())
      values_.insert(key, value); // tests again
  }
  void drop(int key) { values_.erase(key); }
  int next() {
    int job = 0;
    if (!jobs_.empty())
      jobs_.try_dequeue(job); // likewise
    return job;
  }

private:
  folly::ConcurrentHashMap<int, int> values_;
  folly::IntQueue jobs_;
};
