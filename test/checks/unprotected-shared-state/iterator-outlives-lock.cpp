// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// An iterator found under the lock is used after it.

#include <map>
#include <mutex>
#include <string>

class QuotaBad {
public:
  bool charge(const std::string &user, long bytes) {
    std::unique_lock<std::mutex> lock(mu_);
    auto it = left_.find(user);
    if (it == left_.end())
      return false;
    lock.unlock();
    it->second -= bytes; // another thread may write or erase the element
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'left_'{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    return true;
  }
  void grant(const std::string &user, long bytes) {
    std::lock_guard<std::mutex> lock(mu_);
    left_[user] = bytes;
  }
  void revoke(const std::string &user) {
    std::lock_guard<std::mutex> lock(mu_);
    left_.erase(user);
  }

private:
  std::mutex mu_;
  std::map<std::string, long> left_;
};

class QuotaOk {
public:
  bool charge(const std::string &user, long bytes) {
    std::unique_lock<std::mutex> lock(mu_);
    auto it = left_.find(user);
    if (it == left_.end())
      return false;
    it->second -= bytes;
    lock.unlock();
    return true;
  }
  void grant(const std::string &user, long bytes) {
    std::lock_guard<std::mutex> lock(mu_);
    left_[user] = bytes;
  }

private:
  std::mutex mu_;
  std::map<std::string, long> left_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  QuotaBad bad;
  QuotaOk ok;
  bad.grant("ann", 1000000);
  ok.grant("ann", 1000000);
  auto use = [&] {
    for (int i = 0; i < 1000; ++i) {
      bad.charge("ann", 1);
      ok.charge("ann", 1);
    }
  };
  std::thread a(use), b(use);
  a.join();
  b.join();
}
#endif

// Declared first, and found under the lock.
class Scores {
public:
  void add(int Key, int N) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Items[Key] = N;
  }
  void remove(int Key) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Items.erase(Key);
  }
  void touchBad(int Key) {
    std::map<int, int>::iterator It;
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      It = Items.find(Key);
    }
    It->second = 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Items' is written without 'Mutex'{{.*}}[concurrency-unprotected-shared-state]
  }
  void touchOk(int Key) {
    std::map<int, int>::iterator It;
    std::lock_guard<std::mutex> Lock(Mutex);
    It = Items.find(Key);
    It->second = 1;
  }

private:
  std::mutex Mutex;
  std::map<int, int> Items;
};
