// Records to posts: which format, what it says, and what is wrong with it.
//
// Every record of a batch becomes a post with one verdict, which depends on the record alone.
// Texts are views: into the record where it writes them plainly, else into Batch::texts.
#include <tbb/enumerable_thread_specific.h>

#include <span>

#include "operators/catalogue.h"
#include "operators/parse_format.h"
#include "operators/parse_json.h"
#include "operators/parse_post.h"

namespace yuqing {
namespace {

using parsing::Draft;
using parsing::Fields;
using parsing::Format;
using parsing::JsonReader;

struct Limits {
  std::size_t record = 0;
  std::size_t text = 0;
  std::size_t depth = 0;
};

class Parse final : public Operator {
 public:
  explicit Parse(const Limits& limits)
      : limits_(limits), readers_([limits] { return JsonReader(limits.record, limits.depth); }) {}

  void apply(Batch& batch) const override {
    batch.posts.reserve(batch.records.size());
    JsonReader& reader = readers_.local();
    Fields fields;
    for (std::size_t i = 0; i < batch.records.size(); i++) {
      Post& post = batch.posts.emplace_back();
      post.record = static_cast<std::uint32_t>(i);
      post.verdict = read(reader, fields, batch, post);
    }
  }

 private:
  Verdict read(JsonReader& reader, Fields& fields, Batch& batch, Post& post) const {
    const Record& record = batch.records[post.record];
    if (record.verdict != Verdict::counted) {
      return record.verdict;
    }
    if (record.size > limits_.record) {
      return Verdict::too_large;
    }
    const char* const padding = batch.bytes.data() + batch.bytes.size() - kPadding;
    const Verdict verdict = reader.read(batch.payload(record), padding, fields);
    if (verdict != Verdict::counted) {
      return verdict;
    }
    for (const Format& format : formats_) {
      if (format.detects(fields)) {
        Draft draft;
        const Verdict adapted = format.adapt(fields, draft);
        return adapted == Verdict::counted ? parsing::finish(draft, limits_.text, batch, post)
                                           : adapted;
      }
    }
    return Verdict::unknown_format;
  }

  const Limits limits_;
  const std::span<const Format> formats_ = parsing::formats();
  mutable tbb::enumerable_thread_specific<JsonReader> readers_;
};

}  // namespace

std::unique_ptr<Operator> make_parse(const Section& parse) {
  constexpr std::size_t kKiB = 1024;
  const Limits limits = {
      .record = parse.size("max_record", kKiB * kKiB, kKiB, 64 * kKiB * kKiB),
      .text = parse.size("max_text", 64 * kKiB, kKiB, 64 * kKiB * kKiB),
      .depth = static_cast<std::size_t>(parse.integer("max_depth", 32, 4, 1024)),
  };
  return std::make_unique<Parse>(limits);
}

}  // namespace yuqing
