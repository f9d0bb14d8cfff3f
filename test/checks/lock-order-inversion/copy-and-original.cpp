// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck

// Two objects of one class: who changes both may get them either way round, and
// so may who assigns one to the other; who only fills one from the other has a
// copy and its original, unless somebody is seen to swap them.

#include <mutex>
#include <vector>

struct Account {
  std::mutex mu;
  long coins = 0;
};

void payBad(Account &from, Account &to, long n) {
  std::lock_guard<std::mutex> first(from.mu);
  std::lock_guard<std::mutex> second(to.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Account::mu' is acquired while 'Account::mu' of another object is held
  from.coins -= n;
  to.coins += n;
}

class RulesBad {
public:
  RulesBad &operator=(const RulesBad &other) {
    std::lock_guard<std::mutex> mine(mu_);
    std::lock_guard<std::mutex> theirs(other.mu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'RulesBad::mu_' is acquired while 'RulesBad::mu_' of another object is held
    rules_ = other.rules_;
    return *this;
  }

private:
  mutable std::mutex mu_;
  std::vector<int> rules_;
};

struct Table {
  mutable std::mutex mu;
  std::vector<int> rows;
  int size() const { return int(rows.size()); }
  void clear() { rows.clear(); }
};

void snapshotOk(Table &copy, const Table &original) {
  std::lock_guard<std::mutex> first(copy.mu);
  std::lock_guard<std::mutex> second(original.mu);
  copy.rows = original.rows;
}

int compareOk(const Table &a, const Table &b) {
  std::lock_guard<std::mutex> first(a.mu);
  std::lock_guard<std::mutex> second(b.mu);
  return a.size() - b.size();
}

void drainBad(Table &from, Table &to) {
  std::lock_guard<std::mutex> first(from.mu);
  std::lock_guard<std::mutex> second(to.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Table::mu' is acquired while 'Table::mu' of another object is held
  to.rows.push_back(from.size());
  from.clear();
}

void copyBad(Table &copy, const Table &original) {
  std::lock_guard<std::mutex> first(copy.mu);
  std::lock_guard<std::mutex> second(original.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Table::mu' is acquired while 'Table::mu' of another object is held
  copy.rows = original.rows;
}

static Table left, right;
void forth() { copyBad(left, right); }
void back() { copyBad(right, left); }

struct Node {
  std::mutex mu;
  Node *parent = nullptr;
  Node *first = nullptr;
};

void adoptOk(Node &parent, Node &child) {
  std::lock_guard<std::mutex> up(parent.mu);
  std::lock_guard<std::mutex> down(child.mu);
  child.parent = &parent;
  parent.first = &child;
}
