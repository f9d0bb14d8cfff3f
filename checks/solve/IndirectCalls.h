//===- IndirectCalls.h - what is run without its name -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls through function pointers and std::function that were stored before,
/// through tables of functions, and of virtual functions.
///
/// A callable is told by what holds it: a field, in whatever object, or a
/// global. What was stored there is collected over the program, also through
/// functions that store what they are given. Where the object of a call is that
/// of a store, all that was stored into it may run. Otherwise only the one
/// function that was ever stored in such a field is believed to run, and
/// nothing is known of the objects that it is for.
///
/// What runs is possible, not certain: it has latent events, but changes no
/// lock set, and says nothing of how it is entered.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_INDIRECTCALLS_H
#define CONCURRENCY_SOLVE_INDIRECTCALLS_H

#include "solve/Solution.h"
#include "llvm/ADT/StringMap.h"

namespace concurrency {

class IndirectCalls {
public:
  explicit IndirectCalls(const Program &P);

  /// What the call \p E of \p F may run that has no Solution::target().
  List<CallTarget> targets(const Function &F, const Event &E) const;
  /// Likewise, where nothing says which of several functions it is, of a table or of
  /// those that override another; none if there are very many.
  List<CallTarget> anyOf(const Function &F, const Event &E) const;
  /// What was stored in \p Holder, a path of some function, in this very
  /// object.
  List<CallTarget> storedIn(const Path &Holder,
                            llvm::ArrayRef<Value> Args) const;
  /// What the call runs is stored in an object that a caller may know better;
  /// otherwise an unknown path.
  Path holderForCallers(const Function &F, const Event &E) const;
  /// The bodies among which is whatever the call runs, in whichever object.
  List<FunctionId> candidates(const Function &F, const Event &E) const;

  /// Likewise, of whichever objects; none if there are very many.
  llvm::ArrayRef<FunctionId> all(const Function &F, const Event &E) const;
  /// The one body that there is for a virtual function, its own or another's; none
  /// if there are several.
  FunctionId onlyOverrider(EntityId Function, size_t NumArgs) const {
    List<FunctionId> All = overriders(Function, NumArgs);
    return All.size() == 1 ? All.front() : FunctionId();
  }

private:
  /// More are too many to be told apart.
  static constexpr size_t MaxTargets = 8;

  /// One store: of a callable of \p By into \p Entry, in the words of By.
  struct Store {
    FunctionId By;
    Path Holder; ///< the field or global that has Entry
    Path Entry;
    CallableId What;
    FunctionId Body;
  };
  /// An object of the class of By makes itself known there: `bus.add(this)`.
  struct SelfStore {
    FunctionId By;
    Path Holder;
  };
  /// A parameter that its function stores.
  struct Setter {
    uint32_t Param;
    Path Holder;
  };
  using Stores = llvm::SmallVector<Store, 1>;

  void findStores();
  void findVirtual();
  bool passOn();
  void store(FunctionId By, const Path &Entry, const Value &What);
  bool addSetter(FunctionId F, uint32_t Param, const Path &Holder);
  void forEachSetting(
      llvm::function_ref<void(FunctionId, const Path &, const Value &)> Visit)
      const;
  /// \p Holder: as in Store.
  const Stores *storesOf(const Path &Holder) const;
  CallTarget toTarget(const Store &From, const Path &Holder, const Path &Object,
                      llvm::ArrayRef<Value> Args) const;
  CallTarget toOverrider(FunctionId Body, const Event &E) const;
  const Value *onlyValueOf(const Function &F, uint32_t Local) const;
  Path holder(const Function &F, const Event &E) const;
  List<FunctionId> overriders(EntityId Function, size_t NumArgs) const;
  /// What a virtual call may run; none if there are more than \p Most.
  List<CallTarget> overriding(const Function &F, const Event &E,
                              size_t Most) const;

  const Program &P;
  llvm::DenseMap<EntityId, Stores> ByHolder;
  /// Holders into which something is stored as well whose body is not in view.
  llvm::DenseSet<EntityId> Foreign;
  llvm::DenseMap<EntityId, llvm::SmallVector<SelfStore, 1>> SelvesByHolder;
  llvm::DenseMap<FunctionId, llvm::SmallVector<Setter, 1>> Setters;
  /// Bodies of virtual functions, by their short names.
  llvm::StringMap<llvm::SmallVector<FunctionId, 2>> Virtual;
  /// Classes that those override functions of, or are members of.
  llvm::DenseSet<EntityId> Polymorphic;
  /// See all(): by virtual function, or by what holds the pointer.
  mutable llvm::DenseMap<EntityId, List<FunctionId>> Known;
  /// The locals of the function that was asked about last, by number: what each
  /// is ever assigned, or null if that is not one value. (Functions stay where
  /// they are once the program is solved.)
  mutable const Function *LocalsOf = nullptr;
  mutable llvm::DenseMap<uint32_t, const Value *> OnlyValues;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_INDIRECTCALLS_H
