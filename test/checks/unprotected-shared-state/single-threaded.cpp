// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// CHECK-NOT: {{warning|error}}:
// A program with one thread: globals and statics are used freely. There can be no bug in this file.

#include <cstdio>
#include <string>
#include <vector>

static std::vector<std::string> lines;
static long total = 0;

class ParserOk {
public:
  int feed(const std::string &line) {
    static int calls = 0;
    ++total;
    lines.push_back(line);
    last_ = line;
    return ++calls;
  }
  const std::string &last() const {
    ++reads_;
    return last_;
  }

private:
  std::string last_;
  mutable int reads_ = 0;
};

int main(int argc, char **argv) {
  ParserOk parser;
  for (int i = 0; i < argc; ++i)
    parser.feed(argv[i]);
  auto report = [&] { std::printf("%ld %s\n", total, parser.last().c_str()); };
  report();
  lines.clear();
}
