// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// A variable keeps a reference to the object whose lock is held, and takes that lock when it ends.

#include <mutex>
#include <vector>

class Pool {
public:
  class Lease {
  public:
    Lease(Pool &pool, int number) : pool_(pool), number_(number) {}
    ~Lease() { pool_.give(number_); }
    int number() const { return number_; }

  private:
    Pool &pool_;
    int number_;
  };

  void give(int number) {
    std::lock_guard<std::mutex> lock(mu_);
    free_.push_back(number);
  }
  int firstBad() {
    std::lock_guard<std::mutex> lock(mu_);
    Lease lease(*this, free_.back());
    free_.pop_back();
    return lease.number();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Pool::Lease::~Lease' acquires 'mu_', which is already held by this thread [concurrency-non-reentrant-relock]
  }
  int firstOk() {
    int number;
    {
      std::lock_guard<std::mutex> lock(mu_);
      number = free_.back();
      free_.pop_back();
    }
    Lease lease(*this, number);
    return lease.number();
  }
  int otherOk(Pool &other) {
    std::lock_guard<std::mutex> lock(mu_);
    Lease lease(other, 1);
    return lease.number();
  }

private:
  std::mutex mu_;
  std::vector<int> free_;
};
