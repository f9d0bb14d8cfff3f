// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A destructor takes its object from those that all know, as others add to them.

#include <mutex>
#include <set>

class Session;
static std::mutex lock;
static std::set<Session *> sessions;

class Session {
public:
  Session();
  ~Session();
  void touch();
};
Session::Session() {
  std::lock_guard<std::mutex> guard(lock);
  sessions.insert(this);
}
Session::~Session() {
  sessions.erase(this);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sessions' is written without 'lock'
}
void Session::touch() {
  std::lock_guard<std::mutex> guard(lock);
  sessions.erase(this);
  sessions.insert(this);
}
std::size_t count() {
  std::lock_guard<std::mutex> guard(lock);
  return sessions.size();
}

// The one that has all.
static std::mutex names_lock;
static std::set<int> names;
class Registry {
public:
  ~Registry() { names.clear(); }
  void add(int n) {
    std::lock_guard<std::mutex> guard(names_lock);
    names.insert(n);
  }
  bool has(int n) {
    std::lock_guard<std::mutex> guard(names_lock);
    return names.count(n);
  }
  void remove(int n) {
    std::lock_guard<std::mutex> guard(names_lock);
    names.erase(n);
  }
};

// Static objects that register something before main.
class Registrar {
public:
  Registrar(int n) { names.insert(n); }
};
static Registrar one(1), two(2);
// CHECK-NOT: warning:
