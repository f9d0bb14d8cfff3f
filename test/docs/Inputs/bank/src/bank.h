#pragma once
#include "journal.h"

class Bank {
public:
  explicit Bank(Journal &journal) : journal_(journal) {}
  void deposit(int amount);
  int total();

private:
  Journal &journal_;
  std::mutex mu_;
  int total_ = 0;
};

void audit(Bank &bank, Journal &journal);
