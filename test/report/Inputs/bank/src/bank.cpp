#include "bank.h"

namespace bank {

std::mutex ledger, rates, journal;
static long conversions;

void convert() {
  std::lock_guard<std::mutex> lock(rates);
  ++conversions;
}

// Takes the rates while the ledger is held. </pre><script>document.title = "injected"</script>
void post() {
  std::lock_guard<std::mutex> lock(ledger);
	convert(); // "the price" of a <T> & more: 3 €
}

void settle() {
  std::lock_guard<std::mutex> lock(journal);
  post();
}

void Account::deposit(long amount) {
  std::lock_guard<std::mutex> lock(mu_);
  balance_ += amount;
}

long Account::balance() const {
  std::lock_guard<std::mutex> lock(mu_);
  return balance_;
}

void Account::close() { balance_ = 0; }

} // namespace bank
