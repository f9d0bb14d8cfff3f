// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// The object's own lock is meant, however many callers hold one of theirs.

#include <map>
#include <mutex>
#include <string>

class File {
public:
  void refBad() {
    ++Refs;
    // CHECK: :[[@LINE-1]]:7: warning: 'Refs' is written without 'RefsMutex'{{.*}}[concurrency-unprotected-shared-state]
  }
  void unref() {
    bool Last = false;
    {
      std::lock_guard<std::mutex> Lock(RefsMutex);
      --Refs;
      if (Refs <= 0)
        Last = true;
    }
    if (Last)
      delete this;
  }

private:
  ~File() = default;
  std::mutex RefsMutex;
  int Refs = 0;
};

class Directory {
public:
  File *open(const std::string &Name) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Files[Name]->refBad();
    return Files[Name];
  }
  void link(const std::string &From, const std::string &To) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Files[From]->refBad();
    Files[To] = Files[From];
  }
  void add(const std::string &Name, File *F) {
    std::lock_guard<std::mutex> Lock(Mutex);
    F->refBad();
    Files[Name] = F;
  }
  void remove(const std::string &Name) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Files[Name]->unref();
    Files.erase(Name);
  }

private:
  std::mutex Mutex;
  std::map<std::string, File *> Files;
};

void close(File *F) { F->unref(); }
