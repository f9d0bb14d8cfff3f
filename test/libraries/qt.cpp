// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// Qt: mutexes and lockers, threads, futures and invoked functions, devices, queries,
// containers.

#include <qt.h>

class AccountBad {
public:
  void deposit(long amount) {
    QMutexLocker lock(&mu_);
    balance_ += amount;
  }
  void move(long amount) {
    QMutexLocker lock(&mu_);
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
    QThread::msleep(10);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'msleep' (sleep) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    balance_ -= 1;
    mu_.unlock();
  }
  void take(QSemaphore &coins) {
    QMutexLocker lock(&mu_);
    coins.acquire();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'acquire' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    balance_ += 1;
  }

private:
  QMutex mu_;
  long balance_ = 0;
};

class AccountOk {
public:
  void deposit(long amount) {
    QMutexLocker lock(&mu_);
    balance_ += amount;
  }
  void move(long amount) {
    QMutexLocker lock(&mu_);
    deposit(amount); // the mutex is recursive
  }
  void pause() {
    QMutexLocker lock(&mu_);
    balance_ -= 1;
    lock.unlock();
    QThread::msleep(10);
    lock.relock();
    balance_ += 1;
  }
  void take(QSemaphore &coins) {
    QMutexLocker lock(&mu_);
    if (coins.tryAcquire())
      balance_ += 1;
  }

private:
  QRecursiveMutex mu_;
  long balance_ = 0;
};

// Qt 5 says so when the mutex is made.
class OldAccountOk {
public:
  OldAccountOk() : mu_(QMutex::Recursive) {}
  void deposit(long amount) {
    QMutexLocker lock(&mu_);
    balance_ += amount;
  }
  void move(long amount) {
    QMutexLocker lock(&mu_);
    deposit(amount);
  }

private:
  QMutex mu_;
  long balance_ = 0;
};

class TableBad {
public:
  int get() {
    QReadLocker lock(&mu_);
    ++reads_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reads_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
    return value_;
  }
  void set(int value) {
    QWriteLocker lock(&mu_);
    value_ = value;
    reads_ = 0;
  }

private:
  QReadWriteLock mu_;
  int value_ = 0;
  int reads_ = 0;
};

class TableOk {
public:
  int get() {
    if (!mu_.tryLockForRead())
      return 0;
    int value = value_;
    mu_.unlock();
    return value;
  }
  void set(int value) {
    mu_.lockForWrite();
    value_ = value;
    mu_.unlock();
  }

private:
  QReadWriteLock mu_;
  int value_ = 0;
};

QMutex fromMu, toMu;
long from, to;
void sendBad() {
  QMutexLocker first(&fromMu);
  QMutexLocker second(&toMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('fromMu'.*'toMu'|'toMu'.*'fromMu')}}{{.*}}[concurrency-lock-order-inversion]
  ++from, ++to;
}
void returnBad() {
  QMutexLocker first(&toMu);
  QMutexLocker second(&fromMu);
  ++from, ++to;
}

