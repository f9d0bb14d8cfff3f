#include <mutex>

std::mutex Mutex;

void relock() {
  std::lock_guard<std::mutex> Lock(Mutex);
  std::lock_guard<std::mutex> Again(Mutex);
}
