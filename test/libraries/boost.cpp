// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// Boost: locks and guards of Thread, Interprocess and Fiber, threads, Asio, and
// types that several threads may use at once.

#include <boost.h>

class AccountBad {
public:
  void deposit(long amount) {
    boost::lock_guard<boost::mutex> lock(mu_);
    balance_ += amount;
  }
  long balance() {
    boost::unique_lock<boost::mutex> lock(mu_);
    return balance_;
  }
  void reset() {
    balance_ = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'balance_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void move(long amount) {
    boost::unique_lock<boost::mutex> lock(mu_);
    deposit(amount);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void pause() {
    boost::unique_lock<boost::mutex> lock(mu_);
    boost::this_thread::sleep_for(boost::chrono::seconds(1));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sleep_for' (sleep) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    balance_ -= 1;
  }

private:
  boost::mutex mu_;
  long balance_ = 0;
};

class AccountOk {
public:
  void deposit(long amount) {
    boost::lock_guard<boost::recursive_mutex> lock(mu_);
    balance_ += amount;
  }
  void move(long amount) {
    boost::unique_lock<boost::recursive_mutex> lock(mu_);
    deposit(amount); // the mutex is recursive
  }
  void pause() {
    boost::unique_lock<boost::recursive_mutex> lock(mu_);
    balance_ -= 1;
    lock.unlock();
    boost::this_thread::sleep_for(boost::chrono::seconds(1));
    lock.lock();
    balance_ += 1;
  }
  void later() {
    boost::unique_lock<boost::recursive_mutex> lock(mu_, boost::defer_lock);
    boost::this_thread::sleep_for(boost::chrono::seconds(1));
    lock.lock();
    balance_ += 1;
  }

private:
  boost::recursive_mutex mu_;
  long balance_ = 0;
};

// Readers and writers.
class TableBad {
public:
  int get() {
    boost::shared_lock<boost::shared_mutex> lock(mu_);
    ++reads_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reads_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
    return value_;
  }
  void set(int value) {
    boost::unique_lock<boost::shared_mutex> lock(mu_);
    value_ = value;
    reads_ = 0;
  }

private:
  boost::shared_mutex mu_;
  int value_ = 0;
  int reads_ = 0;
};

class TableOk {
public:
  int get() {
    boost::shared_lock<boost::shared_mutex> lock(mu_);
    return value_;
  }
  void raise() {
    boost::upgrade_lock<boost::shared_mutex> lock(mu_);
    if (value_ < 10) {
      boost::upgrade_to_unique_lock<boost::shared_mutex> unique(lock);
      value_ = 10; // nobody has written since the test
    }
  }
  void lower() {
    mu_.lock_upgrade();
    if (value_ > 0) {
      mu_.unlock_upgrade_and_lock();
      value_ = 0;
      mu_.unlock();
    } else {
      mu_.unlock_upgrade();
    }
  }
  int setAndGet(int value) {
    boost::unique_lock<boost::shared_mutex> lock(mu_);
    value_ = value;
    boost::shared_lock<boost::shared_mutex> reading(std::move(lock));
    return value_;
  }

private:
  boost::shared_mutex mu_;
  int value_ = 0;
};

// Orders.
boost::mutex fromMu, toMu;
long from, to;
void sendBad() {
  boost::lock_guard<boost::mutex> first(fromMu);
  boost::lock_guard<boost::mutex> second(toMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('fromMu'.*'toMu'|'toMu'.*'fromMu')}}{{.*}}[concurrency-lock-order-inversion]
  ++from, ++to;
}
void returnBad() {
  boost::lock_guard<boost::mutex> first(toMu);
  boost::lock_guard<boost::mutex> second(fromMu);
  ++from, ++to;
}

boost::mutex leftMu, rightMu;
long left, right;
void bothOk() {
  boost::lock(leftMu, rightMu);
  boost::lock_guard<boost::mutex> first(leftMu, boost::adopt_lock);
  boost::lock_guard<boost::mutex> second(rightMu, boost::adopt_lock);
  ++left, ++right;
}
void allOk() {
  boost::lock(rightMu, leftMu);
  boost::unique_lock<boost::mutex> first(rightMu, boost::adopt_lock);
  boost::unique_lock<boost::mutex> second(leftMu, boost::adopt_lock);
  ++left, ++right;
}

// Conditions, shared memory and fibers.
class InboxOk {
public:
  void put(int message) {
    boost::lock_guard<boost::mutex> lock(mu_);
    message_ = message;
    filled_.notify_one();
  }
  int take() {
    boost::unique_lock<boost::mutex> lock(mu_);
    filled_.wait(lock, [this] { return message_ != 0; }); // lets go of mu_
    return message_;
  }

private:
  boost::mutex mu_;
  boost::condition_variable filled_;
  int message_ = 0;
};

