// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A class of which all methods but one take the lock: few accesses to one member are no reason to leave it out.

#include <map>
#include <mutex>

class Components {
public:
  void add(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    parent_.emplace(id, id);
  }
  void connect(int a, int b) {
    std::lock_guard<std::mutex> lock(mu_);
    parent_[a] = b;
    ++links_[{a, b}];
  }
  int find(int id) const {
    std::lock_guard<std::mutex> lock(mu_);
    auto it = parent_.find(id);
    return it == parent_.end() ? -1 : it->second;
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    parent_.clear();
  }
  size_t size() const {
    std::lock_guard<std::mutex> lock(mu_);
    return parent_.size();
  }
  int linksBad(int a, int b) const {
    auto it = links_.find({a, b});
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'links_' is read without 'mu_', which is held at 2 of its 5 accesses [concurrency-unprotected-shared-state]
    return it != links_.end() ? it->second : 0;
  }

private:
  mutable std::mutex mu_;
  std::map<int, int> parent_;
  std::map<std::pair<int, int>, int> links_;
};
