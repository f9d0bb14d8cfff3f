// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A pointer into a container, or null, comes out of the critical section, and what it leads to is changed.

#include <mutex>
#include <thread>
#include <unordered_map>

struct Session { long bytes = 0; };

class Sessions {
public:
  void open(int id) {
    std::lock_guard<std::mutex> guard(mutex_);
    sessions_[id] = Session();
  }
  Session *find(int id) {
    std::lock_guard<std::mutex> guard(mutex_);
    auto it = sessions_.find(id);
    return it == sessions_.end() ? nullptr : &it->second;
  }
  void add(int id, long bytes) {
    std::lock_guard<std::mutex> guard(mutex_);
    if (auto it = sessions_.find(id); it != sessions_.end())
      it->second.bytes += bytes;
  }
  long total() {
    std::lock_guard<std::mutex> guard(mutex_);
    long all = 0;
    for (auto &[id, session] : sessions_)
      all += session.bytes;
    return all;
  }

private:
  std::mutex mutex_;
  std::unordered_map<int, Session> sessions_;
};

void countBad(Sessions &all) {
  if (Session *session = all.find(1))
    session->bytes += 10;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sessions_' is written without 'mutex_'
}
void countOk(Sessions &all) { all.add(1, 10); }
// CHECK-NOT: warning:

int main() {
  Sessions all;
  all.open(1);
  std::thread one([&] { countBad(all); }), other([&] { all.total(); countOk(all); });
  one.join();
  other.join();
}
