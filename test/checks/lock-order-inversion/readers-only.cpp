// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Readers do not exclude each other; a writer on the cycle does.

#include <mutex>
#include <shared_mutex>

class TopologyOk {
public:
  int paths() {
    std::shared_lock<std::shared_mutex> first(nodesMu_);
    std::shared_lock<std::shared_mutex> second(edgesMu_);
    return nodes_ + edges_;
  }
  int degree() {
    std::shared_lock<std::shared_mutex> first(edgesMu_);
    std::shared_lock<std::shared_mutex> second(nodesMu_);
    return edges_ - nodes_;
  }
  void addNode() {
    // The only writer anywhere, with no other lock: one waiting writer cannot block both readers.
    std::unique_lock<std::shared_mutex> lock(nodesMu_);
    ++nodes_;
  }

private:
  std::shared_mutex nodesMu_, edgesMu_;
  int nodes_ = 0, edges_ = 0;
};

class TopologyBad {
public:
  void connect() {
    std::unique_lock<std::shared_mutex> first(nodesMu_);
    std::shared_lock<std::shared_mutex> second(edgesMu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('TopologyBad::nodesMu_'.*'TopologyBad::edgesMu_'|'TopologyBad::edgesMu_'.*'TopologyBad::nodesMu_')}}{{.*}}[concurrency-lock-order-inversion]
    nodes_ += edges_;
  }
  void disconnect() {
    std::unique_lock<std::shared_mutex> first(edgesMu_);
    std::shared_lock<std::shared_mutex> second(nodesMu_);
    edges_ -= nodes_;
  }

private:
  std::shared_mutex nodesMu_, edgesMu_;
  int nodes_ = 0, edges_ = 0;
};

#ifdef CONFIRM
// TopologyOk is not run: ThreadSanitizer does not tell readers from writers here.
int main() {
  TopologyBad bad;
  bad.connect();
  bad.disconnect();
}
#endif
