#include "account.h"

static std::recursive_mutex NameMutex;
static int Names;

void bank::Account::pay(int Amount) {
  MutexLock Lock(&BalanceMutex);
  Balance += Amount;
  MutexLock Other{&PaymentsMutex};
  ++Payments;
}

int bank::Account::take(int Amount) {
  BalanceMutex.lock();
  if (Amount > Balance) {
    BalanceMutex.unlock();
    return 0;
  }
  Balance -= Amount;
  BalanceMutex.unlock();
  return Amount;
}

void bank::Account::clear() {
  MutexLock Lock(&BalanceMutex);
  Balance = 0;
  MutexLock Other(&PaymentsMutex);
  Payments = 0;
}

// Not a bug: nothing that is annotated is used.
void bank::Account::name() {
  std::lock_guard<std::recursive_mutex> Lock(NameMutex);
  ++Names; // Not MutexLock Comment(&BalanceMutex);
}

#if 0
void unseen() {
  MutexLock Lock(&BalanceMutex);
}
#endif
