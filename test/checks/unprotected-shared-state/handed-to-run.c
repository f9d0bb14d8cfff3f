// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A callback whose address goes to a function that runs it at once is run by who
// calls that function; one that is kept as well may be run by anybody.

#include <pthread.h>
#include <stdlib.h>

struct Node {
  int Id;
  struct Node *Next;
};

static struct Node *Found, *Kept, *Saved;
static void (*LastCallback)(const char *);
static pthread_t Thread;
void registerCallback(void (*Callback)(const char *));

static void addFound(const char *Name) {
  struct Node *N = malloc(sizeof *N);
  N->Id = Name[0];
  N->Next = Found;
  Found = N; // only the worker gets here
}

static void addKept(const char *Name) {
  struct Node *N = malloc(sizeof *N);
  N->Id = Name[0];
  N->Next = Kept;
  Kept = N;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Kept' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}

static void addSaved(const char *Name) {
  struct Node *N = malloc(sizeof *N);
  N->Id = Name[0];
  N->Next = Saved;
  Saved = N;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Saved' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}

static void visitSaved(const char *Name) { addSaved(Name); }
static void visit(const char *Name) { addFound(Name); }
static void visitKept(const char *Name) { addKept(Name); }

static int walk(const char *Name, void (*Callback)(const char *)) {
  if (Name[0] == '/')
    walk(Name + 1, Callback);
  Callback(Name);
  return 0;
}

static void walkAndKeep(const char *Name, void (*Callback)(const char *)) {
  LastCallback = Callback;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'LastCallback'{{.*}}[concurrency-unprotected-shared-state]
  Callback(Name);
}

void again(const char *Name) { LastCallback(Name); }

static void markAll(void) {
  for (struct Node *N = Saved; N; N = N->Next)
    N->Id = 0;
  for (struct Node *N = Found; N; N = N->Next)
    N->Id = 0;
  for (struct Node *N = Kept; N; N = N->Next)
    N->Id = 0;
}

static void *work(void *Arg) {
  for (;;) {
    markAll();
    walk("/a", visit);
    walk("/b", visitKept);
    walkAndKeep("/c", visitSaved);
  }
  return 0;
}

void prepare(void) { registerCallback(visitKept); }

void *start(void *Arg) {
  pthread_create(&Thread, NULL, work, NULL);
  return NULL;
}
