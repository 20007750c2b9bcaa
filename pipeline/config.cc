// See config.h. The only file that knows toml11.
#include "pipeline/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <toml.hpp>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;

Value converted(const toml::value& from) {
  Value to;
  to.line = from.location().line();
  if (from.is_boolean()) {
    to.held = from.as_boolean();
  } else if (from.is_integer()) {
    to.held = static_cast<std::int64_t>(from.as_integer());
  } else if (from.is_floating()) {
    to.held = from.as_floating();
  } else if (from.is_string()) {
    to.held = from.as_string().str;
  } else if (from.is_array()) {
    Value::Array items;
    for (const toml::value& item : from.as_array()) {
      items.push_back(converted(item));
    }
    to.held = std::move(items);
  } else if (from.is_table()) {
    Value::Table table;
    for (const auto& [key, value] : from.as_table()) {
      table.emplace(key, converted(value));
    }
    to.held = std::move(table);
  } else {
    to.held = toml::format(from);  // dates: as text
  }
  return to;
}

// toml11 explains in several lines with a picture; the first line holds the reason.
std::string first_sentence(std::string_view what) {
  std::string line(what.substr(0, what.find('\n')));
  const std::size_t end_of_place = line.find("] ");
  return end_of_place == std::string::npos ? line : line.substr(end_of_place + 2);
}

// Edit distance, for "did you mean". Keys are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); j++) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); i++) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); j++) {
      const std::size_t above = row[j];
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above + 1, row[j - 1] + 1, replaced});
      diagonal = above;
    }
  }
  return row[b.size()];
}

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

// A whole number followed by one of the units.
std::optional<std::int64_t> measured(std::string_view text, const std::vector<Unit>& units) {
  std::int64_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count < 0) {
    return std::nullopt;
  }
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& known : units) {
    if (known.name == unit && count <= INT64_MAX / known.factor) {
      return count * known.factor;
    }
  }
  return std::nullopt;
}

