// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// What looks like a guard, but only keeps the lock, and takes it when it is asked to, or ends.

#include <map>
#include <mutex>

class Sweeper {
public:
  Sweeper(std::mutex *lock, std::map<int, int> *cache) : lock_(lock), cache_(cache) {}
  void sweep() {
    std::lock_guard<std::mutex> guard(*lock_);
    if (!done_)
      cache_->clear();
    done_ = true;
  }
  ~Sweeper() { sweep(); }

private:
  std::mutex *lock_;
  std::map<int, int> *cache_;
  bool done_ = false;
};

class Names {
public:
  void addOk(int key) {
    Sweeper sweeper(&mu_, &cache_);
    ++added_[key];
    sweeper.sweep();
  }
  void addBad(int key) {
    Sweeper sweeper(&mu_, &cache_);
    std::lock_guard<std::mutex> guard(mu_);
    ++added_[key];
    sweeper.sweep();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Sweeper::sweep' acquires 'mu_', which is already held by this thread [concurrency-non-reentrant-relock]
  }

private:
  std::mutex mu_;
  std::map<int, int> cache_, added_;
};

// A guard that is told later to lock is one as before.
class Later {
public:
  explicit Later(std::mutex &mutex) : mutex_(mutex) {}
  void lock() { mutex_.lock(); held_ = true; }
  void unlock() { mutex_.unlock(); held_ = false; }
  ~Later() {
    if (held_)
      mutex_.unlock();
  }

private:
  std::mutex &mutex_;
  bool held_ = false;
};

std::mutex all;

void laterOk() {
  Later later(all);
  all.lock();
  all.unlock();
  later.lock();
}

// And so is one that is given what is locked already.
class Ends {
public:
  explicit Ends(std::mutex &mutex) : mutex_(mutex) {}
  ~Ends() { mutex_.unlock(); }

private:
  std::mutex &mutex_;
};

void endsOk() {
  {
    all.lock();
    Ends ends(all);
  }
  all.lock();
  all.unlock();
}

void endsBad() {
  all.lock();
  Ends ends(all);
  all.lock();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'all' is already held by this thread and cannot be acquired again
  all.unlock();
}
