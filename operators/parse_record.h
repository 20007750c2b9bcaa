// The general way from a record to its posts: a tree, out of the envelopes, the table of formats.
#pragma once

#include <vector>

#include "operators/parse_envelope.h"
#include "operators/parse_json.h"

namespace yuqing::parsing {

// Memory for one record at a time; one thread at a time.
class RecordReader {
 public:
  struct Limits {
    std::size_t record = 0;
    std::size_t text = 0;
    std::size_t depth = 0;
  };

  // `forced`: the row that reads every post, whatever it looks like; null: the table decides.
  RecordReader(const Limits& limits, const Format* forced);

  // Appends the posts of a record that `json` has just found sound: at least one. A record without
  // any has one whose verdict says so.
  void read(const JsonReader& json, std::uint32_t record, Batch& batch);

  // The id in the key of a record without a value; 0 when it tells none.
  std::uint64_t key_of(std::string_view key, Batch& batch);

 private:
  class Inner final : public InnerReader {
   public:
    explicit Inner(const Limits& limits) : json_(limits.record, limits.depth) {}
    Node read(std::string_view text, Pen& pen) override;

   private:
    JsonReader json_;
    Tree tree_;
  };

  Verdict read_post(const Found& found, Batch& batch, Post& post);
  const Format* format_of(const Found& found) const;

  const Limits limits_;
  const Format* const forced_;
  Tree tree_;
  Inner inner_;
  std::vector<Found> found_;
};

}  // namespace yuqing::parsing
