// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Hand-over-hand locking along a list has one direction; releasing early is no inversion.

#include <mutex>

struct Entry {
  std::mutex mu;
  int key = 0;
  Entry *next = nullptr;
};

bool containsOk(Entry &head, int key) {
  Entry *current = &head;
  current->mu.lock();
  while (current->next != nullptr && current->key != key) {
    Entry *next = current->next;
    next->mu.lock();
    current->mu.unlock(); // not the last one taken
    current = next;
  }
  bool found = current->key == key;
  current->mu.unlock();
  return found;
}

class StagesOk {
public:
  void advance() {
    firstMu_.lock();
    ++first_;
    secondMu_.lock();
    firstMu_.unlock();
    ++second_;
    thirdMu_.lock();
    secondMu_.unlock();
    ++third_;
    thirdMu_.unlock();
  }
  void restart() {
    thirdMu_.lock();
    third_ = 0;
    thirdMu_.unlock();
    firstMu_.lock(); // thirdMu_ is not held any more
    first_ = 0;
    firstMu_.unlock();
  }

private:
  std::mutex firstMu_, secondMu_, thirdMu_;
  int first_ = 0, second_ = 0, third_ = 0;
};

struct Cell {
  std::mutex mu;
  int key = 0;
};

void swapKeysBad(Cell &a, Cell &b) {
  a.mu.lock();
  b.mu.lock(); // no direction: swapKeys(x, y) meets swapKeys(y, x)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'Cell::mu'{{.*}}[concurrency-lock-order-inversion]
  int key = a.key;
  a.key = b.key;
  b.key = key;
  a.mu.unlock();
  b.mu.unlock();
}

#ifdef CONFIRM
int main() {
  Entry list[3];
  list[0].next = &list[1];
  list[1].next = &list[2];
  containsOk(list[0], 7);
  StagesOk stages;
  stages.advance();
  stages.restart();
  Cell x, y;
  swapKeysBad(x, y);
  swapKeysBad(y, x);
}
#endif