// Threads.
int countBad() {
  int count = 0;
  QThread *worker = QThread::create([&count] {
    ++count;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  worker->start();
  ++count;
  worker->wait();
  return count;
}
int countOk() {
  int count = 0;
  QThread *worker = QThread::create([&count] { ++count; });
  worker->start();
  worker->wait();
  return ++count;
}
int runBad(QThreadPool *pool) {
  int count = 0;
  QFuture<void> done = QtConcurrent::run(pool, [&count] {
    ++count;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  ++count;
  done.waitForFinished();
  return count;
}
int runOk() {
  int count = 0;
  QFuture<void> done = QtConcurrent::run([&count] { ++count; });
  done.waitForFinished();
  return ++count;
}
int mapBad(QList<int> &values) {
  int count = 0;
  QtConcurrent::blockingMap(values, [&count](int &) {
    ++count;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  return count;
}
int mapOk(QList<int> &values) {
  QAtomicInt count;
  int calls = 1;
  QtConcurrent::blockingMap(values, [&count](int &value) {
    value = 0;
    count.fetchAndAddRelaxed(1);
  });
  ++calls;
  return count.loadRelaxed() + calls;
}

// Functions that run later do not have the locks of the place that gave them.
class JobsBad : public QObject {
public:
  void start(QThreadPool *pool) {
    QMutexLocker lock(&mu_);
    ++open_;
    pool->start([this] {
      --open_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'open_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  void queue() {
    QMutexLocker lock(&mu_);
    ++queued_;
    QMetaObject::invokeMethod(
        this,
        [this] {
          --queued_;
          // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'queued_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
        },
        Qt::QueuedConnection);
  }
  void await() {
    QMutexLocker lock(&mu_);
    QMetaObject::invokeMethod(this, [] {}, Qt::BlockingQueuedConnection);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'invokeMethod' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  int open() {
    QMutexLocker lock(&mu_);
    return open_ + queued_;
  }

private:
  QMutex mu_;
  int open_ = 0, queued_ = 0;
};

class JobsOk : public QObject {
public:
  void start(QThreadPool *pool) {
    QMutexLocker lock(&mu_);
    ++open_;
    pool->start([this] {
      QMutexLocker own(&mu_);
      --open_;
    });
  }
  void call() {
    QMutexLocker lock(&mu_);
    QMetaObject::invokeMethod(this, [this] { ++open_; }, Qt::DirectConnection);
  }
  int take() {
    QMutexLocker lock(&mu_);
    while (open_ == 0)
      changed_.wait(&mu_); // lets go of mu_
    return --open_;
  }

private:
  QMutex mu_;
  QWaitCondition changed_;
  int open_ = 0;
};

// What waits for others.
class ClientBad {
public:
  int lines() {
    QMutexLocker lock(&mu_);
    return lines_;
  }
  void save(QFile &file) {
    QMutexLocker lock(&mu_);
    file.write("lines");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'write' (file) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    ++lines_;
  }
  void read(QTcpSocket &socket) {
    QMutexLocker lock(&mu_);
    if (socket.waitForReadyRead())
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'waitForReadyRead' (network) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++lines_;
  }
  void find(const QString &name) {
    QMutexLocker lock(&mu_);
    QHostInfo::fromName(name);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'fromName' (name-lookup) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    ++lines_;
  }
  void convert(QProcess &process) {
    QMutexLocker lock(&mu_);
    process.waitForFinished();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'waitForFinished' (process) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    ++lines_;
  }
  void query(QSqlQuery &query) {
    QMutexLocker lock(&mu_);
    query.exec("select 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'exec' (database) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    ++lines_;
  }
  void collect(const QFuture<int> &more) {
    QMutexLocker lock(&mu_);
    lines_ += more.result();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'result' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  QMutex mu_;
  int lines_ = 0;
};

class ClientOk {
public:
  void send(QTcpSocket &socket, QIODevice &device, const QFuture<int> &more) {
    QMutexLocker lock(&mu_);
    socket.write("lines"); // kept, and sent by the event loop
    device.write("lines"); // may be in memory
    if (socket.waitForReadyRead(0) && more.isFinished())
      ++lines_;
    lock.unlock();
    socket.waitForReadyRead();
  }

private:
  QMutex mu_;
  int lines_ = 0;
};

// Tests and acts.
class CacheBad {
public:
  void remember(int key, int value) {
    {
      QReadLocker lock(&mu_);
      if (values_.contains(key))
        return;
    }
    QWriteLocker lock(&mu_);
    values_[key] = value;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' {{.*}}changed{{.*}}[concurrency-check-then-act]
  }
  int look(int key) {
    QReadLocker lock(&mu_);
    return values_[key];
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  QReadWriteLock mu_;
  QHash<int, int> values_;
};

class CacheOk {
public:
  void remember(int key, int value) {
    QWriteLocker lock(&mu_);
    if (!values_.contains(key))
      values_.insert(key, value);
  }
  int look(int key) {
    QReadLocker lock(&mu_);
    return values_.value(key);
  }

private:
  QReadWriteLock mu_;
  QHash<int, int> values_;
};

QMutex jobsMu;
QQueue<int> jobs;
void addJob(int job) {
  QMutexLocker lock(&jobsMu);
  jobs.enqueue(job);
}
int nextBad() {
  {
    QMutexLocker lock(&jobsMu);
    if (jobs.isEmpty())
      return 0;
  }
  QMutexLocker lock(&jobsMu);
  return jobs.dequeue();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'jobs' {{.*}}changed{{.*}}[concurrency-check-then-act]
}
int nextOk() {
  QMutexLocker lock(&jobsMu);
  return jobs.isEmpty() ? 0 : jobs.dequeue();
}

QAtomicInt leftBad(100), leftOk(100);
void takeBad() {
  leftBad.storeRelaxed(leftBad.loadRelaxed() - 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'leftBad' {{.*}}[concurrency-check-then-act]
}
void takeOk() { leftOk.fetchAndAddRelaxed(-1); }

void dropBad(const QString &name) {
  if (QFile::exists(name))
    QFile::remove(name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'name' {{.*}}changed{{.*}}[concurrency-check-then-act]
}
void dropOk(const QString &name) { QFile::remove(name); }
