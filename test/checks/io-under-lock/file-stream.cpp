// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// Streams: a file blocks, a string does not.

#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>

class ScoresBad {
public:
  void add(const std::string &name, int score) {
    std::lock_guard<std::mutex> lock(mu_);
    scores_[name] += score;
  }
  void dump(std::ofstream &out) {
    std::lock_guard<std::mutex> lock(mu_);
    for (const auto &entry : scores_)
      out << entry.second;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  std::map<std::string, int> scores_;
};

class ScoresOk {
public:
  void add(const std::string &name, int score) {
    std::lock_guard<std::mutex> lock(mu_);
    scores_[name] += score;
  }
  std::string text() {
    std::lock_guard<std::mutex> lock(mu_);
    std::ostringstream out; // memory only
    for (const auto &entry : scores_)
      out << entry.first << ' ' << entry.second << '\n';
    return out.str();
  }
  void parse(const std::string &line) {
    std::istringstream in(line);
    std::lock_guard<std::mutex> lock(mu_);
    std::string name;
    int score;
    while (in >> name >> score)
      scores_[name] = score;
  }
  void dump(std::ofstream &out) {
    std::string copy = text();
    out << copy; // no lock is held
  }

private:
  std::mutex mu_;
  std::map<std::string, int> scores_;
};
