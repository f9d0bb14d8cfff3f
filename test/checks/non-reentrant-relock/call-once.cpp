// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// call_once entered again by its own initialisation.

#include <mutex>
#include <string>
#include <vector>

class PluginsBad {
public:
  const std::vector<std::string> &all() {
    std::call_once(once_, [this] { load(); });
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'once_'{{.*}}[concurrency-non-reentrant-relock]
    return names_;
  }

private:
  void load() {
    names_.push_back("core");
    names_.push_back("ui after " + all().front()); // waits for load() to end
  }
  std::once_flag once_;
  std::vector<std::string> names_;
};

class PluginsOk {
public:
  const std::vector<std::string> &all() {
    std::call_once(once_, [this] { load(); });
    return names_;
  }
  const std::vector<std::string> &twice() {
    std::call_once(once_, [this] { load(); }); // done or awaited, then all() finds it done
    return all();
  }
  const std::string &license() {
    std::call_once(licenseOnce_, [this] { license_ = "for " + all().front(); }); // another flag
    return license_;
  }

private:
  void load() {
    names_.push_back("core");
    names_.push_back("ui after " + names_.front());
  }
  std::once_flag once_, licenseOnce_;
  std::vector<std::string> names_;
  std::string license_;
};

#ifdef CONFIRM
int main() {
  PluginsOk ok;
  ok.license();
  ok.twice();
  PluginsBad bad;
  bad.all();
}
#endif
