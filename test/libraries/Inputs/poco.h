// Declarations as in POCO, as far as the test needs them.
#pragma once
#pragma GCC system_header

#include <string>

namespace Poco {

template <class M> class ScopedLock {
public:
  explicit ScopedLock(M &mutex);
  ScopedLock(M &mutex, long milliseconds);
  ~ScopedLock();
};
template <class M> class ScopedLockWithUnlock {
public:
  explicit ScopedLockWithUnlock(M &mutex);
  ~ScopedLockWithUnlock();
  void unlock();
};
class Mutex {
public:
  using ScopedLock = Poco::ScopedLock<Mutex>;
  void lock();
  bool tryLock();
  void unlock();
};
class FastMutex {
public:
  using ScopedLock = Poco::ScopedLock<FastMutex>;
  void lock();
  bool tryLock();
  void unlock();
};
class RWLock {
public:
  void readLock();
  void writeLock();
  void unlock();
};
class ScopedRWLock {
public:
  explicit ScopedRWLock(RWLock &lock, bool write = false);
  ~ScopedRWLock();
};
class ScopedReadRWLock : public ScopedRWLock {
public:
  explicit ScopedReadRWLock(RWLock &lock);
  ~ScopedReadRWLock();
};
class ScopedWriteRWLock : public ScopedRWLock {
public:
  explicit ScopedWriteRWLock(RWLock &lock);
  ~ScopedWriteRWLock();
};
class Condition {
public:
  template <class Mtx> void wait(Mtx &) {}
  void signal();
};
class Event {
public:
  void set();
  void wait();
  bool tryWait(long milliseconds);
};
class Thread {
public:
  using Callable = void (*)(void *);
  void start(Callable target, void *data = nullptr);
  template <class Functor> void startFunc(const Functor &) {}
  void join();
  static bool sleep(long milliseconds);
};
class Notification {};
class NotificationQueue {
public:
  void enqueueNotification(Notification *);
  Notification *dequeueNotification();
  Notification *waitDequeueNotification();
  bool empty() const;
};
class AtomicCounter {
public:
  int operator++();
  int value() const;
};
class File {
public:
  explicit File(const std::string &path);
  bool exists() const;
  void remove(bool recursive = false);
};
class ProcessHandle {
public:
  int wait() const;
};
class Process {
public:
  static int wait(const ProcessHandle &);
};

namespace Net {
class SocketAddress {};
class Socket {
public:
  void setBlocking(bool);
};
class StreamSocket : public Socket {
public:
  StreamSocket();
  explicit StreamSocket(const SocketAddress &);
  void connect(const SocketAddress &);
  int sendBytes(const void *, int);
  int receiveBytes(void *, int);
};
class HTTPRequest {};
class HTTPResponse {};
class HTTPClientSession {
public:
  void sendRequest(HTTPRequest &);
  void receiveResponse(HTTPResponse &);
};
class HTTPSClientSession : public HTTPClientSession {};
class HostEntry {};
class DNS {
public:
  static HostEntry hostByName(const std::string &);
};
} // namespace Net

namespace Data {
class Statement {
public:
  using Manipulator = void (*)(Statement &);
  Statement &operator,(Manipulator);
  Statement &operator,(int *binding);
  std::size_t execute();
};
namespace Keywords {
void now(Statement &);
inline int *into(int &value) { return &value; }
} // namespace Keywords
class Session {
public:
  template <class T> Statement operator<<(const T &) { return {}; }
  void commit();
  bool isConnected() const;
};
} // namespace Data

} // namespace Poco
