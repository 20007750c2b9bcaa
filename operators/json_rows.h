// Rows of the outputs as JSON, one line each without its newline. The file and the Kafka sink
// write the same bytes: schemas/window.schema.json, schemas/dead_letter.schema.json.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/sink.h"

namespace yuqing {

void append_json(std::string& out, const WindowRow& row);
void append_json(std::string& out, const DeadLetter& letter);

// A JSON string with its quotes; control characters and invalid UTF-8 come out escaped.
void append_json_string(std::string& out, std::string_view text);

}  // namespace yuqing
