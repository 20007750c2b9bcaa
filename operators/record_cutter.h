// From the text of a file to records: one cutter for each kind of content.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/verdict.h"

namespace yuqing {

// A piece of a file that is a record; its bytes are good for the call.
struct Cut {
  std::string_view bytes;   // at most max_record of them
  std::int64_t number = 0;  // of its first line, from 0; more where several begin in one line
  std::uint64_t size = 0;   // in the file
  Verdict verdict = Verdict::counted;
};

using TakeCut = std::function<void(const Cut&)>;

class RecordCutter {
 public:
  virtual ~RecordCutter() = default;

  // The next bytes of the text, as UTF-8, cut anywhere.
  virtual void feed(std::string_view text, const TakeCut& take) = 0;
  // The text is over. Tells what is wrong with its end, or nothing.
  virtual std::string finish(const TakeCut& take) = 0;
};

// `head` is how the text begins: all of it, or 64 KiB.
std::unique_ptr<RecordCutter> make_document_cutter(std::string_view head, std::size_t max_record);

std::unique_ptr<RecordCutter> make_csv_cutter(char separator, std::size_t max_record);

// The separator of the table that a text holds: its first line names columns of posts. 0 where it
// does not.
char csv_separator(std::string_view head);

}  // namespace yuqing
