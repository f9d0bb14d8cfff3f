// RUN: %clang_tsan -O1 %s -o %t && %deflake %run %t | FileCheck %s
int main(void) { return 0; }
// CHECK: WARNING: ThreadSanitizer: thread leak
