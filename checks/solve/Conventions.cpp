//===- Conventions.cpp - what a function's name promises ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Conventions.h"
#include "facts/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

bool concurrency::expectsLockByName(llvm::StringRef Function) {
  std::string Lower = Function.lower();
  llvm::StringRef N = Lower;
  return N.ends_with("locked") || N.ends_with("nolock") ||
         N.ends_with("no_lock") || N.ends_with("lockheld") ||
         N.ends_with("lock_held") || N.ends_with("withlock") ||
         N.ends_with("unsafe") || N.starts_with("locked_");
}

bool concurrency::insertsIfAbsent(llvm::StringRef Method) {
  return Method == "try_emplace" || Method == "emplace" || Method == "insert";
}

bool concurrency::isReadByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Looks[] = {
      "find",     "get",    "at",     "begin",   "end",   "rbegin", "rend",
      "data",     "size",   "length", "count",   "empty", "is",     "has",
      "contains", "lookup", "front",  "back",    "top",   "peek",   "str",
      "equal",    "equals", "hash",   "compare", "print", "dump"};
  static constexpr llvm::StringLiteral Changes[] = {
      "add",    "insert", "push",   "append", "put",   "set",   "remove",
      "erase",  "pop",    "delete", "clear",  "reset", "take",  "update",
      "create", "new",    "make",   "alloc",  "init",  "free",  "swap",
      "write",  "store",  "inc",    "dec",    "ref",   "unref", "move"};
  return hasWord(Function, Looks) && !hasWord(Function, Changes);
}

bool concurrency::allocatesByName(llvm::StringRef Function) {
  return llvm::any_of(wordsOf(Function), [](llvm::StringRef Word) {
    return Word.ends_with("alloc") || Word == "memdup" || Word == "xmemdup";
  });
}

bool concurrency::makesByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Makers[] = {
      "make",  "dup",    "clone",   "copy",  "open",  "pop",   "take",
      "steal", "remove", "extract", "build", "parse", "start", "accept"};
  if (Function.contains_insensitive("alloc") || isPhaseByName(Function))
    return true;
  return hasWord(Function, Makers);
}

bool concurrency::isPhaseByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Phases[] = {
      "create", "new", "construct", "prefill", "preload", "fixup", "atexit"};
  return Function == "operator=" || Function == "swap" ||
         hasWord(Function, Phases) || initializesByName(Function) ||
         cleansUpByName(Function);
}

bool concurrency::initializesByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Starts[] = {
      "init", "initialize", "initialise", "setup", "startup"};
  return hasWord(Function, Starts);
}

bool concurrency::preparesByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Steps[] = {
      "open", "reset", "prepare", "configure", "connect", "attach", "load"};
  return isPhaseByName(Function) || hasWord(Function, Steps);
}

bool concurrency::assertsThreadByName(llvm::StringRef Function,
                                      bool InAssertion) {
  // (To take a name to pieces costs most.)
  if (!Function.contains_insensitive("thread"))
    return false;
  static constexpr llvm::StringLiteral Asserts[] = {"assert", "check", "ensure",
                                                    "verify", "require"};
  static constexpr llvm::StringLiteral Asks[] = {"in", "is", "on", "inside",
                                                 "current"};
  static constexpr llvm::StringLiteral Thread[] = {"thread"};
  return hasWord(Function, Thread) && (hasWord(Function, Asserts) ||
                                       (InAssertion && hasWord(Function, Asks)));
}

bool concurrency::assertsNoThreadByName(llvm::StringRef Function) {
  if (!Function.contains_insensitive("single"))
    return false;
  static constexpr llvm::StringLiteral Asserts[] = {"assert", "ensure",
                                                    "verify", "require"};
  static constexpr llvm::StringLiteral Single[] = {"single"};
  static constexpr llvm::StringLiteral Thread[] = {"thread", "threaded"};
  return hasWord(Function, Asserts) && hasWord(Function, Single) &&
         hasWord(Function, Thread);
}

bool concurrency::configuresByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Settings[] = {
      "config",  "configure", "configuration", "option",  "options",
      "setting", "settings",  "args",          "defaults"};
  return hasWord(Function, Settings);
}

bool concurrency::isConfigurerByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Settings[] = {"config", "configure",
                                                     "configuration"};
  static constexpr llvm::StringLiteral AtRunTime[] = {
      "reload", "update", "set", "get", "change", "apply", "save", "write"};
  static constexpr llvm::StringLiteral Readers[] = {"handler", "callback", "cb",
                                                    "entry", "parser"};
  auto Words = wordsOf(Function);
  if (Words.empty() || hasWord(Function, AtRunTime))
    return false;
  return llvm::is_contained(Settings, Words.back()) ||
         (llvm::is_contained(Settings, Words.front()) &&
          llvm::is_contained(Readers, Words.back()));
}

bool concurrency::endsByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Ends[] = {
      "destroy", "free", "delete", "dispose", "uninit", "deinit", "unref"};
  return hasWord(Function, Ends);
}

bool concurrency::cleansUpByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Ends[] = {"cleanup", "teardown",
                                                 "finalize", "finalise"};
  return hasWord(Function, Ends) || endsByName(Function);
}

bool concurrency::isStartOrEndByName(llvm::StringRef Function) {
  static constexpr llvm::StringLiteral Ends[] = {
      "init",     "initialize", "initialise", "setup",     "shutdown",
      "cleanup",  "destroy",    "teardown",   "terminate", "finalize",
      "finalise", "uninit",     "deinit",     "stop",      "startup"};
  auto Words = wordsOf(Function);
  return !Words.empty() && (llvm::is_contained(Ends, Words.front()) ||
                            llvm::is_contained(Ends, Words.back()));
}
