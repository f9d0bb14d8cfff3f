// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A member read without its lock while other threads write it.

#include <mutex>

class JobStatsBad {
public:
  void started() {
    std::lock_guard<std::mutex> lock(mu_);
    ++running_;
  }
  void finished() {
    std::lock_guard<std::mutex> lock(mu_);
    --running_;
    ++done_;
  }
  long done() const {
    std::lock_guard<std::mutex> lock(mu_);
    return done_;
  }
  bool idle() const {
    return running_ == 0; // an unlocked read races as well
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'running_'{{.*}}read{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  mutable std::mutex mu_;
  int running_ = 0;
  long done_ = 0;
};

class JobStatsOk {
public:
  explicit JobStatsOk(int limit) : limit_(limit) {}
  bool started() {
    std::lock_guard<std::mutex> lock(mu_);
    if (running_ == limit_)
      return false;
    ++running_;
    return true;
  }
  void finished() {
    std::lock_guard<std::mutex> lock(mu_);
    --running_;
  }
  bool idle() const {
    std::lock_guard<std::mutex> lock(mu_);
    return running_ == 0;
  }
  int limit() const { return limit_; } // never written again: needs no lock

private:
  mutable std::mutex mu_;
  int running_ = 0;
  int limit_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  JobStatsBad bad;
  JobStatsOk ok(8);
  std::thread worker([&] {
    for (int i = 0; i < 1000; ++i) {
      bad.started();
      bad.finished();
      ok.started();
      ok.finished();
    }
  });
  long idle = 0;
  for (int i = 0; i < 1000; ++i)
    idle += bad.idle() + ok.idle() + ok.limit();
  worker.join();
  return idle < 0;
}
#endif
