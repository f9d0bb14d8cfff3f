// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Two instances locked in the order of their addresses or ids.

#include <functional>
#include <mutex>
#include <utility>

struct Node {
  std::mutex mu;
  int load = 0;
};

void balanceOk(Node &a, Node &b) {
  if (&a == &b)
    return;
  Node *low = &a, *high = &b;
  if (std::less<Node *>()(high, low))
    std::swap(low, high);
  std::lock_guard<std::mutex> first(low->mu);
  std::lock_guard<std::mutex> second(high->mu);
  a.load = b.load = (a.load + b.load) / 2;
}

void compareOk(Node &a, Node &b) {
  if (&a < &b) {
    std::lock_guard<std::mutex> first(a.mu);
    std::lock_guard<std::mutex> second(b.mu);
    ++a.load;
  } else if (&b < &a) {
    std::lock_guard<std::mutex> first(b.mu);
    std::lock_guard<std::mutex> second(a.mu);
    ++a.load;
  }
}

struct Peer {
  std::mutex mu;
  int load = 0;
};

void balanceBad(Peer &a, Peer &b) {
  if (&a == &b) // equal or not says nothing about the order
    return;
  std::lock_guard<std::mutex> first(a.mu);
  std::lock_guard<std::mutex> second(b.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'Peer::mu'{{.*}}[concurrency-lock-order-inversion]
  a.load = b.load = (a.load + b.load) / 2;
}

#ifdef CONFIRM
int main() {
  Node n[2];
  balanceOk(n[0], n[1]);
  balanceOk(n[1], n[0]);
  compareOk(n[1], n[0]);
  Peer p[2];
  balanceBad(p[0], p[1]);
  balanceBad(p[1], p[0]);
}
#endif
