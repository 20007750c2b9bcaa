// See config.h: the readers of a section.
#include "pipeline/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/units.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;

std::string dotted(std::string_view section, std::string_view key) {
  return section.empty() ? std::string(key) : fmt::format("{}.{}", section, key);
}

}  // namespace

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
  if (value == nullptr) {
    value = table_;
  }
  const std::string full = fmt::format("{}: {}", dotted(name_, key), message);
  if (value == nullptr) {
    file_->complain(0, full);
  } else {
    file_->complain_about(*value, full);
  }
}

void Section::complain(std::string_view key, const Located& text, std::size_t at,
                       std::string_view message) const {
  file_->complain_at(file_->position(text, at), fmt::format("{}: {}", dotted(name_, key), message));
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
  const std::optional<milliseconds> amount = held != nullptr ? parse_duration(*held) : std::nullopt;
  if (!amount || *amount < least || *amount > most) {
    complain(key, fmt::format("not a duration from {} to {}; write a number with ms, s, m, h or d, "
                              "for example \"{}\"",
                              written(least), written(most), written(fallback)));
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
  const std::optional<std::size_t> amount = held != nullptr ? parse_size(*held) : std::nullopt;
  if (!amount || *amount < least || *amount > most) {
    complain(key, fmt::format("not a size from {} to {}; write a number with B, KiB, MiB or GiB, "
                              "for example \"{}\"",
                              written(least), written(most), written(fallback)));
    return fallback;
  }
  return *amount;
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

Located Section::located(std::string_view key) const {
  const Value* value = find(key);
  return {.text = text(key), .begin = value != nullptr ? value->begin : 0};
}

std::vector<Located> Section::located_texts(std::string_view key) const {
  std::vector<Located> found;
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
      found.push_back({.text = *held, .begin = item.begin});
    } else {
      complain(key, "holds something that is no text; write it in quotes");
    }
  }
  return found;
}

std::vector<std::string> Section::texts(std::string_view key) const {
  std::vector<std::string> found;
  for (Located& text : located_texts(key)) {
    found.push_back(std::move(text.text));
  }
  return found;
}

std::vector<std::vector<Located>> Section::located_lists(std::string_view key) const {
  std::vector<std::vector<Located>> found;
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
    std::vector<Located>& texts = found.emplace_back();
    for (const Value& item : *items) {
      if (const auto* held = std::get_if<std::string>(&item.held)) {
        texts.push_back({.text = *held, .begin = item.begin});
      } else {
        complain(key, kMend);
      }
    }
  }
  return found;
}

std::vector<std::vector<std::string>> Section::text_lists(std::string_view key) const {
  std::vector<std::vector<std::string>> found;
  for (const std::vector<Located>& list : located_lists(key)) {
    std::vector<std::string>& texts = found.emplace_back();
    for (const Located& text : list) {
      texts.push_back(text.text);
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

}  // namespace yuqing