const std::vector<Unit> kTimeUnits = {
    {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
const std::vector<Unit> kSizeUnits = {
    {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

std::string written(std::int64_t amount, const std::vector<Unit>& units) {
  const Unit* best = &units.front();
  for (const Unit& unit : units) {
    if (amount != 0 && amount % unit.factor == 0) {
      best = &unit;
    }
  }
  return std::to_string(amount / best->factor) + std::string(best->name);
}

std::string dotted(std::string_view section, std::string_view key) {
  return section.empty() ? std::string(key) : fmt::format("{}.{}", section, key);
}

std::string in_section(std::string_view name) {
  return name.empty() ? std::string("at the top level") : "in [" + std::string(name) + "]";
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  const std::optional<std::int64_t> amount = measured(text, kTimeUnits);
  return amount ? std::optional(milliseconds(*amount)) : std::nullopt;
}

Value* Section::find(std::string_view key) const {
  if (table_ == nullptr) {
    return nullptr;
  }
  table_->known.emplace(key);
  Value::Table& table = std::get<Value::Table>(table_->held);
  const auto found = table.find(key);
  if (found == table.end()) {
    return nullptr;
  }
  found->second.asked = true;
  return &found->second;
}

bool Section::has(std::string_view key) const {
  return table_ != nullptr && std::get<Value::Table>(table_->held).contains(key);
}

bool Section::says(std::string_view key, std::string_view word) const {
  const Value* value = find(key);
  const auto* held = value != nullptr ? std::get_if<std::string>(&value->held) : nullptr;
  return held != nullptr && *held == word;
}

void Section::complain(std::string_view key, std::string_view message) const {
  const Value* value = find(key);
  const unsigned line = value != nullptr ? value->line : (table_ != nullptr ? table_->line : 0);
  file_->complain(line, fmt::format("{}: {}", dotted(name_, key), message));
}

void Section::adopt(const std::vector<std::string>& complaints) const {
  file_->adopt(complaints);
}

std::string Section::text(std::string_view key, std::string_view fallback) const {
  const Value* value = find(key);
  if (value == nullptr) {
    return std::string(fallback);
  }
  if (const auto* held = std::get_if<std::string>(&value->held)) {
    return *held;
  }
  complain(key, "not a text; write it in quotes");
  return std::string(fallback);
}

bool Section::flag(std::string_view key, bool fallback) const {
  const Value* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  if (const auto* held = std::get_if<bool>(&value->held)) {
    return *held;
  }
  complain(key, "not a switch; write true or false");
  return fallback;
}

std::int64_t Section::integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                              std::int64_t most) const {
  const Value* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  const auto* held = std::get_if<std::int64_t>(&value->held);
  if (held == nullptr || *held < least || *held > most) {
    complain(key, "not a whole number from " + std::to_string(least) + " to " +
                      std::to_string(most) + "; the default is " + std::to_string(fallback));
    return fallback;
  }
  return *held;
}

milliseconds Section::duration(std::string_view key, milliseconds fallback, milliseconds least,
                               milliseconds most) const {
  const Value* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  const auto* held = std::get_if<std::string>(&value->held);
  const std::optional<milliseconds> amount = held ? parse_duration(*held) : std::nullopt;
  if (!amount || *amount < least || *amount > most) {
    complain(key, "not a duration from " + written(least.count(), kTimeUnits) + " to " +
                      written(most.count(), kTimeUnits) +
                      "; write a number with ms, s, m, h or d, " + "for example \"" +
                      written(fallback.count(), kTimeUnits) + "\"");
    return fallback;
  }
  return *amount;
}

std::size_t Section::size(std::string_view key, std::size_t fallback, std::size_t least,
                          std::size_t most) const {
  const Value* value = find(key);
  if (value == nullptr) {
    return fallback;
  }
  const auto* held = std::get_if<std::string>(&value->held);
  const std::optional<std::int64_t> amount = held ? measured(*held, kSizeUnits) : std::nullopt;
  if (!amount || static_cast<std::size_t>(*amount) < least ||
      static_cast<std::size_t>(*amount) > most) {
    const auto show = [](std::size_t bytes) {
      return written(static_cast<std::int64_t>(bytes), kSizeUnits);
    };
    complain(key, "not a size from " + show(least) + " to " + show(most) +
                      "; write a number with B, KiB, MiB or GiB, for example \"" + show(fallback) +
                      "\"");
    return fallback;
  }
  return static_cast<std::size_t>(*amount);
}

std::filesystem::path Section::path(std::string_view key) const {
  std::filesystem::path given = text(key);
  if (given.empty() || given.is_absolute()) {
    return given;
  }
  return (file_->path().parent_path() / given).lexically_normal();
}

std::string Section::choice(std::string_view key, std::string_view fallback,
                            const std::vector<std::string_view>& names) const {
  std::string chosen = text(key, fallback);
  if (chosen == fallback || std::ranges::find(names, chosen) != names.end()) {
    return chosen;
  }
  std::string all;
  for (const std::string_view name : names) {
    all += (all.empty() ? "" : ", ") + std::string(name);
  }
  complain(key, "'" + chosen + "' is none of: " + all);
  return std::string(fallback);
}

std::vector<std::string> Section::texts(std::string_view key) const {
  std::vector<std::string> found;
  const Value* value = find(key);
  if (value == nullptr) {
    return found;
  }
  const auto* items = std::get_if<Value::Array>(&value->held);
  if (items == nullptr) {
    complain(key, "not a list of texts; write [\"...\", \"...\"]");
    return found;
  }
  for (const Value& item : *items) {
    if (const auto* held = std::get_if<std::string>(&item.held)) {
      found.push_back(*held);
    } else {
      complain(key, "holds something that is no text; write it in quotes");
    }
  }
  return found;
}

std::vector<std::vector<std::string>> Section::text_lists(std::string_view key) const {
  std::vector<std::vector<std::string>> found;
  const Value* value = find(key);
  if (value == nullptr) {
    return found;
  }
  constexpr std::string_view kMend = "not a list of lists of texts; write [[\"...\"], [\"...\"]]";
  const auto* lists = std::get_if<Value::Array>(&value->held);
  if (lists == nullptr) {
    complain(key, kMend);
    return found;
  }
  for (const Value& list : *lists) {
    const auto* items = std::get_if<Value::Array>(&list.held);
    if (items == nullptr) {
      complain(key, kMend);
      continue;
    }
    std::vector<std::string>& texts = found.emplace_back();
    for (const Value& item : *items) {
      if (const auto* held = std::get_if<std::string>(&item.held)) {
        texts.push_back(*held);
      } else {
        complain(key, kMend);
      }
    }
  }
  return found;
}

std::map<std::string, std::string> Section::pairs(std::string_view key) const {
  std::map<std::string, std::string> found;
  const Section inner = table(key);
  if (!inner.exists()) {
    return found;
  }
  for (auto& [name, value] : std::get<Value::Table>(inner.table_->held)) {
    value.asked = true;
    if (const auto* word = std::get_if<std::string>(&value.held)) {
      found.emplace(name, *word);
    } else if (const auto* flag = std::get_if<bool>(&value.held)) {
      found.emplace(name, *flag ? "true" : "false");
    } else if (const auto* number = std::get_if<std::int64_t>(&value.held)) {
      found.emplace(name, std::to_string(*number));
    } else {
      inner.complain(name, "not a text, number or switch; write dotted names in quotes");
    }
  }
  return found;
}

Section Section::table(std::string_view key) const {
  const std::string name = dotted(name_, key);
  Value* value = find(key);
  if (value != nullptr && !std::holds_alternative<Value::Table>(value->held)) {
    complain(key, "not a section; write [" + name + "]");
    value = nullptr;
  }
  return {*file_, value, name};
}

std::vector<Section> Section::tables(std::string_view key) const {
  std::vector<Section> found;
  Value* value = find(key);
  if (value == nullptr) {
    return found;
  }
  auto* items = std::get_if<Value::Array>(&value->held);
  if (items == nullptr) {
    complain(key, "not a list of sections; write [[" + std::string(key) + "]]");
    return found;
  }
  for (Value& item : *items) {
    item.asked = true;
    if (std::holds_alternative<Value::Table>(item.held)) {
      found.emplace_back(*file_, &item, std::string(key));
    } else {
      complain(key, "holds something that is no section; write [[" + std::string(key) + "]]");
    }
  }
  return found;
}

File::File(std::filesystem::path path) : path_(std::move(path)) {
  root_.held = Value::Table();
  std::ifstream in(path_, std::ios::binary);
  std::ostringstream text;
  const bool readable = in.good() && !std::filesystem::is_directory(path_);
  const bool empty = readable && in.peek() == std::ifstream::traits_type::eof();
  if (!readable || (!empty && !(text << in.rdbuf()))) {
    complain(0, "cannot be read; give the path of a readable file");
    unreadable_ = true;
    return;
  }
  *this = File(path_, text.str());
}

File::File(std::filesystem::path path, std::string_view text) : path_(std::move(path)) {
  root_.held = Value::Table();
  std::istringstream in{std::string(text)};
  try {
    root_ = converted(toml::parse(in, path_.string()));
  } catch (const toml::exception& error) {
    complain(error.location().line(), first_sentence(error.what()));
    unreadable_ = true;
  } catch (const std::exception& error) {
    complain(0, first_sentence(error.what()));
    unreadable_ = true;
  }
}

void File::complain(unsigned line, std::string_view message) {
  if (unreadable_) {
    return;
  }
  complaints_.emplace_back(line, std::string(message));
}

void File::adopt(const std::vector<std::string>& complaints) {
  if (unreadable_) {
    return;
  }
  adopted_.insert(adopted_.end(), complaints.begin(), complaints.end());
}

namespace {

// The known key that at most two slips of a finger turn into `key`; empty when there is none.
std::string nearest_key(std::string_view key, const std::set<std::string, std::less<>>& known) {
  const auto closer = [key](std::string_view a, std::string_view b) {
    return distance(key, a) < distance(key, b);
  };
  const auto nearest = std::ranges::min_element(known, closer);
  return nearest != known.end() && distance(key, *nearest) <= 2 ? *nearest : std::string();
}

// Keys of a table that nobody asked for, with the nearest key that somebody did.
void complain_of_unknown(File& file, const Value& value, const std::string& name) {
  if (const auto* items = std::get_if<Value::Array>(&value.held)) {
    for (const Value& item : *items) {
      if (item.asked) {
        complain_of_unknown(file, item, name);
      }
    }
  }
  const auto* table = std::get_if<Value::Table>(&value.held);
  if (table == nullptr) {
    return;
  }
  for (const auto& [key, inner] : *table) {
    if (inner.asked) {
      complain_of_unknown(file, inner, dotted(name, key));
      continue;
    }
    const std::string nearest = nearest_key(key, value.known);
    file.complain(inner.line, "unknown key '" + key + "' " + in_section(name) +
                                  (nearest.empty() ? "; remove it or correct its spelling"
                                                   : "; did you mean '" + nearest + "'?"));
  }
}

}  // namespace

std::vector<std::string> File::complaints() {
  complain_of_unknown(*this, root_, "");
  std::ranges::stable_sort(complaints_, {}, &std::pair<unsigned, std::string>::first);
  std::vector<std::string> lines;
  for (const auto& [line, message] : complaints_) {
    const std::string place = line > 0 ? fmt::format("{}:", line) : "";
    std::string full = fmt::format("{}:{} {}", path_.string(), place, message);
    if (std::ranges::find(lines, full) == lines.end()) {
      lines.push_back(std::move(full));
    }
  }
  lines.insert(lines.end(), adopted_.begin(), adopted_.end());
  return lines;
}

}  // namespace yuqing
