// Declarations as in Qt 5 and 6, as far as the test needs them.
#pragma once
#pragma GCC system_header

namespace Qt {
enum ConnectionType {
  AutoConnection,
  DirectConnection,
  QueuedConnection,
  BlockingQueuedConnection
};
}

class QBasicMutex {
public:
  void lock();
  bool tryLock();
  void unlock();
};
class QMutex : public QBasicMutex {
public:
  enum RecursionMode { NonRecursive, Recursive };
  explicit QMutex(RecursionMode mode = NonRecursive);
};
class QRecursiveMutex {
public:
  void lock();
  void unlock();
};
class QReadWriteLock {
public:
  void lockForRead();
  void lockForWrite();
  bool tryLockForRead();
  void unlock();
};
template <class Mutex> class QMutexLocker {
public:
  explicit QMutexLocker(Mutex *);
  ~QMutexLocker();
  void unlock();
  void relock();
};
class QReadLocker {
public:
  explicit QReadLocker(QReadWriteLock *);
  ~QReadLocker();
  void unlock();
};
class QWriteLocker {
public:
  explicit QWriteLocker(QReadWriteLock *);
  ~QWriteLocker();
};
class QWaitCondition {
public:
  bool wait(QMutex *, unsigned long time = ~0ul);
  void wakeAll();
};
class QSemaphore {
public:
  void acquire(int n = 1);
  bool tryAcquire(int n = 1);
  void release(int n = 1);
};

class QString {
public:
  QString(const char *);
  QString(const QString &);
  ~QString();
};
template <class T> class QList {
public:
  bool isEmpty() const;
  void append(const T &);
  T takeFirst();
  const T &at(int) const;
};
template <class T> class QQueue : public QList<T> {
public:
  void enqueue(const T &);
  T dequeue();
};
template <class K, class V> class QHash {
public:
  bool contains(const K &) const;
  V value(const K &) const;
  V &operator[](const K &);
  void insert(const K &, const V &);
  int remove(const K &);
};
template <class T> class QSharedPointer {
public:
  T *operator->() const;
  bool isNull() const;
};
template <class T> class QWeakPointer {
public:
  bool isNull() const;
  QSharedPointer<T> toStrongRef() const;
};
template <class T> class QBasicAtomicInteger {
public:
  T loadRelaxed() const;
  T loadAcquire() const;
  void storeRelaxed(T);
  bool testAndSetOrdered(T, T);
  T fetchAndAddRelaxed(T);
};
template <class T> class QAtomicInteger : public QBasicAtomicInteger<T> {};
class QAtomicInt : public QAtomicInteger<int> {
public:
  QAtomicInt(int value = 0);
};

class QObject {
public:
  template <class Sender, class Signal, class Slot>
  static void connect(const Sender *, Signal, Slot) {}
};
class QMetaObject {
public:
  template <class F>
  static bool invokeMethod(QObject *, F, Qt::ConnectionType = Qt::AutoConnection) {
    return true;
  }
};
class QThread : public QObject {
public:
  template <class F> static QThread *create(F &&) { return nullptr; }
  void start();
  bool wait();
  static void msleep(unsigned long);
};
class QThreadPool : public QObject {
public:
  template <class F> void start(F) {}
  bool waitForDone(int msecs = -1);
};
template <class T> class QFuture {
public:
  void waitForFinished();
  T result() const;
  bool isFinished() const;
};
namespace QtConcurrent {
template <class F> QFuture<void> run(F &&) { return {}; }
template <class F> QFuture<void> run(QThreadPool *, F &&) { return {}; }
template <class Sequence, class F> void blockingMap(Sequence &, F &&) {}
} // namespace QtConcurrent

class QIODevice : public QObject {
public:
  long long write(const char *);
};
class QFileDevice : public QIODevice {
public:
  bool flush();
};
class QFile : public QFileDevice {
public:
  explicit QFile(const QString &);
  bool open(int mode);
  static bool exists(const QString &);
  static bool remove(const QString &);
};
class QAbstractSocket : public QIODevice {
public:
  bool waitForReadyRead(int msecs = 30000);
};
class QTcpSocket : public QAbstractSocket {};
class QProcess : public QIODevice {
public:
  bool waitForFinished(int msecs = 30000);
};
class QHostInfo {
public:
  static QHostInfo fromName(const QString &);
};
class QSqlQuery {
public:
  bool exec(const QString &);
  bool next();
};
