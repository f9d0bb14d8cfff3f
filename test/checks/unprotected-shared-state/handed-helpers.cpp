// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Lambdas for a queue that call a helper under the lock, and one that forgot it.

#include <functional>
#include <map>
#include <mutex>

class Graph {
public:
  void addOk(int id) {
    enqueue([this, id] {
      std::lock_guard<std::mutex> lock(mu_);
      if (mayChange(id))
        nodes_[id] = 1;
    });
  }
  void dropOk(int id) {
    enqueue([this, id] {
      std::lock_guard<std::mutex> lock(mu_);
      if (mayChange(id))
        nodes_.erase(id);
    });
  }
  void freezeOk(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    if (mayChange(id))
      frozen_[id] = true;
  }
  void informBad(int id) {
    enqueue([this, id] {
      if (mayChange(id))
        // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: '{{.*}}mayChange' is called without 'mu_', which is held at 3 of its 4 calls [concurrency-unprotected-shared-state]
        inform(id);
    });
  }

private:
  bool mayChange(int id) { return !frozen_[id]; }
  void inform(int id);
  void enqueue(std::function<void()> work);
  std::mutex mu_;
  std::map<int, int> nodes_;
  std::map<int, bool> frozen_;
};

void use(Graph &g) {
  g.addOk(1);
  g.dropOk(1);
  g.freezeOk(1);
  g.informBad(1);
}
