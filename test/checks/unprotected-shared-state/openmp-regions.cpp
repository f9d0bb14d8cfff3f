// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++17 -fopenmp 2>&1 | %filecheck
// No %confirm: ThreadSanitizer does not know the barriers of a runtime that was
// built without it, and takes clean regions for races.
// What OpenMP's regions share, and what each thread has for itself.

#include <cstdio>
#include <map>
#include <vector>

extern "C" int omp_get_thread_num(void);

static int calls;
static void noteBad() {
  ++calls;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'calls'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

static long lookups;
#pragma omp threadprivate(lookups)
static void noteOk() { ++lookups; }

void callsBad(int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    noteBad();
}

void callsOk(int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    noteOk();
}

double sumBad(const std::vector<double> &of) {
  double sum = 0;
#pragma omp parallel for
  for (int i = 0; i < 100; ++i)
    sum += of[i];
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sum'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  // CHECK: :[[@LINE-4]]:{{[0-9]+}}: note: a thread that runs 'parallel region in sumBad' is started here
  return sum;
}

double sumOk(const std::vector<double> &of) {
  double sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < 100; ++i)
    sum += of[i];
  return sum;
}

// A temporary of all threads; of each its own.
void squareBad(double *of, int n) {
  double x;
#pragma omp parallel for
  for (int i = 0; i < n; ++i) {
    x = of[i];
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'x'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
    of[i] = x * x;
  }
}

void squareOk(double *of, int n) {
  double x;
#pragma omp parallel for private(x)
  for (int i = 0; i < n; ++i) {
    x = of[i];
    of[i] = x * x;
  }
}

void lastOk(int n) {
  int last = 0, step = 1;
#pragma omp parallel for lastprivate(last) firstprivate(step)
  for (int i = 0; i < n; ++i) {
    step *= 2;
    last = i + step;
  }
  std::printf("%d\n", last);
}

// The inner counter is declared outside, and not private.
void innerBad(double (*of)[8], int n) {
  int j;
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    for (j = 0; j < 8; ++j)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'j'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
      of[i][j] = 0;
}

void oneThreadOk(int n) {
  int done = 0;
#pragma omp parallel num_threads(1)
  done += n;
#pragma omp parallel if (0)
  done += n;
  std::printf("%d\n", done);
}

class Model {
public:
  void trainBad(int n) {
#pragma omp parallel for
    for (int i = 0; i < n; ++i)
      error += i;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'error'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  }
  void collectBad(int n) {
    std::vector<int> found;
#pragma omp parallel for
    for (int i = 0; i < n; ++i)
      found.push_back(i);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'found'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  }
  void collectOk(int n) {
    std::vector<int> found;
#pragma omp parallel
    {
      std::vector<int> mine;
#pragma omp for nowait
      for (int i = 0; i < n; ++i)
        mine.push_back(i);
#pragma omp critical
      found.insert(found.end(), mine.begin(), mine.end());
    }
  }

private:
  double error = 0;
};

void indexBad(std::map<int, int> &index, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    index[i] = i;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'index'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

// Who asks for the thread's number knows what for.
int countOk(int *count, int n) {
  int threads = 0;
#pragma omp parallel
  {
    int me = omp_get_thread_num();
    count[me] = n;
    if (me == 0)
      threads = 1;
  }
  return threads;
}

int main(int argc, char **argv) {
  callsBad(argc);
  callsOk(argc);
  sumBad({});
  sumOk({});
  double a[64], b[8][8];
  squareBad(a, argc);
  squareOk(a, argc);
  lastOk(argc);
  innerBad(b, argc);
  oneThreadOk(argc);
  Model m;
  m.trainBad(argc);
  m.collectBad(argc);
  m.collectOk(argc);
  std::map<int, int> index;
  indexBad(index, argc);
  int count[64];
  countOk(count, argc);
}
