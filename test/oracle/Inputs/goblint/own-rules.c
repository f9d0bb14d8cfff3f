// PARAM: --set allfuns true
#include <pthread.h>

int Total;

void run(void) {
  Total = Total + 1; // RACE!
}
