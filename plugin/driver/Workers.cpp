//===- Workers.cpp - jobs in processes ------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Workers.h"
#include "llvm/ADT/STLExtras.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace concurrency;

namespace {
struct Worker {
  size_t Job;
  pid_t Process;
  int Pipe;
  std::string Output;
};
} // namespace

static void writeAll(int File, const std::string &Text) {
  for (size_t Sent = 0; Sent != Text.size();) {
    ssize_t N = ::write(File, Text.data() + Sent, Text.size() - Sent);
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0)
      ::_exit(1);
    Sent += N;
  }
}

static std::string howItEnded(int Status) {
  if (WIFSIGNALED(Status)) {
    int Signal = WTERMSIG(Status);
    return Signal == SIGALRM ? "took too long"
                             : std::string("crashed: ") + ::strsignal(Signal);
  }
  return WEXITSTATUS(Status) ? "failed" : "";
}

static JobResult failure(const char *What) {
  return {std::string(What) + ": " + std::strerror(errno), ""};
}

/// Waits for output of any worker and takes it; true for a worker at its end.
static void readSome(std::vector<Worker> &Running,
                     llvm::function_ref<void(Worker &)> Ended) {
  std::vector<pollfd> Polled;
  for (const Worker &W : Running)
    Polled.push_back({W.Pipe, POLLIN, 0});
  if (::poll(Polled.data(), Polled.size(), -1) < 0)
    return; // interrupted
  for (size_t I = Running.size(); I-- > 0;) {
    if (!Polled[I].revents)
      continue;
    char Buffer[1 << 16];
    ssize_t N = ::read(Polled[I].fd, Buffer, sizeof(Buffer));
    if (N > 0) {
      Running[I].Output.append(Buffer, N);
    } else if (N == 0 || errno != EINTR) {
      Worker W = std::move(Running[I]);
      Running.erase(Running.begin() + I);
      Ended(W);
    }
  }
}

void concurrency::runJobs(size_t Count, unsigned AtOnce, unsigned Timeout,
                          llvm::function_ref<std::string(size_t)> Job,
                          llvm::function_ref<void(size_t, JobResult)> Done) {
  std::vector<Worker> Running;
  size_t Next = 0;
  while (Next != Count || !Running.empty()) {
    while (Next != Count && Running.size() < AtOnce) {
      size_t Index = Next++;
      int Ends[2];
      if (::pipe(Ends) != 0) {
        Done(Index, failure("no pipe"));
        continue;
      }
      pid_t Process = ::fork();
      if (Process == 0) {
        ::close(Ends[0]);
        for (const Worker &Other : Running)
          ::close(Other.Pipe);
        ::alarm(Timeout);
        writeAll(Ends[1], Job(Index));
        // Not exit(): what is registered there is the parent's to do.
        ::_exit(0);
      }
      ::close(Ends[1]);
      if (Process < 0) {
        Done(Index, failure("no process"));
        ::close(Ends[0]);
        continue;
      }
      Running.push_back({Index, Process, Ends[0], ""});
    }
    if (Running.empty())
      continue;
    readSome(Running, [&](Worker &W) {
      ::close(W.Pipe);
      int Status = 0;
      while (::waitpid(W.Process, &Status, 0) < 0 && errno == EINTR) {
      }
      Done(W.Job, {howItEnded(Status), std::move(W.Output)});
    });
  }
}
