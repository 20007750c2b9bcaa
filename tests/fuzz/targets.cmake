# The fuzz targets: a program for each file, all over one library with sanitizers that holds no more
# of the project than they need.
add_compile_options(-O1 -g -Wno-error -fno-omit-frame-pointer
                    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
add_link_options(-fsanitize=address,undefined)
# The search for a perfect hash in parse_keys.cc takes a compiler more steps than clang allows.
add_compile_options(-fconstexpr-steps=1000000000)

file(GLOB fuzzed CONFIGURE_DEPENDS
  operators/archive_reader.cc operators/base64.cc operators/csv_*.cc operators/decode.cc
  operators/document_cutter.cc operators/file_reader.cc operators/fold.cc
  operators/json_members.cc operators/json_rows.cc operators/json_scan.cc operators/model*.cc
  operators/negation.cc operators/normalize.cc operators/notice.cc operators/own_text.cc
  operators/parse*.cc operators/post_time*.cc operators/segment.cc operators/segment_reader.cc
  operators/snapshot_pieces.cc operators/sums.cc operators/symbols.cc operators/text_encoding.cc
  operators/topic_file.cc operators/topic_matcher*.cc operators/topic_naive*.cc
  operators/topic_pattern.cc operators/topic_plan.cc operators/topic_query*.cc
  operators/topic_regex.cc operators/topic_scan.cc operators/topic_terms.cc
  operators/topic_tokens.cc operators/zstd_stream.cc
  pipeline/authors.cc pipeline/batch.cc pipeline/config*.cc pipeline/embedded.cc
  pipeline/examples.cc pipeline/gists.cc pipeline/history.cc pipeline/ids.cc pipeline/lanes.cc
  pipeline/ledger.cc pipeline/metrics_catalogue.cc pipeline/metrics_page.cc pipeline/nesting.cc
  pipeline/places.cc
  pipeline/plain_text.cc pipeline/snapshot*.cc pipeline/spelling.cc pipeline/tally.cc
  pipeline/texts.cc pipeline/trends.cc pipeline/units.cc pipeline/window.cc)
add_library(fuzzed STATIC ${fuzzed} tests/fuzz/entry.cc)
target_link_libraries(fuzzed PUBLIC
  TBB::tbb simdjson::simdjson prometheus-cpp::core toml11::toml11 spdlog::spdlog
  PkgConfig::re2 PkgConfig::archive PkgConfig::zstd)

file(GLOB targets CONFIGURE_DEPENDS tests/fuzz/*.cc)
list(REMOVE_ITEM targets ${CMAKE_SOURCE_DIR}/tests/fuzz/entry.cc)
foreach(target ${targets})
  get_filename_component(name ${target} NAME_WE)
  add_executable(fuzz_${name} ${target})
  target_link_libraries(fuzz_${name} PRIVATE -fsanitize=fuzzer fuzzed)
  list(APPEND programs fuzz_${name})
endforeach()
add_custom_target(fuzz_targets DEPENDS ${programs})
