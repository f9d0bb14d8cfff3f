#pragma once
#include <mutex>

class Journal {
public:
  void write(int amount);

private:
  friend void audit(class Bank &bank, Journal &journal);
  std::mutex mu_;
  int last_ = 0;
};
