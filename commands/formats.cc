// yuqing formats: what can be read, how it is told, and an example of each.
#include <fmt/format.h>

#include <cstdio>

#include "commands/commands.h"
#include "operators/parse_format.h"

namespace yuqing {

void add_formats(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand(
      "formats", "List the formats of posts in the order in which they are tried");
  verb->callback([] {
    for (const parsing::Format& format : parsing::formats()) {
      fmt::print("{}\n  {}\n  known by: {}\n  example:  {}\n\n", format.name, format.what,
                 format.known_by, format.example);
    }
    fmt::print(
        "Each post is told by itself, out of these envelopes: Kafka Connect (schema and payload),\n"
        "Debezium, Canal, a JSON string that holds JSON, JSON arrays, and lists of platforms.\n"
        "--format NAME, or format in [parse], reads every post by one row.\n");
  });
}

}  // namespace yuqing
