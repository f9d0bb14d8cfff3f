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

static cl::OptionCategory Category("clang-concurrency options");
static cl::SubCommand ExtractCommand(
    "extract", "Write the facts of one file, for build systems:\n"
               "  clang-concurrency extract -o FILE.facts [-MF FILE.d] "
               "-- COMPILER ARGS... FILE\n"
               "  clang-concurrency extract -o FILE.facts -p BUILD FILE");
static cl::SubCommand LinkCommand(
    "link", "Link facts files, or earlier linked ones, and report");

template <typename T>
using Option = cl::opt<T>;

// Everywhere.
static Option<std::string>
    ModelFile("model-file", cl::cat(Category), cl::sub(cl::SubCommand::getAll()),
              cl::value_desc("file"),
              cl::desc("Library models besides .clang-concurrency files"));
static Option<std::string>
    BuildPath("p", cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),
              cl::sub(ExtractCommand), cl::value_desc("folder"),
              cl::desc("Folder of compile_commands.json"));
static cl::list<std::string>
    ExtraArgs("extra-arg", cl::cat(Category),
              cl::sub(cl::SubCommand::getTopLevel()), cl::sub(ExtractCommand),
              cl::desc("Argument to add to the compile commands"));
static cl::list<std::string> ExtraArgsBefore(
    "extra-arg-before", cl::cat(Category),
    cl::sub(cl::SubCommand::getTopLevel()), cl::sub(ExtractCommand),
    cl::desc("Argument to put before those of the compile commands"));
static Option<std::string>
    Output("o", cl::cat(Category), cl::sub(ExtractCommand),
           cl::sub(LinkCommand), cl::value_desc("file"),
           cl::desc("The facts file to write"));
static Option<std::string>
    DepFile("MF", cl::cat(Category), cl::sub(ExtractCommand),
            cl::value_desc("file"),
            cl::desc("Write what the facts depend on, as a rule of Make"));

// What is analysed.
static cl::list<std::string> Inputs(cl::Positional,
                                    cl::desc("[files, folders, globs]"),
                                    cl::cat(Category));
static cl::list<std::string> ExtractInputs(cl::Positional,
                                           cl::desc("[file | -- command]"),
                                           cl::sub(ExtractCommand),
                                           cl::cat(Category));
static cl::list<std::string> LinkInputs(cl::Positional, cl::desc("<facts>..."),
                                        cl::sub(LinkCommand),
                                        cl::cat(Category));
static cl::list<std::string>
    Exclude("exclude", cl::cat(Category), cl::value_desc("glob"),
            cl::desc("Files to leave out (repeat, or separate by commas)"),
            cl::CommaSeparated);
static Option<unsigned> Jobs("j", cl::cat(Category), cl::init(0),
                             cl::desc("Files at once (default: all cores)"));
static Option<unsigned>
    Timeout("timeout", cl::cat(Category), cl::init(600),
            cl::value_desc("seconds"),
            cl::desc("Give up a file after that (default: 600)"));
static Option<std::string>
    CacheFolderOption("cache-dir", cl::cat(Category), cl::value_desc("folder"),
                      cl::desc("Default: .cache/clang-concurrency of the "
                               "project"));
static Option<bool> NoCache("no-cache", cl::cat(Category),
                            cl::desc("Neither read nor write the cache"));

// What is reported.
#define REPORTING                                                              \
  cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),                   \
      cl::sub(LinkCommand)
static Option<std::string>
    Checks("checks", REPORTING, cl::value_desc("globs"),
           cl::desc("As of clang-tidy; added to the configuration's"));
static Option<std::string> WarningsAsErrors(
    "warnings-as-errors", REPORTING, cl::value_desc("globs"),
    cl::desc("Findings of these checks are errors, and only they make the exit "
             "code 1 (default: any finding does)"));
static Option<std::string>
    HeaderFilter("header-filter", REPORTING, cl::value_desc("regex"),
                 cl::desc("Report only findings in the analysed files and in "
                          "headers that match"));
static Option<std::string>
    MinConfidence("min-confidence", REPORTING,
                  cl::value_desc("likely|definite"),
                  cl::desc("Default: likely"));
static Option<std::string> ConfigFile("config-file", REPORTING,
                                      cl::value_desc("file"),
                                      cl::desc("Instead of .clang-tidy files"));
static Option<std::string> Config("config", REPORTING, cl::value_desc("yaml"),
                                  cl::desc("Likewise, in place"));
static Option<std::string> Baseline("baseline", REPORTING,
                                    cl::value_desc("file"),
                                    cl::desc("Leave out what is on this list"));
static Option<std::string>
    WriteBaseline("write-baseline", REPORTING, cl::value_desc("file"),
                  cl::desc("Write the list of today's findings"));
static Option<std::string>
    ChangedSince("changed-since", REPORTING, cl::value_desc("revision"),
                 cl::desc("Only findings with a step in lines changed since "
                          "that revision of Git"));
static Option<std::string> Sarif("sarif", REPORTING, cl::value_desc("file"),
                                 cl::desc("Write SARIF 2.1.0"));
static Option<std::string> Json("json", REPORTING, cl::value_desc("file"),
                                cl::desc("Write JSON"));
static Option<std::string> Html("html", REPORTING, cl::value_desc("file"),
                                cl::desc("Write the audit, one HTML page"));
static Option<std::string> Dot("dot", REPORTING, cl::value_desc("file"),
                               cl::desc("Write the lock graph for Graphviz"));
static Option<std::string>
    HelpBase("help-base", REPORTING, cl::value_desc("url"),
             cl::desc("Where the checks' pages are, for SARIF"));
static Option<bool> Quiet("quiet", REPORTING,
                          cl::desc("No progress and no summary"));
static Option<bool> Stats("stats", REPORTING,
                          cl::desc("Print counts, and limits that were hit"));
static Option<bool> ListChecks("list-checks", cl::cat(Category),
                               cl::desc("List the enabled checks and exit"));
static Option<cl::boolOrDefault> UseColor("use-color", REPORTING,
                                          cl::desc("Default: on terminals"));
static Option<bool> AbsolutePaths("absolute-paths", REPORTING,
                                  cl::desc("Show names of files in full"));
#undef REPORTING

void concurrency::fail(const std::string &Message) {
  llvm::errs() << "clang-concurrency: error: " << Message << '\n';
  std::exit(static_cast<int>(Outcome::BadUse));
}

static Options read() {
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
  O.ListChecks = ListChecks;
  O.AbsolutePaths = AbsolutePaths;
  O.Color = UseColor == cl::BOU_UNSET
                ? llvm::sys::Process::StandardOutHasColors()
                : UseColor == cl::BOU_TRUE;
  return O;
}

Options concurrency::parseOptions(int Argc, const char **Argv) {
  cl::HideUnrelatedOptions(Category);
  for (cl::SubCommand *Sub : {&ExtractCommand, &LinkCommand})
    cl::HideUnrelatedOptions(Category, *Sub);
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
  Options O = read();
  if (!O.MinConfidence.empty() && O.MinConfidence != "likely" &&
      O.MinConfidence != "definite")
    fail("--min-confidence is 'likely' or 'definite', not '" +
         O.MinConfidence + "'");
  return O;
}
