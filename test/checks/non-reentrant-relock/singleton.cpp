// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// One object reached through an accessor: the same instance each time.

#include <mutex>

class RegistryBad {
public:
  static RegistryBad &instance() {
    static RegistryBad registry;
    return registry;
  }
  static void add(int id) {
    RegistryBad &registry = instance();
    std::lock_guard<std::mutex> lock(registry.mu_);
    registry.last_ = id;
    instance().changed(); // the same object again
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void changed() {
    std::lock_guard<std::mutex> lock(mu_);
    ++version_;
  }

private:
  RegistryBad() = default;
  std::mutex mu_;
  int last_ = 0, version_ = 0;
};

std::mutex namesMu;
int names;

void rename() {
  std::lock_guard<std::mutex> lock(namesMu);
  ++names;
}

void renameAllBad() {
  std::lock_guard<std::mutex> lock(namesMu);
  rename(); // a global is one instance
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'namesMu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
}

void updateOk() {
  std::lock_guard<std::mutex> lock(namesMu);
  RegistryBad::instance().changed(); // another lock: fine
}

#ifdef CONFIRM
int main() {
  updateOk();
  RegistryBad::add(1);
}
#endif
