// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 -fopenmp 2>&1 | %filecheck
// No %confirm: see openmp-regions.cpp.
// The elements of an array that the turns of a loop have for themselves, and
// those that they do not.

static int table[100];

void shiftBad(double *of, int n) {
#pragma omp parallel for
  for (int i = 0; i < n - 1; ++i)
    of[i] = of[i + 1];
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

void scaleOk(double *of, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    of[i] = of[i] * 2 + 1;
}

void tableBad(void) {
#pragma omp parallel for
  for (int i = 1; i < 100; ++i)
    table[i] = table[i - 1];
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'table'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

// One for all.
void firstBad(double *of, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    of[0] += i;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

// Read by all, and written by the turn that has it.
void pivotBad(double *of, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    of[i] -= of[0];
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

void pivotOk(double *of, int n) {
#pragma omp parallel for
  for (int i = 1; i < n; ++i)
    of[i] -= of[0];
}

// All threads run the inner loop.
void columnsBad(double *of, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < 8; ++j)
      of[j] += i;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

void rowsOk(double (*of)[8], int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    for (int j = 1; j < 8; ++j)
      of[i][j] = of[i][j - 1];
}

void rowsBad(double (*of)[8], int n) {
#pragma omp parallel for
  for (int i = 1; i < n; ++i)
    for (int j = 0; j < 8; ++j)
      of[i][j] = of[i - 1][j];
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

void collapseOk(double (*of)[8], int n) {
#pragma omp parallel for collapse(2)
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < 8; ++j)
      of[i][j] = i + j;
}

void collapseBad(double *of, int n) {
#pragma omp parallel for collapse(2)
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < 8; ++j)
      of[i] += j;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

void pairsOk(double *of, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i) {
    of[2 * i] = 1;
    of[2 * i + 1] = of[2 * i];
  }
#pragma omp parallel for
  for (int i = 0; i < n; i += 2) {
    of[i] = 1;
    of[i + 1] = of[i];
  }
}

void stretchBad(double *of) {
#pragma omp parallel for
  for (int i = 0; i < 50; ++i)
    of[2 * i] = of[i];
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
}

// Half of the array is only read.
void foldOk(double *of) {
#pragma omp parallel for
  for (int i = 0; i < 50; ++i)
    of[i] += of[i + 50];
}

// Where this goes nobody can tell.
void scatterOk(double *of, const int *to, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i) {
    of[to[i]] += 1;
    double *mine = of + i;
    *mine = 2;
    mine[0] = 3;
  }
}

static void fillOk(double *of, int i) { of[i] = 0; }

void helpersOk(double *of, int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i)
    fillOk(of, i);
}

void twoLoopsOk(double *of, double *into, int n) {
#pragma omp parallel
  {
#pragma omp for
    for (int i = 0; i < n; ++i)
      into[i] = of[i];
#pragma omp for
    for (int i = 1; i < n; ++i)
      of[i] = into[i - 1];
  }
}

void nowaitBad(double *of, int n) {
  double first = 0;
#pragma omp parallel
  {
#pragma omp for nowait
    for (int i = 0; i < n; ++i)
      of[i] = i;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'of'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
#pragma omp single
    first = of[3];
  }
  of[0] = first;
}

int main(int argc, char **argv) {
  static double a[200], b[200], g[8][8];
  static int to[200];
  shiftBad(a, argc);
  scaleOk(a, argc);
  tableBad();
  firstBad(a, argc);
  pivotBad(a, argc);
  pivotOk(a, argc);
  columnsBad(a, argc);
  rowsOk(g, argc);
  rowsBad(g, argc);
  collapseOk(g, argc);
  collapseBad(a, argc);
  pairsOk(a, argc);
  stretchBad(a);
  foldOk(a);
  scatterOk(a, to, argc);
  helpersOk(a, argc);
  twoLoopsOk(a, b, argc);
  nowaitBad(a, argc);
}
