#include <mutex>

namespace bank {

extern std::mutex ledger; // every booking
extern std::mutex rates;  // what a currency is worth
extern std::mutex journal;

class Account {
public:
  void deposit(long amount);
  long balance() const;
  void close();

private:
  mutable std::mutex mu_;
  long balance_ = 0;
};

void post();
void convert();
void refresh();
void settle();

} // namespace bank
