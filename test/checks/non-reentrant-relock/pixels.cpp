// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// What lock() hands out is in nobody's way: pixels, not a critical section.

class Image {
public:
  void *lock();
  void unlock();
};
class Gate {
public:
  bool lock();
  void unlock();
};

void copyOk(Image &image) {
  char *from = static_cast<char *>(image.lock());
  char *to = static_cast<char *>(image.lock());
  to[0] = from[1];
  image.unlock();
}
void enterBad(Gate &gate) {
  gate.lock();
  gate.lock();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'gate' is already held by this thread and cannot be acquired again [concurrency-non-reentrant-relock]
  gate.unlock();
}
