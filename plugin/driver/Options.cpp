//===- Options.cpp - the command line -------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Options.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
namespace cl = llvm::cl;

namespace {
/// Not static variables: LLVM has an option `stats` of its own in every
/// program, which must go before ours can be.
struct CommandLine {
  cl::OptionCategory Category{"clang-concurrency options"};
  cl::SubCommand ExtractCommand{
      "extract", "Write the facts of one file, for build systems:\n"
                 "  clang-concurrency extract -o FILE.facts [-MF FILE.d] "
                 "-- COMPILER ARGS... FILE\n"
                 "  clang-concurrency extract -o FILE.facts -p BUILD FILE"};
  cl::SubCommand LinkCommand{
      "link", "Link facts files, or earlier linked ones, and report"};

  // Everywhere.
  cl::opt<std::string> ModelFile{
      "model-file", cl::cat(Category), cl::sub(cl::SubCommand::getAll()),
      cl::value_desc("file"),
      cl::desc("Library models besides .clang-concurrency files")};
  cl::opt<std::string> BuildPath{"p",
                                 cl::cat(Category),
                                 cl::sub(cl::SubCommand::getTopLevel()),
                                 cl::sub(ExtractCommand),
                                 cl::value_desc("folder"),
                                 cl::desc("Folder of compile_commands.json")};
  cl::list<std::string> ExtraArgs{
      "extra-arg", cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(ExtractCommand),
      cl::desc("Argument to add to the compile commands")};
  cl::list<std::string> ExtraArgsBefore{
      "extra-arg-before", cl::cat(Category),
      cl::sub(cl::SubCommand::getTopLevel()), cl::sub(ExtractCommand),
      cl::desc("Argument to put before those of the compile commands")};
  cl::opt<std::string> Output{"o",
                              cl::cat(Category),
                              cl::sub(ExtractCommand),
                              cl::sub(LinkCommand),
                              cl::value_desc("file"),
                              cl::desc("The facts file to write")};
  cl::opt<std::string> DepFile{
      "MF", cl::cat(Category), cl::sub(ExtractCommand), cl::value_desc("file"),
      cl::desc("Write what the facts depend on, as a rule of Make")};

  // What is analysed.
  cl::list<std::string> Inputs{
      cl::Positional, cl::desc("[files, folders, globs]"), cl::cat(Category)};
  cl::list<std::string> ExtractInputs{
      cl::Positional, cl::desc("[file | -- command]"), cl::sub(ExtractCommand),
      cl::cat(Category)};
  cl::list<std::string> LinkInputs{cl::Positional, cl::desc("<facts>..."),
                                   cl::sub(LinkCommand), cl::cat(Category)};
  cl::list<std::string> Exclude{
      "exclude", cl::cat(Category), cl::value_desc("glob"),
      cl::desc("Files to leave out (repeat, or separate by commas)"),
      cl::CommaSeparated};
  cl::opt<unsigned> Jobs{"j", cl::cat(Category), cl::init(0), cl::Prefix,
                         cl::desc("Files at once (default: all cores)")};
  cl::opt<unsigned> Timeout{
      "timeout", cl::cat(Category), cl::init(600), cl::value_desc("seconds"),
      cl::desc("Give up a file after that (default: 600)")};
  cl::opt<std::string> CacheFolderOption{
      "cache-dir", cl::cat(Category), cl::value_desc("folder"),
      cl::desc("Default: .cache/clang-concurrency of the "
               "project")};
  cl::opt<bool> NoCache{"no-cache", cl::cat(Category),
                        cl::desc("Neither read nor write the cache")};

