// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// The lock of an object that was made here, and that nobody else knows yet.

#include <cstdio>
#include <memory>
#include <mutex>

struct Wallet {
  std::mutex mu;
  int keys = 0;
};
void offer(std::shared_ptr<Wallet> wallet);
void keepAddress(Wallet *wallet);

void migrateOk(const char *path) {
  auto wallet = std::make_shared<Wallet>();
  std::lock_guard<std::mutex> lock(wallet->mu);
  std::remove(path);
  wallet->keys = 1;
}
void copyOk(const char *path) {
  Wallet wallet;
  std::lock_guard<std::mutex> lock(wallet.mu);
  std::remove(path);
  wallet.keys = 1;
}
void migrateBad(const char *path) {
  auto wallet = std::make_shared<Wallet>();
  offer(wallet);
  std::lock_guard<std::mutex> lock(wallet->mu);
  std::remove(path);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'remove' (file) is called while 'mu' is held
}
void givenBad(Wallet &wallet, const char *path) {
  std::lock_guard<std::mutex> lock(wallet.mu);
  std::remove(path);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'remove' (file) is called while 'mu' is held
}
