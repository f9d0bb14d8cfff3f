#include "bank.h"

void audit(Bank &bank, Journal &journal) {
  std::lock_guard<std::mutex> lock(journal.mu_);
  journal.last_ = bank.total();
}