  // What is reported.
  cl::opt<std::string> Checks{
      "checks",
      cl::cat(Category),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand),
      cl::value_desc("globs"),
      cl::desc("As of clang-tidy; added to the configuration's")};
  cl::opt<std::string> WarningsAsErrors{
      "warnings-as-errors",
      cl::cat(Category),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand),
      cl::value_desc("globs"),
      cl::desc(
          "Findings of these checks are errors, and only they make the exit "
          "code 1 (default: any finding does)")};
  cl::opt<std::string> HeaderFilter{
      "header-filter",
      cl::cat(Category),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand),
      cl::value_desc("regex"),
      cl::desc("Report only findings in the analysed files and in "
               "headers that match")};
  cl::opt<std::string> MinConfidence{"min-confidence",
                                     cl::cat(Category),
                                     cl::sub(cl::SubCommand::getTopLevel()),
                                     cl::sub(LinkCommand),
                                     cl::value_desc("likely|definite"),
                                     cl::desc("Default: likely")};
  cl::opt<std::string> ConfigFile{"config-file",
                                  cl::cat(Category),
                                  cl::sub(cl::SubCommand::getTopLevel()),
                                  cl::sub(LinkCommand),
                                  cl::value_desc("file"),
                                  cl::desc("Instead of .clang-tidy files")};
  cl::opt<std::string> Config{"config",
                              cl::cat(Category),
                              cl::sub(cl::SubCommand::getTopLevel()),
                              cl::sub(LinkCommand),
                              cl::value_desc("yaml"),
                              cl::desc("Likewise, in place")};
  cl::opt<std::string> Baseline{"baseline",
                                cl::cat(Category),
                                cl::sub(cl::SubCommand::getTopLevel()),
                                cl::sub(LinkCommand),
                                cl::value_desc("file"),
                                cl::desc("Leave out what is on this list")};
  cl::opt<std::string> WriteBaseline{
      "write-baseline",
      cl::cat(Category),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand),
      cl::value_desc("file"),
      cl::desc("Write the list of today's findings")};
  cl::opt<std::string> ChangedSince{
      "changed-since",
      cl::cat(Category),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand),
      cl::value_desc("revision"),
      cl::desc("Only findings with a step in lines changed since "
               "that revision of Git")};
  cl::opt<std::string> Sarif{"sarif",
                             cl::cat(Category),
                             cl::sub(cl::SubCommand::getTopLevel()),
                             cl::sub(LinkCommand),
                             cl::value_desc("file"),
                             cl::desc("Write SARIF 2.1.0")};
  cl::opt<std::string> Json{"json",
                            cl::cat(Category),
                            cl::sub(cl::SubCommand::getTopLevel()),
                            cl::sub(LinkCommand),
                            cl::value_desc("file"),
                            cl::desc("Write JSON")};
  cl::opt<std::string> Html{"html",
                            cl::cat(Category),
                            cl::sub(cl::SubCommand::getTopLevel()),
                            cl::sub(LinkCommand),
                            cl::value_desc("file"),
                            cl::desc("Write the audit, one HTML page")};
  cl::opt<std::string> Dot{"dot",
                           cl::cat(Category),
                           cl::sub(cl::SubCommand::getTopLevel()),
                           cl::sub(LinkCommand),
                           cl::value_desc("file"),
                           cl::desc("Write the lock graph for Graphviz")};
  cl::opt<std::string> HelpBase{
      "help-base",
      cl::cat(Category),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand),
      cl::value_desc("url"),
      cl::desc("Where the checks' pages are, for SARIF")};
  cl::opt<bool> Quiet{
      "quiet", cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand), cl::desc("No progress and no summary")};
  cl::opt<bool> Stats{
      "stats", cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand), cl::desc("Print counts, and limits that were hit")};
  cl::opt<bool> VerifyPaths{
      "verify-paths", cl::cat(Category),
      cl::desc("Follow the paths of functions with findings that are not sure; "
               "confirm or drop these")};
  cl::opt<bool> ListChecks{"list-checks", cl::cat(Category),
                           cl::desc("List the enabled checks and exit")};
  cl::opt<cl::boolOrDefault> UseColor{
      "use-color", cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(LinkCommand), cl::desc("Default: on terminals")};
  cl::opt<bool> AbsolutePaths{"absolute-paths", cl::cat(Category),
                              cl::sub(cl::SubCommand::getTopLevel()),
                              cl::sub(LinkCommand),
                              cl::desc("Show names of files in full")};

  Options read();
};
} // namespace

