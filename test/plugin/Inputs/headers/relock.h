#include <mutex>

inline void relock(std::mutex &Mutex) {
  std::lock_guard<std::mutex> Lock(Mutex);
  std::lock_guard<std::mutex> Again(Mutex);
}
