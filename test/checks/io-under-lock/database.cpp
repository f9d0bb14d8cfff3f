// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A statement is run with a lock held. The prototypes are SQLite's.

#include <mutex>
#include <string>
#include <vector>

extern "C" {
struct sqlite3;
struct sqlite3_stmt;
int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *data, char **error);
int sqlite3_step(sqlite3_stmt *statement);
int sqlite3_errcode(sqlite3 *db);
}

class OrdersBad {
public:
  void add(const std::string &order) {
    std::lock_guard<std::mutex> lock(mu_);
    open_.push_back(order);
  }
  void store(sqlite3 *db) {
    std::lock_guard<std::mutex> lock(mu_);
    for (const auto &order : open_)
      sqlite3_exec(db, order.c_str(), nullptr, nullptr, nullptr); // add() waits for the disk
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    open_.clear();
  }
  void next(sqlite3_stmt *statement) {
    std::lock_guard<std::mutex> lock(mu_);
    rows_ += sqlite3_step(statement);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  std::vector<std::string> open_;
  int rows_ = 0;
};

class OrdersOk {
public:
  void add(const std::string &order) {
    std::lock_guard<std::mutex> lock(mu_);
    open_.push_back(order);
  }
  void store(sqlite3 *db) {
    std::vector<std::string> batch;
    {
      std::lock_guard<std::mutex> lock(mu_);
      batch.swap(open_);
    }
    for (const auto &order : batch)
      sqlite3_exec(db, order.c_str(), nullptr, nullptr, nullptr);
  }
  void note(sqlite3 *db) {
    std::lock_guard<std::mutex> lock(mu_);
    error_ = sqlite3_errcode(db); // reads a field
  }

private:
  std::mutex mu_;
  std::vector<std::string> open_;
  int error_ = 0;
};
