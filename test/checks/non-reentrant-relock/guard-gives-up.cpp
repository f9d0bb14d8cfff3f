// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// Guards that give up their lock before their scope ends, or never had it.

#include <memory>
#include <mutex>
#include <utility>

std::mutex Gate;
int Count;

void releasedOk() {
  std::unique_lock<std::mutex> Lock(Gate);
  ++Count;
  Lock.release()->unlock();
  std::lock_guard<std::mutex> Again(Gate);
}

void releasedByVariableOk() {
  std::unique_lock<std::mutex> Lock(Gate);
  std::mutex *Mutex = Lock.release();
  Mutex->unlock();
  std::lock_guard<std::mutex> Again(Gate);
}

// Not the same as unlock().
void onlyAbandonedBad() {
  std::unique_lock<std::mutex> Lock(Gate);
  Lock.release();
  std::lock_guard<std::mutex> Again(Gate);
  // CHECK: :[[@LINE-1]]:31: warning: 'Gate' is already held by this thread
}

void clearedOk() {
  std::unique_lock<std::mutex> Lock(Gate);
  Lock = {};
  std::lock_guard<std::mutex> Again(Gate);
}

void emptyAssignedOk() {
  std::unique_lock<std::mutex> Lock(Gate);
  Lock = std::unique_lock<std::mutex>();
  std::lock_guard<std::mutex> Again(Gate);
}

void otherAssignedBad(std::unique_lock<std::mutex> Other) {
  std::unique_lock<std::mutex> Lock(Gate);
  std::lock_guard<std::mutex> Again(Gate);
  // CHECK: :[[@LINE-1]]:31: warning: 'Gate' is already held by this thread
  Lock = std::move(Other);
}

void byLambdaOk() {
  std::unique_lock Lock(Gate);
  auto Leave = [&] { Lock.unlock(); };
  Leave();
  std::lock_guard Again(Gate);
}

void byLambdaBad() {
  std::unique_lock Lock(Gate);
  auto Look = [&] { Count += Lock.owns_lock(); };
  Look();
  std::lock_guard Again(Gate);
  // CHECK: :[[@LINE-1]]:19: warning: 'Gate' is already held by this thread
}

// A class with a guard in it ends with the pointer to it.
struct Session {
  explicit Session(std::mutex &M) : Lock(M) {}
  std::unique_lock<std::mutex> Lock;
};

void ownedScopeOk() {
  {
    auto S = std::make_unique<Session>(Gate);
  }
  std::lock_guard<std::mutex> Again(Gate);
}

void resetOk() {
  auto S = std::make_unique<Session>(Gate);
  S.reset();
  std::lock_guard<std::mutex> Again(Gate);
}

void keptBad() {
  auto S = std::make_unique<Session>(Gate);
  std::lock_guard<std::mutex> Again(Gate);
  // CHECK: :[[@LINE-1]]:31: warning: 'Gate' is already held by this thread
}

// The pointer is null once the lock is given up, whichever way that was found.
class Hold {
public:
  explicit Hold(std::mutex &M) : Lock(&M) { Lock->lock(); }
  ~Hold() { drop(); }
  Hold(const Hold &) = delete;
  void drop() {
    if (Lock != nullptr)
      Lock->unlock();
    Lock = nullptr;
  }

private:
  std::mutex *Lock;
};

void addHeld() {
  Hold H(Gate);
  ++Count;
}

void oneAfterTheOtherOk() {
  addHeld();
  addHeld();
}

void twoAtOnceBad() {
  Hold H(Gate);
  addHeld();
  // CHECK: :[[@LINE-1]]:3: warning: 'addHeld' acquires 'Gate', which is already held by this thread
}

// Whether there is a lock, the caller says.
struct Optionally {
  Optionally(std::mutex &M, bool Wanted) : Mutex(M), Own(Wanted) {
    if (Wanted)
      Mutex.lock();
  }
  ~Optionally() {
    if (Own)
      Mutex.unlock();
  }
  std::mutex &Mutex;
  bool Own;
};

void oneOrTheOtherOk(bool Alone) {
  Optionally O(Gate, !Alone);
  if (Alone) {
    std::lock_guard<std::mutex> Lock(Gate);
    ++Count;
  }
}

// That there may be none does not mean that this one may not be.
class Perhaps {
public:
  explicit Perhaps(std::mutex *M) : Lock(M) {
    if (Lock)
      Lock->lock();
  }
  ~Perhaps() {
    if (Lock)
      Lock->unlock();
  }

private:
  std::mutex *Lock;
};

void perhapsTwiceBad() {
  Perhaps P(&Gate);
  std::lock_guard<std::mutex> Again(Gate);
  // CHECK: :[[@LINE-1]]:31: warning: 'Gate' is already held by this thread
}

// A pointer that was null is so no more.
struct Node {
  std::mutex Lock;
  int Uses = 0;
};

void madeNewBad(Node *N, bool Twice) {
  if (!N) {
    N = new Node;
    N->Lock.lock();
    if (Twice)
      N->Lock.lock();
    // CHECK: :[[@LINE-1]]:7: warning: 'Lock' is already held by this thread
    ++N->Uses;
    N->Lock.unlock();
  }
}
