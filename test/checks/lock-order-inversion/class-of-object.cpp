// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++17 2>&1 | %filecheck
// What a base class calls on itself may run in any class derived from it; of a member
// that is no pointer the class is known, and it is not the one around it.

#include <mutex>

class Store {
public:
  virtual ~Store() = default;
  virtual void accept(int Key) = 0;
  void set(int Key) { accept(Key); }
};

class Table : public Store {
public:
  void accept(int Key) override {
    std::lock_guard<std::mutex> L(TableMu);
    Last = Key;
  }

private:
  std::mutex TableMu;
  int Last = 0;
};

class Tree : public Store {
public:
  void accept(int Key) override {
    std::lock_guard<std::mutex> L(TreeMu);
    load(Key);
  }
  void save(int Key) {
    std::lock_guard<std::mutex> L(TreeSlot);
    Rows.set(Key); // Table::accept, and no other
  }
  void load(int Key) { std::lock_guard<std::mutex> L(TreeSlot); }

private:
  std::mutex TreeMu, TreeSlot;
  Table Rows;
};

class Chain : public Store {
public:
  explicit Chain(Store *Next) : Next(Next) {}
  void accept(int Key) override {
    std::lock_guard<std::mutex> L(ChainMu);
    load(Key);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Chain::ChainSlot' is acquired while 'Chain::ChainMu' is held{{.*}}[concurrency-lock-order-inversion]
  }
  void save(int Key) {
    std::lock_guard<std::mutex> L(ChainSlot);
    Next->set(Key); // may be a Chain again
  }
  void load(int Key) { std::lock_guard<std::mutex> L(ChainSlot); }

private:
  std::mutex ChainMu, ChainSlot;
  Store *Next;
};
