//===- Main.cpp - clangd with the checks linked in ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// clangd cannot load plugins, so this is a clangd with the checks linked in.
///
//===----------------------------------------------------------------------===//

#include "LookAgain.h"
#include "Wrapped.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <optional>
#include <string>

namespace json = llvm::json;
namespace path = llvm::sys::path;
using clang::tidy::ClangTidyOptions;
using llvm::StringRef;

namespace clang::clangd {
int clangdMain(int Argc, char *Argv[]);
struct CodeAction;
struct PublishDiagnosticsParams;
} // namespace clang::clangd

static constexpr llvm::StringLiteral CheckNames[] = {
#define CONCURRENCY_CHECK(Class, Name, Sentence, Kind, Weaknesses) Name,
#include "Checks.def"
};

//===- Which checks run ---------------------------------------------------===//

using TidyProvider =
    llvm::unique_function<void(ClangTidyOptions &, StringRef) const>;

#define DEFAULT_CHECKS "_ZN5clang6clangd20provideDefaultChecksEv"
TidyProvider clangdsDefaultChecks() CLANGDS(DEFAULT_CHECKS);
TidyProvider defaultChecks() INSTEAD_OF(DEFAULT_CHECKS);

/// Ours come first, before all that `.clangd` and `.clang-tidy` say: later
/// entries win, so whatever the user leaves out stays out.
TidyProvider defaultChecks() {
  return [Clangds = clangdsDefaultChecks(),
          Ours = llvm::join(llvm::ArrayRef(CheckNames), ",")](
             ClangTidyOptions &Options, StringRef File) {
    Clangds(Options, File);
    Options.Checks = Ours + "," + Options.Checks.value_or("");
  };
}

#define IS_FAST "_ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE"
std::optional<bool> clangdsIsFast(StringRef Check) CLANGDS(IS_FAST);
std::optional<bool> isFast(StringRef Check) INSTEAD_OF(IS_FAST);

/// clangd runs only checks whose cost was measured, unless it is told
/// otherwise; test/bench/editor.py measures ours.
std::optional<bool> isFast(StringRef Check) {
  return llvm::is_contained(CheckNames, Check) ? true : clangdsIsFast(Check);
}

//===- Where things are ---------------------------------------------------===//

#define RESOURCES "_ZN5clang16GetResourcesPathB5cxx11EPKcPv"
std::string clangdsResources(const char *Argv0, void *Main) CLANGDS(RESOURCES);
std::string resources(const char *Argv0, void *Main) INSTEAD_OF(RESOURCES);

/// The compiler's headers lie beside stock clangd, and only by chance beside
/// this one.
std::string resources(const char *Argv0, void *Main) {
  std::string Beside = clangdsResources(Argv0, Main);
  return llvm::sys::fs::is_directory(Beside) ? Beside
                                             : CONCURRENCY_RESOURCE_DIR;
}

/// The installed page of \p Check as a URI, if it is there.
static std::optional<std::string> pageOf(StringRef Check) {
  llvm::SmallString<256> Page(path::parent_path(path::parent_path(
      llvm::sys::fs::getMainExecutable(nullptr, (void *)&pageOf))));
  Check.consume_front("concurrency-");
  path::append(Page, "share", "doc", "clang-concurrency", "checks");
  path::append(Page, Check + ".md");
  if (!llvm::sys::fs::exists(Page))
    return std::nullopt;
  std::string Uri = "file://";
  for (char C : Page)
    if (llvm::isAlnum(C) || StringRef("/-._~").contains(C))
      Uri += C;
    else
      Uri += "%" + llvm::toHex(StringRef(&C, 1));
  return Uri;
}

/// clangd takes every check for one of clang-tidy's, and leads to pages on
/// clang-tidy's site that do not exist.
static void mendLinks(json::Value &Parent) {
  json::Object *Object = Parent.getAsObject();
  json::Array *Diagnostics = Object ? Object->getArray("diagnostics") : nullptr;
  if (!Diagnostics)
    return;
  for (json::Value &Entry : *Diagnostics) {
    json::Object *Diagnostic = Entry.getAsObject();
    std::optional<StringRef> Code =
        Diagnostic ? Diagnostic->getString("code") : std::nullopt;
    if (!Code || !llvm::is_contained(CheckNames, *Code))
      continue;
    if (std::optional<std::string> Page = pageOf(*Code))
      (*Diagnostic)["codeDescription"] = json::Object{{"href", *Page}};
    else
      Diagnostic->erase("codeDescription");
  }
}

#define PUBLISH "_ZN5clang6clangd6toJSONERKNS0_24PublishDiagnosticsParamsE"
using clang::clangd::PublishDiagnosticsParams;
json::Value clangdsToJSON(const PublishDiagnosticsParams &) CLANGDS(PUBLISH);
json::Value toJSON(const PublishDiagnosticsParams &) INSTEAD_OF(PUBLISH);

json::Value toJSON(const PublishDiagnosticsParams &Params) {
  json::Value Result = clangdsToJSON(Params);
  mendLinks(Result);
  return Result;
}

#define ACTION "_ZN5clang6clangd6toJSONERKNS0_10CodeActionE"
using clang::clangd::CodeAction;
json::Value clangdsToJSON(const CodeAction &) CLANGDS(ACTION);
json::Value toJSON(const CodeAction &) INSTEAD_OF(ACTION);

json::Value toJSON(const CodeAction &Action) {
  json::Value Result = clangdsToJSON(Action);
  mendLinks(Result);
  return Result;
}

int main(int Argc, char *Argv[]) {
  concurrency::LookAgain Host;
  return clang::clangd::clangdMain(Argc, Argv);
}
