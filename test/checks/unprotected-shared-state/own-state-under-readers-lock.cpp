// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// The readers' lock of another object is there for that one: who moves on in a list of its own may write where it stands.

#include <list>
#include <mutex>
#include <shared_mutex>

class Database {
public:
  class Cursor {
  public:
    explicit Cursor(Database *db) : db_(db) {
      std::unique_lock<std::shared_mutex> lock(db_->mutex_);
      db_->cursors_.push_back(this);
    }
    void jumpOk(long to) {
      std::shared_lock<std::shared_mutex> lock(db_->mutex_);
      offset_ = to;
    }
    long readOk() {
      std::shared_lock<std::shared_mutex> lock(db_->mutex_);
      return offset_;
    }

  private:
    friend class Database;
    Database *db_;
    long offset_ = 0;
  };
  void closeOk() {
    std::unique_lock<std::shared_mutex> lock(mutex_);
    for (Cursor *c : cursors_)
      c->offset_ = -1;
    size_ = 0;
  }
  void growBad() {
    std::shared_lock<std::shared_mutex> lock(mutex_);
    ++size_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'size_' is written while 'mutex_' is held only for reading
  }
  long sizeOk() {
    std::shared_lock<std::shared_mutex> lock(mutex_);
    return size_;
  }

private:
  std::shared_mutex mutex_;
  std::list<Cursor *> cursors_;
  long size_ = 0;
};
