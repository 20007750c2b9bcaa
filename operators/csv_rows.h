// Rows of the outputs as CSV: RFC 4180, UTF-8 with a byte order mark, lines end with CR LF.
//
// Spreadsheets are the readers, so no text may turn into a formula (ASVS 1.2.10): one that begins
// with = + - @ TAB CR NUL, or with the full-width form of a sign, gets an apostrophe in front.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/sink.h"

namespace yuqing {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A cell with text, without the comma. Numbers need none of this.
void append_csv_text(std::string& out, std::string_view text);

// "2025-01-27 20:15:00": what clocks in China show, as spreadsheets read it.
std::string beijing_time(std::int64_t unix_ms);

// The columns of windows.csv, and a row of it; both with their line ends.
void append_csv_header(std::string& out);
void append_csv(std::string& out, const WindowRow& row);

}  // namespace yuqing
