// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Lambdas that run at once, under the lock of the function that made them.

#include <algorithm>
#include <mutex>
#include <vector>

class FleetBad {
public:
  void service(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    serviced_.push_back(id);
  }
  void serviceAll() {
    std::lock_guard<std::mutex> lock(mu_);
    std::for_each(ids_.begin(), ids_.end(), [this](int id) { service(id); });
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  std::mutex mu_;
  std::vector<int> ids_{1, 2, 3}, serviced_;
};

class DepotBad {
public:
  void refuel() {
    auto fill = [this](int litres) {
      std::lock_guard<std::mutex> lock(mu_);
      tank_ += litres;
    };
    std::lock_guard<std::mutex> lock(mu_);
    fill(50);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  std::mutex mu_;
  int tank_ = 0;
};

class FleetOk {
public:
  void service(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    serviced_.push_back(id);
  }
  void serviceAll() {
    std::vector<int> ids;
    {
      std::lock_guard<std::mutex> lock(mu_);
      ids = ids_;
    }
    std::for_each(ids.begin(), ids.end(), [this](int id) { service(id); });
  }
  void refuel() {
    auto fill = [this](int litres) {
      std::lock_guard<std::mutex> lock(mu_);
      tank_ += litres;
    };
    fill(50); // before the lock
    std::lock_guard<std::mutex> lock(mu_);
    auto drain = [this] { tank_ = 0; };
    drain();
  }

private:
  std::mutex mu_;
  std::vector<int> ids_{1, 2, 3}, serviced_;
  int tank_ = 0;
};

#ifdef CONFIRM
int main() {
  FleetOk ok;
  ok.serviceAll();
  ok.refuel();
  FleetBad bad;
  bad.serviceAll();
}
#endif
