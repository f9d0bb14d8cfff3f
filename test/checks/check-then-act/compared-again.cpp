// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// A copy that was taken under the lock is compared, under the lock, with what is.

#include <fstream>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

int work(int);

class Cache {
public:
  void updateOk() {
    int Seen, Old;
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      Seen = Version;
      Old = Value;
    }
    int New = work(Old);
    std::lock_guard<std::mutex> Lock(Mutex);
    if (Version == Seen) {
      Value = New;
      Version++;
    }
  }
  int getBad(const std::string &Key) {
    std::unique_lock<std::mutex> Lock(Mutex);
    if (Known.count(Key) == 0) {
      Lock.unlock();
      int New = work(1);
      Lock.lock();
      Known[Key] = New;
      // CHECK: :[[@LINE-1]]:7: warning: 'Known' may have changed since it was tested{{.*}}[concurrency-check-then-act]
      return New;
    }
    return Known[Key];
  }

private:
  std::mutex Mutex;
  int Version = 0, Value = 0;
  std::map<std::string, int> Known;
};

bool readOk(const std::filesystem::path &File) {
  if (!std::filesystem::exists(File))
    return false;
  std::ifstream In(File);
  if (!In)
    return false;
  return In.get() == '#';
}

void writeBad(const std::filesystem::path &File) {
  if (std::filesystem::exists(File))
    return;
  std::ofstream Out(File);
  // CHECK: :[[@LINE-1]]:17: warning: 'File' may have changed since it was tested
  Out << "new";
}
