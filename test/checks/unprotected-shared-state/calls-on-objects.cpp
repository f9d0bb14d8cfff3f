// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A call on an object that cannot lock by itself is an access to it, whether its body is in view or not.

#include <atomic>
#include <mutex>

// Its body is elsewhere, but all its members are in view.
class Index {
public:
  void insert(int key);
  int find(int key); // not const, but only looks
  int size() const;

private:
  int keys_ = 0;
  int last_ = 0;
};

// Its body is here.
class Chain {
public:
  void add(int n) { length_ += n; }
  int length() const { return length_; }

private:
  int length_ = 0;
};

// Could do without our lock.
class Meter {
public:
  void add(int n);

private:
  std::atomic<int> total_ = 0;
};

class Store {
public:
  void putOk(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    index_.insert(key);
    chain_.add(key);
    meter_.add(key);
    shared_->insert(key);
  }
  void replaceOk(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    index_.insert(key);
    chain_.add(key);
    meter_.add(key);
    shared_->insert(key);
    ready_.find(key);
  }
  int lookOk(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    ready_.find(key);
    return index_.find(key) + chain_.length();
  }
  void indexBad(int key) {
    index_.insert(key);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'index_' is written without 'mu_', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
  }
  void chainBad(int key) {
    chain_.add(key);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'chain_' is written without 'mu_', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
  }
  void pointerBad(int key) {
    shared_->insert(key);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'shared_' is written without 'mu_', which is held at 2 of its 3 accesses [concurrency-unprotected-shared-state]
  }
  void meterOk(int key) { meter_.add(key); }
  int readyOk(int key) { return ready_.find(key); } // nobody ever writes

private:
  std::mutex mu_;
  Index index_;
  Chain chain_;
  Meter meter_;
  Index ready_;
  Index *const shared_ = new Index;
};

#ifdef CONFIRM
#include <thread>
void Index::insert(int key) {
  last_ = key;
  ++keys_;
}
int Index::find(int key) { return key == last_; }
void Meter::add(int n) { total_ += n; }
int main() {
  Store store;
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) {
      store.putOk(i);
      store.replaceOk(i);
      store.lookOk(i);
      store.meterOk(i);
      store.readyOk(i);
    }
  });
  for (int i = 0; i < 1000; ++i) {
    store.indexBad(i);
    store.chainBad(i);
    store.pointerBad(i);
    store.meterOk(i);
    store.readyOk(i);
  }
  other.join();
}
#endif
