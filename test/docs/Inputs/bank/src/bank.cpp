#include "bank.h"

void Bank::deposit(int amount) {
  std::lock_guard<std::mutex> lock(mu_);
  journal_.write(amount);
  total_ += amount;
}

int Bank::total() {
  std::lock_guard<std::mutex> lock(mu_);
  return total_;
}
