// RUN: %analyzexx -stdlib=libstdc++ %s 2>&1 | %filecheck
// RUN: %analyzexx -stdlib=libc++ %s 2>&1 | %filecheck
// A value read in one critical section decides a write in the next one.

#include <functional>
#include <map>
#include <mutex>
#include <string>

class PoolBad {
public:
  bool take(bool wait) {
    mu_.lock();
    bool any = free_ > 0;
    mu_.unlock();
    if (!any && !wait)
      return false;
    if (any) {
      mu_.lock();
      --free_;
      // CHECK: :[[@LINE-1]]:9: warning: 'free_' may have changed since it was tested; hold one lock across both, or use one operation that does both [concurrency.CheckThenAct]
      // CHECK: :[[@LINE-8]]:16: note: 'free_' is tested here
      // CHECK: note: 'mu_' is released here
      // CHECK: note: 'free_' may have changed
      mu_.unlock();
    }
    return true;
  }
  void give() {
    std::lock_guard<std::mutex> lock(mu_);
    ++free_;
  }

private:
  std::mutex mu_;
  int free_ = 4;
};

class PoolOk {
public:
  bool take() {
    mu_.lock();
    bool any = free_ > 0;
    if (any)
      --free_; // in the same section
    mu_.unlock();
    return any;
  }
  bool takeAgain() {
    mu_.lock();
    bool any = free_ > 0;
    mu_.unlock();
    if (!any)
      return false;
    std::lock_guard<std::mutex> lock(mu_);
    if (free_ == 0) // tested again
      return false;
    --free_;
    return true;
  }
  void give() {
    std::lock_guard<std::mutex> lock(mu_);
    ++free_;
  }
  void note() {
    mu_.lock();
    bool empty = free_ == 0;
    mu_.unlock();
    if (empty)
      complain();
    std::lock_guard<std::mutex> lock(mu_);
    ++free_; // comes to pass either way
  }

private:
  void complain();
  std::mutex mu_;
  int free_ = 4;
};

class CacheBad {
public:
  std::string get(int key) {
    std::unique_lock<std::mutex> lock(mu_);
    auto it = values_.find(key);
    if (it != values_.end())
      return it->second;
    lock.unlock();
    std::string made = make(key);
    lock.lock();
    values_[key] = made;
    // CHECK: :[[@LINE-1]]:5: warning: 'values_' may have changed since it was tested
    // CHECK: note: 'values_' is tested here
    // CHECK: note: 'mu_' is released here
    // CHECK: note: 'values_' may have changed
    return made;
  }

private:
  std::string make(int key);
  std::mutex mu_;
  std::map<int, std::string> values_;
};

class CacheOk {
public:
  std::string get(int key) {
    std::unique_lock<std::mutex> lock(mu_);
    auto it = values_.find(key);
    if (it != values_.end())
      return it->second;
    lock.unlock();
    std::string made = make(key);
    lock.lock();
    return values_.try_emplace(key, made).first->second; // looks by itself
  }

private:
  std::string make(int key);
  std::mutex mu_;
  std::map<int, std::string> values_;
};

// What an event loop runs, comes one after the other.
class Loop {
public:
  void post(std::function<void()> what);
};

class PeersOk {
public:
  explicit PeersOk(Loop &loop) : loop_(loop) {}
  void tick() { loop_.post(std::bind(&PeersOk::sweep, this)); }
  void meet(int id) {
    loop_.post([this, id] { addIfNew(id); });
  }
  size_t count() {
    std::lock_guard<std::mutex> lock(mu_);
    return peers_.size();
  }

private:
  void addIfNew(int id) {
    bool known;
    {
      std::lock_guard<std::mutex> lock(mu_);
      known = peers_.find(id) != peers_.end();
    }
    if (known)
      return;
    std::lock_guard<std::mutex> lock(mu_);
    peers_[id] = 1;
  }
  void sweep() {
    std::lock_guard<std::mutex> lock(mu_);
    peers_.clear();
  }
  Loop &loop_;
  std::mutex mu_;
  std::map<int, int> peers_;
};

class PeersBad {
public:
  explicit PeersBad(Loop &loop) : loop_(loop) {}
  void meet(int id) {
    loop_.post([this, id] { addIfNewBad(id); });
  }
  void forget() { // whoever calls that
    std::lock_guard<std::mutex> lock(mu_);
    peers_.clear();
  }

private:
  void addIfNewBad(int id) {
    bool known;
    {
      std::lock_guard<std::mutex> lock(mu_);
      known = peers_.find(id) != peers_.end();
    }
    if (known)
      return;
    std::lock_guard<std::mutex> lock(mu_);
    peers_[id] = 1;
    // CHECK: :[[@LINE-1]]:5: warning: 'peers_' may have changed since it was tested
    // CHECK: note: 'peers_' is tested here
    // CHECK: note: 'peers_' may have changed
  }
  Loop &loop_;
  std::mutex mu_;
  std::map<int, int> peers_;
};
