// Writes queries; see topic_query.h. Every term stands in quotes, so nothing in it is an operator.
#include "operators/topic_query.h"

namespace yuqing {
namespace {

using Op = Query::Op;

bool is_joined(const Query& query) {
  return query.op != Op::leaf && query.op != Op::none;
}

std::string written_leaf(const Pattern& leaf) {
  if (leaf.is != Pattern::Is::term) {
    return marked(leaf);
  }
  const bool has_quote =
      leaf.written.find('"') != std::string::npos || leaf.written.find("＂") != std::string::npos;
  return has_quote ? "“" + leaf.written + "”" : '"' + leaf.written + '"';
}

// Between two children.
std::string sign_of(const Query& query) {
  switch (query.op) {
    case Op::any:
      return " | ";
    case Op::all:
      return " & ";
    case Op::near:
      return " ~" + std::to_string(query.distance) + " ";
    default:
      return " >" + std::to_string(query.distance) + " ";
  }
}

}  // namespace

std::string marked(const Pattern& leaf) {
  switch (leaf.is) {
    case Pattern::Is::hashtag:
      return "#" + leaf.written + "#";
    case Pattern::Is::mention:
      return "@" + leaf.written;
    case Pattern::Is::regex:
      return "/" + leaf.written + "/";
    case Pattern::Is::term:
      break;
  }
  return leaf.written;
}

std::string written(const Query& query, const std::vector<Pattern>& leaves) {
  if (query.op == Op::leaf) {
    return written_leaf(leaves[query.leaf]);
  }
  std::string text;
  for (const Query& child : query.children) {
    const std::string part = written(child, leaves);
    text += text.empty() ? "" : sign_of(query);
    text += is_joined(child) ? "(" + part + ")" : part;
  }
  return query.op == Op::none ? "!" + text : text;
}

}  // namespace yuqing
