// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// The one function that forgot is one vote, however often it looks.

#include <map>
#include <mutex>
#include <string>

namespace {
std::mutex &typesMutex() {
  static std::mutex mu;
  return mu;
}
std::map<std::string, int> &types() {
  static std::map<std::string, int> all;
  return all;
}
} // namespace

int registerType(const std::string &name) {
  std::lock_guard<std::mutex> lock(typesMutex());
  return types().emplace(name, types().size()).first->second;
}
void dropType(const std::string &name) {
  std::lock_guard<std::mutex> lock(typesMutex());
  types().erase(name);
}
std::size_t countTypes() {
  std::lock_guard<std::mutex> lock(typesMutex());
  return types().size();
}
int findTypeBad(const std::string &name) {
  auto it = types().find(name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'all' is read without 'mu'
  return it == types().end() ? -1 : it->second;
}
