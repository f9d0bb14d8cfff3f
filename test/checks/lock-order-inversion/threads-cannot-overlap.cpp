// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// Both orders occur, but only where the threads cannot run at the same time.

#include <mutex>
#include <thread>

static std::mutex inputMu, outputMu;
static int input, output;

static void loadOk() {
  std::lock_guard<std::mutex> first(inputMu);
  std::lock_guard<std::mutex> second(outputMu);
  input += output;
}

static void storeOk() {
  std::lock_guard<std::mutex> first(outputMu);
  std::lock_guard<std::mutex> second(inputMu);
  output += input;
}

static std::mutex cacheMu, diskMu;
static int cache, disk;

static void fillBad() {
  std::lock_guard<std::mutex> first(cacheMu);
  std::lock_guard<std::mutex> second(diskMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('cacheMu'.*'diskMu'|'diskMu'.*'cacheMu')}}{{.*}}[concurrency-lock-order-inversion]
  cache += disk;
}

static void flushBad() {
  std::lock_guard<std::mutex> first(diskMu);
  std::lock_guard<std::mutex> second(cacheMu);
  disk += cache;
}

int main() {
  std::thread loader(loadOk);
  loader.join(); // ended before the next one starts
  std::thread storer(storeOk);
  storer.join();

  std::thread filler(fillBad);
  std::thread flusher(flushBad); // beside filler
  filler.join();
  flusher.join();
}
