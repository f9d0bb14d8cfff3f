#include <omp.h>
#include <thread>

int Total;

int main() {
  std::thread Thread([] { Total = 1; });

  Thread.join();
#pragma omp parallel
  omp_get_thread_num();
}
