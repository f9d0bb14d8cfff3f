// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %analyzexx %s 2>&1 | %filecheck
// What a class for messages writes is a message, if it need not be written; so is what is printed to its stream. A log of data
// is none.

#include <cstdio>
#include <mutex>

class AppLog {
public:
  static bool isVerbose();
  static FILE *getLogFile();
  static FILE *getFile();
  static void seekEnd() {
    if (file_)
      fseek(file_, 0, SEEK_END);
  }

private:
  static FILE *file_;
};

class ChangeLog {
public:
  void append(const char *text) {
    if (*text)
      remove(text);
  }
};

class Cache {
public:
  void clearOk() {
    std::lock_guard<std::mutex> lock(mutex_);
    AppLog::seekEnd();
    size_ = 0;
  }
  void dropOk() {
    std::lock_guard<std::mutex> lock(mutex_);
    --size_;
    if (AppLog::isVerbose())
      fprintf(AppLog::getLogFile(), "dropped, %d are left\n", size_);
  }
  void dropBad() {
    std::lock_guard<std::mutex> lock(mutex_);
    --size_;
    if (AppLog::isVerbose())
      fprintf(AppLog::getFile(), "%d\n", size_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'fprintf' (file) is called while 'mutex_' is held
  }
  void addBad(const char *text) {
    std::lock_guard<std::mutex> lock(mutex_);
    ++size_;
    log_.append(text);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ChangeLog::append' leads to file I/O (file, 'remove') while 'mutex_' is held
  }

private:
  std::mutex mutex_;
  ChangeLog log_;
  int size_ = 0;
};
