// See usage.h.
#include "commands/usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "pipeline/spelling.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostTypos = 2;

// The verb that was named last: what is not understood belongs to it.
const CLI::App& innermost(const CLI::App& app) {
  const std::vector<CLI::App*> named = app.get_subcommands();
  return named.empty() ? app : innermost(*named.front());
}

// What could have stood there: options for an option, verbs for a word.
std::vector<std::string> choices(const CLI::App& app, bool is_option) {
  std::vector<std::string> names;
  if (is_option) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        names.push_back("--" + name);
      }
    }
    return names;
  }
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::string nearest(const std::string& word, const std::vector<std::string>& names) {
  const auto found = std::ranges::min_element(
      names, {}, [&word](const std::string& name) { return distance(word, name); });
  return found != names.end() && distance(word, *found) <= kMostTypos ? *found : std::string();
}

std::string full_name(const CLI::App& verb) {
  const CLI::App* const parent = verb.get_parent();
  return parent == nullptr ? verb.get_name() : full_name(*parent) + " " + verb.get_name();
}

// A word that nobody takes is what somebody has misspelt; that something else is missing is then
// mostly its consequence.
std::string about(const CLI::App& verb, const std::string& word) {
  const bool is_option = word.starts_with('-');
  const std::vector<std::string> names = choices(verb, is_option);
  const std::string_view what = is_option ? "option" : names.empty() ? "argument" : "verb";
  const std::string meant = nearest(word.substr(0, word.find('=')), names);
  const std::string hint = meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant);
  return fmt::format("there is no {} '{}'{}", what, word, hint);
}

}  // namespace

int explain_usage(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {
    return app.exit(error);
  }
  const CLI::App& verb = innermost(app);
  const std::vector<std::string> rest = verb.remaining();
  const std::string said = rest.empty() ? error.what() : about(verb, rest.front());
  std::fprintf(stderr, "%s: %s\nRun with --help for more information.\n", full_name(verb).c_str(),
               said.c_str());
  return 2;
}

}  // namespace yuqing
