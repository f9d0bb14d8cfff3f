// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A virtual call whose target is known, because the class is final.

#include <mutex>

class Sink {
public:
  virtual ~Sink() = default;
  virtual void write(int record) = 0;
};

class MemorySinkBad final : public Sink {
public:
  void write(int record) override {
    std::lock_guard<std::mutex> lock(mu_);
    last_ = record;
  }
  void writeTwice(int record) {
    std::lock_guard<std::mutex> lock(mu_);
    last_ = 0;
    write(record); // no class can override it
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  std::mutex mu_;
  int last_ = 0;
};

class TeeSinkOk : public Sink {
public:
  explicit TeeSinkOk(Sink &next) : next_(next) {}
  void write(int record) override {
    std::lock_guard<std::mutex> lock(mu_);
    last_ = record;
    next_.write(record); // some other sink
  }

private:
  Sink &next_;
  std::mutex mu_;
  int last_ = 0;
};

#ifdef CONFIRM
int main() {
  MemorySinkBad bad;
  TeeSinkOk ok(bad);
  ok.write(1);
  bad.writeTwice(1);
}
#endif
