// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=gnu11 2>&1 | %filecheck
// The lock is there to write to the socket in turn, also where a helper does it.

#include <pthread.h>
#include <sys/socket.h>

struct peer {
  pthread_mutex_t Lock, State;
  int Socket;
  int Sent;
};

static int sendAll(int Socket, const char *Data, int Size) {
  while (Size > 0) {
    int N = send(Socket, Data, Size, 0);
    if (N <= 0)
      return -1;
    Data += N;
    Size -= N;
  }
  return 0;
}

int sendOk(struct peer *P, const char *Data, int Size) {
  pthread_mutex_lock(&P->Lock);
  int Failed = sendAll(P->Socket, Data, Size);
  pthread_mutex_unlock(&P->Lock);
  return Failed;
}

int sendMoreOk(struct peer *P, const char *Data, int Size) {
  pthread_mutex_lock(&P->Lock);
  int Failed = sendAll(P->Socket, "+", 1) || sendAll(P->Socket, Data, Size);
  pthread_mutex_unlock(&P->Lock);
  return Failed;
}

int sendBad(struct peer *P, int Other, const char *Data, int Size) {
  pthread_mutex_lock(&P->State);
  P->Sent += Size;
  int Failed = sendAll(Other, Data, Size);
  // CHECK: :[[@LINE-1]]:16: warning: 'sendAll' leads to network I/O (network, 'send') while 'State' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&P->State);
  return Failed;
}
