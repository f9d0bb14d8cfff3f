// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// Writing to the console while other data is locked; a lock that only keeps lines apart is meant to.

#include <cstdio>
#include <iostream>
#include <map>
#include <mutex>
#include <string>

class LedgerBad {
public:
  void book(int account, long amount) {
    std::lock_guard<std::mutex> lock(mu_);
    balances_[account] += amount;
  }
  void print() {
    std::lock_guard<std::mutex> lock(mu_);
    for (const auto &entry : balances_)
      std::printf("%d %ld\n", entry.first, entry.second); // a stopped terminal stops book()
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}console{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void show(int account) {
    std::lock_guard<std::mutex> lock(mu_);
    std::cout << balances_[account];
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}console{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  std::map<int, long> balances_;
};

void bannerOk() {
  std::puts("ledger 1.0"); // no lock
  std::cout << "ready\n";
}

std::mutex errorsMu;

void complainOk(const std::string &text) {
  std::lock_guard<std::mutex> lock(errorsMu); // guards std::cerr and nothing else
  std::cerr << text << '\n';
}

class LedgerOk {
public:
  void book(int account, long amount) {
    std::lock_guard<std::mutex> lock(mu_);
    balances_[account] += amount;
  }
  void print() {
    std::map<int, long> copy;
    {
      std::lock_guard<std::mutex> lock(mu_);
      copy = balances_;
    }
    for (const auto &entry : copy)
      std::printf("%d %ld\n", entry.first, entry.second);
  }
  int format(int account, char *buffer, std::size_t size) {
    std::lock_guard<std::mutex> lock(mu_);
    return std::snprintf(buffer, size, "%ld", balances_[account]); // memory only
  }

private:
  std::mutex mu_;
  std::map<int, long> balances_;
};

enum Level { Message, Debug };
extern int verbose;
#define PRINT(level, text)                                                     \
  do {                                                                         \
    if (verbose)                                                               \
      std::fprintf((level) == Message ? stdout : stderr, text);                \
  } while (0)

class TracedLedger {
public:
  // Debug output on a way of its own, to whichever stream.
  void bookOk(int account, long amount) {
    std::lock_guard<std::mutex> lock(mu_);
    PRINT(Debug, "booked\n");
    balances_[account] += amount;
  }
  void bookBad(int account, long amount, bool loud) {
    std::lock_guard<std::mutex> lock(mu_);
    balances_[account] += amount;
    std::fprintf(loud ? stdout : stderr, "booked\n");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}console{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  std::map<int, long> balances_;
};
