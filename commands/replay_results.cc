// See replay_results.h.
#include "commands/replay_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "commands/replay_files.h"
#include "commands/replay_windows.h"
#include "operators/archive_place.h"
#include "operators/json_rows.h"
#include "pipeline/durable_file.h"
#include "pipeline/errors.h"
#include "pipeline/iso_time.h"
#include "pipeline/merge.h"

namespace yuqing {
namespace {

Counters sum_of_counters(const Lanes& lanes) {
  Counters sum;
  for (const std::uint32_t lane : lanes.owned()) {
    sum.add(lanes[lane].counters);
  }
  return sum;
}

void cut_to_lines(const std::filesystem::path& path, std::uint64_t lines) {
  std::ifstream in(path, std::ios::binary);
  std::string line;
  std::uintmax_t size = 0;
  for (; lines > 0 && std::getline(in, line) && !in.eof(); lines--) {
    size += line.size() + 1;
  }
  if (lines > 0) {
    throw SinkError(path.string() +
                    ": lines are missing that the state of the replay counts; "
                    "remove the folder .replay beside it and start again");
  }
  if (std::filesystem::exists(path)) {
    std::filesystem::resize_file(path, size);
  }
}

class ReplaySink final : public Sink {
 public:
  ReplaySink(std::filesystem::path path, const Lanes& lanes, const ReplaySource& source)
      : path_(std::move(path)), lanes_(lanes), source_(source) {}

  // The output holds every dead letter that the lanes count and the file does not.
  void write(const Output& output) override {
    if (output.dead_letters.empty()) {
      return;
    }
    if (!file_) {
      cut_to_lines(path_, sum_of_counters(lanes_).rejected() - output.dead_letters.size());
      file_.emplace(path_);
    }
    lines_.clear();
    for (const DeadLetter& letter : output.dead_letters) {
      append_letter(letter);
    }
    file_->append(lines_);
  }

 private:
  void append_letter(DeadLetter letter) {
    LaneKey place;
    if (letter.lane->source == kFilesLane) {
      const std::int64_t number = file_of(letter.offset);
      const FileReport file = source_.file(number);
      place = {.source = file.name, .partition = static_cast<std::int32_t>(number)};
      letter.lane = &place;
      letter.offset = number_of(letter.offset);
      teller_.tell(file, number, letter.offset, letter.reason);
    }
    append_json(lines_, letter);
    lines_ += '\n';
  }

  const std::filesystem::path path_;
  const Lanes& lanes_;
  const ReplaySource& source_;
  RejectTeller teller_;
  std::optional<AppendFile> file_;
  std::string lines_;
};

std::string time_or_null(std::int64_t time_ms) {
  return time_ms == kNoTime ? "null" : '"' + iso_time(time_ms) + '"';
}

// {"not_json":0,...} for the verdicts that `wanted` holds for.
std::string by_reason(const Counters& counters, bool (*wanted)(Verdict)) {
  std::string object;
  for (std::size_t i = 0; i < kVerdicts; i++) {
    const auto verdict = static_cast<Verdict>(i);
    if (wanted(verdict)) {
      object += fmt::format("{}\"{}\":{}", object.empty() ? "" : ",", name_of(verdict),
                            counters.verdicts[i]);
    }
  }
  return "{" + object + "}";
}

std::string list_of(const std::vector<DamagedFile>& damaged) {
  std::string list;
  for (const DamagedFile& file : damaged) {
    list += list.empty() ? R"({"file":)" : R"(,{"file":)";
    append_json_string(list, file.file);
    list += R"(,"reason":)";
    append_json_string(list, file.reason);
    list += '}';
  }
  return "[" + list + "]";
}

}  // namespace

std::unique_ptr<Sink> make_sink_replay(const std::filesystem::path& dead_letters,
                                       const Lanes& lanes, const ReplaySource& source) {
  return std::make_unique<ReplaySink>(dead_letters, lanes, source);
}

void write_results(const std::filesystem::path& folder, const Lanes& lanes,
                   const ReplaySource& source, std::chrono::duration<double> took) {
  write_windows(folder, lanes);
  const Counters sum = sum_of_counters(lanes);
  std::int64_t first = INT64_MAX;
  std::int64_t last = kNoTime;
  for (const std::uint32_t lane : lanes.owned()) {
    if (lanes[lane].first_event_ms != kNoTime) {
      first = std::min(first, lanes[lane].first_event_ms);
    }
    last = std::max(last, lanes[lane].newest_event_ms);
  }
  const double rate =
      took.count() > 0 ? static_cast<double>(source.progress().records) / took.count() : 0;
  replace_file(
      folder / "summary.json",
      fmt::format("{{\"consumed\":{},\"counted\":{},\"late\":{},\"duplicate\":{},\n"
                  " \"rejected\":{},\n \"filtered\":{},\n"
                  " \"first_event_time\":{},\"last_event_time\":{},\n"
                  " \"files\":{},\"windows\":{},\"damaged_files\":{},\n \"inputs\":{},\n"
                  " \"seconds\":{:.3f},\"posts_per_second\":{:.0f}}}\n",
                  sum.consumed, sum.counted(), sum.late, sum.duplicate, by_reason(sum, is_rejected),
                  by_reason(sum, is_filtered), time_or_null(first == INT64_MAX ? kNoTime : first),
                  time_or_null(last), source.files().size(), window_starts(lanes).size(),
                  list_of(source.damaged()), files_json(source, folder / "dead_letters.jsonl"),
                  took.count(), rate));
}

}  // namespace yuqing
