// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// A child that locks its parent while the parent locks its children; only down the tree is an order.

#include <memory>
#include <mutex>
#include <vector>

class FolderBad {
public:
  explicit FolderBad(FolderBad *parent) : parent_(parent) {}
  void rename(int name) {
    std::lock_guard<std::mutex> lock(mu_);
    name_ = name;
    if (parent_)
      parent_->touch();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'FolderBad::mu_' is acquired while 'FolderBad::mu_' of another object is held
    // CHECK: note: the other order: 
  }
  void touchAll() {
    std::lock_guard<std::mutex> lock(mu_);
    for (auto &child : children_)
      child->touch();
  }
  void touch() {
    std::lock_guard<std::mutex> lock(mu_);
    ++version_;
  }

private:
  std::mutex mu_;
  FolderBad *parent_;
  int name_ = 0, version_ = 0;
  std::vector<std::unique_ptr<FolderBad>> children_;
};

class FolderOk {
public:
  explicit FolderOk(FolderOk *parent) : parent_(parent) {}
  void rename(int name) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      name_ = name;
    }
    if (parent_)
      parent_->touch();
  }
  void touchAll() {
    std::lock_guard<std::mutex> lock(mu_);
    for (auto &child : children_)
      child->touch();
    if (first_)
      first_->touch();
  }
  void touch() {
    std::lock_guard<std::mutex> lock(mu_);
    ++version_;
  }

private:
  std::mutex mu_;
  FolderOk *parent_;
  FolderOk *first_ = nullptr;
  int name_ = 0, version_ = 0;
  std::vector<std::unique_ptr<FolderOk>> children_;
};
