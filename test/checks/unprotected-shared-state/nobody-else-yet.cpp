// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Objects that nobody else knows yet, or no more; locks of the elements; either
// of two locks.

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

class Keys {
public:
  static std::shared_ptr<Keys> open() {
    auto K = std::make_shared<Keys>();
    K->loadOk();
    return K;
  }
  void add(int N) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Items.push_back(N);
  }
  std::size_t count() const {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Items.size();
  }
  void clearBad() {
    Items.clear();
    // CHECK: :[[@LINE-1]]:5: warning: 'Items' is written without 'Mutex'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  void loadOk() { Items = {1, 2, 3}; }
  mutable std::mutex Mutex;
  std::vector<int> Items;
};

class Striped {
public:
  void putOk(int Key, int N) {
    Stripe &S = Stripes[Key % 8];
    std::lock_guard<std::mutex> Lock(S.Mutex);
    S.Items[Key] = N;
  }
  int getOk(int Key) {
    Stripe &S = Stripes[Key % 8];
    std::lock_guard<std::mutex> Lock(S.Mutex);
    return S.Items[Key];
  }
  std::size_t countOk() {
    std::size_t N = 0;
    for (Stripe &S : Stripes) {
      std::lock_guard<std::mutex> Lock(S.Mutex);
      N += S.Items.size();
    }
    return N;
  }

private:
  struct Stripe {
    std::mutex Mutex;
    std::map<int, int> Items;
  };
  std::array<Stripe, 8> Stripes;
};

class Topology {
public:
  void addOk(int N) {
    std::scoped_lock Both(Control, Data);
    Nodes.push_back(N);
  }
  void clearOk() {
    std::scoped_lock Both(Control, Data);
    Nodes.clear();
  }
  std::size_t countOk() {
    std::lock_guard<std::mutex> Lock(Control);
    return Nodes.size();
  }
  int firstOk() {
    std::lock_guard<std::mutex> Lock(Data);
    return Nodes.empty() ? 0 : Nodes.front();
  }
  int lastOk() {
    std::lock_guard<std::mutex> Lock(Data);
    return Nodes.empty() ? 0 : Nodes.back();
  }

private:
  std::mutex Control, Data;
  std::vector<int> Nodes;
};

// Two buffers: who has swapped them has one for itself.
class Samples {
public:
  void add(int N) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Front.push_back(N);
  }
  int sumOk() {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      Back.swap(Front);
    }
    int Sum = 0;
    for (int N : Back)
      Sum += N;
    Back.clear();
    return Sum;
  }

private:
  std::mutex Mutex;
  std::vector<int> Front, Back;
};
