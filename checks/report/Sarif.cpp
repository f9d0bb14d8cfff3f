//===- Sarif.cpp - findings for code-scanning services --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Sarif.h"
#include "report/CheckInfo.h"
#include "report/Fingerprint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include <map>

using namespace concurrency;
using llvm::json::OStream;

// What services show of one result; they reject results with ten times as many.
static constexpr size_t MaxSteps = 1000;
static constexpr size_t MaxRelated = 100;
static constexpr size_t MaxMessage = 1000;

static constexpr const char *Base = "%SRCROOT%";

/// Cut between characters, never within one.
static std::string message(llvm::StringRef Text) {
  std::string Out = utf8(Text);
  if (Out.size() <= MaxMessage)
    return Out;
  size_t End = MaxMessage - 3;
  while (End && (static_cast<unsigned char>(Out[End]) & 0xC0) == 0x80)
    --End;
  return Out.substr(0, End) + "...";
}

static std::string percentEncoded(llvm::StringRef Path) {
  std::string Out;
  for (char C : Path) {
    if (llvm::isAlnum(C) || llvm::StringRef("-._~/").contains(C))
      Out += C;
    else
      Out += llvm::formatv("%{0:X-2}", static_cast<unsigned char>(C)).str();
  }
  return Out;
}

/// `file:///folder/file`, on Windows with a slash before the drive.
static std::string fileUri(llvm::StringRef Absolute) {
  std::string Path = percentEncoded(Absolute);
  return (Path.starts_with("/") ? "file://" : "file:///") + Path;
}

namespace {
class SarifWriter {
public:
  SarifWriter(llvm::raw_ostream &OS, Sources &Files,
              const SarifOptions &Options)
      : J(OS, /*IndentSize=*/1), Files(Files), Options(Options) {}

  void write(llvm::ArrayRef<const Finding *> Findings, size_t LeftOut);

private:
  void text(llvm::StringRef Key, llvm::StringRef Text) {
    J.attributeObject(Key, [&] { J.attribute("text", message(Text)); });
  }
  void tool();
  void rule(const CheckInfo &Check);
  void invocation(size_t LeftOut);
  void notification(llvm::StringRef Level, llvm::StringRef Text);
  void file(FileId File);
  void physical(const Place &Where);
  void result(const Finding &F);
  void related(const Finding &F);
  void flows(const Finding &F);
  void fixes(const Finding &F);

  OStream J;
  Sources &Files;
  const SarifOptions &Options;
};

struct FlowStep {
  Place Where;
  llvm::StringRef Text;
  unsigned Depth = 0;
  bool Decisive = false;
};
struct Flow {
  llvm::StringRef Heading;
  std::vector<FlowStep> Steps;
};
} // namespace

void SarifWriter::rule(const CheckInfo &Check) {
  llvm::SmallVector<llvm::StringRef, 4> Weaknesses = Check.weaknesses();
  J.attribute("id", Check.Name);
  text("shortDescription", Check.Sentence);
  text("fullDescription", Check.Sentence);
  J.attributeObject("help", [&] {
    J.attribute("text", (Check.Sentence + " " + Check.Help).str());
    J.attribute("markdown",
                (Check.Sentence + "\n\n**What to do:** " + Check.Help).str());
  });
  if (!Options.HelpBase.empty()) {
    llvm::StringRef Page = Check.Name;
    Page.consume_front("concurrency-");
    J.attribute("helpUri", (Options.HelpBase + Page + ".md").str());
  } else {
    J.attribute("helpUri",
                ("https://cwe.mitre.org/data/definitions/" +
                 Weaknesses.front().drop_front(strlen("CWE-")) + ".html")
                    .str());
  }
  J.attributeObject("defaultConfiguration",
                    [&] { J.attribute("level", "warning"); });
  J.attributeObject("properties", [&] {
    J.attributeArray("tags", [&] {
      J.value("concurrency");
      J.value("correctness");
      for (llvm::StringRef Weakness : Weaknesses)
        J.value("external/cwe/" + Weakness.lower());
    });
    J.attribute("problem.severity", "warning");
  });
}

