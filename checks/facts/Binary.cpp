//===- Binary.cpp - facts in files ----------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Binary.h"
#include "facts/AtomicFile.h"
#include "facts/facts_generated.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace concurrency;
using llvm::StringRef;

using Bytes = llvm::SmallVector<uint8_t, 0>;

/// Limits of what is unpacked, lest a damaged size takes all memory.
static constexpr uint32_t MaxPayload = 256u << 20;
static constexpr uint32_t MaxRatio = 1024;

static constexpr StringRef Producer =
    "clang-concurrency, LLVM " LLVM_VERSION_STRING;

/// The best first.
static constexpr std::pair<fbs::Codec, llvm::compression::Format> Codecs[] = {
    {fbs::Codec::Zstd, llvm::compression::Format::Zstd},
    {fbs::Codec::Zlib, llvm::compression::Format::Zlib},
};

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// How far the text of a payload reaches; what is before it is short.
static size_t endOfText(llvm::ArrayRef<uint8_t> Payload) {
  const auto *Text =
      flatbuffers::GetRoot<fbs::TranslationUnit>(Payload.data())->text();
  return Text->data() + Text->size() - Payload.data();
}

/// Packs \p Input as well as the LLVM around us can. Words and numbers have
/// little in common, so that each packs better by itself; unpacked together,
/// they are one again.
static fbs::Codec compress(llvm::ArrayRef<uint8_t> Input, Bytes &Output) {
  for (auto [Codec, Format] : Codecs) {
    if (llvm::compression::getReasonIfUnsupported(Format) ||
        Input.size() > MaxPayload)
      continue;
    size_t Cut = Codec == fbs::Codec::Zstd ? endOfText(Input) : 0;
    Output.clear();
    for (llvm::ArrayRef<uint8_t> Part :
         {Input.take_front(Cut), Input.drop_front(Cut)}) {
      Bytes Packed;
      if (!Part.empty())
        llvm::compression::compress(Format, Part, Packed);
      llvm::append_range(Output, Packed);
    }
    if (Output.size() < Input.size() && Input.size() / MaxRatio < Output.size())
      return Codec;
  }
  Output.assign(Input.begin(), Input.end());
  return fbs::Codec::None;
}

std::string concurrency::write(const TranslationUnit &Unit) {
  std::string Payload = payload::encode(Unit);
  Bytes Packed;
  fbs::Codec Codec =
      compress(llvm::arrayRefFromStringRef<uint8_t>(Payload), Packed);
  flatbuffers::FlatBufferBuilder Out(Packed.size() + 256);
  auto Contents = Out.CreateVector(Packed.data(), Packed.size());
  auto Name = Out.CreateString(Producer.data(), Producer.size());
  fbs::FinishFileBuffer(
      Out, fbs::CreateFile(Out, FormatVersion, Name, Codec, Payload.size(),
                           llvm::xxh3_64bits(Packed), Contents));
  return std::string(reinterpret_cast<const char *>(Out.GetBufferPointer()),
                     Out.GetSize());
}

llvm::Error concurrency::writeFile(StringRef File,
                                   const TranslationUnit &Unit) {
  return writeAtomically(File, write(Unit));
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// What stands in the payload, unpacked.
static llvm::Error unpack(const fbs::File &File, Bytes &Output) {
  llvm::ArrayRef<uint8_t> Packed(File.payload()->data(),
                                 File.payload()->size());
  if (llvm::xxh3_64bits(Packed) != File.checksum())
    return llvm::createStringError("facts file is corrupt: wrong checksum");
  const auto *Known = llvm::find_if(
      Codecs, [&](const auto &C) { return C.first == File.codec(); });
  if (File.codec() == fbs::Codec::None) {
    Output.assign(Packed.begin(), Packed.end());
  } else if (Known == std::end(Codecs)) {
    return llvm::createStringError("facts file is corrupt: unknown codec");
  } else {
    llvm::compression::Format Format = Known->second;
    if (const char *Reason = llvm::compression::getReasonIfUnsupported(Format))
      return llvm::createStringError(
          llvm::Twine("facts file cannot be unpacked: ") + Reason);
    if (File.size() > MaxPayload || File.size() / MaxRatio > Packed.size())
      return llvm::createStringError("facts file is corrupt: impossible size");
    if (llvm::Error E =
            llvm::compression::decompress(Format, Packed, Output, File.size()))
      return llvm::createStringError("facts file is corrupt: " +
                                     llvm::toString(std::move(E)));
  }
  if (Output.size() != File.size())
    return llvm::createStringError("facts file is corrupt: wrong size");
  return llvm::Error::success();
}

llvm::Expected<TranslationUnit> concurrency::read(StringRef Buffer) {
  // FlatBuffers reads numbers in place.
  if (reinterpret_cast<uintptr_t>(Buffer.data()) % alignof(uint64_t)) {
    Bytes Aligned(Buffer.bytes_begin(), Buffer.bytes_end());
    return read(llvm::toStringRef(Aligned));
  }
  if (Buffer.empty())
    return llvm::createStringError("facts file is empty");
  const uint8_t *Data = Buffer.bytes_begin();
  if (Buffer.size() < 8 || !fbs::FileBufferHasIdentifier(Data))
    return llvm::createStringError("not a facts file");
  if (Buffer.size() >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return llvm::createStringError("facts file is too large");
  flatbuffers::Verifier Verifier(Data, Buffer.size());
  const fbs::File *File =
      fbs::VerifyFileBuffer(Verifier) ? fbs::GetFile(Data) : nullptr;
  if (!File || !File->payload() || !File->producer())
    return llvm::createStringError("facts file is truncated or corrupt");
  if (File->format() != FormatVersion)
    return llvm::createStringError(
        "facts file has format " + llvm::Twine(File->format()) +
        ", written by '" + File->producer()->str() + "'; this is '" + Producer +
        "', which reads format " + llvm::Twine(FormatVersion));

  Bytes Payload;
  if (llvm::Error E = unpack(*File, Payload))
    return std::move(E);
  llvm::Expected<TranslationUnit> Unit =
      payload::decode(llvm::toStringRef(Payload));
  if (!Unit)
    return llvm::createStringError("facts file is corrupt: " +
                                   llvm::toString(Unit.takeError()));
  return std::move(*Unit);
}

llvm::Expected<TranslationUnit> concurrency::readFile(StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return llvm::createFileError(File, Buffer.getError());
  llvm::Expected<TranslationUnit> Unit = read((*Buffer)->getBuffer());
  if (!Unit)
    return llvm::createFileError(File, Unit.takeError());
  return std::move(*Unit);
}
