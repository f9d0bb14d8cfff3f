// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A try-lock never waits, so it cannot be the second half of a deadlock; what is taken under it can.

#include <mutex>

class ArenaOk {
public:
  void grow() {
    std::lock_guard<std::mutex> first(pagesMu_);
    std::lock_guard<std::mutex> second(freeMu_);
    pages_ += free_;
  }
  void trim() {
    std::lock_guard<std::mutex> first(freeMu_);
    std::unique_lock<std::mutex> second(pagesMu_, std::try_to_lock);
    if (second.owns_lock())
      free_ += pages_;
  }
  void shrink() {
    std::lock_guard<std::mutex> first(freeMu_);
    if (pagesMu_.try_lock()) {
      --pages_;
      pagesMu_.unlock();
    }
  }

private:
  std::mutex pagesMu_, freeMu_;
  int pages_ = 0, free_ = 0;
};

class ArenaBad {
public:
  void grow() {
    std::lock_guard<std::mutex> first(pagesMu_);
    std::lock_guard<std::mutex> second(freeMu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('ArenaBad::pagesMu_'.*'ArenaBad::freeMu_'|'ArenaBad::freeMu_'.*'ArenaBad::pagesMu_')}}{{.*}}[concurrency-lock-order-inversion]
    pages_ += free_;
  }
  void trim() {
    if (freeMu_.try_lock()) {
      std::lock_guard<std::mutex> second(pagesMu_); // waits with freeMu_ held
      free_ += pages_;
      freeMu_.unlock();
    }
  }

private:
  std::mutex pagesMu_, freeMu_;
  int pages_ = 0, free_ = 0;
};

#ifdef CONFIRM
int main() {
  ArenaOk ok;
  ok.grow();
  ok.trim();
  ok.shrink();
  ArenaBad bad;
  bad.grow();
  bad.trim();
}
#endif
