// Makes topic files from what other programs have.
//
// Words are taken as they are written; whoever wrote them sees in the notes what was left out or
// means something else here. The result is a sound topic file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

struct ImportNote {
  std::size_t line = 0;  // of the file that was read
  std::string what;
};

struct Imported {
  std::string toml;
  std::size_t topics = 0;  // 0: there was nothing to make one of
  std::vector<ImportNote> notes;
};

// TrendRadar's frequency_words.txt: groups of words between blank lines, +must, !not, /regex/,
// "=> shown name", [name of the group], [GLOBAL_FILTER].
Imported import_trendradar(std::string_view text);

// One word a line, lines that begin with '#' left out: all of them make one topic of that name.
Imported import_lines(std::string_view text, std::string_view name);

}  // namespace yuqing
