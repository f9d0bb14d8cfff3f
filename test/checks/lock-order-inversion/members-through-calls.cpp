// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Two objects call into each other, each with its own lock held.

#include <map>
#include <mutex>

class StockBad;

class OrdersBad {
public:
  explicit OrdersBad(StockBad &stock) : stock_(stock) {}
  void place(int item);
  int open() {
    std::lock_guard<std::mutex> lock(mu_);
    return open_;
  }

private:
  StockBad &stock_;
  std::mutex mu_;
  int open_ = 0;
};

class StockBad {
public:
  bool take(int item) {
    std::lock_guard<std::mutex> lock(mu_);
    return items_[item]-- > 0;
  }
  void audit(OrdersBad &orders) {
    std::lock_guard<std::mutex> lock(mu_);
    items_[0] = orders.open(); // StockBad::mu_, then OrdersBad::mu_
  }

private:
  std::mutex mu_;
  std::map<int, int> items_;
};

void OrdersBad::place(int item) {
  std::lock_guard<std::mutex> lock(mu_);
  if (stock_.take(item)) // OrdersBad::mu_, then StockBad::mu_
    ++open_;
}
// One finding for the cycle, at either end of a chain.
// CHECK: warning: {{.*}}{{('OrdersBad::mu_'.*'StockBad::mu_'|'StockBad::mu_'.*'OrdersBad::mu_')}}{{.*}}[concurrency-lock-order-inversion]

class StockOk {
public:
  bool take(int item) {
    std::lock_guard<std::mutex> lock(mu_);
    return items_[item]-- > 0;
  }
  void setOpen(int open) {
    std::lock_guard<std::mutex> lock(mu_);
    items_[0] = open;
  }

private:
  std::mutex mu_;
  std::map<int, int> items_;
};

class OrdersOk {
public:
  explicit OrdersOk(StockOk &stock) : stock_(stock) {}
  void place(int item) {
    std::lock_guard<std::mutex> lock(mu_);
    if (stock_.take(item)) // only ever this order
      ++open_;
  }
  void audit() {
    int open;
    {
      std::lock_guard<std::mutex> lock(mu_);
      open = open_;
    }
    stock_.setOpen(open); // mu_ was released
  }

private:
  StockOk &stock_;
  std::mutex mu_;
  int open_ = 0;
};

#ifdef CONFIRM
int main() {
  StockBad stock;
  OrdersBad orders(stock);
  orders.place(1);
  stock.audit(orders);
  StockOk stockOk;
  OrdersOk ordersOk(stockOk);
  ordersOk.place(1);
  ordersOk.audit();
}
#endif
