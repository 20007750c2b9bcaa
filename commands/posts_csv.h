// posts.csv: a line for each post and what was made of it, without its text and without names.
#pragma once

#include "commands/post_names.h"
#include "commands/result_file.h"
#include "pipeline/witness.h"

namespace yuqing {

class PostsCsv final : public Witness {
 public:
  // Both outlive it.
  PostsCsv(const std::filesystem::path& path, const TagTable& tags, const PostNames& names);

  // In the order of the log. Records without a post are in dead_letters.jsonl and summary.json.
  void see(const Post& post, const Record& record, Fate fate, const Batch& batch) override;
  void finish() { file_.finish(); }

 private:
  void append_opinion(const Post& post);
  void append_tags(const Post& post, const Batch& batch);
  void append_reactions(const Details* details);

  const TagTable& tags_;
  const PostNames& names_;
  ResultFile file_;
};

}  // namespace yuqing
