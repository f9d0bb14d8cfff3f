#===- EmbedModels.cmake - model files into a C++ source -------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#

# Run at build time: cmake -DOUTPUT=Embedded.cpp "-DINPUTS=a.yaml,b.yaml" -P …
# Compilers limit the length of one string literal, but not of several that are
# joined; a piece is a few lines.
set(PieceLength 8000)

set(Entries "")
string(REPLACE "," ";" INPUTS "${INPUTS}")
foreach(Input IN LISTS INPUTS)
  get_filename_component(Name "${Input}" NAME)
  file(READ "${Input}" Text)
  string(LENGTH "${Text}" Length)
  string(APPEND Entries "    {\"${Name}\",\n")
  set(Start 0)
  while(Start LESS Length)
    string(SUBSTRING "${Text}" ${Start} ${PieceLength} Piece)
    string(APPEND Entries "     R\"yaml(${Piece})yaml\"\n")
    math(EXPR Start "${Start} + ${PieceLength}")
  endwhile()
  string(APPEND Entries "    },\n")
endforeach()

file(WRITE "${OUTPUT}" "// Made by EmbedModels.cmake from checks/model/data.
#include \"model/Embedded.h\"

llvm::ArrayRef<concurrency::EmbeddedModel> concurrency::embeddedModels() {
  static constexpr EmbeddedModel Models[] = {
${Entries}  };
  return Models;
}
")
