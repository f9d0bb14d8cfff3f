#include <mutex>

namespace project {
void store(int Value); // .clang-concurrency says that it blocks
void send(int Value);  // models.yaml does
} // namespace project

std::mutex Mutex;

void update(int Value) {
  std::lock_guard<std::mutex> Lock(Mutex);
  project::store(Value);
  project::send(Value);
}