class SegmentBad {
public:
  void write(boost::asio::ip::tcp::socket &socket) {
    boost::interprocess::scoped_lock<boost::interprocess::interprocess_mutex> lock(mu_);
    boost::asio::write(socket, boost::asio::buffer(text_));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'write' (network) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void writeOk(boost::asio::ip::tcp::socket &socket) {
    boost::interprocess::scoped_lock<boost::interprocess::interprocess_mutex> lock(mu_);
    std::string copy = text_;
    lock.unlock();
    boost::asio::write(socket, boost::asio::buffer(copy));
  }

private:
  boost::interprocess::interprocess_mutex mu_;
  std::string text_;
};

class FiberOk {
public:
  void outer() {
    boost::lock_guard<boost::fibers::recursive_mutex> lock(mu_);
    inner();
  }
  void inner() {
    boost::lock_guard<boost::fibers::recursive_mutex> lock(mu_);
    ++steps_;
  }

private:
  boost::fibers::recursive_mutex mu_;
  int steps_ = 0;
};

struct Profile {
  void load();
  int age;
};
class ProfilesBad {
public:
  void refresh(boost::future<int> &age) {
    auto locked = profile_.synchronize();
    locked->age = age.get();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'get' (thread-wait) {{.*}}'profile_'{{.*}}[concurrency-io-under-lock]
  }
  void refreshOk(boost::future<int> &age) {
    int known = age.get();
    profile_->age = known; // locked for this access
    boost::this_thread::sleep_for(boost::chrono::seconds(1));
  }

private:
  boost::synchronized_value<Profile> profile_;
};

// Threads and handlers.
int countBad() {
  int count = 0;
  boost::thread worker([&count] {
    ++count;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  ++count;
  worker.join();
  return count;
}
int countOk() {
  int count = 0;
  boost::thread_group workers;
  workers.create_thread([&count] { ++count; });
  workers.join_all();
  return ++count;
}

class SessionBad {
public:
  void start(boost::asio::io_context &context) {
    boost::lock_guard<boost::mutex> lock(mu_);
    ++open_;
    boost::asio::post(context, [this] {
      --open_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'open_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  int open() {
    boost::lock_guard<boost::mutex> lock(mu_);
    return open_;
  }

private:
  boost::mutex mu_;
  int open_ = 0;
};

// Tests and acts.
class CacheBad {
public:
  void remember(int key, int value) {
    if (values_.find(key) == values_.end()) {
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' is read without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
      boost::lock_guard<boost::mutex> lock(mu_);
      values_[key] = value;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' {{.*}}changed{{.*}}[concurrency-check-then-act]
    }
  }
  void forget(int key) {
    boost::lock_guard<boost::mutex> lock(mu_);
    values_.erase(key);
  }
  void rememberOk(int key, int value) {
    boost::lock_guard<boost::mutex> lock(mu_);
    if (values_.find(key) == values_.end())
      values_[key] = value;
  }

private:
  boost::mutex mu_;
  boost::unordered_map<int, int> values_;
};

boost::atomic<int> left1(100);
void takeBad() {
  left1.store(left1.load() - 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'left1' {{.*}}[concurrency-check-then-act]
}
boost::atomic<int> left2(100);
bool takeOk() {
  int left = left2.load();
  while (left > 0)
    if (left2.compare_exchange_weak(left, left - 1))
      return true;
  return false;
}

class JobsOk {
public:
  void add(int job) {
    queue_.push(job); // needs no lock
    boost::lock_guard<boost::mutex> lock(mu_);
    queue_.push(last_);
    last_ = job;
  }
  int take() {
    int job = 0;
    queue_.pop(job);
    return job;
  }

private:
  boost::lockfree::queue<int> queue_{16};
  boost::mutex mu_;
  int last_ = 0;
};

int ageBad(const boost::weak_ptr<Profile> &weak) {
  if (weak.expired())
    return 0;
  return weak.lock()->age;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'weak'{{.*}}[concurrency-check-then-act]
}
int ageOk(const boost::weak_ptr<Profile> &weak) {
  if (auto strong = weak.lock())
    return strong->age;
  return 0;
}

void dropBad(const std::string &name) {
  if (boost::filesystem::exists(name))
    boost::filesystem::remove(name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}[concurrency-check-then-act]
}
void dropOk(const std::string &name) { boost::filesystem::remove(name); }
