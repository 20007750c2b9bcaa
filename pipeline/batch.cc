// See batch.h.
#include "pipeline/batch.h"

namespace yuqing {

void Batch::append(Record record, std::string_view payload) {
  record.begin = static_cast<std::uint32_t>(bytes.size());
  record.size = static_cast<std::uint32_t>(payload.size());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  records.push_back(record);
}

void Batch::seal() {
  bytes.insert(bytes.end(), kPadding, '\0');
}

void Batch::clear() {
  bytes.clear();
  records.clear();
  posts.clear();
  details.clear();
  words.clear();
  texts.clear();
  chars.clear();
  classes.clear();
  tags.clear();
  opinions.clear();
  hashtags.clear();
  terms.clear();
  ends.clear();
}

}  // namespace yuqing
