// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=c++20 2>&1 | %filecheck
// A lock class that tries by C's convention: what its body returns counts, not
// what its name promises.

#include <pthread.h>
#include <vector>

class RingLock {
public:
  void Enter() { pthread_mutex_lock(&Mutex); }
  int TryEnter() { return pthread_mutex_trylock(&Mutex); }
  void Leave() { pthread_mutex_unlock(&Mutex); }

private:
  pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER;
};

class Ring {
public:
  bool addOk(int Value) {
    if (Lock.TryEnter() == 0) {
      bool Room = Slots.size() < 16;
      if (Room)
        Slots.push_back(Value);
      Lock.Leave();
      return Room;
    }
    Lock.Enter();
    Slots.push_back(Value);
    Lock.Leave();
    return true;
  }

  void addBad(int Value) {
    if (Lock.TryEnter() == 0) {
      Lock.Enter();
      // CHECK: :[[@LINE-1]]:7: warning: 'RingLock::Enter' acquires 'Lock', which is already held by this thread
      Slots.push_back(Value);
      Lock.Leave();
      Lock.Leave();
    }
  }

  void clear() {
    Lock.Enter();
    Slots.clear();
    Lock.Leave();
  }

private:
  RingLock Lock;
  std::vector<int> Slots;
};
