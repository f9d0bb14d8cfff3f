// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// An object that is given somebody's mutex to use is no guard, and the mutex has two names.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

class Decoder {
public:
  Decoder(std::mutex &m, int rate);
  ~Decoder();
  void stopLocked();
  int state() const {
    std::lock_guard<std::mutex> hold(mutex);
    return State;
  }
  void start() {
    std::lock_guard<std::mutex> hold(mutex);
    State = 1;
  }
  int State = 0;
  std::mutex &mutex;

private:
  std::string Name;
  std::vector<int> Samples;
  int Rate;
};

struct Player {
  std::mutex mutex;
  Decoder *decoder;
  void run() {
    Decoder mine(mutex, 1);
    std::lock_guard<std::mutex> hold(mutex); // not yet held
    decoder = &mine;
    decoder->State = 2; // the same mutex
  }
};

// Near miss the other way: a small class with a flag is a guard, whether it still holds the lock or not.
std::mutex table;
int rows;
class TableLock {
  bool Locked = true;

public:
  TableLock() { table.lock(); }
  ~TableLock() {
    if (Locked)
      table.unlock();
  }
  void unlock() {
    table.unlock();
    Locked = false;
  }
};
void insertRow() {
  const TableLock lock;
  ++rows;
}
void insertTwo() {
  insertRow();
  insertRow();
  TableLock lock;
  ++rows;
  lock.unlock();
  insertRow();
}
void insertBad() {
  TableLock lock;
  insertRow();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'insertRow' acquires 'table', which is already held by this thread [concurrency-non-reentrant-relock]
}
