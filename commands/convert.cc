// yuqing convert: archives of any format to canonical posts, one JSON object a line.
//
// Posts go to standard output; what is no post goes to standard error, with file, line and reason:
// the first of each reason one by one, then how many there were.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <thread>

#include "commands/commands.h"
#include "commands/scoring.h"
#include "operators/archive_place.h"
#include "operators/canonical_row.h"
#include "operators/catalogue.h"
#include "operators/source_replay.h"
#include "pipeline/errors.h"
#include "pipeline/pipeline.h"

namespace yuqing {
namespace {

constexpr std::uint64_t kShown = 10;  // rejects of a reason that are told one by one

// The first stage of a pipeline whose batches shall have details.
class WantDetails final : public Operator {
 public:
  void apply(Batch& batch) const override { batch.wants_details = true; }
};

class Conversion {
 public:
  Conversion(const ReplaySource& source, const Lanes& lanes) : source_(source), lanes_(lanes) {}

  void see(const Batch& batch) {
    rows_.clear();
    for (std::size_t i = 0; i < batch.posts.size(); i++) {
      const Post& post = batch.posts[i];
      const bool is_named = post.verdict == Verdict::deleted && post.id != 0;
      if (post.verdict == Verdict::counted || is_named) {
        append_canonical(rows_, post, batch.details[i], batch);
      } else if (++counts_[static_cast<std::size_t>(post.verdict)] <= kShown) {
        tell(post.verdict, batch.records[post.record]);
      }
    }
    if (std::fwrite(rows_.data(), 1, rows_.size(), stdout) != rows_.size()) {
      throw SinkError("standard output: cannot be written");
    }
  }

  void tell_counts() const {
    for (std::size_t i = 0; i < kVerdicts; i++) {
      if (counts_[i] > 0) {
        fmt::print(stderr, "{}: {} records\n", kVerdictNames[i], counts_[i]);
      }
    }
    for (const DamagedFile& damaged : source_.damaged()) {
      fmt::print(stderr, "{}: {}\n", damaged.file, damaged.reason);
    }
  }

 private:
  void tell(Verdict verdict, const Record& record) const {
    const LaneKey& lane = lanes_[record.lane].key;
    if (lane.source == kFilesLane) {
      fmt::print(stderr, "{}:{}: {}\n", source_.file(file_of(record.offset)).path,
                 number_of(record.offset) + 1, name_of(verdict));
    } else {
      fmt::print(stderr, "{}/{} offset {}: {}\n", lane.source, lane.partition, record.offset,
                 name_of(verdict));
    }
  }

  const ReplaySource& source_;
  const Lanes& lanes_;
  std::string rows_;
  std::array<std::uint64_t, kVerdicts> counts_ = {};
};

void convert(const std::vector<std::string>& inputs, const std::string& config,
             const std::string& format) {
  File file = config.empty() ? File("convert", "") : File(std::filesystem::path(config));
  const Section parse = file.root().table("parse");
  std::vector<Stage> stages;
  stages.push_back({.name = "details", .work = std::make_unique<WantDetails>()});
  stages.push_back({.name = "parse", .work = make_parse(parse, format)});
  stages.push_back({.name = "normalize", .work = make_normalize()});
  const Machine machine{.threads =
                            static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))};
  const std::unique_ptr<ReplaySource> source = make_source_replay(
      archive_files(inputs),
      {.batch_posts = machine.batch_posts,
       .batch_bytes = machine.batch_bytes,
       .max_record = parse.size("max_record", std::size_t{1} << 20, 1, std::size_t{64} << 20)});
  TagTable tags;
  Lanes lanes({}, tags, nullptr);
  source->begin_epoch(lanes);
  Conversion conversion(*source, lanes);
  read_through(*source, stages, machine,
               [&conversion](const Batch& batch) { conversion.see(batch); });
  std::fflush(stdout);
  conversion.tell_counts();
}

}  // namespace

void add_convert(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand(
      "convert", "Write archives of any format as canonical posts, schemas/post.schema.json");
  verb->add_option("INPUT", "Files, or folders of them")->expected(-1)->take_all()->required();
  verb->add_option("-c,--config", "Configuration file, for its [parse]");
  verb->add_option("--format", "Name of the format; by default each post tells it");
  verb->callback([verb] {
    convert(verb->get_option("INPUT")->results(), option_text(*verb, "--config"),
            option_text(*verb, "--format"));
  });
}

}  // namespace yuqing
