//===- Descriptors.cpp - descriptors on which nothing waits ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Follows a descriptor from where it is made non-blocking, which often is a
/// function for just that, to the fields and variables that keep it.
///
//===----------------------------------------------------------------------===//

#include "solve/Structure.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

namespace {
class DescriptorFlow {
public:
  explicit DescriptorFlow(Solution &S) : S(S), P(S.program()) {}

  void run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      for (auto [J, E] : llvm::enumerate(F.Events))
        if (E.Kind == EventKind::Block && E.NonBlocking)
          mark(FunctionId(I), E.Target, EventId(J));
    while (!Work.empty()) {
      auto [F, Descriptor] = Work.back();
      Work.pop_back();
      if (Descriptor.Root == RootKind::Param)
        toCallers(F, [&](const Event &Call, EventId) {
          Value There = Frame::ofCall(Call).toCaller(Value::copy(Descriptor));
          return There.Kind == ValueKind::Copy ? There.P : Path::unknown();
        });
      else
        followIn(F, Descriptor);
    }
  }

private:
  void mark(FunctionId F, const Path &Descriptor, EventId Since);
  void followIn(FunctionId F, const Path &Descriptor);
  void toCallers(FunctionId F,
                 llvm::function_ref<Path(const Event &, EventId)> There);

  Solution &S;
  const Program &P;
  std::vector<std::pair<FunctionId, Path>> Work;
  /// The calls of each function by its name; made when it is first asked for.
  llvm::DenseMap<FunctionId, std::vector<AccessSite>> Calls;
};
} // namespace

void DescriptorFlow::mark(FunctionId F, const Path &Descriptor,
                          EventId Since) {
  if (EntityId Kept = Descriptor.lastEntity(); Kept.valid())
    S.NonBlockingHandles.insert(Kept);
  else if (Descriptor.known() &&
           S.NonBlockingLocals.try_emplace({F, Descriptor}, Since).second)
    Work.push_back({F, Descriptor});
}

/// What a local variable, or the result of a call, is stored to.
void DescriptorFlow::followIn(FunctionId F, const Path &Descriptor) {
  const Value Given = Value::copy(Descriptor);
  for (auto [J, E] : llvm::enumerate(P[F].Events)) {
    if (E.Args.empty() || !(E.Args.front() == Given))
      continue;
    if (E.Kind == EventKind::Assign || E.Kind == EventKind::Access)
      mark(F, E.Target, EventId(J));
    else if (E.Kind == EventKind::Return)
      toCallers(F, [](const Event &, EventId Call) {
        return Path::result(Call);
      });
  }
}

void DescriptorFlow::toCallers(
    FunctionId F, llvm::function_ref<Path(const Event &, EventId)> There) {
  if (Calls.empty())
    for (auto [I, Caller] : llvm::enumerate(P.functions()))
      for (auto [J, E] : llvm::enumerate(Caller.Events))
        if (E.Kind == EventKind::Call && P.body(E.Callee).valid())
          Calls[P.body(E.Callee)].push_back({FunctionId(I), EventId(J)});
  for (AccessSite Call : Calls.lookup(F))
    mark(Call.In, There(P[Call.In].Events[Call.At.index()], Call.At), Call.At);
}

void concurrency::findNonBlockingHandles(Solution &S) {
  DescriptorFlow(S).run();
}