/// LLVM's options are registered on first use. What they count is not in
/// released builds anyway.
static void dropOptionsOfLLVM() {
  auto &Options = cl::getRegisteredOptions();
  if (auto It = Options.find("stats"); It != Options.end())
    It->second->removeArgument();
}

void concurrency::fail(const std::string &Message) {
  llvm::errs() << "clang-concurrency: error: " << Message << '\n';
  std::exit(static_cast<int>(Outcome::BadUse));
}

Options CommandLine::read() {
  Options O;
  O.Inputs.assign(Inputs.begin(), Inputs.end());
  if (ExtractCommand) {
    O.What = Command::Extract;
    O.Inputs.assign(ExtractInputs.begin(), ExtractInputs.end());
  } else if (LinkCommand) {
    O.What = Command::Link;
    O.Inputs.assign(LinkInputs.begin(), LinkInputs.end());
  }
  O.BuildPath = BuildPath;
  O.Exclude.assign(Exclude.begin(), Exclude.end());
  O.ExtraArgs.assign(ExtraArgs.begin(), ExtraArgs.end());
  O.ExtraArgsBefore.assign(ExtraArgsBefore.begin(), ExtraArgsBefore.end());
  O.ModelFile = ModelFile;
  O.CacheFolder = CacheFolderOption;
  O.NoCache = NoCache;
  O.Jobs = Jobs;
  O.Timeout = Timeout;
  O.Checks = Checks;
  O.WarningsAsErrors = WarningsAsErrors;
  O.HeaderFilter = HeaderFilter;
  O.ConfigFile = ConfigFile;
  O.Config = Config;
  O.MinConfidence = MinConfidence;
  O.Output = Output;
  O.DepFile = DepFile;
  O.Sarif = Sarif;
  O.Json = Json;
  O.Html = Html;
  O.Dot = Dot;
  O.HelpBase = HelpBase;
  O.Baseline = Baseline;
  O.WriteBaseline = WriteBaseline;
  O.ChangedSince = ChangedSince;
  O.Quiet = Quiet;
  O.Stats = Stats;
  O.VerifyPaths = VerifyPaths;
  O.ListChecks = ListChecks;
  O.AbsolutePaths = AbsolutePaths;
  O.Color = UseColor == cl::BOU_UNSET
                ? llvm::sys::Process::StandardOutHasColors()
                : UseColor == cl::BOU_TRUE;
  return O;
}

Options concurrency::parseOptions(int Argc, const char **Argv) {
  dropOptionsOfLLVM();
  CommandLine Line;
  cl::HideUnrelatedOptions(Line.Category);
  for (cl::SubCommand *Sub : {&Line.ExtractCommand, &Line.LinkCommand})
    cl::HideUnrelatedOptions(Line.Category, *Sub);
  std::string Mistake;
  llvm::raw_string_ostream Messages(Mistake);
  if (!cl::ParseCommandLineOptions(
          Argc, Argv,
          "Finds concurrency bugs in whole programs of C and C++.\n\n"
          "  clang-concurrency -p build\n\n"
          "Exit codes: 0 nothing found, 1 findings, 2 bad use or bad input,\n"
          "3 some files could not be analysed; the rest is reported.\n",
          &Messages)) {
    llvm::errs() << Mistake;
    std::exit(static_cast<int>(Outcome::BadUse));
  }
  Options O = Line.read();
  if (!O.MinConfidence.empty() && O.MinConfidence != "likely" &&
      O.MinConfidence != "definite")
    fail("--min-confidence is 'likely' or 'definite', not '" + O.MinConfidence +
         "'");
  return O;
}