void SarifWriter::tool() {
  J.attributeObject("tool", [&] {
    J.attributeObject("driver", [&] {
      J.attribute("name", "clang-concurrency");
      if (!Options.ToolVersion.empty())
        J.attribute("version", Options.ToolVersion);
      J.attributeArray("rules", [&] {
        for (const CheckInfo &Check : allChecks())
          J.object([&] { rule(Check); });
      });
    });
  });
}

void SarifWriter::notification(llvm::StringRef Level, llvm::StringRef Text) {
  J.object([&] {
    J.attribute("level", Level);
    text("message", Text);
  });
}

void SarifWriter::invocation(size_t LeftOut) {
  J.attributeArray("invocations", [&] {
    J.object([&] {
      J.attribute("executionSuccessful", true);
      J.attributeArray("toolExecutionNotifications", [&] {
        for (const std::string &File : Options.NotAnalysed)
          notification("error", "not analysed: " + File);
        if (LeftOut)
          notification("warning",
                       llvm::formatv("{0} findings are left out: services "
                                     "reject more than {1}",
                                     LeftOut, Options.MaxResults)
                           .str());
      });
    });
  });
}

void SarifWriter::file(FileId File) {
  J.attributeObject("artifactLocation", [&] {
    std::string Below = Files.belowRoot(File);
    if (Below.empty()) {
      J.attribute("uri", fileUri(Files.absolute(File)));
      return;
    }
    J.attribute("uri", percentEncoded(Below));
    J.attribute("uriBaseId", Base);
  });
}

void SarifWriter::physical(const Place &Where) {
  J.attributeObject("physicalLocation", [&] {
    file(Where.File);
    J.attributeObject("region", [&] {
      J.attribute("startLine", Where.Line);
      J.attribute("startColumn", Files.characterColumn(Where));
    });
  });
}

static bool isElsewhere(const Note &N) { return N.Role == NoteRole::Evidence; }

void SarifWriter::related(const Finding &F) {
  if (F.Notes.empty())
    return;
  J.attributeArray("relatedLocations", [&] {
    for (const auto &[I, Step] :
         llvm::enumerate(llvm::ArrayRef(F.Notes).take_front(MaxRelated)))
      J.object([&, &Step = Step, I = I] {
        J.attribute("id", I + 1);
        physical(Step.Where);
        text("message", Step.Text);
      });
  });
}

/// One flow a thread, each in the order of time.
static std::vector<Flow> flowsOf(const Finding &F) {
  std::map<unsigned, Flow> ByThread;
  Flow &Own = ByThread[0];
  Own.Heading = F.Message;
  for (const Note &Step : F.Notes) {
    if (isElsewhere(Step))
      continue;
    Flow &Of = ByThread[Step.Thread];
    if (Step.Role == NoteRole::Heading)
      Of.Heading = Step.Text;
    else
      Of.Steps.push_back({Step.Where, Step.Text, Step.Depth, false});
  }
  // Whoever follows the steps comes by the place of the finding.
  auto Here = llvm::find_if(
      Own.Steps, [&](const FlowStep &S) { return S.Where == F.Where; });
  if (Here == Own.Steps.end())
    Here = Own.Steps.insert(Own.Steps.end(), {F.Where, F.Message, 0, false});
  Here->Decisive = true;
  std::vector<Flow> Flows;
  for (auto &[Thread, Of] : ByThread)
    if (!Of.Steps.empty()) {
      Of.Steps.back().Decisive = true;
      Flows.push_back(std::move(Of));
    }
  return Flows;
}

void SarifWriter::flows(const Finding &F) {
  if (llvm::all_of(F.Notes, isElsewhere))
    return;
  std::vector<Flow> Flows = flowsOf(F);
  size_t Each = std::max<size_t>(1, MaxSteps / Flows.size());
  J.attributeArray("codeFlows", [&] {
    J.object([&] {
      J.attributeArray("threadFlows", [&] {
        for (const auto &[I, Of] :
             llvm::enumerate(llvm::ArrayRef(Flows).take_front(MaxSteps)))
          J.object([&, &Of = Of, I = I] {
            J.attribute("id", llvm::formatv("thread {0}", I + 1).str());
            if (!Of.Heading.empty())
              text("message", Of.Heading);
            J.attributeArray("locations", [&] {
              // Of a chain that is too long the end says more.
              for (const FlowStep &S : llvm::ArrayRef(Of.Steps).take_back(Each))
                J.object([&] {
                  J.attributeObject("location", [&] {
                    physical(S.Where);
                    text("message", S.Text);
                  });
                  J.attribute("nestingLevel", S.Depth);
                  J.attribute("importance",
                              S.Decisive ? "essential" : "important");
                });
            });
          });
      });
    });
  });
}

