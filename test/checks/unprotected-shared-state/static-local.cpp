// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A function-local static and a static member, reached from several threads.

#include <atomic>
#include <thread>
#include <vector>

int nextTicketBad() {
  static int last = 0;
  return ++last; // its initialisation is thread-safe, this is not
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'last'{{.*}}written{{.*}}[concurrency-unprotected-shared-state]
}

void openCountersBad() {
  std::vector<std::thread> counters;
  for (int i = 0; i < 4; ++i)
    counters.push_back(std::thread([] { nextTicketBad(); }));
  for (auto &counter : counters)
    counter.join();
}

class SerialBad {
public:
  static void issue() {
    next_ = next_ + 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'next_'{{.*}}written{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  static int next_;
};
int SerialBad::next_ = 0;

void issueBad() {
  std::thread a(&SerialBad::issue);
  std::thread b(&SerialBad::issue);
  a.join();
  b.join();
}

int nextTicketOk() {
  static std::atomic<int> last{0};
  return ++last;
}

const std::vector<int> &tableOk() {
  static const std::vector<int> table{1, 2, 3}; // made once, constant
  return table;
}

void openCountersOk() {
  std::vector<std::thread> counters;
  for (int i = 0; i < 4; ++i)
    counters.push_back(std::thread([] {
      if (tableOk().size() == 3)
        nextTicketOk();
    }));
  for (auto &counter : counters)
    counter.join();
}

#ifdef CONFIRM
int main() {
  openCountersBad();
  issueBad();
  openCountersOk();
}
#endif
