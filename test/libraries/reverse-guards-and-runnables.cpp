// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 2>&1 | %filecheck
// A guard that releases for its scope; an object whose method a thread runs.

namespace Poco {
class FastMutex {
public:
  void lock();
  void unlock();
};
template <class M> class ScopedLock {
public:
  explicit ScopedLock(M &mutex);
  ~ScopedLock();
};
template <class M> class ScopedUnlock {
public:
  explicit ScopedUnlock(M &mutex, bool now = true);
  ~ScopedUnlock();
};
class Runnable {
public:
  virtual ~Runnable();
  virtual void run() = 0;
};
class Thread {
public:
  void start(Runnable &target);
  void join();
  static void sleep(long milliseconds);
};
} // namespace Poco

static Poco::FastMutex mu;
static int turns;

void turnOk() {
  Poco::ScopedLock<Poco::FastMutex> lock(mu);
  ++turns;
  {
    Poco::ScopedUnlock<Poco::FastMutex> unlock(mu);
    Poco::Thread::sleep(1);
  }
  ++turns;
}

void turnBad() {
  Poco::ScopedLock<Poco::FastMutex> lock(mu);
  ++turns;
  {
    Poco::ScopedUnlock<Poco::FastMutex> unlock(mu);
  }
  Poco::Thread::sleep(1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'mu'{{.*}}[concurrency-io-under-lock]
  ++turns;
}

static int jobs, done;

struct Job : Poco::Runnable {
  void run() override {
    ++jobs;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'jobs'{{.*}}[concurrency-unprotected-shared-state]
    ++done;
  }
};

int main() {
  Job job;
  Poco::Thread thread;
  thread.start(job);
  ++jobs;
  thread.join();
  ++done; // the thread is over
  return jobs - done;
}
