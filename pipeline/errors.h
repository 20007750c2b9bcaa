// The broken world: exceptions that only main catches.
//
// Bad records are values (verdict.h), broken code is an assert. A message names the thing that
// broke and what to do about it; it never holds a secret or the text of a post.
#pragma once

#include <stdexcept>

namespace yuqing {

// Exit code 1.
struct SourceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct SinkError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct StoreError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A file that cannot be written now and may be later, because its disk is full or read-only.
// Nothing was claimed and nothing is half done: the same may be asked for again. Exit code 1 where
// nobody waits for that.
struct DiskRefuses : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Exit code 2: usage or configuration. what() is one line per mistake.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace yuqing
