// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A function that only shares its name with one of the C library.

#include <cstdio>
#include <map>
#include <mutex>

namespace {
template <class Map, class Key> void remove(Map &map, const Key &key) {
  map.erase(key);
}
} // namespace

class Files {
public:
  void forgetOk(int number) {
    std::lock_guard<std::mutex> lock(mu_);
    remove(names_, number);
  }
  void deleteBad(int number) {
    std::lock_guard<std::mutex> lock(mu_);
    std::remove(names_[number]);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'remove' (file) is called while 'mu_' is held
  }

private:
  std::mutex mu_;
  std::map<int, const char *> names_;
};
