// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// A path is tested and then used: other threads and processes share the file system.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

bool createBad(const std::filesystem::path &path) {
  if (std::filesystem::exists(path))
    return false;
  std::ofstream file(path); // may truncate a file made in between
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path'{{.*}}changed{{.*}}[concurrency-check-then-act]
  return file.good();
}

void cleanBad(const std::filesystem::path &path) {
  if (std::filesystem::exists(path))
    std::filesystem::remove_all(path);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path'{{.*}}changed{{.*}}[concurrency-check-then-act]
}

bool createOk(const char *path) {
  std::FILE *file = std::fopen(path, "wx"); // fails if it exists, in one step
  if (!file)
    return false;
  return std::fclose(file) == 0;
}

bool cleanOk(const std::filesystem::path &path) {
  std::error_code error;
  return std::filesystem::remove(path, error); // says whether there was one
}

bool makeFolderOk(const std::filesystem::path &path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  return !error;
}

void logOk(const std::filesystem::path &stop, const std::filesystem::path &log) {
  if (std::filesystem::exists(stop)) // another path than the one opened
    return;
  std::ofstream file(log, std::ios::app);
  file << "running\n";
}

// Who makes an object is alone with it, and not with the files.
class PidFile {
public:
  explicit PidFile(std::filesystem::path path) : path_(std::move(path)) {
    createBad();
    if (std::filesystem::exists(path_)) {
      std::ifstream old(path_); // what is not there shows
      if (old.is_open())
        old >> pid_;
    }
  }

private:
  void createBad() {
    if (std::filesystem::exists(path_))
      return;
    std::ofstream file(path_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    file << 1;
  }
  std::filesystem::path path_;
  int pid_ = 0;
};

void lockOnce(const char *path) { PidFile file(path); }
