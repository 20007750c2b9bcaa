// What a replay tells beside its windows: posts.csv and the report, both from the second pass.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <vector>

#include "commands/report_texts.h"
#include "commands/report_timeline.h"
#include "commands/second_pass.h"
#include "pipeline/metrics.h"

namespace yuqing {

struct EvidenceWishes {
  bool posts = false;
  bool report = false;
  bool raw_ids = false;  // else keyed hashes stand for ids and names
  Language language = Language::en;
  std::filesystem::path id_key_file;  // empty: the key lies in the folder of results

  bool any() const { return posts || report; }
};

void add_evidence_options(CLI::App& verb);
EvidenceWishes evidence_wishes(const CLI::App& verb);

// What the first pass has found out, without its lanes.
struct FirstPass {
  Timeline timeline;
  Counters counters;
  std::vector<FileReport> files;
};

FirstPass first_pass(const Lanes& lanes, const ReplaySource& source);

// Reads the archives again and writes what is wished to the folder, each file whole or not at all.
// False when it was stopped before the end.
bool write_evidence(const EvidenceWishes& wishes, const std::filesystem::path& folder,
                    const FirstPass& first, const Reading& reading, const std::stop_token& stop);

}  // namespace yuqing
