// A file of results that has its name once it is whole.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "pipeline/durable_file.h"

namespace yuqing {

class ResultFile {
 public:
  explicit ResultFile(std::filesystem::path path)
      : path_(std::move(path)), temporary_(path_.string() + ".tmp"), file_(fresh(temporary_)) {}

  // What is to be appended next; flush_if_full() now and then keeps it small.
  std::string& text() { return text_; }

  void flush_if_full() {
    if (text_.size() > kChunk) {
      flush();
    }
  }

  void finish() {
    flush();
    std::filesystem::rename(temporary_, path_);
  }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 20;

  static const std::filesystem::path& fresh(const std::filesystem::path& path) {
    std::filesystem::remove(path);
    return path;
  }

  void flush() {
    file_.append(text_);
    text_.clear();
  }

  const std::filesystem::path path_;
  const std::filesystem::path temporary_;
  AppendFile file_;
  std::string text_;
};

}  // namespace yuqing
