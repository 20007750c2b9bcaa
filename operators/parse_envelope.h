// Out of envelopes: from a record to the posts in it.
//
// A post may come as a change of a database's row (Debezium, Canal), beside its schema (Kafka
// Connect), as JSON in a JSON string, or with others in a list or document of a platform. These
// nest, so they are opened in a loop.
#pragma once

#include <vector>

#include "operators/parse_format.h"

namespace yuqing::parsing {

// Reads JSON that stood as text in other JSON; nothing when it is none. What the node gives lives
// as long as the pen's texts.
class InnerReader {
 public:
  virtual ~InnerReader() = default;
  virtual Node read(std::string_view text, Pen& pen) = 0;
};

// Appends the posts of a record; a sound record may hold none. Anything but counted: the record is
// no envelope and no object (unknown_format), or holds more posts than any sound one (too_large).
Verdict open_envelopes(const Node& record, InnerReader& inner, Pen& pen, std::vector<Found>& posts);

}  // namespace yuqing::parsing
