// RUN: %analyzexx %s 2>&1 | %filecheck
// A lock class by what it does, whatever its methods are called: the state beside
// it is guarded by the whole of it.

#include <pthread.h>

class Gate {
public:
  void Pass() { pthread_mutex_lock(&Mutex); }
  void Back() { pthread_mutex_unlock(&Mutex); }

private:
  pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER;
};

class Passed {
public:
  explicit Passed(Gate &G) : G(G) { G.Pass(); }
  ~Passed() { G.Back(); }

private:
  Gate &G;
};

class Wallet {
public:
  bool takeBad(int Amount, int Fee) {
    {
      Passed P(Lock);
      if (Cents < Amount)
        return false;
    }
    Passed P(Lock);
    Cents -= Amount + Fee;
    // CHECK: :[[@LINE-1]]:5: warning: 'Cents' may have changed since it was tested
    // CHECK: note: 'Cents' is tested here
    // CHECK: note: 'Cents' may have changed
    return true;
  }

  bool takeOk(int Amount) {
    Passed P(Lock);
    if (Cents < Amount)
      return false;
    Cents -= Amount;
    return true;
  }

  void addOk(int Amount, bool Now) {
    if (Now)
      Lock.Pass();
    if (Now)
      Cents += Amount;
    if (Now)
      Lock.Back();
  }

  int cents() {
    Passed P(Lock);
    return Cents;
  }

private:
  Gate Lock;
  int Cents = 0;
};
