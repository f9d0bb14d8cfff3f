// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// A name is looked up, which may ask a server, with a mutex held.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t peers_mu = PTHREAD_MUTEX_INITIALIZER;
static int known, failed;

void peer_addBad(const char *host) {
  struct addrinfo *found = NULL;
  pthread_mutex_lock(&peers_mu);
  int code = getaddrinfo(host, "http", NULL, &found);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{name.?lookup}}{{.*}}'peers_mu'{{.*}}[concurrency-io-under-lock]
  if (code == 0)
    ++known;
  pthread_mutex_unlock(&peers_mu);
  if (code == 0)
    freeaddrinfo(found);
}

void peer_addOk(const char *host) {
  struct addrinfo *found = NULL;
  int code = getaddrinfo(host, "http", NULL, &found);
  pthread_mutex_lock(&peers_mu);
  if (code == 0)
    ++known;
  else
    ++failed;
  pthread_mutex_unlock(&peers_mu);
  if (code == 0)
    freeaddrinfo(found);
}

void peer_add_addressOk(const char *text) {
  struct in_addr address;
  pthread_mutex_lock(&peers_mu);
  if (inet_pton(AF_INET, text, &address) == 1) /* only parses */
    ++known;
  pthread_mutex_unlock(&peers_mu);
}

#include <sys/socket.h>

static pthread_mutex_t peersLock = PTHREAD_MUTEX_INITIALIZER;

int peerNameBad(const struct sockaddr *Peer, socklen_t Size, char *Name) {
  pthread_mutex_lock(&peersLock);
  int Failed = getnameinfo(Peer, Size, Name, 64, NULL, 0, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'getnameinfo' (name-lookup) is called while 'peersLock' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&peersLock);
  return Failed;
}

int peerNumberOk(const struct sockaddr *Peer, socklen_t Size, char *Name) {
  pthread_mutex_lock(&peersLock);
  int Failed = getnameinfo(Peer, Size, Name, 64, NULL, 0,
                           NI_NUMERICHOST | NI_NUMERICSERV);
  pthread_mutex_unlock(&peersLock);
  return Failed;
}

int peerNumberByFlagsOk(const struct sockaddr *Peer, socklen_t Size,
                        char *Name) {
  const int Flags = NI_NUMERICHOST | NI_NUMERICSERV;
  pthread_mutex_lock(&peersLock);
  int Failed = getnameinfo(Peer, Size, Name, 64, NULL, 0, Flags);
  pthread_mutex_unlock(&peersLock);
  return Failed;
}

int peerNumberAssignedOk(const struct sockaddr *Peer, socklen_t Size,
                         char *Name) {
  int Flags;
  Flags = NI_NUMERICHOST | NI_NUMERICSERV;
  pthread_mutex_lock(&peersLock);
  int Failed = getnameinfo(Peer, Size, Name, 64, NULL, 0, Flags);
  pthread_mutex_unlock(&peersLock);
  return Failed;
}

int peerNameAssignedBad(const struct sockaddr *Peer, socklen_t Size,
                        char *Name) {
  int Flags;
  Flags = NI_NAMEREQD;
  pthread_mutex_lock(&peersLock);
  int Failed = getnameinfo(Peer, Size, Name, 64, NULL, 0, Flags);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'getnameinfo' (name-lookup) is called while 'peersLock' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&peersLock);
  return Failed;
}
