// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Objects start unshared: constructor, destructor and a fresh object need no lock, an escaped one does.

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

class CatalogBad;

class Registry {
public:
  void add(CatalogBad *catalog) {
    std::lock_guard<std::mutex> lock(mu_);
    catalogs_.push_back(catalog);
  }
  CatalogBad *last() {
    std::lock_guard<std::mutex> lock(mu_);
    return catalogs_.empty() ? nullptr : catalogs_.back();
  }

private:
  std::mutex mu_;
  std::vector<CatalogBad *> catalogs_;
};

class CatalogBad {
public:
  static void open(Registry &registry) {
    auto *catalog = new CatalogBad;
    catalog->items_.push_back("first"); // still fresh
    registry.add(catalog);
    catalog->items_.push_back("default"); // other threads can see it by now
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'items_'{{.*}}written{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void add(const std::string &item) {
    std::lock_guard<std::mutex> lock(mu_);
    items_.push_back(item);
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    items_.clear();
  }
  std::size_t size() {
    std::lock_guard<std::mutex> lock(mu_);
    return items_.size();
  }

private:
  std::mutex mu_;
  std::vector<std::string> items_;
};

class CatalogOk {
public:
  CatalogOk() { items_.push_back("default"); } // nobody else has it yet
  ~CatalogOk() { items_.clear(); }             // nobody else has it any more
  static std::shared_ptr<CatalogOk> load(int count) {
    auto fresh = std::make_shared<CatalogOk>();
    for (int i = 0; i < count; ++i)
      fresh->items_.push_back(std::to_string(i)); // not escaped before the return
    return fresh;
  }
  void add(const std::string &item) {
    std::lock_guard<std::mutex> lock(mu_);
    items_.push_back(item);
  }
  std::size_t size() {
    std::lock_guard<std::mutex> lock(mu_);
    return items_.size();
  }

private:
  std::mutex mu_;
  std::vector<std::string> items_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  Registry registry;
  std::thread opener([&] { CatalogBad::open(registry); });
  while (!registry.last())
    std::this_thread::yield();
  std::size_t seen = registry.last()->size();
  opener.join();
  auto ok = CatalogOk::load(3);
  std::thread adder([ok] { ok->add("more"); });
  seen += ok->size();
  adder.join();
  return seen == 0;
}
#endif
