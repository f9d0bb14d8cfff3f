// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- 2>&1 | %filecheck
// RUN: %configured-tidy -checks='-*,concurrency-check-then-act' %s \
// RUN:   --config="{CheckOptions: {concurrency-check-then-act.MinConfidence: definite}}" \
// RUN:   -- 2>&1 | %llvm/FileCheck --allow-empty --check-prefix=DEFINITE %s
// Whether anybody else touches a file is not to be seen: likely, not definite.

#include <stdio.h>
#include <unistd.h>

FILE *openLog(const char *Path) {
  if (access(Path, R_OK) != 0)
    return NULL;
  return fopen(Path, "r");
  // CHECK: confidence.c:[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}[concurrency-check-then-act]
}

// DEFINITE-NOT: {{warning|error}}:
