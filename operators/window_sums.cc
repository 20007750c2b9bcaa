// See window_sums.h.
#include "operators/window_sums.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

#include "operators/json_members.h"
#include "operators/json_rows.h"
#include "operators/whole_number.h"
#include "pipeline/iso_time.h"

namespace yuqing {
namespace {

// What iso_time() wrote, of the years 0 to 9999.
std::optional<std::int64_t> unix_ms(std::string_view written) {
  using std::chrono::milliseconds;
  const std::string text = json_text(written).value_or("");
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (text.size() <= kShape.size()) {
    return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t size) {
    return number_of<unsigned>(std::string_view(text).substr(at, size)).value_or(0);
  };
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(part(0, 4))),
                                         std::chrono::month(part(5, 2)),
                                         std::chrono::day(part(8, 2)));
  if (!date.ok()) {
    return std::nullopt;
  }
  const auto time = std::chrono::sys_days(date) + std::chrono::hours(part(11, 2)) +
                    std::chrono::minutes(part(14, 2)) + std::chrono::seconds(part(17, 2)) +
                    milliseconds(text[19] == '.' ? part(20, 3) : 0);
  const std::int64_t found =
      std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
  return iso_time(found) == text ? std::optional(found) : std::nullopt;
}

// Most numbers of a row are small: seven bits a byte, the last byte without the eighth.
void pack(std::string& out, std::uint64_t number) {
  for (; number > 0x7F; number >>= 7) {
    out += static_cast<char>(number | 0x80);
  }
  out += static_cast<char>(number);
}

std::uint64_t unpack(std::string_view& packed) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; !packed.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(packed.front());
    packed.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) {
      break;
    }
  }
  return number;
}

// Distinct authors and texts: who is counted in two partitions is the same one or is not.
bool adds_up(std::string_view name) {
  return name != "authors" && name != "texts";
}

// Writes numbers by their names; those with one word before a dot stand in one object.
class RowPen {
 public:
  explicit RowPen(std::string& out) : out_(out) {}

  void write(std::string_view name, const std::string& value) {
    const std::size_t dot = name.find('.');
    const std::string_view object =
        dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
    if (object != object_) {
      out_ += object_.empty() ? "" : "}";
      if (!object.empty()) {
        fmt::format_to(std::back_inserter(out_), R"(,"{}":{{)", object);
      }
      object_ = object;
    }
    out_ += out_.ends_with('{') ? "" : ",";
    const std::string_view own = object.empty() ? name : name.substr(dot + 1);
    fmt::format_to(std::back_inserter(out_), R"("{}":{})", own, value);
  }
  void end() { out_ += object_.empty() ? "" : "}"; }

 private:
  std::string& out_;
  std::string_view object_;
};

}  // namespace

struct WindowSums::Row {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  std::string topic;
  Part part;
  std::vector<std::uint64_t> counts;  // in the order of names_
  std::size_t next = 0;               // where the next name is expected
};

// `before`: the name of the member that this object is, with a dot.
bool WindowSums::read(std::string_view object, const std::string& before, Row& row) {
  JsonMembers members(object);
  bool sound = true;
  while (const std::optional<JsonMember> member = members.next()) {
    const std::string name = before + std::string(member->name);
    const std::string_view value = member->value;
    if (name == "start") {
      row.start = unix_ms(value);
    } else if (name == "end") {
      row.end = unix_ms(value);
    } else if (name == "topic") {
      row.topic = json_text(value).value_or("");
    } else if (name == "source") {
      row.part.source = json_text(value).value_or("");
    } else if (name == "scoring") {
      row.part.scoring = json_text(value).value_or("");
    } else if (name == "partition") {
      row.part.partition = number_of<std::int64_t>(value).value_or(-1);
    } else if (name == "version") {
      row.part.version = number_of<std::int64_t>(value).value_or(0);
    } else if (name == "final") {
      row.part.final = value == "true";
    } else if (value.starts_with('{')) {
      sound = read(value, name + ".", row) && sound;
    } else if (const auto count = number_of<std::uint64_t>(value)) {
      read_count(name, *count, row);
    }
  }
  return sound && members.sound();
}

// Every row has the same names in the same order, but for those of another version of the program.
void WindowSums::read_count(const std::string& name, std::uint64_t count, Row& row) {
  std::size_t place = row.next;
  if (place >= names_.size() || names_[place] != name) {
    place = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
  }
  if (place == names_.size()) {
    names_.push_back(name);
  }
  row.counts.resize(std::max(row.counts.size(), place + 1));
  row.counts[place] = count;
  row.next = place + 1;
}

WindowSums::Taken WindowSums::take(std::string_view json, bool is_written) {
  Row row;
  if (!read(json, "", row) || !row.start || !row.end || row.topic.empty() ||
      row.part.partition < 0 || row.part.version < 1) {
    return Taken::no_row;
  }
  if (*row.start < floor_) {
    return Taken::too_old;
  }
  for (const std::uint64_t count : row.counts) {
    pack(row.part.counts, count);
  }
  const Key key{*row.start, std::move(row.topic)};
  const auto [sum, is_new] = sums_.try_emplace(key, Sum{.end = *row.end, .parts = {}});
  if (sum->second.end != *row.end) {
    return Taken::other_size;
  }
  if (!put(sum->second, std::move(row.part))) {
    return Taken::known;
  }
  if (!is_written) {
    changed_.insert(key);
  }
  let_go(*row.start - keep_.count());
  return Taken::newer;
}

// False when the sum has a row of that partition that is as new.
bool WindowSums::put(Sum& sum, Part part) {
  const auto found = std::ranges::find_if(sum.parts, [&part](const Part& other) {
    return other.partition == part.partition && other.source == part.source;
  });
  if (found == sum.parts.end()) {
    sum.parts.push_back(std::move(part));
    rows_++;
    return true;
  }
  if (std::tie(part.version, part.final) <= std::tie(found->version, found->final)) {
    return false;
  }
  *found = std::move(part);
  return true;
}

// Those that are not written yet stay until they are.
void WindowSums::let_go(std::int64_t floor) {
  floor_ = std::max(floor_, floor);
  while (!sums_.empty() && sums_.begin()->first.start < floor_ &&
         !changed_.contains(sums_.begin()->first)) {
    rows_ -= sums_.begin()->second.parts.size();
    sums_.erase(sums_.begin());
  }
}

std::vector<SumRow> WindowSums::changed() {
  std::vector<SumRow> rows;
  rows.reserve(changed_.size());
  for (const Key& key : changed_) {
    rows.push_back(row_of(key, sums_.at(key)));
  }
  changed_.clear();
  let_go(floor_);
  return rows;
}

SumRow WindowSums::row_of(const Key& key, const Sum& sum) const {
  std::vector<std::uint64_t> sums(names_.size());
  std::vector<std::uint64_t> most(names_.size());
  std::int64_t version = 0;
  bool final = true;
  bool one_scoring = true;
  for (const Part& part : sum.parts) {
    std::string_view packed = part.counts;
    for (std::size_t i = 0; !packed.empty(); i++) {
      const std::uint64_t count = unpack(packed);
      sums[i] += count;
      most[i] = std::max(most[i], count);
    }
    version += part.version;
    final = final && part.final;
    one_scoring = one_scoring && part.scoring == sum.parts.front().scoring;
  }
  const std::string start = iso_time(key.start);
  std::string json = fmt::format(R"({{"start":"{}","end":"{}","topic":)", start, iso_time(sum.end));
  append_json_string(json, key.topic);
  RowPen pen(json);
  for (std::size_t i = 0; i < names_.size(); i++) {
    pen.write(names_[i], adds_up(names_[i])
                             ? std::to_string(sums[i])
                             : fmt::format(R"({{"at_least":{},"at_most":{}}})", most[i], sums[i]));
  }
  pen.end();
  fmt::format_to(std::back_inserter(json), R"(,"partitions":{},"scoring":)", sum.parts.size());
  json += one_scoring ? fmt::format(R"("{}")", sum.parts.front().scoring) : "null";
  fmt::format_to(std::back_inserter(json), R"(,"version":{},"final":{}}})", version, final);
  return {.window = start + "/" + key.topic, .json = std::move(json)};
}

}  // namespace yuqing
