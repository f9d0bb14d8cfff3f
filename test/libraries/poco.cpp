// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// POCO: its locks, of which Mutex may be taken again, threads, network, files,
// databases and queues.

#include <poco.h>
#include <vector>

class AccountBad {
public:
  void deposit(long amount) {
    Poco::FastMutex::ScopedLock lock(mu_);
    balance_ += amount;
  }
  void move(long amount) {
    Poco::ScopedLock<Poco::FastMutex> lock(mu_, 100);
    deposit(amount);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
    balance_ -= amount;
  }
  void reset() {
    balance_ = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'balance_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void pause() {
    mu_.lock();
    Poco::Thread::sleep(10);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sleep' (sleep) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    balance_ -= 1;
    mu_.unlock();
  }
  void follow(Poco::Event &done) {
    Poco::FastMutex::ScopedLock lock(mu_);
    done.wait();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'wait' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    balance_ -= 1;
  }

private:
  Poco::FastMutex mu_;
  long balance_ = 0;
};

class AccountOk {
public:
  void deposit(long amount) {
    Poco::Mutex::ScopedLock lock(mu_);
    balance_ += amount;
  }
  void move(long amount) {
    Poco::Mutex::ScopedLock lock(mu_);
    deposit(amount); // Mutex is recursive
  }
  void pause() {
    Poco::ScopedLockWithUnlock<Poco::Mutex> lock(mu_);
    balance_ -= 1;
    lock.unlock();
    Poco::Thread::sleep(10);
  }
  bool tryReset() {
    if (!mu_.tryLock())
      return false;
    balance_ = 0;
    mu_.unlock();
    return true;
  }
  long await() {
    Poco::Mutex::ScopedLock lock(mu_);
    while (balance_ == 0)
      changed_.wait(mu_); // lets go of mu_
    return balance_;
  }

private:
  Poco::Mutex mu_;
  Poco::Condition changed_;
  long balance_ = 0;
};

class TableBad {
public:
  int get() {
    Poco::ScopedRWLock lock(mu_); // reads
    ++reads_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reads_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
    return value_;
  }
  void set(int value) {
    Poco::ScopedWriteRWLock lock(mu_);
    value_ = value;
    reads_ = 0;
  }

private:
  Poco::RWLock mu_;
  int value_ = 0;
  int reads_ = 0;
};

class TableOk {
public:
  int get() {
    Poco::ScopedReadRWLock lock(mu_);
    return value_;
  }
  void set(int value) {
    Poco::ScopedRWLock lock(mu_, true);
    value_ = value;
  }
  void clear() {
    mu_.writeLock();
    value_ = 0;
    mu_.unlock();
  }

private:
  Poco::RWLock mu_;
  int value_ = 0;
};

Poco::FastMutex fromMu;
Poco::Mutex toMu;
long from, to;
void sendBad() {
  Poco::FastMutex::ScopedLock first(fromMu);
  Poco::Mutex::ScopedLock second(toMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('fromMu'.*'toMu'|'toMu'.*'fromMu')}}{{.*}}[concurrency-lock-order-inversion]
  ++from, ++to;
}
void returnBad() {
  Poco::Mutex::ScopedLock first(toMu);
  Poco::FastMutex::ScopedLock second(fromMu);
  ++from, ++to;
}

// Threads.
int countBad() {
  int count = 0;
  Poco::Thread worker;
  worker.startFunc([&count] {
    ++count;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  ++count;
  worker.join();
  return count;
}
int countOk() {
  int count = 0;
  Poco::AtomicCounter safe;
  Poco::Thread worker;
  worker.startFunc([&] {
    ++count;
    ++safe;
  });
  ++safe;
  worker.join();
  return ++count;
}
long served;
void serve(void *) {
  ++served;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'served' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}
void serveBad(Poco::Thread &worker) {
  worker.start(&serve, nullptr);
  ++served;
}

// What waits for others.
class ClientBad {
public:
  int requests() {
    Poco::FastMutex::ScopedLock lock(mu_);
    return requests_;
  }
  void ask(Poco::Net::HTTPSClientSession &session) {
    Poco::Net::HTTPRequest request;
    Poco::FastMutex::ScopedLock lock(mu_);
    session.sendRequest(request);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sendRequest' (network) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    ++requests_;
  }
  void dial(const Poco::Net::SocketAddress &address) {
    Poco::FastMutex::ScopedLock lock(mu_);
    Poco::Net::StreamSocket socket(address);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'StreamSocket' (network) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    ++requests_;
  }
  void find(const std::string &name) {
    Poco::FastMutex::ScopedLock lock(mu_);
    Poco::Net::DNS::hostByName(name);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hostByName' (name-lookup) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    ++requests_;
  }
  void query(Poco::Data::Session &session) {
    using namespace Poco::Data::Keywords;
    Poco::FastMutex::ScopedLock lock(mu_);
    session << "select count(*) from users", into(requests_), now;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'operator,' (database) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void wait(const Poco::ProcessHandle &process) {
    Poco::FastMutex::ScopedLock lock(mu_);
    requests_ += Poco::Process::wait(process);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'wait' (process) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void next(Poco::NotificationQueue &queue) {
    Poco::FastMutex::ScopedLock lock(mu_);
    if (queue.waitDequeueNotification())
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'waitDequeueNotification' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++requests_;
  }

private:
  Poco::FastMutex mu_;
  int requests_ = 0;
};

class ClientOk {
public:
  void ask(Poco::Net::HTTPSClientSession &session) {
    Poco::Net::HTTPRequest request;
    {
      Poco::FastMutex::ScopedLock lock(mu_);
      ++requests_;
    }
    session.sendRequest(request);
  }
  void glance(char *buffer) {
    Poco::Net::StreamSocket socket;
    socket.setBlocking(false);
    Poco::FastMutex::ScopedLock lock(mu_);
    requests_ += socket.receiveBytes(buffer, 16); // returns at once
  }
  void prepare(Poco::Data::Session &session) {
    using namespace Poco::Data::Keywords;
    Poco::FastMutex::ScopedLock lock(mu_);
    session << "select count(*) from users", into(requests_); // not yet
    if (session.isConnected())
      ++requests_;
  }
  void next(Poco::NotificationQueue &queue) {
    Poco::FastMutex::ScopedLock lock(mu_);
    if (queue.dequeueNotification())
      ++requests_;
  }

private:
  Poco::FastMutex mu_;
  int requests_ = 0;
};

Poco::NotificationQueue jobs; // needs no lock
void workBad() {
  if (!jobs.empty())
    jobs.waitDequeueNotification(); // may have become empty
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'jobs' {{.*}}changed{{.*}}[concurrency-check-then-act]
}
void workOk() {
  if (!jobs.empty())
    jobs.dequeueNotification(); // tests again
}

void dropBad(const std::string &name) {
  Poco::File file(name);
  if (file.exists())
    file.remove();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'file' {{.*}}changed{{.*}}[concurrency-check-then-act]
}
void dropOk(const std::string &name) {
  Poco::File file(name);
  file.remove();
}