void SarifWriter::fixes(const Finding &F) {
  if (F.Fixes.empty())
    return;
  std::map<FileId, std::vector<const Fix *>> ByFile;
  for (const Fix &Change : F.Fixes)
    ByFile[Change.Begin.File].push_back(&Change);
  J.attributeArray("fixes", [&] {
    J.object([&] {
      J.attributeArray("artifactChanges", [&] {
        for (const auto &[In, Changes] : ByFile)
          J.object([&, In = In, &Changes = Changes] {
            file(In);
            J.attributeArray("replacements", [&] {
              for (const Fix *Change : Changes)
                J.object([&] {
                  J.attributeObject("deletedRegion", [&] {
                    J.attribute("startLine", Change->Begin.Line);
                    J.attribute("startColumn",
                                Files.characterColumn(Change->Begin));
                    J.attribute("endLine", Change->End.Line);
                    J.attribute("endColumn",
                                Files.characterColumn(Change->End));
                  });
                  J.attributeObject("insertedContent", [&] {
                    J.attribute("text", utf8(Change->Text));
                  });
                });
            });
          });
      });
    });
  });
}

void SarifWriter::result(const Finding &F) {
  const CheckInfo &Check = checkInfo(F.Kind);
  J.attribute("ruleId", Check.Name);
  J.attribute("ruleIndex", &Check - allChecks().begin());
  J.attribute("level", F.Sure == Confidence::Definite ? "error" : "warning");
  text("message", F.Message);
  J.attributeArray("locations", [&] { J.object([&] { physical(F.Where); }); });
  J.attributeObject("partialFingerprints",
                    [&] { J.attribute("clangConcurrency/v1", F.Fingerprint); });
  flows(F);
  related(F);
  fixes(F);
  J.attributeObject("properties", [&] {
    J.attribute("confidence", confidenceName(F.Sure));
    J.attribute("pattern", patternName(F.What));
  });
}

void SarifWriter::write(llvm::ArrayRef<const Finding *> Findings,
                        size_t LeftOut) {
  J.object([&] {
    J.attribute("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/"
                           "schemas/sarif-schema-2.1.0.json");
    J.attribute("version", "2.1.0");
    J.attributeArray("runs", [&] {
      J.object([&] {
        tool();
        invocation(LeftOut);
        if (!Files.root().empty())
          J.attributeObject("originalUriBaseIds", [&] {
            J.attributeObject(Base, [&] {
              std::string Uri = fileUri(Files.root());
              J.attribute(
                  "uri", llvm::StringRef(Uri).ends_with("/") ? Uri : Uri + "/");
            });
          });
        J.attribute("columnKind", "unicodeCodePoints");
        J.attributeArray("results", [&] {
          for (const Finding *F : Findings)
            J.object([&] { result(*F); });
        });
      });
    });
  });
}

void concurrency::writeSarif(llvm::raw_ostream &OS,
                             llvm::ArrayRef<Finding> Findings, Sources &Files,
                             const SarifOptions &Options) {
  std::vector<const Finding *> Kept;
  for (const Finding &F : Findings)
    Kept.push_back(&F);
  size_t LeftOut = 0;
  if (Kept.size() > Options.MaxResults) {
    LeftOut = Kept.size() - Options.MaxResults;
    std::vector<const Finding *> Ranked = Kept;
    llvm::stable_sort(Ranked, [](const Finding *A, const Finding *B) {
      return A->Sure > B->Sure;
    });
    Ranked.resize(Options.MaxResults);
    llvm::sort(Ranked); // as they were
    Kept = std::move(Ranked);
  }
  SarifWriter(OS, Files, Options).write(Kept, LeftOut);
  OS << '\n';
}
