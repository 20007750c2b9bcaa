// The table of `yuqing top`: a topic a line, as wide as there is room.
#pragma once

#include <cstddef>
#include <string>

#include "commands/now_view.h"

namespace yuqing {

enum class Language { zh, en };

struct TopLook {
  Language language = Language::en;
  std::size_t columns = 80;  // room for a line
  std::size_t lines = 24;    // room for the table
  bool colours = false;
};

// `server` is where the answer came from; `trouble` is why there is no newer one, or empty.
std::string top_table(const NowView& view, const std::string& server, const std::string& trouble,
                      const TopLook& look);

}  // namespace yuqing
