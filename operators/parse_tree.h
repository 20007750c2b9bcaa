// A record as a tree, for formats that a walk over known keys cannot tell (parse_fields.h).
//
// The record has been checked by JsonReader, whose tokens are used again: building the tree copies
// no text and reads no number. Of equal keys in an object the first wins, as everywhere.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "operators/parse_fields.h"
#include "pipeline/texts.h"

namespace yuqing::parsing {

struct Cell {
  const char* key = nullptr;  // of a member; elements and the record itself have none
  std::uint32_t key_size = 0;
  std::uint32_t behind = 0;  // the cell behind this one with all that is in it
  Value value;
};

// A value of a record, or nothing. A handle: lives until its tree is built anew, and what it gives
// as long as the bytes of the record.
class Node {
 public:
  Node() = default;
  Node(const Cell* cells, std::uint32_t at, std::uint32_t end)
      : cells_(cells), at_(at), end_(end) {}

  Type type() const { return cells_ == nullptr ? Type::none : cells_[at_].value.type; }
  // Whether there is anything but null.
  bool exists() const { return type() > Type::null; }
  bool is_object() const { return type() == Type::object; }
  bool is_array() const { return type() == Type::array; }
  bool is_string() const { return type() == Type::string; }
  bool has(std::string_view key) const { return (*this)[key].type() != Type::none; }

  // As the record writes it; for the functions that read values.
  operator Value() const {  // NOLINT(google-explicit-constructor): a node is a value with a place
    return cells_ == nullptr ? Value{} : cells_[at_].value;
  }
  // The member of an object; nothing when there is none, and for everything that is no object.
  Node operator[](std::string_view key) const;

  // Its elements or members in their order: for (Node n = a.first(); n.is_there(); n = n.next()).
  Node first() const;
  Node next() const;
  bool is_there() const { return cells_ != nullptr; }
  // Of a member, its key.
  std::string_view key() const {
    return cells_ == nullptr ? std::string_view() : key_of(cells_[at_]);
  }

 private:
  static std::string_view key_of(const Cell& cell) { return {cell.key, cell.key_size}; }

  const Cell* cells_ = nullptr;
  std::uint32_t at_ = 0;
  std::uint32_t end_ = 0;  // of the object or array that it stands in
};

// Memory for one record at a time; one thread at a time.
class Tree {
 public:
  // `tokens` are the places of all brackets, commas, colons and scalars of a sound record.
  Node build(std::string_view record, std::span<const std::uint32_t> tokens);

 private:
  void add(Type type, std::string_view written);
  std::string_view plain_key(std::string_view written);

  std::vector<Cell> cells_;
  std::vector<std::uint32_t> open_;  // objects and arrays around the next value
  Texts keys_;                       // those that are written with escapes
  std::string_view key_;
};

}  // namespace yuqing::parsing
