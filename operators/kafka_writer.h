// The name of who writes to a compacted topic, which stands in the keys of its records.
//
// A process that was taken for dead may wake up and write behind its successor. With one key for
// both, compaction would keep the late, older record; with a key each, it keeps both, and readers
// take the one of the higher version.
#pragma once

#include <string>

namespace yuqing {

// 16 hexadecimal digits that no other process has, nor this one after a restart.
std::string new_writer_name();

}  // namespace yuqing
