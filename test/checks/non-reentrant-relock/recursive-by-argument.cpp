// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// Locks of one's own: whoever makes one says whether it is recursive, or nobody.

class MaybeRecursive {
public:
  explicit MaybeRecursive(bool recursive = true);
  void lock();
  void unlock();
};
class Plain {
public:
  Plain();
  void lock();
  void unlock();
};
template <typename M> class Hold {
public:
  explicit Hold(M &mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Hold() { mutex_.unlock(); }

private:
  M &mutex_;
};

class Ok {
public:
  void stop() {
    Hold<MaybeRecursive> hold(mu_);
    stopped_ = true;
  }
  void fail() {
    Hold<MaybeRecursive> hold(mu_);
    stop();
  }

private:
  MaybeRecursive mu_;
  bool stopped_ = false;
};

class Bad {
public:
  void stop() {
    Hold<Plain> hold(mu_);
    stopped_ = true;
  }
  void fail() {
    Hold<Plain> hold(mu_);
    stop();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Bad::stop' acquires 'mu_'{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  Plain mu_;
  bool stopped_ = false;
};
