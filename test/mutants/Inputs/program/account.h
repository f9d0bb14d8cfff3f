#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "mutex.h"

namespace bank {

class Account {
public:
  explicit Account(int Balance) : Balance{Balance}, Payments(0) {}
  void pay(int Amount);
  int take(int Amount);
  void move(Account &Other);
  void clear();
  int balance() {
    MutexLock Lock(&BalanceMutex);
    return Balance;
  }
  void name();

private:
  Mutex BalanceMutex, PaymentsMutex;
  int Balance GUARDED_BY(BalanceMutex);
  int Payments GUARDED_BY(PaymentsMutex);
};

} // namespace bank

#endif
