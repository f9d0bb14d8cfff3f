#pragma once
#include <map>
#include <mutex>
#include <string>

class Tally {
public:
  void add(const std::string &name);
  void drop(const std::string &name);
  long of(const std::string &name) const;
  long sumBad() const;

private:
  mutable std::mutex mu_;
  std::map<std::string, long> counts_;
};
