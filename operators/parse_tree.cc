// See parse_tree.h.
#include "operators/parse_tree.h"

#include "operators/parse_json.h"

namespace yuqing::parsing {
namespace {

// What stands from a token on until only white space comes before the next one.
std::string_view without_tail(std::string_view written) {
  while (written.back() == ' ' || written.back() == '\t' || written.back() == '\n' ||
         written.back() == '\r') {
    written.remove_suffix(1);
  }
  return written;
}

Type type_of(char first) {
  switch (first) {
    case '{':
      return Type::object;
    case '[':
      return Type::array;
    case '"':
      return Type::string;
    case 'n':
      return Type::null;
    case 't':
    case 'f':
      return Type::boolean;
    default:
      return Type::number;
  }
}

}  // namespace

Node Node::operator[](std::string_view key) const {
  if (!is_object()) {
    return {};
  }
  const std::uint32_t behind = cells_[at_].behind;
  for (std::uint32_t at = at_ + 1; at != behind; at = cells_[at].behind) {
    if (key_of(cells_[at]) == key) {
      return {cells_, at, behind};
    }
  }
  return {};
}

Node Node::first() const {
  const bool has_any = (is_object() || is_array()) && cells_[at_].behind != at_ + 1;
  return has_any ? Node(cells_, at_ + 1, cells_[at_].behind) : Node();
}

Node Node::next() const {
  const std::uint32_t behind = cells_[at_].behind;
  return behind != end_ ? Node(cells_, behind, end_) : Node();
}

Node Tree::build(std::string_view record, std::span<const std::uint32_t> tokens) {
  cells_.clear();
  open_.clear();
  keys_.clear();
  key_ = {};
  for (std::size_t i = 0; i < tokens.size(); i++) {
    const char* const at = record.data() + tokens[i];
    if (*at == ',' || *at == ':') {
      continue;
    }
    if (*at == '}' || *at == ']') {
      cells_[open_.back()].behind = static_cast<std::uint32_t>(cells_.size());
      open_.pop_back();
      continue;
    }
    const std::size_t end = i + 1 == tokens.size() ? record.size() : tokens[i + 1];
    const std::string_view written = without_tail(record.substr(tokens[i], end - tokens[i]));
    const bool is_key = *at == '"' && i + 1 != tokens.size() && record[end] == ':';
    if (is_key) {
      key_ = plain_key(written.substr(1, written.size() - 2));
    } else {
      add(type_of(*at), written);
    }
  }
  return {cells_.data(), 0, static_cast<std::uint32_t>(cells_.size())};
}

void Tree::add(Type type, std::string_view written) {
  const auto at = static_cast<std::uint32_t>(cells_.size());
  Cell& cell = cells_.emplace_back();
  cell.key = key_.data();
  cell.key_size = static_cast<std::uint32_t>(key_.size());
  cell.behind = at + 1;
  key_ = {};
  if (type == Type::object || type == Type::array) {
    cell.value = {type, 0, written.data()};
    open_.push_back(at);
  } else if (type == Type::string) {
    cell.value = {type, static_cast<std::uint32_t>(written.size() - 2), written.data() + 1};
  } else {
    cell.value = {type, static_cast<std::uint32_t>(written.size()), written.data()};
  }
}

std::string_view Tree::plain_key(std::string_view written) {
  if (written.find('\\') == std::string_view::npos) {
    return written;
  }
  return keys_.keep(unescape(written, keys_.room(written.size())));
}

}  // namespace yuqing::parsing
