// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Two global locks taken in both orders.

#include <mutex>

std::mutex accountsMu, auditMu;
long accounts, audits;

void postBad() {
  std::lock_guard<std::mutex> first(accountsMu);
  ++accounts;
  std::lock_guard<std::mutex> second(auditMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('accountsMu'.*'auditMu'|'auditMu'.*'accountsMu')}}{{.*}}[concurrency-lock-order-inversion]
  ++audits;
}

void reportBad() {
  auditMu.lock();
  ++audits;
  accountsMu.lock(); // the other way round
  ++accounts;
  accountsMu.unlock();
  auditMu.unlock();
}

std::mutex usersMu, mailMu;
long users, mails;

void registerOk() {
  std::lock_guard<std::mutex> first(usersMu);
  ++users;
  std::lock_guard<std::mutex> second(mailMu);
  ++mails;
}

void notifyOk() {
  usersMu.lock(); // the same order
  mailMu.lock();
  ++users;
  ++mails;
  usersMu.unlock(); // the order of release does not matter
  mailMu.unlock();
}

void cleanOk() {
  std::lock_guard<std::mutex> only(mailMu);
  ++mails;
}

#ifdef CONFIRM
int main() {
  postBad();
  reportBad();
  registerOk();
  notifyOk();
  cleanOk();
}
#endif
