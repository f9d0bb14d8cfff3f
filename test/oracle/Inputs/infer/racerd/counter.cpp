#include <mutex>

namespace shop {

class Counter {
public:
  Counter() : Total{0}, Other(0) {}
  void add(int More) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Total += More;
    Other += More;
  }
  void take(int Less) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Total -= Less;
    Other -= Less;
  }
  int read_bad() { return Total; }
  int read_well() {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Total;
  }
  // Not in issues.exp: flagged though clean.
  int read_other() { return Other; }
  // A bug that is not expected, by its name.
  int FN_read_bad() { return Other; }

private:
  std::mutex Mutex;
  int Total;
  int Other;
};

} // namespace shop
