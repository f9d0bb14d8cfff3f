#include <omp.h>
#include <thread>

int Total;

int main() {
  std::thread Thread([] { Total = 1; });
  Total = 2;
  Thread.join();
#pragma omp parallel
  omp_get_thread_num();
}
