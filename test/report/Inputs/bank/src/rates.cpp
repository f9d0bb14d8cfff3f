#include "bank.h"
#include <unistd.h>

namespace bank {

static int file;

void refresh() {
  std::lock_guard<std::mutex> lock(rates);
  std::lock_guard<std::mutex> other(ledger);
  fsync(file);
}

} // namespace bank
