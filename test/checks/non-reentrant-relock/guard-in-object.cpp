// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Guards that are members of what a function returns, or are handed on by value.

#include <mutex>
#include <utility>
#include <vector>

class Locked {
public:
  Locked(std::mutex &M, std::vector<int> &Items) : Lock(M), Items(&Items) {}
  std::vector<int> *operator->() { return Items; }

private:
  std::unique_lock<std::mutex> Lock;
  std::vector<int> *Items;
};

struct Pair {
  std::unique_lock<std::mutex> Lock;
  int *Count;
};

class OwnGuard {
public:
  explicit OwnGuard(std::mutex &M) : M(M) { M.lock(); }
  OwnGuard(const OwnGuard &) = delete;
  ~OwnGuard() { M.unlock(); }

private:
  std::mutex &M;
};

class Store {
public:
  Locked lock() { return Locked(Mutex, Items); }
  Pair lockPair() { return {std::unique_lock<std::mutex>(Mutex), &Count}; }
  OwnGuard lockOwn() { return OwnGuard(Mutex); }

  void addOk(int N) {
    Locked L = lock();
    L->push_back(N);
  }
  void addTwiceOk(int N) {
    addOk(N);
    addOk(N);
    lock()->push_back(N);
    lock()->push_back(N);
  }
  void countOk() {
    auto P = lockPair();
    ++*P.Count;
  }
  void countTwiceOk() {
    countOk();
    countOk();
    {
      auto G = lockOwn();
      ++Count;
    }
    auto G = lockOwn();
    --Count;
  }
  void addBad(int N) {
    Locked L = lock();
    addOk(N);
    // CHECK: :[[@LINE-1]]:5: warning: 'Store::addOk' acquires 'Mutex', which is already held by this thread [concurrency-non-reentrant-relock]
  }
  void countBad() {
    auto G = lockOwn();
    countOk();
    // CHECK: :[[@LINE-1]]:5: warning: {{.*}} acquires 'Mutex'
  }

private:
  std::mutex Mutex;
  std::vector<int> Items;
  int Count = 0;
};

class Mailbox {
public:
  using Lock = std::unique_lock<std::mutex>;
  void send(int N) {
    Lock L(Mutex);
    Items.push_back(N);
    deliverOk(std::move(L));
  }
  void sendAgain(int N) {
    Lock L(Mutex);
    Items.push_back(N);
    deliverBad(std::move(L));
    // CHECK: :[[@LINE-1]]:5: warning: 'Mailbox::deliverBad' acquires 'Mutex', which is already held by this thread
  }

private:
  void deliverOk(Lock L) {
    while (!Items.empty()) {
      int N = Items.back();
      Items.pop_back();
      L.unlock();
      if (N > 0)
        send(N - 1);
      L.lock();
    }
  }
  void deliverBad(Lock L) {
    Items.clear();
    send(0);
  }
  std::mutex Mutex;
  std::vector<int> Items;
};
