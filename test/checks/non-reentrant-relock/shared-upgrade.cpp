// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A reader that asks for the writer's side waits for itself to leave.

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

class UsersBad {
public:
  int idOf(const std::string &name) {
    std::shared_lock<std::shared_mutex> read(mu_);
    auto it = ids_.find(name);
    if (it != ids_.end())
      return it->second;
    std::unique_lock<std::shared_mutex> write(mu_); // read is still held
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
    return ids_[name] = ++last_;
  }

private:
  std::shared_mutex mu_;
  std::map<std::string, int> ids_;
  int last_ = 0;
};

class GroupsBad {
public:
  void rename(int id, const std::string &name) {
    std::unique_lock<std::shared_mutex> write(mu_);
    if (!exists(id)) // reads under mu_ by itself
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
      return;
    names_[id] = name;
  }
  bool exists(int id) {
    std::shared_lock<std::shared_mutex> read(mu_);
    return names_.count(id) != 0;
  }

private:
  std::shared_mutex mu_;
  std::map<int, std::string> names_;
};

class UsersOk {
public:
  int idOf(const std::string &name) {
    std::shared_lock<std::shared_mutex> read(mu_);
    auto it = ids_.find(name);
    if (it != ids_.end())
      return it->second;
    read.unlock();
    std::unique_lock<std::shared_mutex> write(mu_);
    auto added = ids_.try_emplace(name, last_ + 1);
    if (added.second)
      ++last_;
    return added.first->second;
  }

private:
  std::shared_mutex mu_;
  std::map<std::string, int> ids_;
  int last_ = 0;
};

#ifdef CONFIRM
int main() {
  UsersOk ok;
  ok.idOf("ann");
  UsersBad bad;
  bad.idOf("ann");
}
#endif
