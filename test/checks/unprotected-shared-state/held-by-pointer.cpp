// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Functions that are called through a base class or a pointer: if all calls that are
// seen hold the lock, so may those that are not.

#include <mutex>

class Queue {
public:
  virtual ~Queue() = default;
  void push(int item) {
    std::lock_guard<std::mutex> lock(mu_);
    last_ = item;
    ++depth_;
    checkGood();
  }
  void pop() {
    std::lock_guard<std::mutex> lock(mu_);
    --depth_;
  }
  int last() {
    std::lock_guard<std::mutex> lock(mu_);
    return last_;
  }
  void tick() { checkBad(); }

protected:
  virtual void checkGood() {}
  virtual void checkBad() {}
  std::mutex mu_;
  int depth_ = 0;
  int last_ = 0;
};

class BoundedQueue : public Queue {
protected:
  void checkGood() override {
    if (depth_ > 10)
      depth_ = 0;
  }
  void checkBad() override {
    last_ = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'last_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
};

class Other : public Queue {
protected:
  void checkGood() override {}
  void checkBad() override {}
};

struct Stream;
struct Operations {
  void (*lock)(Stream *);
  void (*unlock)(Stream *);
};

struct Stream {
  std::mutex mu;
  Operations ops;
  int pending = 0;
  int chunks = 0;
};

static void lockStream(Stream *stream) { stream->mu.lock(); }
static void unlockStream(Stream *stream) { stream->mu.unlock(); }

void init(Stream *stream) {
  stream->ops.lock = lockStream;
  stream->ops.unlock = unlockStream;
}
void add(Stream *stream) {
  std::lock_guard<std::mutex> lock(stream->mu);
  ++stream->pending;
  ++stream->chunks;
}
void drop(Stream *stream) {
  std::lock_guard<std::mutex> lock(stream->mu);
  --stream->pending;
  --stream->chunks;
}
void flushGood(Stream *stream) {
  stream->ops.lock(stream);
  stream->pending = 0;
  stream->ops.unlock(stream);
}
static void closeBad(Stream *stream, int rest[3]) {
  rest[0] = rest[1];
  rest[2] = 0;
  stream->chunks = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'chunks' is written without 'mu'{{.*}}[concurrency-unprotected-shared-state]
}
void closeAll(Stream *streams, int rest[3]) { closeBad(streams, rest); }
void resetBad(Stream *stream) {
  stream->ops.lock(stream);
  stream->pending = 0;
  stream->ops.unlock(stream);
  stream->pending = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pending' is written without 'mu'{{.*}}[concurrency-unprotected-shared-state]
}

// A public method that others call by the base, and one that is handed to somebody.
class Listener {
public:
  virtual ~Listener() = default;
  virtual void onEvent(int value) = 0;
};
void subscribe(Listener *listener);

class Statistics : public Listener {
public:
  void add(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    sum_ += value;
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    sum_ = 0;
  }
  long sum() {
    std::lock_guard<std::mutex> lock(mu_);
    return sum_;
  }
  void replay(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    for (int i = 0; i < n; ++i)
      onEvent(i);
  }
  void onEvent(int value) override {
    sum_ += value;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sum_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mu_;
  long sum_ = 0;
};
void start(Statistics &statistics) { subscribe(&statistics); }
