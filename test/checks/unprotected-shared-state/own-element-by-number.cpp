// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++17 2>&1 | %filecheck
// RUN: %confirm %s
// Likewise in C++: arguments of threads, captures, and methods of objects that
// have a number.

#include <array>
#include <thread>
#include <vector>

static std::array<long, 4> Hits, Helped, Captured;
static long ByObject[4], Shared[4], Mixed[4];

static void help(int Who) { Helped[Who]++; }

static void work(int Id) {
  Hits[Id]++;
  help(Id);
}

static void mixBad(int Id) {
  Mixed[Id & 1]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Mixed'{{.*}}[concurrency-unprotected-shared-state]
}

class Worker {
public:
  explicit Worker(int Id) : Id(Id) {}
  void run() { ByObject[Id]++; }

private:
  int Id;
};

class Helper {
public:
  void runBad() {
    Shared[Kind]++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Shared'{{.*}}[concurrency-unprotected-shared-state]
  }
  void set(int To) { Kind = To; }

private:
  int Kind = 0;
};

int main() {
  std::vector<std::thread> Threads;
  std::vector<Worker> Workers;
  std::vector<Helper> Helpers(4);
  for (int I = 0; I < 4; ++I) {
    Workers.emplace_back(I);
    Helpers[I].set(2);
  }
  for (int I = 0; I < 4; ++I) {
    Threads.emplace_back(work, I);
    Threads.emplace_back(mixBad, I);
    Threads.emplace_back([I] { Captured[I]++; });
    Threads.emplace_back(&Worker::run, &Workers[I]);
    Threads.emplace_back(&Helper::runBad, &Helpers[I]);
  }
  for (std::thread &T : Threads)
    T.join();
}
