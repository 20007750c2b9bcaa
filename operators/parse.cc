// Records to posts: which format, what it says, and what is wrong with it.
//
// Every record of a batch becomes one post or more, each with one verdict, which depends on the
// record alone. Two formats are read in one quick walk; whatever it does not know goes the general
// way. Texts are views: into the record where it writes them plainly, else into Batch::texts.
#include <tbb/enumerable_thread_specific.h>

#include "operators/catalogue.h"
#include "operators/parse_json.h"
#include "operators/parse_post.h"
#include "operators/parse_quick.h"
#include "operators/parse_record.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using parsing::Draft;
using parsing::Field;
using parsing::Fields;
using parsing::Format;
using parsing::JsonReader;
using parsing::Pen;
using parsing::QuickFormat;
using parsing::RecordReader;
using parsing::Type;

using Limits = RecordReader::Limits;

// A record of Confluent's serializers: 0, the number of a schema, then what only that schema tells.
bool needs_schema(std::string_view record) {
  constexpr std::size_t kHead = 5;
  return record.size() >= kHead && record.front() == '\0';
}

// X sends line ends to keep a connection open.
bool is_keep_alive(std::string_view record) {
  return !record.empty() && record.find_first_not_of("\r\n") == std::string_view::npos;
}

struct Readers {
  JsonReader json;
  RecordReader record;
};

class Parse final : public Operator {
 public:
  Parse(const Limits& limits, const Format* forced)
      : limits_(limits), forced_(forced), readers_([limits, forced] {
          return Readers{JsonReader(limits.record, limits.depth), RecordReader(limits, forced)};
        }) {}

  void apply(Batch& batch) const override {
    batch.posts.reserve(batch.records.size());
    Readers& readers = readers_.local();
    Fields fields;
    for (std::uint32_t i = 0; i < batch.records.size(); i++) {
      read(readers, fields, i, batch);
    }
  }

 private:
  void read(Readers& readers, Fields& fields, std::uint32_t i, Batch& batch) const {
    const Record& record = batch.records[i];
    const Verdict verdict = read_fields(readers.json, record, fields, batch);
    if (verdict != Verdict::counted) {
      Post& post = add(i, verdict, batch);
      post.id =
          verdict == Verdict::tombstone ? readers.record.key_of(batch.payload(record), batch) : 0;
      return;
    }
    const QuickFormat* const quick = quick_of(fields, batch);
    if (quick == nullptr) {
      readers.record.read(readers.json, i, batch);
      return;
    }
    Post& post = add(i, Verdict::counted, batch);
    post.verdict = adapted(*quick, fields, record, batch, post);
  }

  Verdict read_fields(JsonReader& json, const Record& record, Fields& fields,
                      const Batch& batch) const {
    if (record.verdict != Verdict::counted) {
      return record.verdict;
    }
    if (record.size > limits_.record) {
      return Verdict::too_large;
    }
    const std::string_view payload = batch.payload(record);
    const char* const padding = batch.bytes.data() + batch.bytes.size() - kPadding;
    const Verdict verdict = json.read(payload, padding, fields);
    if (verdict == Verdict::counted) {
      return verdict;
    }
    if (needs_schema(payload)) {
      return Verdict::needs_schema;
    }
    return is_keep_alive(payload) ? Verdict::no_post : verdict;
  }

  // Null when the record has to go the general way.
  const QuickFormat* quick_of(const Fields& fields, const Batch& batch) const {
    if (batch.wants_details || fields.has(Field::foreign) ||
        fields[Field::text].type == Type::object) {
      return nullptr;
    }
    for (const QuickFormat& format : quick_) {
      if (format.detects(fields)) {
        return forced_ == nullptr || forced_->name == format.name ? &format : nullptr;
      }
    }
    return nullptr;
  }

  Verdict adapted(const QuickFormat& format, const Fields& fields, const Record& record,
                  Batch& batch, Post& post) const {
    Pen pen(batch.texts);
    Draft draft;
    const Verdict verdict = format.adapt(fields, pen, draft);
    if (verdict == Verdict::deleted) {
      draft.change = Change::remove;
    } else if (verdict != Verdict::counted) {
      return verdict;
    }
    return parsing::finish(draft, record, limits_.text, pen, post);
  }

  static Post& add(std::uint32_t record, Verdict verdict, Batch& batch) {
    Post& post = batch.posts.emplace_back();
    post.record = record;
    post.verdict = verdict;
    if (batch.wants_details) {
      batch.details.emplace_back();
    }
    return post;
  }

  const Limits limits_;
  const Format* const forced_;
  const std::array<QuickFormat, 2> quick_ = {parsing::quick_canonical(), parsing::quick_weibo_v2()};
  mutable tbb::enumerable_thread_specific<Readers> readers_;
};

// "auto" is the table itself.
const Format* forced_format(const Section& parse, std::string_view format) {
  std::vector<std::string_view> names = {"auto"};
  for (const Format& row : parsing::formats()) {
    names.push_back(row.name);
  }
  const std::string configured = parse.choice("format", "auto", names);
  const std::string_view wanted = format.empty() ? configured : format;
  const Format* const row = parsing::format_named(wanted);
  if (row == nullptr && wanted != "auto") {
    throw ConfigError("--format " + std::string(wanted) +
                      ": no format of that name; `yuqing formats` lists them");
  }
  return row;
}

}  // namespace

std::unique_ptr<Operator> make_parse(const Section& parse, std::string_view format) {
  constexpr std::size_t kKiB = 1024;
  const Limits limits = {
      .record = parse.size("max_record", kKiB * kKiB, kKiB, 64 * kKiB * kKiB),
      .text = parse.size("max_text", 64 * kKiB, kKiB, 64 * kKiB * kKiB),
      .depth = static_cast<std::size_t>(parse.integer("max_depth", 32, 4, 1024)),
  };
  return std::make_unique<Parse>(limits, forced_format(parse, format));
}

}  // namespace yuqing
