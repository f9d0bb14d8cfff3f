// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 -fopenmp 2>&1 | %filecheck
// No %confirm: see openmp-regions.cpp.
// What orders the threads of a team, and what keeps them apart.

#include <stdio.h>

typedef struct omp_lock_t {
  void *lock;
} omp_lock_t;
void omp_set_lock(omp_lock_t *lock);
void omp_unset_lock(omp_lock_t *lock);

void criticalOk(int n) {
  int served = 0;
#pragma omp parallel for
  for (int i = 0; i < n; ++i) {
#pragma omp critical(serve)
    {
      served++;
      printf("%d\n", served);
    }
  }
}

void criticalBad(void) {
  int served = 0;
#pragma omp parallel
  {
#pragma omp critical(counter)
    served++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'served'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
#pragma omp critical(till)
    served++;
  }
}

void lockOk(omp_lock_t *lock) {
  int served = 0;
#pragma omp parallel
  {
    omp_set_lock(lock);
    served++;
    omp_unset_lock(lock);
  }
}

void atomicOk(int n) {
  int next = 0;
#pragma omp parallel
  {
    int mine;
#pragma omp atomic capture
    mine = next++;
    if (mine < n)
      printf("%d\n", mine);
  }
}

void atomicBad(void) {
  int next = 0;
#pragma omp parallel
  {
#pragma omp atomic
    next++;
    printf("%d\n", next);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'next'{{.*}}read{{.*}}written{{.*}}[concurrency-unprotected-shared-state]
  }
}

void phasesOk(const double *of, int n) {
  double mean = 0;
  int rounds = 0;
#pragma omp parallel
  {
#pragma omp for reduction(+ : mean)
    for (int i = 0; i < n; ++i)
      mean += of[i];
#pragma omp single
    mean /= n;
    printf("%f\n", mean);
#pragma omp barrier
#pragma omp master
    rounds = 1;
#pragma omp barrier
    printf("%d\n", rounds);
  }
}

void phasesBad(void) {
  int ready = 0;
#pragma omp parallel
  {
#pragma omp master
    ready = 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'ready'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
    printf("%d\n", ready); // master waits for nobody
  }
}

void nowaitBad(void) {
  int ready = 0;
#pragma omp parallel
  {
#pragma omp single nowait
    ready = 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'ready'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
    printf("%d\n", ready);
  }
}

// Two barriers in a turn, and only one.
void turnsOk(int n) {
  int step = 0;
#pragma omp parallel
  for (int t = 0; t < n; ++t) {
#pragma omp single
    step++;
    printf("%d\n", step);
#pragma omp barrier
  }
}

void turnsBad(int n) {
  int step = 0;
#pragma omp parallel
  for (int t = 0; t < n; ++t) {
#pragma omp single
    step++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'step'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
    printf("%d\n", step); // the next turn may have begun
  }
}

void sectionsOk(void) {
  int left = 0, right = 0;
#pragma omp parallel sections
  {
#pragma omp section
    left = 1;
#pragma omp section
    right = 1;
  }
  printf("%d\n", left + right);
}

void sectionsBad(void) {
  int last = 0;
#pragma omp parallel sections
  {
    last = 1; // the first needs no directive
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'last'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
#pragma omp section
    last = 2;
  }
}

int treeOk(int depth) {
  int left = 0, right = 0;
  if (depth == 0)
    return 1;
#pragma omp task shared(left)
  left = treeOk(depth - 1);
#pragma omp task shared(right)
  right = treeOk(depth - 1);
#pragma omp taskwait
  return left + right;
}

int treeBad(int depth) {
  int left = 0;
  if (depth == 0)
    return 1;
#pragma omp task shared(left)
  left = treeBad(depth - 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'left'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  return left; // nobody has waited
}

void tasksBad(void) {
  int found = 0;
#pragma omp parallel
#pragma omp single
  {
#pragma omp task
    found = 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'found'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
#pragma omp task
    found = 2;
  }
}

void tasksOk(void) {
  int found = 0;
#pragma omp parallel
#pragma omp single
  {
#pragma omp taskgroup
    {
#pragma omp task
      found = 1;
    }
#pragma omp task
    found = 2;
  }
}

// Who depends on whom is not looked into.
void dependOk(void) {
  int found = 0;
#pragma omp parallel
#pragma omp single
  {
#pragma omp task depend(out : found)
    found = 1;
#pragma omp task depend(in : found)
    printf("%d\n", found);
  }
}

int main(int argc, char **argv) {
  double a[8] = {0};
  omp_lock_t lock;
  criticalOk(argc);
  criticalBad();
  lockOk(&lock);
  atomicOk(argc);
  atomicBad();
  phasesOk(a, 8);
  phasesBad();
  nowaitBad();
  turnsOk(argc);
  turnsBad(argc);
  sectionsOk();
  sectionsBad();
#pragma omp parallel
#pragma omp single
  {
    treeOk(3);
    treeBad(3);
  }
  tasksBad();
  tasksOk();
  dependOk();
}
