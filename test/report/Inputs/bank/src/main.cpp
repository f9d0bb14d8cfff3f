#include "bank.h"
#include <thread>

static long ticks;

static void tick() {
  bank::refresh();
  ++ticks;
}

int main() {
  std::thread clock(tick);
  bank::post();
  bank::settle();
  ++ticks;
  bank::Account account;
  account.deposit(1);
  clock.join();
}
