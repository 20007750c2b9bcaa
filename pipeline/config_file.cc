// See config.h: the file, and what is wrong with it. The only file that knows toml11.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <toml.hpp>

#include "pipeline/config.h"
#include "pipeline/nesting.h"
#include "pipeline/plain_text.h"
#include "pipeline/spelling.h"

namespace yuqing {
namespace {

// location() would tell the line and count all lines before it, for every value anew.
std::size_t begin_of(const toml::value& value) {
  const auto* region = dynamic_cast<const toml::detail::region*>(toml::detail::get_region(value));
  return region == nullptr ? 0 : static_cast<std::size_t>(region->first() - region->begin());
}

Value converted(const toml::value& from) {
  Value to;
  to.begin = begin_of(from);
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

void number_lines(Value& value, std::string_view source, const LineIndex& lines) {
  value.line = lines.position(source, value.begin).line;
  if (auto* items = std::get_if<Value::Array>(&value.held)) {
    for (Value& item : *items) {
      number_lines(item, source, lines);
    }
  } else if (auto* table = std::get_if<Value::Table>(&value.held)) {
    for (auto& [key, inner] : *table) {
      number_lines(inner, source, lines);
    }
  }
}

// toml11 explains in several lines with a picture; the first line holds the reason.
std::string first_sentence(std::string_view what) {
  std::string line(what.substr(0, what.find('\n')));
  const std::size_t end_of_place = line.find("] ");
  return end_of_place == std::string::npos ? line : line.substr(end_of_place + 2);
}

std::string in_section(std::string_view name) {
  return name.empty() ? std::string("at the top level") : "in [" + std::string(name) + "]";
}

// The known key that at most two slips of a finger turn into `key`; empty when there is none.
std::string nearest_key(std::string_view key, const std::set<std::string, std::less<>>& known) {
  const auto closer = [key](std::string_view a, std::string_view b) {
    return distance(key, a) < distance(key, b);
  };
  const auto nearest = std::ranges::min_element(known, closer);
  return nearest != known.end() && distance(key, *nearest) <= 2 ? *nearest : std::string();
}

}  // namespace

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

File::File(std::filesystem::path path, std::string_view text)
    : path_(std::move(path)), source_(text), lines_(source_) {
  root_.held = Value::Table();
  // toml11 reads behind its memory when it wants to show where a string is no UTF-8.
  const std::size_t sound = sound_utf8(source_);
  if (sound != source_.size()) {
    complain(lines_.position(source_, sound).line, "is no UTF-8 here; save the file as UTF-8");
    unreadable_ = true;
    return;
  }
  if (const std::size_t deep = too_deep(source_); deep != source_.size()) {
    complain(
        lines_.position(source_, deep).line,
        fmt::format("nests deeper than {} levels here; brackets or dots are wrong", kMostNesting));
    unreadable_ = true;
    return;
  }
  std::istringstream in(source_);
  try {
    root_ = converted(toml::parse(in, path_.string()));
    number_lines(root_, source_, lines_);
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
  complaints_.push_back({.position = {.line = line, .column = 0}, .message = std::string(message)});
}

void File::complain_at(const FilePlace& position, std::string_view message) {
  if (unreadable_) {
    return;
  }
  complaints_.push_back({.position = position, .message = std::string(message)});
}

void File::complain_about(const Value& value, std::string_view message) {
  if (columns_) {
    complain_at(position(value.begin), message);
  } else {
    complain(value.line, message);
  }
}

FilePlace File::position(const Located& text, std::size_t at) const {
  return position(source_of(source_, text.begin, at));
}

void File::adopt(const std::vector<std::string>& complaints) {
  if (unreadable_) {
    return;
  }
  adopted_.insert(adopted_.end(), complaints.begin(), complaints.end());
}

namespace {

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
      complain_of_unknown(file, inner, name.empty() ? key : fmt::format("{}.{}", name, key));
      continue;
    }
    const std::string nearest = nearest_key(key, value.known);
    file.complain_about(inner, "unknown key '" + key + "' " + in_section(name) +
                                   (nearest.empty() ? "; remove it or correct its spelling"
                                                    : "; did you mean '" + nearest + "'?"));
  }
}

}  // namespace

std::vector<std::string> File::complaints() {
  complain_of_unknown(*this, root_, "");
  const auto place = [](const Complaint& complaint) {
    return std::pair(complaint.position.line, complaint.position.column);
  };
  std::ranges::stable_sort(complaints_, {}, place);
  std::vector<std::string> lines;
  for (const auto& [position, message] : complaints_) {
    const std::string line = position.line > 0 ? fmt::format("{}:", position.line) : "";
    const std::string column = position.column > 0 ? fmt::format("{}:", position.column) : "";
    std::string full = fmt::format("{}:{}{} {}", path_.string(), line, column, message);
    if (std::ranges::find(lines, full) == lines.end()) {
      lines.push_back(std::move(full));
    }
  }
  lines.insert(lines.end(), adopted_.begin(), adopted_.end());
  return lines;
}

}  // namespace yuqing
