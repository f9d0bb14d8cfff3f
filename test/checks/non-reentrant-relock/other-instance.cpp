// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// The same member of another object is another lock.

#include <memory>
#include <mutex>

class FolderOk {
public:
  explicit FolderOk(FolderOk *parent) : parent_(parent) {}
  void add(long bytes) {
    std::lock_guard<std::mutex> lock(mu_);
    bytes_ += bytes;
    if (parent_)
      parent_->add(bytes); // its own mu_
  }
  std::unique_ptr<FolderOk> split() {
    std::lock_guard<std::mutex> lock(mu_);
    auto half = std::make_unique<FolderOk>(nullptr);
    half->add(bytes_ / 2); // a fresh object
    return half;
  }

private:
  FolderOk *parent_;
  std::mutex mu_;
  long bytes_ = 0;
};

class FolderBad {
public:
  void add(long bytes) {
    std::lock_guard<std::mutex> lock(mu_);
    bytes_ += bytes;
  }
  void doubled() {
    std::lock_guard<std::mutex> lock(mu_);
    FolderBad &self = *this;
    self.add(bytes_); // another name, the same object
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  std::mutex mu_;
  long bytes_ = 0;
};

#ifdef CONFIRM
int main() {
  FolderOk root(nullptr), child(&root);
  child.add(10);
  child.split();
  FolderBad bad;
  bad.doubled();
}
#endif
