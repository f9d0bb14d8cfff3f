// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Who runs a lambda that is handed to a queue is not seen. But the others that are handed to the same function take the
// lock themselves, so nobody has taken it for them.

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

class Graph {
public:
  void addNode(int id, std::string name) {
    enqueue([this, id, name] {
      std::lock_guard<std::mutex> lock(mutex_);
      nodes_[id] = name;
    });
  }
  void dropNode(int id) {
    enqueue([this, id] {
      std::lock_guard<std::mutex> lock(mutex_);
      nodes_.erase(id);
    });
  }
  void clear() {
    enqueue([this] {
      std::lock_guard<std::mutex> lock(mutex_);
      nodes_.clear();
    });
  }
  void renameBad(int id, std::string name) {
    enqueue([this, id, name] {
      nodes_[id] = name;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'nodes_' is written without 'mutex_', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
    });
  }

private:
  void enqueue(std::function<void()> work) {
    std::lock_guard<std::mutex> lock(queueMutex_);
    queue_.push_back(std::move(work));
  }

  std::mutex queueMutex_, mutex_;
  std::deque<std::function<void()>> queue_;
  std::map<int, std::string> nodes_;
};

// Handed to another function, which may well lock before it runs what it is given.
class Table {
public:
  void add(int id) {
    enqueue([this, id] {
      std::lock_guard<std::mutex> lock(mutex_);
      rows_[id] = 0;
    });
  }
  void drop(int id) {
    enqueue([this, id] {
      std::lock_guard<std::mutex> lock(mutex_);
      rows_.erase(id);
    });
  }
  void clear() {
    enqueue([this] {
      std::lock_guard<std::mutex> lock(mutex_);
      rows_.clear();
    });
  }
  void resetOk() {
    update([this] { rows_[0] = 1; });
  }

private:
  void enqueue(std::function<void()> work);
  void update(std::function<void()> work);

  std::mutex mutex_;
  std::map<int, int> rows_;
};

void useBoth(Graph &g, Table &t) {
  g.addNode(1, "a");
  g.dropNode(1);
  g.clear();
  g.renameBad(1, "b");
  t.add(1);
  t.drop(1);
  t.clear();
  t.resetOk();
}
