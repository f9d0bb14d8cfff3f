// RUN: rm -rf %t && mkdir %t
// RUN: echo 'locks: [{type: Latch, reentrant: no, acquire: [shut], release: [open]}]' >%t/models.yaml
// RUN: %analyzexx %s -Xclang -analyzer-config \
// RUN:   -Xclang concurrency:ModelFile=%t/models.yaml 2>&1 | %filecheck
// RUN: not %analyzexx %s -Xclang -analyzer-config \
// RUN:   -Xclang concurrency:ModelFile=%t/none.yaml 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=NONE
// NONE: error: mistake in a model file, so no concurrency was analysed:
// The user's own lock, whose body is elsewhere.

class Latch {
public:
  void shut();
  void open();
};

class DoorBad {
public:
  void close(bool again) {
    latch_.shut();
    if (again)
      latch_.shut();
    // CHECK: :[[@LINE-1]]:7: warning: 'latch_' is already held by this thread and cannot be acquired again [concurrency.NonReentrantRelock]
    // CHECK: note: 'latch_' is acquired here
    // CHECK: note: 'latch_' is already held
    latch_.open();
  }
  void closeOk() {
    latch_.shut();
    latch_.open();
    latch_.shut();
    latch_.open();
  }

private:
  Latch latch_;
};
